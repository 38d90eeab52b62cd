/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill/create.h>
#include <rill/time.h>

/* One item in two ticks. */
#define HALF .per_second = 5e8

static rill_value_t is_large(rill_value_t item, void *context) {
  (void) context;
  return rill_bool(rill_as_int(item) > 5);
}

static rill_value_t fail_at_3(rill_value_t item, void *context) {
  (void) context;
  if (rill_as_int(item) == 3) return rill_fail(rill_error_new(7, "no 3"));
  return rill_value_ref(item);
}

static rill_value_t text_of(rill_value_t item, void *context) {
  (void) context;
  return rill_stringf("%d", (int) rill_as_int(item));
}

static rill_value_t note(rill_value_t count, void *context) {
  char *text = context;
  size_t length = strlen(text);
  if (length > 0) text[length++] = ' ';
  rill_value_format(count, text + length, 64 - length);
  return rill_none();
}

TEST(rate_limit, spreads_items) {
  ck_marbles("(1234)----|",
             rill_rate_limit(HALF),
             "1-2-3-4---|");
}

TEST(rate_limit, lets_a_burst_pass_after_a_rest) {
  ck_marbles("@0:(12345) @20:(678|)",
             rill_rate_limit(.per_second = 2.5e8, .burst = 3),
             "@0:(123) @4:4 @8:5 @20:(678|)");
  ck_marbles("@0:(12345) @12:(678|)",
             rill_rate_limit(.per_second = 2.5e8, .burst = 3),
             "@0:(123) @4:4 @8:5 @12:6 @16:7 @20:(8|)");
}

/* Tokens that were there while upstream was silent are no licence for more. */
TEST(rate_limit, keeps_the_rate_after_silence) {
  ck_marbles("--------(1234|)", rill_rate_limit(HALF), "--------1-2-3-(4|)");
}

TEST(rate_limit, asks_upstream_for_as_many_as_there_are_tokens) {
  rill_scheduler_t *clock = rill_virtual_scheduler_new();
  probe_t probe = {.text = ""};
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_range(0, 100),
                            rill_rate_limit(.per_second = 1e8, .burst = 4)),
                  RILL_UNBOUNDED);
  rill_virtual_advance_to(clock, 25);
  ck_assert_str_eq(probe.text, "0 1 2 3 4 5");
  rill_scheduler_close(clock);
}

TEST(rate_limit, stays_within_demand) {
  ck_asking("(12345)------------|", rill_rate_limit(HALF, .burst = 2),
            "1-------(23)------4-", {0, 1}, {8, 2}, {18, 1});
}

TEST(rate_limit, lets_errors_overtake) {
  ck_marbles("-(123)---#",
             rill_rate_limit(.per_second = 1e7, .key = rill_call(is_large)),
             "-1-------#");
}

TEST(rate_limit, of_a_key_does_not_hold_up_others) {
  ck_marbles("(12678)-3|", rill_rate_limit(HALF, .key = rill_call(is_large)),
             "@0:(16) @2:(27) @4:8 @8:3|");
}

/* 2 could go on tick 10, 6 from tick 20 on. */
TEST(rate_limit, lets_who_has_waited_longest_go_first) {
  ck_asking("@0:(12) @20:6 @40:|",
            rill_rate_limit(.per_second = 1e8, .key = rill_call(is_large)),
            "@0:1 @30:2 @31:6 @40:|", {0, 1}, {30, 1}, {31, 1});
}

TEST(rate_limit, asks_for_three_quarters_once_they_have_left) {
  char text[64] = "";
  rill_scheduler_t *clock = rill_virtual_scheduler_new();
  probe_t probe = {.text = ""};
  probe_subscribe(
      &probe, clock,
      rill_pipe(rill_range(0, 100),
                rill_do(.request = rill_call_with(note, rill_borrow(text))),
                rill_rate_limit(.per_second = 1e9, .capacity = 8,
                                .key = rill_call(is_large))),
      RILL_UNBOUNDED);
  rill_virtual_advance_to(clock, 10);
  ck_assert_str_eq(text, "8 6 6");
  rill_scheduler_close(clock);
}

TEST(rate_limit, fails_with_the_key) {
  ck_marbles("-1-2-3-4|", rill_rate_limit(.per_second = 1e8,
                                          .key = rill_call(fail_at_3)),
             "-1-2-#");
}

/* While 2 waits, 9 is still with upstream, behind 3. */
TEST(rate_limit, has_upstream_wait_when_it_is_full) {
  ck_marbles("(1239|)",
             rill_rate_limit(.per_second = 2e8, .capacity = 2,
                             .key = rill_call(is_large)),
             "1----(29)-(3|)");
}

TEST(rate_limit, forgets_keys_whose_bucket_is_full) {
  rill_scheduler_t *clock = rill_virtual_scheduler_new();
  probe_t probe = {.text = ""};
  probe_subscribe(
      &probe, clock,
      rill_pipe(rill_interval(1), rill_rate_limit(.per_second = 2.5e8,
                                                  .key = rill_call(text_of))),
      RILL_UNBOUNDED);
  rill_virtual_advance_to(clock, 100);
  uint64_t few = rill_live_objects(NULL);
  rill_virtual_advance_to(clock, 100000);
  ck_assert_uint_eq(probe.items, 100000);
  ck_assert_live(NULL, few);
  rill_scheduler_close(clock);
}

TEST(rate_limit, names_bad_arguments) {
  ck_operator_fails(rill_rate_limit(.burst = 3), RILL_EINVAL,
                    "rill_rate_limit", "per_second is 0");
  ck_operator_fails(rill_rate_limit(.per_second = -1), RILL_EINVAL,
                    "per_second is -1");
  ck_operator_fails(rill_rate_limit(.per_second = 1, .burst = -3), RILL_EINVAL,
                    "burst is -3");
  ck_operator_fails(rill_rate_limit(.per_second = 1, .burst = INT64_MAX),
                    RILL_EINVAL, "burst");
  ck_operator_fails(rill_rate_limit(.per_second = 1, .capacity = -3),
                    RILL_EINVAL, "capacity is -3");
}
