/* SPDX-License-Identifier: MIT */
/* log: a line for each signal. */
#include "support/failing.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <stdlib.h>

#include <rill.h>

/* A file whose text can be looked at once it is closed. */
struct journal {
  FILE *file;
  char *text;
  size_t size;
};

static FILE *journal_open(struct journal *journal) {
  journal->text = NULL;
  journal->file = open_memstream(&journal->text, &journal->size);
  return journal->file;
}

#define ck_journal(journal, expected)                                          \
 do {                                                                          \
  fclose((journal)->file);                                                     \
  ck_assert_str_eq((journal)->text, expected);                                 \
  free((journal)->text);                                                       \
 } while (0)

TEST(log, passes_everything_on) {
  struct journal journal;
  FILE *file = journal_open(&journal);
  ck_marbles("-1-2-|", rill_log("a", file), "-1-2-|");
  ck_marbles_stepwise("-1-2-|", rill_log("a", .file = file), "-1-2-|");
  ck_marbles("-1-#", rill_log("a", .file = file), "-1-#");
  ck_marbles("-1---", rill_log("a", .file = file), "-1-!");
  fclose(file);
  free(journal.text);
}

TEST(log, writes_a_line_for_each_signal) {
  struct journal journal;
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  rill_virtual_advance_to(clock, RILL_SEC(5));
  rill_observable_t *flow =
      rill_pipe(rill_interval(RILL_MS(250)), rill_take(3),
                rill_log("ticks", journal_open(&journal)));
  probe_subscribe(&probe, clock, flow, 1);
  rill_virtual_advance_by(clock, RILL_MS(600));
  rill_request(probe.subscription, RILL_UNBOUNDED);
  rill_virtual_run(clock);
  clock_close(clock);
  ck_journal(&journal, "ticks 0.000000: subscribed\n"
                       "ticks 0.000000: request 1\n"
                       "ticks 0.250000: item 0\n"
                       "ticks 0.600000: request all\n"
                       "ticks 0.600000: item 1\n"
                       "ticks 0.750000: item 2\n"
                       "ticks 0.750000: completed\n");
}

TEST(log, writes_errors) {
  struct journal journal;
  probe_t probe = {0};
  probe_run(&probe, rill_pipe(rill_throw(rill_error_new(8, "first")),
                              rill_log("a", journal_open(&journal))));
  fclose(journal.file);
  ck_assert_str_has(journal.text, "a 0.000000: failed: first, at ");
  ck_assert_str_has(journal.text, "stage 0 (throw)\n");
  free(journal.text);
}

TEST(log, writes_a_cancel) {
  struct journal journal;
  ck_source(rill_pipe(rill_range(1, 9), rill_log("a", journal_open(&journal)),
                      rill_take(1)),
            "(1|)");
  ck_journal(&journal, "a 0.000000: subscribed\n"
                       "a 0.000000: request 1\n"
                       "a 0.000000: item 1\n"
                       "a 0.000000: canceled\n");
}

TEST(log, writes_nothing_when_it_is_never_subscribed) {
  struct journal journal;
  ck_source(rill_pipe(rill_range(1, 9), rill_log("a", journal_open(&journal)),
                      rill_take(0)),
            "|");
  ck_journal(&journal, "");
}

TEST(log, cuts_long_items) {
  struct journal journal;
  char text[1000];
  memset(text, 'x', sizeof text - 1);
  text[sizeof text - 1] = '\0';
  probe_t probe = {0};
  probe_run(&probe, rill_pipe(rill_just(rill_string(text)),
                              rill_log("a", journal_open(&journal))));
  fclose(journal.file);
  ck_assert_str_has(journal.text, "xxx…\n");
  ck_assert_uint_lt(journal.size, 400);
  free(journal.text);
}

TEST(log, refuses_to_have_no_name) {
  ck_operator_fails(rill_log(NULL), RILL_EINVAL, "rill_log: name is NULL");
}
