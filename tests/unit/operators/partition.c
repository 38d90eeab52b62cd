/* SPDX-License-Identifier: MIT */
#include <rill.h>

#include "support/marbles.h"
#include "support/probe.h"

RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }

static rill_value_t is_odd(rill_value_t x, void *context) {
  (void) context;
  if (rill_as_int(x) == 9) return rill_fail(rill_error_new(9, "no nines"));
  if (rill_as_int(x) == 8) return rill_int(8);
  return rill_bool(rill_as_int(x) % 2 != 0);
}

static void note_drop(void *context) { ++*(int *) context; }

static rill_observable_t *side(const char *in, bool yes) {
  rill_observable_t *sides[2];
  rill_partition(rill_from_marbles(in), rill_call(is_odd), &sides[1],
                 &sides[0]);
  rill_unref(sides[!yes]);
  return sides[yes];
}

TEST(partition, gives_each_side_its_items) {
  ck_source(side("-1-2-34-5-|", true), "-1---3--5-|");
  ck_source(side("-1-2-34-5-|", false), "---2--4---|");
  ck_source(side("-1-#", false), "---#");
  ck_source(side("|", true), "|");
}

TEST(partition, each_side_keeps_to_its_demand) {
  ck_flow(side("(12345|)", true), "(135|)", .demand = 1, .again = 1);
  ck_flow(side("(12345|)", false), "(24|)", .demand = 1, .again = 1);
}

TEST(partition, fails_with_the_function) {
  ck_source(side("-1-2-9-|", true), "-1---#");
  ck_source(side("-1-2-9-|", false), "---2-#");
  ck_fails(side("8|", true), RILL_ETYPE, "partition", "int 8", "bool");
  ck_fails(side("8|", false), RILL_ETYPE, "partition", "int 8", "bool");
}

TEST(partition, the_sides_are_independent_runs) {
  rill_observable_t *yes, *no;
  probe_t one = {0}, two = {0}, three = {0};
  rill_partition(rill_range(1, 5), is_even, &yes, &no);
  rill_observable_t *again = rill_ref(yes);
  ck_assert_str_eq(probe_run(&one, yes), "2 4 |");
  ck_assert_str_eq(probe_run(&two, no), "1 3 5 |");
  ck_assert_str_eq(probe_run(&three, again), "2 4 |");
}

TEST(partition, a_shared_source_runs_once) {
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_subject_new(clock);
  rill_observable_t *yes, *no;
  probe_t odd = {0}, even = {0};
  rill_partition(rill_pipe(rill_subject_observable(subject), rill_share()),
                 rill_call(is_odd), &yes, &no);
  probe_subscribe(&odd, clock, yes, RILL_UNBOUNDED);
  probe_subscribe(&even, clock, no, RILL_UNBOUNDED);
  for (int64_t i = 1; i < 6; i++) rill_subject_next(subject, rill_int(i));
  rill_subject_complete(subject);
  ck_assert_str_eq(odd.text, "1 3 5 |");
  ck_assert_str_eq(even.text, "2 4 |");
  rill_unref(subject);
  clock_close(clock);
}

TEST(partition, the_function_is_dropped_once_after_both) {
  rill_observable_t *yes, *no;
  int drops = 0;
  rill_partition(rill_never(),
                 rill_call_with(is_odd, rill_own(&drops, note_drop)), &yes,
                 &no);
  rill_unref(yes);
  ck_assert_int_eq(drops, 0);
  rill_unref(no);
  ck_assert_int_eq(drops, 1);
}

TEST(partition, one_side_may_be_left_out) {
  rill_observable_t *no;
  int drops = 0;
  rill_partition(rill_from_marbles("123|"),
                 rill_call_with(is_odd, rill_own(&drops, note_drop)), NULL,
                 &no);
  ck_source(no, "-2-|");
  ck_assert_int_eq(drops, 1);
  rill_partition(rill_from_marbles("123|"),
                 rill_call_with(is_odd, rill_own(&drops, note_drop)), NULL,
                 NULL);
  ck_assert_int_eq(drops, 2);
}

TEST(partition, refuses_bad_arguments_on_both_sides) {
  rill_observable_t *yes, *no;
  rill_partition(rill_never(), rill_no_fn(), &yes, &no);
  ck_fails(yes, RILL_EINVAL, "rill_partition", "pred is NULL");
  rill_unref(no);
  rill_partition(NULL, is_even, &yes, &no);
  rill_unref(yes);
  ck_fails(no, RILL_EINVAL, "source is NULL");
}
