/* SPDX-License-Identifier: MIT */
#include "support/failing.h"
#include "support/marbles.h"
#include "support/probe.h"

static rill_operator_t *counted(rill_value_t value) {
  return rill_compose(rill_publish_value(value), rill_ref_count());
}

static void join(probe_t *probe, rill_scheduler_t *clock,
                 rill_observable_t *shared) {
  rill_observable_t *again = rill_ref(shared);
  probe_subscribe(probe, clock, again, RILL_UNBOUNDED);
}

TEST(publish_value, begins_with_the_value) {
  ck_marbles("-1-2-3-|", counted(rill_int(7)), "71-2-3-|");
  ck_marbles("|", counted(rill_int(7)), "(7|)");
  ck_marbles("-#", counted(rill_int(7)), "7#");
  ck_marbles_stepwise("(123|)", counted(rill_int(7)), "(7123|)");
}

TEST(publish_value, who_comes_late_gets_the_last_item_first) {
  probe_t early = {0}, late = {0}, after = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *shared =
      rill_pipe(rill_from_marbles("-1-2-3-|"), rill_publish_value(rill_int(7)));
  rill_observable_t *run = rill_ref(shared);
  join(&early, clock, shared);
  ck_assert_str_eq(early.text, "7"); /* before it is connected */
  rill_unref(rill_connect(clock, run));
  rill_virtual_advance_to(clock, 4);
  join(&late, clock, shared);
  rill_virtual_run(clock);
  join(&after, clock, shared);
  ck_assert_str_eq(early.text, "7 1 2 3 |");
  ck_assert_str_eq(late.text, "2 3 |");
  ck_assert_str_eq(after.text, "|");
  rill_unref(shared);
  clock_close(clock);
}

TEST(publish_value, a_new_run_begins_with_the_value_again) {
  ck_marbles("1-----2|", rill_compose(counted(rill_int(7)), rill_repeat(2)),
             "(71)--2(71)--2|");
}

static rill_value_t twice(rill_value_t shared, void *context) {
  rill_value_t one = rill_value_ref(shared), two = rill_value_ref(shared);
  (void) context;
  rill_observable_t *other = rill_from_value(two);
  return rill_object(rill_pipe(rill_from_value(one), rill_merge(other)));
}

TEST(publish_value, goes_on_with_what_the_selector_gives) {
  ck_marbles("-----1---2---|",
             rill_publish_value(rill_int(7), .selector = rill_call(twice)),
             "(77)-(11)(22)|");
}

TEST(publish_value, keeps_and_drops_counted_values) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *shared =
      rill_pipe(rill_of(rill_string("b")), counted(rill_string("a")));
  join(&probe, clock, shared);
  ck_assert_str_eq(probe.text, "a b |");
  rill_unref(shared);
  ck_assert_live(&rill_string_type, 0);
  clock_close(clock);
}

TEST(publish_value, names_bad_arguments) {
  ck_operator_fails(
      rill_publish_value(rill_fail(rill_error_new(7, "no value"))), 7,
      "rill_publish_value: the value is an error");
  ck_operator_fails(rill_publish_value(rill_string("dropped"), .capacity = -1),
                    RILL_EINVAL, "rill_publish_value: capacity is -1");
}

TEST(publish_value, survives_without_memory) {
  failing_each(FAILING_ONE) {
    rill_scheduler_t *clock = rill_virtual_scheduler_new();
    if (clock == NULL) continue;
    probe_t probe = {0};
    probe_subscribe(&probe, clock,
                    rill_pipe(rill_range(1, 2),
                              rill_publish_value(rill_int(7),
                                                 .selector = rill_call(twice))),
                    RILL_UNBOUNDED);
    rill_virtual_run(clock);
    ck_assert_int_eq(probe.ends, 1);
    rill_scheduler_close(clock);
  }
}
