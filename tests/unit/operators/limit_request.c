/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

TEST(limit_request, passes_all) {
  ck_marbles("-1-2-(34)--|", rill_limit_request(2), "-1-2-(34)--|");
  ck_marbles("(12345|)", rill_limit_request(1), "(12345|)");
  ck_marbles("(12345|)", rill_limit_request(3, .low = 2), "(12345|)");
  ck_marbles_stepwise("(12345|)", rill_limit_request(3), "(12345|)");
  ck_marbles("|", rill_limit_request(2), "|");
  ck_marbles("-1-#", rill_limit_request(2), "-1-#");
}

/* What was asked for, in a row. */
struct asks {
  char text[256];
};

static rill_value_t note(rill_value_t count, void *context) {
  struct asks *asks = context;
  size_t n = strlen(asks->text);
  if (rill_as_int(count) == RILL_UNBOUNDED)
    snprintf(asks->text + n, sizeof asks->text - n, "all ");
  else
    snprintf(asks->text + n, sizeof asks->text - n, "%d ",
             (int) rill_as_int(count));
  return rill_none();
}

static rill_operator_t *noted(struct asks *asks) {
  return rill_do(.request = rill_call_with(note, rill_borrow(asks)));
}

static void portions(rill_operator_t *limit, int64_t demand,
                     const char *expected) {
  struct asks asks = {""};
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_range(1, 10), noted(&asks), limit), demand);
  ck_assert_str_eq(asks.text, expected);
  clock_close(clock);
}

TEST(limit_request, asks_in_portions) {
  portions(rill_limit_request(4), RILL_UNBOUNDED, "4 4 4 ");
  portions(rill_limit_request(4, .low = 1), RILL_UNBOUNDED, "4 3 3 3 ");
  portions(rill_limit_request(4, .low = 3), 8, "4 1 1 1 1 ");
  portions(rill_limit_request(1), 3, "1 1 1 ");
}

TEST(limit_request, in_all_what_is_asked_for) {
  portions(rill_limit_request(4), 3, "3 ");
  portions(rill_limit_request(4), 9, "4 4 1 ");
  portions(rill_limit_request(100), RILL_UNBOUNDED, "100 ");
}

RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }

TEST(limit_request, what_is_dropped_below_does_not_count) {
  struct asks asks = {""};
  probe_t probe = {0};
  probe_run(&probe, rill_pipe(rill_range(1, 10), noted(&asks),
                              rill_limit_request(2), rill_filter(is_even)));
  ck_assert_str_eq(probe.text, "2 4 6 8 10 |");
  ck_assert_str_eq(asks.text, "2 2 2 ");
  probe_t three = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(
      &three, clock,
      rill_pipe(rill_range(1, 10), rill_limit_request(2), rill_filter(is_even)),
      3);
  ck_assert_str_eq(three.text, "2 4 6");
  clock_close(clock);
}

TEST(limit_request, gives_what_is_asked_for) {
  ck_asking("(12345|)", rill_limit_request(2), "(12)-(34)-(5|)", {0, 2}, {5, 2},
            {10, 1});
}

TEST(limit_request, cancels) {
  ck_marbles_with("(12345|)", rill_limit_request(2), "(123!)",
                  .cancel_after = 3);
}

TEST(limit_request, names_bad_arguments) {
  ck_operator_fails(rill_limit_request(0), RILL_EINVAL,
                    "rill_limit_request: high is 0 (must be >= 1)");
  ck_operator_fails(rill_limit_request(4, .low = 4), RILL_EINVAL,
                    "rill_limit_request: low is 4 (must be 0 to 3)");
  ck_operator_fails(rill_limit_request(4, .low = -1), RILL_EINVAL, "low is -1");
}
