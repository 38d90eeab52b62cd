/* SPDX-License-Identifier: MIT */
/* record: a picture of what happened. */
#include "support/marbles.h"
#include "support/probe.h"

#include <stdlib.h>

#include <rill.h>

#include <uv.h>

static char drawn[4096];

static rill_value_t note(rill_value_t text, void *context) {
  (void) context;
  strcat(strcat(drawn, drawn[0] != '\0' ? "\n" : ""), rill_as_string(text));
  return rill_none();
}

#define NOTE (drawn[0] = '\0', rill_call(note))

/* What a row is drawn as, without change or delay. */
#define ck_record(in, out, picture)                                            \
 do {                                                                          \
  ck_marbles(in, rill_record(.report = NOTE), out);                            \
  ck_assert_str_eq(drawn, picture);                                            \
 } while (0)

TEST(record, draws_what_passes) {
  ck_record("-1-2-|", "-1-2-|", "-1-2-|");
  ck_record("-1-(23)--#", "-1-(23)--#", "-1-(23)--#");
  ck_record("-1-2-|", "-1!", "-1!");
  ck_record("-{10}-a-[1,2]-|", "-{10}-a-[1,2]-|", "-{10}-a-[1,2]-|");
  ck_record("|", "|", "|");
  ck_marbles_stepwise("-1-2-|", rill_record(NOTE), "-1-2-|");
  ck_assert_str_eq(drawn, "-1-2-|");
}

TEST(record, can_be_played_again) {
  ck_marbles("-1-(23)@40:{text}#", rill_record(.report = NOTE),
             "-1-(23)@40:{text}#");
  ck_source(rill_from_marbles(drawn), "-1-(23)@40:{text}#");
}

TEST(record, draws_each_run) {
  ck_marbles("-1|", rill_compose(rill_record(.report = NOTE), rill_repeat(3)),
             "-1-1-1|");
  ck_assert_str_eq(drawn, "-1|\n-1|\n-1|");
}

TEST(record, draws_a_cancel_from_below) {
  ck_source(
      rill_pipe(rill_range(1, 9), rill_record(.report = NOTE), rill_take(2)),
      "(12|)");
  ck_assert_str_eq(drawn, "(12!)");
}

TEST(record, draws_nothing_when_it_is_never_subscribed) {
  ck_source(
      rill_pipe(rill_range(1, 9), rill_record(.report = NOTE), rill_take(0)),
      "|");
  ck_assert_str_eq(drawn, "");
}

TEST(record, has_ticks_as_long_as_it_is_told) {
  probe_t probe = {0};
  probe_run(&probe,
            rill_pipe(rill_interval(RILL_MS(20)), rill_take(3),
                      rill_record(.report = NOTE, .tick = RILL_MS(10))));
  ck_assert_str_eq(drawn, "--0-1-(2|)");
}

/* What is drawn but for the ticks that passed, as dashes or as "@20:". */
static void undash(char *text) {
  char *to = text;
  for (const char *from = text; *from; from++)
    if (*from == '@')
      from += strcspn(from, ":");
    else if (strchr("-()", *from) == NULL)
      *to++ = *from;
  *to = 0;
}

TEST(record, counts_real_time_in_milliseconds) {
  probe_t probe = {0};
  uint64_t begun = uv_hrtime();
  rill_scheduler_t *here = rill_immediate_scheduler_new();
  probe_subscribe(&probe, here,
                  rill_pipe(rill_range(1, 3), rill_record(.report = NOTE)), 9);
  rill_scheduler_close(here);
  uint64_t passed = (uv_hrtime() - begun) / 1000000;
  ck_assert_uint_le(strlen(drawn), passed + strlen("(123|)") + 1);
  undash(drawn);
  ck_assert_str_eq(drawn, "123|");
}

TEST(record, draws_no_more_than_its_capacity) {
  ck_marbles("-1-2-3-4-|", rill_record(.report = NOTE, .capacity = 2),
             "-1-2-3-4-|");
  ck_assert_str_eq(drawn, "-1-2-----| (2 more items)");
  probe_t probe = {0};
  probe_run(&probe, rill_pipe(rill_range(1, 300), rill_record(.report = NOTE)));
  ck_assert_str_has(drawn, "{256}|) (44 more items)");
}

TEST(record, writes_a_line_to_a_file) {
  char *text = NULL;
  size_t size = 0;
  FILE *file = open_memstream(&text, &size);
  ck_marbles("-1-2-|", rill_record(.file = file), "-1-2-|");
  fclose(file);
  ck_assert_str_eq(text, "-1-2-|\n");
  free(text);
}

static rill_value_t spill(rill_value_t x, void *context) {
  (void) x;
  (void) context;
  return rill_fail(rill_error_new(7, "spilt"));
}

TEST(record, fails_with_its_function) {
  ck_marbles("-1-2-|", rill_record(.report = rill_call(spill)), "-1-2-#");
}

static rill_value_t two(rill_value_t a, rill_value_t b, void *context) {
  (void) a;
  (void) context;
  return rill_value_ref(b);
}

TEST(record, refuses_bad_arguments) {
  ck_operator_fails(rill_record(.tick = -1), RILL_EINVAL,
                    "rill_record: tick is -1 (must be >= 0)");
  ck_operator_fails(rill_record(.capacity = -1), RILL_EINVAL,
                    "rill_record: capacity is -1 (must be >= 0)");
  ck_operator_fails(rill_record(.report = rill_call(two)), RILL_EINVAL,
                    "rill_record: report takes 2 arguments (must take 1)");
}
