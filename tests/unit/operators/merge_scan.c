/* SPDX-License-Identifier: MIT */
#include <rill.h>

#include "support/marbles.h"
#include "support/probe.h"
#include "support/reenter.h"

/* The sum a tick later, and 10 more of it two ticks after that. */
static rill_value_t sums(rill_value_t a, rill_value_t x, void *context) {
  (void) context;
  char text[64];
  long long sum = (long long) (rill_as_int(a) + rill_as_int(x));
  if (rill_as_int(x) == 9) return rill_fail(rill_error_new(9, "no nines"));
  snprintf(text, sizeof text, "-{%lld}@3:{%lld}@4:|", sum, sum + 10);
  return rill_object(rill_from_marbles(text));
}

static rill_value_t joined(rill_value_t a, rill_value_t x, void *context) {
  (void) context;
  rill_value_t item =
      rill_stringf("%s%s", rill_as_string(a), rill_as_string(x));
  return rill_list_own(&item, 1);
}

/* a + x and a + x + 1, at once. */
static rill_value_t next_two(rill_value_t a, rill_value_t x, void *context) {
  (void) context;
  return rill_object(rill_range(rill_as_int(a) + rill_as_int(x), 2));
}

TEST(merge_scan, goes_on_from_what_came_out_last) {
  ck_marbles("1-2-----|", rill_merge_scan(rill_int(0), rill_call(sums)),
             "-1-({11}3)@5:{13}@8:|");
}

TEST(merge_scan, one_at_a_time_goes_on_from_the_last_sum) {
  ck_marbles("(12)----|",
             rill_merge_scan(rill_int(0), rill_call(sums), .max_concurrent = 1),
             "-1-{11}@5:{13}@7:{23}@8:|");
  ck_marbles("(12)----|", rill_merge_scan(rill_int(0), rill_call(sums)),
             "-(12)@3:({11}{12})@8:|");
}

TEST(merge_scan, the_seed_itself_does_not_come_out) {
  ck_marbles("--|", rill_merge_scan(rill_int(7), rill_call(sums)), "--|");
  ck_marbles("2-#", rill_merge_scan(rill_int(7), rill_call(sums)), "-9#");
}

TEST(merge_scan, takes_lists_of_counted_values) {
  ck_marbles("a---b----c-----|",
             rill_merge_scan(rill_string("x"), rill_call(joined)),
             "{xa}{xab}{xabc}|");
  ck_marbles("a---|",
             rill_compose(rill_merge_scan(rill_string("x"), rill_call(joined)),
                          rill_repeat(2)),
             "{xa}{xa}|");
}

static void ck_sums(int64_t demand, int64_t again, int64_t max,
                    const char *expected) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {.again = again};
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_range(1, 4),
                            rill_merge_scan(rill_int(0), rill_call(next_two),
                                            .max_concurrent = max)),
                  demand);
  if (probe.released == 0) rill_request(probe.subscription, RILL_UNBOUNDED);
  ck_assert_str_eq(probe.text, expected);
  clock_close(clock);
}

TEST(merge_scan, one_at_a_time_is_the_same_whatever_is_asked_for) {
  ck_sums(RILL_UNBOUNDED, 0, 1, "1 2 4 5 8 9 13 14 |");
  ck_sums(1, 1, 1, "1 2 4 5 8 9 13 14 |");
  ck_sums(3, 2, 1, "1 2 4 5 8 9 13 14 |");
}

TEST(merge_scan, an_item_that_waits_counts_already) {
  ck_sums(RILL_UNBOUNDED, 0, 4, "1 2 4 5 8 9 13 14 |");
  ck_sums(1, 0, 4, "1 2 4 8 13 5 9 14 |");
}

TEST(merge_scan, fails_with_the_function) {
  ck_marbles("1-9-|", rill_merge_scan(rill_int(0), rill_call(sums)), "-1#");
}

/* 0 is a subject, the others are the accumulator, plus 50, and the item. */
static rill_value_t subject_or_both(rill_value_t a, rill_value_t x,
                                    void *context) {
  reenter_t *r = context;
  if (rill_as_int(x) == 0) return rill_object(rill_subject_observable(r->a));
  return rill_pair(rill_int(rill_as_int(a) + 50), rill_value_ref(x));
}

static void push_inside(reenter_t *r, int64_t item) {
  if (item == 5) rill_subject_next(r->b, rill_int(7));
}

TEST(merge_scan, an_item_on_its_way_down_counts) {
  reenter_t r;
  reenter_open(&r, push_inside);
  reenter_run(&r, rill_pipe(rill_subject_observable(r.b),
                            rill_merge_scan(rill_int(0),
                                            rill_call_with(subject_or_both,
                                                           rill_borrow(&r)))));
  rill_subject_next(r.b, rill_int(0));
  rill_subject_next(r.a, rill_int(4));
  rill_subject_next(r.a, rill_int(6));
  ck_assert_str_eq(r.text, "4 6");
  rill_subject_next(r.a, rill_int(5));
  ck_assert_str_eq(r.text, "4 6 5 55 7");
  reenter_close(&r);
}

TEST(merge_scan, refuses_bad_arguments) {
  ck_operator_fails(rill_merge_scan(rill_string("x"), rill_no_fn()),
                    RILL_EINVAL, "rill_merge_scan", "function is NULL");
  ck_operator_fails(
      rill_merge_scan(rill_int(0), rill_call(sums), .max_concurrent = -1),
      RILL_EINVAL, "rill_merge_scan", "max_concurrent is -1");
  ck_operator_fails(
      rill_merge_scan(rill_int(0), rill_call(sums), .prefetch = -1),
      RILL_EINVAL, "rill_merge_scan", "prefetch is -1");
  ck_operator_fails(
      rill_merge_scan(rill_fail(rill_error_new(7, "spilt")), rill_call(sums)),
      7, "rill_merge_scan", "the seed is an error");
}
