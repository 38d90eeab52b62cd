/* SPDX-License-Identifier: MIT */
#include <rill.h>

#include "support/marbles.h"
#include "support/probe.h"
#include "support/reenter.h"

/* The sum a tick later, and 10 more of it two ticks later. */
static rill_value_t sums(rill_value_t a, rill_value_t x, void *context) {
  (void) context;
  char text[64];
  long long sum = (long long) (rill_as_int(a) + rill_as_int(x));
  if (rill_as_int(x) == 9) return rill_fail(rill_error_new(9, "no nines"));
  snprintf(text, sizeof text, "-{%lld}@3:{%lld}|", sum, sum + 10);
  return rill_object(rill_from_marbles(text));
}

static rill_value_t joined(rill_value_t a, rill_value_t x, void *context) {
  (void) context;
  rill_value_t item =
      rill_stringf("%s%s", rill_as_string(a), rill_as_string(x));
  return rill_list_own(&item, 1);
}

TEST(switch_scan, goes_on_from_what_came_out_last) {
  ck_marbles("1-2-----3--------|",
             rill_switch_scan(rill_int(0), rill_call(sums)),
             "-1-3-{13}{16}@11:{26}--|");
  ck_marbles_stepwise("1-2-----3--------|",
                      rill_switch_scan(rill_int(0), rill_call(sums)),
                      "-1-3-{13}{16}@11:{26}--|");
}

TEST(switch_scan, the_seed_itself_does_not_come_out) {
  ck_marbles("--|", rill_switch_scan(rill_int(7), rill_call(sums)), "--|");
  ck_marbles("2--#", rill_switch_scan(rill_int(7), rill_call(sums)), "-9-#");
}

TEST(switch_scan, counted_values_and_runs_of_their_own) {
  ck_marbles("a---b----c----|",
             rill_compose(rill_switch_scan(rill_string("x"), rill_call(joined)),
                          rill_repeat(1)),
             "{xa}{xab}{xabc}@14:|");
  ck_marbles("a---|",
             rill_compose(rill_switch_scan(rill_string("x"), rill_call(joined)),
                          rill_repeat(2)),
             "{xa}{xa}|");
}

TEST(switch_scan, fails_with_the_function) {
  ck_marbles("1-9-|", rill_switch_scan(rill_int(0), rill_call(sums)), "-1#");
}

/* The items come out as they are; the accumulator is told to the text. */
static rill_value_t three_after(rill_value_t a, rill_value_t x, void *context) {
  reenter_t *r = context;
  if (rill_as_int(x) == 0) return rill_object(rill_subject_observable(r->a));
  return rill_object(rill_range(rill_as_int(a) + 1, 3));
}

static void switch_inside(reenter_t *r, int64_t item) {
  if (item == 5) rill_subject_next(r->b, rill_int(1));
}

TEST(switch_scan, an_item_on_its_way_down_counts) {
  reenter_t r;
  reenter_open(&r, switch_inside);
  reenter_run(&r, rill_pipe(rill_subject_observable(r.b),
                            rill_switch_scan(
                                rill_int(0),
                                rill_call_with(three_after, rill_borrow(&r)))));
  rill_subject_next(r.b, rill_int(0));
  rill_subject_next(r.a, rill_int(5));
  ck_assert_str_eq(r.text, "5 6 7 8");
  reenter_close(&r);
}

TEST(switch_scan, refuses_bad_arguments) {
  ck_operator_fails(rill_switch_scan(rill_string("x"), rill_no_fn()),
                    RILL_EINVAL, "rill_switch_scan", "function is NULL");
  ck_operator_fails(
      rill_switch_scan(rill_fail(rill_error_new(7, "spilt")), rill_call(sums)),
      7, "rill_switch_scan", "the seed is an error");
}
