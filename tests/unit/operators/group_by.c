/* SPDX-License-Identifier: MIT */
#include "support/failing.h"
#include "support/groups.h"
#include "support/marbles.h"
#include "support/probe.h"

static const rill_fn_t unset;

static rill_value_t square(rill_value_t item, void *context) {
  (void) context;
  return rill_int(item.as.i * item.as.i);
}

static rill_value_t refuse(rill_value_t item, void *context) {
  (void) context;
  if (item.as.i < 3) return rill_int(item.as.i);
  return rill_fail(rill_error_new(RILL_ERANGE, "no key"));
}

TEST(group_by, splits_by_key) {
  ck_marbles("-1-2-3-4-|", rill_compose(rill_group_by(EVEN), rill_merge_all(2)),
             "-1-2-3-4-|");
  ck_marbles("-1-2-3-4-|", rill_compose(rill_group_by(EVEN), LISTS),
             "---------([1,3][2,4]|)");
}

TEST(group_by, a_group_knows_its_key) {
  ck_marbles("-7-8-9-1-|", rill_compose(rill_group_by(MODULO(3)), KEYS),
             "-1-2-0---|");
  ck_assert_int_eq(rill_group_key(rill_int(3)).kind, RILL_NONE);
}

TEST(group_by, a_group_emits_elements) {
  ck_marbles("-1-2-3-|",
             rill_compose(rill_group_by(EVEN, .element = rill_call(square)),
                          rill_merge_all(2)),
             "-1-4-9-|");
}

TEST(group_by, an_error_reaches_groups_and_all) {
  ck_marbles("-1-2-#", rill_compose(rill_group_by(EVEN), rill_merge_all(2)),
             "-1-2-#");
  ck_marbles("-1-2-3-|", rill_compose(rill_group_by(rill_call(refuse)), KEYS),
             "-1-2-#");
  ck_fails(rill_pipe(rill_range(1, 9), rill_group_by(rill_call(refuse)),
                     rill_merge_all(9)),
           RILL_ERANGE, "no key", "group_by");
}

TEST(group_by, a_cancelled_group_is_opened_anew) {
  ck_marbles("-1-2-3-|",
             rill_compose(rill_group_by(MODULO(1), .max_groups = 1),
                          rill_flat_map(rill_call(windows_first))),
             "-1-2-3-|");
  ck_marbles("(123|)",
             rill_compose(rill_group_by(MODULO(1), .max_groups = 1),
                          rill_flat_map(rill_call(windows_first))),
             "(123|)");
}

TEST(group_by, groups_go_on_when_the_stream_of_groups_is_cancelled) {
  ck_marbles("-1-2-3-4-5-|",
             rill_compose(rill_group_by(EVEN), rill_take(1), rill_merge_all(2)),
             "-1---3---5-|");
}

TEST(group_by, upstream_stops_when_nobody_listens) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_interval(1), rill_group_by(EVEN), rill_take(1),
                            rill_merge_all(2), rill_take(2)),
                  RILL_UNBOUNDED);
  rill_virtual_run(clock);
  ck_assert_str_eq(probe.text, "0 2 |");
  ck_assert_uint_eq(rill_scheduler_runs(clock), 0);
  clock_close(clock);
}

TEST(group_by, a_group_is_for_one_subscriber) {
  struct windows_kept kept = {0};
  rill_scheduler_t *clock = clock_new();
  probe_t outer = {0}, first = {0}, second = {0};
  probe_subscribe(&outer, clock,
                  rill_pipe(rill_of(rill_int(1), rill_int(3)),
                            rill_group_by(EVEN), KEEP(&kept), KEYS),
                  RILL_UNBOUNDED);
  ck_assert_str_eq(outer.text, "false |");
  rill_observable_t *group = windows_take(&kept, 0);
  rill_observable_t *again = rill_ref(group);
  probe_subscribe(&first, clock, group, 1);
  probe_subscribe(&second, clock, again, 1);
  ck_assert_str_eq(first.text, "1");
  ck_assert_int_eq(second.error_code, RILL_EALREADY);
  rill_request(first.subscription, 1);
  ck_assert_str_eq(first.text, "1 3 |");
  clock_close(clock);
}

TEST(group_by, upstream_waits_for_a_group_that_nobody_reads) {
  struct windows_kept kept = {0};
  rill_scheduler_t *clock = clock_new();
  probe_t outer = {0}, group = {0};
  probe_subscribe(&outer, clock,
                  rill_pipe(rill_range(0, 20),
                            rill_group_by(EVEN, .capacity = 4), KEEP(&kept),
                            KEYS),
                  RILL_UNBOUNDED);
  rill_virtual_run(clock);
  ck_assert_str_eq(outer.text, "true false");
  probe_subscribe(&group, clock, windows_take(&kept, 0), RILL_UNBOUNDED);
  ck_assert_str_eq(group.text, "0 2 4 6");
  probe_t other = {0};
  probe_subscribe(&other, clock, windows_take(&kept, 1), RILL_UNBOUNDED);
  ck_assert_str_eq(group.text, "0 2 4 6 8 10 12 14 16 18 |");
  ck_assert_str_eq(other.text, "1 3 5 7 9 11 13 15 17 19 |");
  ck_assert_str_eq(outer.text, "true false |");
  clock_close(clock);
}

TEST(group_by, a_late_subscriber_hears_that_it_is_late) {
  struct windows_kept kept = {0};
  rill_scheduler_t *clock = clock_new();
  probe_t outer = {.cancel_at = 1}, late = {0};
  probe_subscribe(
      &outer, clock,
      rill_pipe(rill_range(0, 20), rill_group_by(EVEN), KEEP(&kept), KEYS),
      RILL_UNBOUNDED);
  probe_subscribe(&late, clock, windows_take(&kept, 0), RILL_UNBOUNDED);
  ck_assert_int_eq(late.error_code, RILL_ECANCELED);
  ck_assert_uint_eq(rill_scheduler_runs(clock), 0);
  clock_close(clock);
}

TEST(group_by, a_group_stays_on_its_scheduler) {
  struct windows_kept kept = {0};
  rill_scheduler_t *clock = clock_new(), *elsewhere = clock_new();
  probe_t outer = {0}, group = {0};
  probe_subscribe(&outer, clock,
                  rill_pipe(rill_range(0, 2), rill_group_by(EVEN), rill_take(1),
                            KEEP(&kept), KEYS),
                  RILL_UNBOUNDED);
  probe_subscribe(&group, elsewhere, windows_take(&kept, 0), RILL_UNBOUNDED);
  rill_virtual_run(elsewhere);
  ck_assert_int_eq(group.error_code, RILL_EWRONGTHREAD);
  clock_close(elsewhere);
  clock_close(clock);
}

TEST(group_by, upstream_may_live_on_another_scheduler) {
  rill_scheduler_t *clock = clock_new(), *elsewhere = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_hot_from_marbles(elsewhere, "--1-2-3-4|"),
                            rill_group_by(EVEN), rill_merge_all(2)),
                  RILL_UNBOUNDED);
  for (rill_time_t tick = 0; tick < 15; tick++) {
    rill_virtual_advance_to(elsewhere, tick);
    rill_virtual_run(clock);
  }
  ck_assert_str_eq(probe.text, "1 2 3 4 |");
  clock_close(elsewhere);
  clock_close(clock);
}

TEST(group_by, closing_the_scheduler_lets_all_go) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(
      &probe, clock,
      rill_pipe(rill_interval(1), rill_group_by(EVEN), rill_merge_all(2)),
      RILL_UNBOUNDED);
  rill_virtual_advance_to(clock, 3);
  clock_close(clock);
  ck_assert_str_eq(probe.text, "0 1 2");
  ck_assert_int_eq(probe.released, 1);
}

TEST(group_by, says_when_there_are_too_many_groups) {
  ck_fails(rill_pipe(rill_range(0, 100),
                     rill_group_by(MODULO(100), .max_groups = 9),
                     rill_merge_all(100)),
           RILL_EOVERFLOW, "max_groups is 9");
}

TEST(group_by, refuses_bad_arguments) {
  ck_operator_fails(rill_group_by(unset), RILL_EINVAL, "key");
  ck_operator_fails(rill_group_by(EVEN, .capacity = -1), RILL_EINVAL,
                    "rill_group_by: capacity is -1");
  ck_operator_fails(rill_group_by(EVEN, .max_groups = -1), RILL_EINVAL,
                    "rill_group_by: max_groups is -1");
}

TEST(group_by, survives_a_lack_of_memory) {
  failing_each(FAILING_ONE) {
    probe_t probe = {0};
    rill_scheduler_t *clock = rill_virtual_scheduler_new();
    if (clock != NULL) {
      probe_subscribe(&probe, clock,
                      rill_pipe(rill_range(0, 40), rill_group_by(MODULO(7)),
                                LISTS, rill_count()),
                      RILL_UNBOUNDED);
      rill_virtual_run(clock);
      ck_assert_int_eq(probe.ends, 1);
      rill_scheduler_close(clock);
    }
  }
}

/* Its handle has gone without a subscriber; its key is still known. */
TEST(group_by, a_group_that_nobody_can_have_stops_nobody) {
  ck_source(rill_pipe(rill_range(0, 1000), rill_group_by(EVEN), KEYS),
            "({true}{false}|)");
}

/* --- Keys that a kernel gives ahead, once there are many ------------------ */

RILL_MAP_FN(halved, int64_t, int64_t, x) { return x / 2; }

enum { PAIRS = 3000 };

static rill_value_t are_a_pair(rill_value_t list, void *context) {
  int64_t first = rill_as_int(rill_list_get(list, 0));
  int64_t second = rill_as_int(rill_list_get(list, 1));
  (void) context;
  return rill_bool(rill_list_length(list) == 2 && second == first + 1 &&
                   first % 2 == 0);
}

TEST(group_by, a_kernel_gives_many_keys) {
  probe_t keys = {0}, pairs = {0};
  ck_assert_str_eq(
      probe_run(&keys, rill_pipe(rill_range(0, 2 * PAIRS),
                                 rill_group_by(halved, .max_groups = PAIRS),
                                 KEYS, rill_sum())),
      "4498500 |");
  ck_assert_str_eq(
      probe_run(&pairs,
                rill_pipe(rill_range(0, 2 * PAIRS),
                          rill_group_by(halved, .max_groups = PAIRS),
                          rill_flat_map(rill_call(windows_list),
                                        .max_concurrent = PAIRS),
                          rill_filter(rill_call(are_a_pair)), rill_count())),
      "3000 |");
}

static rill_value_t count_it(rill_value_t group, void *context) {
  (void) group;
  ++*(int64_t *) context;
  return rill_none();
}

/* The kernel stops there; the function says why. */
TEST(group_by, a_kernel_fails_behind_the_keys_before) {
  rill_value_t items[PAIRS];
  for (int64_t i = 0; i < PAIRS; i++) items[i] = rill_int(2 * i);
  items[PAIRS - 10] = rill_string("odd");
  int64_t opened = 0;
  ck_fails(rill_pipe(
               rill_from_list(rill_list_own(items, PAIRS)),
               rill_group_by(halved, .max_groups = PAIRS),
               rill_do(.next = rill_call_with(count_it, rill_borrow(&opened)))),
           RILL_ETYPE, "halved", "group_by");
  ck_assert_int_eq(opened, PAIRS - 10);
}
