/* SPDX-License-Identifier: MIT */
/* skip_until: another stream opens it. */
#include "support/marbles.h"
#include "support/probe.h"
#include "support/reenter.h"

#include <rill.h>

static rill_operator_t *until(const char *other) {
  return rill_skip_until(rill_from_marbles(other));
}

TEST(skip_until, passes_once_the_other_has_given_an_item) {
  ck_marbles("-1-2-3-4-|", until("----a---|"), "-----3-4-|");
  ck_marbles("-1-2-3-4-|", until("----a-b-#"), "-----3-4-|");
  ck_marbles_stepwise("-1-2-3-4-|", until("----a---|"), "-----3-4-|");
}

TEST(skip_until, uses_no_demand_for_what_it_drops) {
  ck_marbles_with("1-2-3-4|", until("---a|"), "----3---", .demand = 1);
}

TEST(skip_until, completes_with_upstream_even_if_it_was_never_opened) {
  ck_marbles("-1-2-3-|", until("--|"), "-------|");
  ck_marbles("-1-2-3-|", until("-----------a|"), "-------|");
  ck_source(rill_pipe(rill_range(1, 3), rill_skip_until(rill_never())), "|");
}

TEST(skip_until, fails_with_either) {
  ck_marbles("-1-2-3-|", until("--#"), "--#");
  ck_marbles("-1-#", until("--------a"), "---#");
  ck_marbles("-1-#", until("a"), "-1-#");
}

TEST(skip_until, subscribes_to_the_other_first) {
  ck_source(rill_pipe(rill_range(1, 3), rill_skip_until(rill_range(5, 9))),
            "(123|)");
}

static rill_value_t add(rill_value_t request, void *context) {
  *(int64_t *) context += rill_as_int(request);
  return rill_none();
}

TEST(skip_until, asks_the_other_for_one_item) {
  int64_t asked = 0;
  probe_t probe = {0};
  rill_observable_t *other =
      rill_pipe(rill_interval(3),
                rill_do(.request = rill_call_with(add, rill_borrow(&asked))));
  probe_run(&probe,
            rill_pipe(rill_interval(2), rill_skip_until(other), rill_take(2)));
  ck_assert_str_eq(probe.text, "1 2 |");
  ck_assert_int_eq(asked, 1);
}

TEST(skip_until, lets_go_of_the_other_at_the_end) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_range(1, 2), rill_skip_until(rill_timer(99))),
                  RILL_UNBOUNDED);
  ck_assert_str_eq(probe.text, "|");
  ck_assert_int_eq(rill_virtual_run(clock), 0);
  clock_close(clock);
}

static void open_and_go_on(reenter_t *r, int64_t item) {
  if (item != 1) return;
  rill_subject_next(r->b, rill_int(0));
  rill_subject_next(r->a, rill_int(2));
  rill_subject_error(r->b, rill_error_new(1, "too late"));
}

TEST(skip_until, is_opened_once) {
  reenter_t r;
  reenter_open(&r, open_and_go_on);
  rill_observable_t *a = rill_subject_observable(r.a);
  rill_observable_t *b = rill_subject_observable(r.b);
  reenter_run(&r, rill_pipe(a, rill_skip_until(b)));
  rill_subject_next(r.a, rill_int(9));
  rill_subject_next(r.b, rill_int(0));
  rill_subject_next(r.a, rill_int(1));
  rill_subject_complete(r.a);
  ck_assert_str_eq(r.text, "1 2 |");
  reenter_close(&r);
}

TEST(skip_until, refuses_null) {
  ck_operator_fails(rill_skip_until(NULL), RILL_EINVAL,
                    "rill_skip_until: other is NULL");
}
