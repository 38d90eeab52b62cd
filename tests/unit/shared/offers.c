/* SPDX-License-Identifier: MIT */
/* offers: groups that somebody keeps, and those that nobody wants. */
#include "support/failing.h"
#include "support/groups.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <pthread.h>

RILL_MAP_FN(square, int64_t, int64_t, x) { return x * x; }

RILL_MAP_FN(itself, int64_t, int64_t, x) { return x; }
RILL_MAP_FN(below_1000, int64_t, int64_t, x) { return x % 1000; }

static rill_value_t text_of(rill_value_t item, void *context) {
  (void) context;
  return rill_stringf("%d", (int) (item.as.i % 3));
}

static rill_value_t count_of(rill_value_t group, void *context) {
  (void) context;
  return rill_object(
      rill_pipe(rill_from_value(rill_value_ref(group)), rill_count()));
}

TEST(offers, a_key_that_nobody_wanted_opens_no_group_again) {
  ck_marbles("-1-2-1-3-2-1-|", rill_compose(rill_group_by(itself), KEYS),
             "-1-2---3-----|");
  ck_marbles("-1-2-1-3-2-1-|",
             rill_compose(rill_group_by(rill_call(text_of)), rill_count()),
             "-------------(3|)");
}

TEST(offers, keys_that_nobody_wanted_count_as_groups) {
  ck_fails(rill_pipe(rill_range(0, 100),
                     rill_group_by(below_1000, .max_groups = 9), rill_count()),
           RILL_EOVERFLOW, "max_groups is 9");
}

/* How many blocks are held when 4096 groups have gone through `op`. */
static size_t held_behind(rill_operator_t *op) {
  probe_t probe = {0};
  rill_scheduler_t *clock = rill_virtual_scheduler_new();
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_range(0, 4096), rill_concat(rill_never()),
                            rill_group_by(itself), op, rill_ignore_elements()),
                  RILL_UNBOUNDED);
  rill_virtual_run(clock);
  ck_assert_int_eq(probe.ends, 0);
  size_t held = failing_held();
  rill_scheduler_close(clock);
  return held;
}

/* Of a key that nobody wants, only the key is left. */
TEST(offers, groups_that_were_dropped_take_no_memory) {
  failing_start(0, FAILING_ONE);
  size_t at_once = held_behind(KEYS);
  size_t later = held_behind(rill_buffer_with_count(64));
  failing_stop();
  ck_assert_uint_lt(at_once, 100);
  ck_assert_uint_lt(later, 100);
}

TEST(offers, a_key_ahead_of_an_item_of_the_wrong_kind_counts) {
  const rill_value_t items[] = {rill_int(1), rill_int(2), rill_int(1),
                                rill_double(0.5), rill_int(3)};
  probe_t probe = {0};
  probe_run(&probe, rill_pipe(rill_from_array(items, 5), rill_group_by(itself),
                              rill_merge_all(9)));
  ck_assert_int_eq(probe.error_code, RILL_ETYPE);
  ck_assert_uint_eq(probe.items, 3);
}

TEST(offers, finds_each_group_among_many) {
  probe_t probe = {0};
  probe_run(&probe, rill_pipe(rill_range(0, 50000), rill_map(below_1000),
                              rill_group_by(itself),
                              rill_flat_map(rill_call(count_of),
                                            .max_concurrent = 1000),
                              rill_distinct()));
  ck_assert_str_eq(probe.text, "50 |");
}

static rill_observable_t *a_group_of_each(int64_t count) {
  return rill_pipe(rill_range(0, count), rill_concat(rill_never()),
                   rill_group_by(itself, .max_groups = count),
                   rill_flat_map(rill_call(count_of), .max_concurrent = count));
}

TEST(offers, many_groups_are_cancelled_at_once) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock, a_group_of_each(20000), RILL_UNBOUNDED);
  rill_virtual_run(clock);
  ck_assert_uint_eq(rill_scheduler_runs(clock), 2);
  rill_cancel(probe.subscription);
  ck_assert_uint_eq(rill_scheduler_runs(clock), 0);
  ck_assert_int_eq(probe.released, 1);
  clock_close(clock);
}

TEST(offers, many_dropped_groups_are_cancelled_at_once) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {.cancel_at = 200000};
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_range(0, 1000000),
                            rill_group_by(itself, .max_groups = 1000000), KEYS),
                  RILL_UNBOUNDED);
  ck_assert_uint_eq(probe.items, 200000);
  ck_assert_uint_eq(rill_scheduler_runs(clock), 0);
  clock_close(clock);
}

/* It takes items as long as somebody may still want them. */
TEST(offers, a_group_that_was_kept_is_dropped_later) {
  struct windows_kept kept = {0};
  rill_scheduler_t *clock = clock_new();
  probe_t outer = {0};
  probe_subscribe(&outer, clock,
                  rill_pipe(rill_range(0, 20),
                            rill_group_by(EVEN, .capacity = 4), KEEP(&kept),
                            KEYS),
                  RILL_UNBOUNDED);
  ck_assert_str_eq(outer.text, "true false");
  ck_assert(rill_as_bool(rill_group_key(kept.window[0])));
  rill_value_unref(kept.window[0]);
  ck_assert_str_eq(outer.text, "true false");
  rill_value_unref(kept.window[1]);
  ck_assert_str_eq(outer.text, "true false |");
  clock_close(clock);
}

TEST(offers, what_is_built_on_a_group_is_its_subscriber) {
  struct windows_kept kept = {0};
  rill_scheduler_t *clock = clock_new();
  probe_t outer = {0}, group = {0};
  probe_subscribe(&outer, clock,
                  rill_pipe(rill_of(rill_int(1), rill_int(3)),
                            rill_group_by(EVEN), KEEP(&kept), KEYS),
                  RILL_UNBOUNDED);
  rill_observable_t *built =
      rill_pipe(windows_take(&kept, 0), rill_map(square));
  built = rill_pipe(built, rill_map(square));
  ck_assert_int_eq(rill_group_key(rill_object(built)).kind, RILL_BOOL);
  probe_subscribe(&group, clock, built, RILL_UNBOUNDED);
  ck_assert_str_eq(group.text, "1 81 |");
  clock_close(clock);
}

static void *drop_elsewhere(void *group) {
  rill_unref(group);
  return NULL;
}

TEST(offers, a_group_may_be_dropped_by_another_thread) {
  struct windows_kept kept = {0};
  rill_scheduler_t *clock = clock_new();
  probe_t outer = {0};
  probe_subscribe(&outer, clock,
                  rill_pipe(rill_range(0, 20),
                            rill_group_by(MODULO(1), .capacity = 4),
                            KEEP(&kept), KEYS),
                  RILL_UNBOUNDED);
  ck_assert_str_eq(outer.text, "0");
  pthread_t thread;
  pthread_create(&thread, NULL, drop_elsewhere, windows_take(&kept, 0));
  pthread_join(thread, NULL);
  rill_virtual_run(clock);
  ck_assert_str_eq(outer.text, "0 |");
  clock_close(clock);
}

TEST(offers, dropped_and_kept_groups_survive_a_lack_of_memory) {
  failing_each(FAILING_ONE) {
    probe_t probe = {0};
    struct windows_kept kept = {0};
    rill_scheduler_t *clock = rill_virtual_scheduler_new();
    if (clock != NULL) {
      probe_subscribe(&probe, clock,
                      rill_pipe(rill_range(0, 40),
                                rill_group_by(rill_call(text_of)), KEEP(&kept),
                                rill_count()),
                      RILL_UNBOUNDED);
      rill_virtual_run(clock);
      windows_drop(&kept);
      rill_virtual_run(clock);
      ck_assert_int_eq(probe.ends, 1);
      rill_scheduler_close(clock);
    }
  }
}
