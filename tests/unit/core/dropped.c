/* SPDX-License-Identifier: MIT */
#include <rill/test.h>

#include "core/scheduler.h"
#include "support/heard.h"
#include "support/probe.h"

/* --- What is told --------------------------------------------------------- */

struct told {
  char text[512]; /* "filter@1:2 " for each */
  char site[64];
  rill_subscription_t *cancels; /* inside of the first one */
};

static void on_dropped(const rill_dropped_t *dropped, void *context) {
  struct told *told = context;
  char item[64];
  size_t length = strlen(told->text);
  rill_value_format(dropped->item, item, sizeof item);
  ck_assert_uint_eq(dropped->size, sizeof *dropped);
  snprintf(told->text + length, sizeof told->text - length, "%s@%d:%s ",
           dropped->stage, dropped->position, item);
  snprintf(told->site, sizeof told->site, "%s", dropped->site);
  if (told->cancels != NULL) rill_cancel(told->cancels);
}

static rill_scheduler_t *told_clock(struct told *told) {
  rill_scheduler_t *clock = clock_new();
  *told = (struct told){0};
  rill_scheduler_on_dropped(clock, on_dropped, told);
  return clock;
}

static rill_value_t is_odd(rill_value_t item, void *context) {
  (void) context;
  return rill_bool(rill_as_int(item) % 2 != 0);
}

/* What is heard, and what is told, when it is asked for `demand` items and
 * cancelled when nothing more happens. */
static void tells(rill_observable_t *flow, int64_t demand, const char *heard,
                  const char *expected) {
  struct told told;
  probe_t probe = {0};
  rill_scheduler_t *clock = told_clock(&told);
  probe_subscribe(&probe, clock, flow, demand);
  rill_virtual_advance_by(clock, 1000);
  ck_assert_str_eq(probe.text, heard);
  if (probe.released == 0) rill_cancel(probe.subscription);
  ck_assert_int_eq(probe.released, 1);
  ck_assert_str_eq(told.text, expected);
  if (*expected != '\0') ck_assert_str_has(told.site, "probe.c:");
  clock_close(clock);
}

TEST(dropped, is_what_a_filter_turns_away) {
  tells(rill_pipe(rill_range(1, 4), rill_filter(rill_call(is_odd))),
        RILL_UNBOUNDED, "1 3 |", "filter@1:2 filter@1:4 ");
  tells(rill_pipe(rill_range(1, 4), rill_skip(1), rill_take_last(2)),
        RILL_UNBOUNDED, "3 4 |", "skip@1:1 take_last@2:2 ");
}

TEST(dropped, is_what_is_held_at_a_cancel) {
  tells(rill_pipe(rill_from_marbles("abc---|"), rill_to_list()), RILL_UNBOUNDED,
        "[\"a\", \"b\", \"c\"] |", "");
  tells(rill_pipe(rill_from_marbles("abc---"), rill_to_list()), RILL_UNBOUNDED,
        "", "to_list@1:a to_list@1:b to_list@1:c ");
  tells(rill_pipe(rill_from_marbles("a--"), rill_merge(rill_range(1, 3))), 2,
        "a 1", "merge@1:2 merge@1:3 ");
}

static rill_value_t fails_at_2(rill_value_t item, void *context) {
  (void) context;
  if (rill_as_int(item) == 2) return rill_fail(rill_error_new(7, "two"));
  return rill_bool(true);
}

static rill_value_t index_fails(rill_value_t item, rill_value_t index,
                                void *context) {
  (void) index;
  return fails_at_2(item, context);
}

/* Not where a function was to make something else of it. */
TEST(dropped, is_what_a_predicate_fails_with) {
  tells(rill_pipe(rill_range(1, 3), rill_filter(rill_call(fails_at_2))),
        RILL_UNBOUNDED, "1 #", "filter@1:2 ");
  tells(rill_pipe(rill_range(1, 3), rill_take_while(rill_call(fails_at_2))),
        RILL_UNBOUNDED, "1 #", "take_while@1:2 ");
  tells(rill_pipe(rill_range(1, 3), rill_skip_while(rill_call(fails_at_2))),
        RILL_UNBOUNDED, "#", "skip_while@1:1 skip_while@1:2 ");
  tells(rill_pipe(rill_range(2, 3), rill_last(rill_call(fails_at_2))),
        RILL_UNBOUNDED, "#", "last@1:2 ");
  tells(rill_pipe(rill_range(2, 3), rill_distinct(rill_call(fails_at_2))),
        RILL_UNBOUNDED, "#", "distinct@1:2 ");
  tells(rill_pipe(rill_range(2, 3), rill_map_indexed(rill_call(index_fails))),
        RILL_UNBOUNDED, "#", "");
}

/* It goes the other way. */
TEST(dropped, is_not_what_one_side_of_a_partition_gets) {
  rill_observable_t *odd, *even;
  rill_partition(rill_range(1, 3), rill_call(is_odd), &odd, &even);
  tells(odd, RILL_UNBOUNDED, "1 3 |", "");
  tells(even, RILL_UNBOUNDED, "2 |", "");
}

static rill_value_t never_of(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_object(rill_never());
}

/* Not what has become a stream. */
TEST(dropped, is_what_has_not_become_a_stream) {
  rill_value_t pair = rill_pair(rill_int(1), rill_int(2));
  tells(rill_pipe(rill_of(rill_object(rill_never()), pair), rill_concat_all()),
        RILL_UNBOUNDED, "", "concat_all@1:[1, 2] ");
  tells(rill_pipe(rill_range(1, 3), rill_exhaust_map(rill_call(never_of))),
        RILL_UNBOUNDED, "", "exhaust_map@1:2 exhaust_map@1:3 ");
}

/* Rows are told of whole. */
TEST(dropped, is_what_a_row_leaves_behind) {
  tells(rill_pipe(rill_range(1, 4), rill_debounce(2)), RILL_UNBOUNDED, "4 |",
        "debounce@1:1 debounce@1:2 debounce@1:3 ");
  tells(rill_pipe(rill_range(1, 3), rill_take_last_with_time(0)),
        RILL_UNBOUNDED, "|",
        "take_last_with_time@1:1 take_last_with_time@1:2 "
        "take_last_with_time@1:3 ");
  tells(rill_pipe(rill_range(1, 4), rill_delay(2), rill_take(2)),
        RILL_UNBOUNDED, "1 2 |", "delay@1:3 delay@1:4 ");
}

TEST(dropped, is_what_an_error_overtakes) {
  tells(rill_pipe(rill_from_marbles("a-#"), rill_merge(rill_range(1, 3))), 2,
        "a 1 #", "merge@1:2 merge@1:3 ");
}

TEST(dropped, is_what_comes_before_the_others) {
  rill_observable_t *late = rill_from_marbles("--(wx)--y-z--|");
  tells(rill_pipe(rill_from_marbles("ab-c|"), rill_with_latest_from(late)),
        RILL_UNBOUNDED, "[\"c\", \"x\"] |",
        "with_latest_from@1:a with_latest_from@1:b with_latest_from@1:w ");
}

TEST(dropped, is_what_is_overtaken) {
  rill_observable_t *other = rill_from_marbles("x-y-z-----");
  tells(rill_pipe(rill_from_marbles("-a---b---"), rill_with_latest_from(other)),
        RILL_UNBOUNDED, "[\"a\", \"x\"] [\"b\", \"z\"]",
        "with_latest_from@1:y ");
  other = rill_from_marbles("x-y---");
  tells(rill_pipe(rill_from_marbles("-a---"), rill_with_latest_from(other)),
        RILL_UNBOUNDED, "[\"a\", \"x\"]", "with_latest_from@1:y ");
  other = rill_from_marbles("---x---");
  tells(rill_pipe(rill_range(1, 3), rill_combine_latest(other)), RILL_UNBOUNDED,
        "[3, \"x\"]", "combine_latest@1:1 combine_latest@1:2 ");
}

/* A row of which the first one was taken. */
TEST(dropped, is_what_lies_behind_the_item_that_cancelled) {
  struct told told;
  probe_t probe = {.cancel_at = 2};
  rill_scheduler_t *clock = told_clock(&told);
  rill_observable_t *range = rill_range(1, 4);
  probe_subscribe(&probe, clock, rill_pipe(rill_never(), rill_merge(range)), 1);
  rill_request(probe.subscription, 9);
  ck_assert_str_eq(probe.text, "1 2");
  ck_assert_str_eq(told.text, "merge@1:3 merge@1:4 ");
  clock_close(clock);
}

static rill_value_t odd_ones_of(rill_value_t item, void *context) {
  (void) context;
  return rill_object(rill_pipe(rill_range(rill_as_int(item), 2),
                               rill_filter(rill_call(is_odd))));
}

TEST(dropped, is_told_of_inner_runs) {
  tells(rill_pipe(rill_of(rill_int(1), rill_int(5)),
                  rill_flat_map(rill_call(odd_ones_of))),
        RILL_UNBOUNDED, "1 5 |", "filter@1:2 filter@1:6 ");
}

/* --- When ----------------------------------------------------------------- */

TEST(dropped, is_told_for_runs_that_begin_with_the_hook) {
  struct told told;
  probe_t before = {0}, after = {0};
  rill_scheduler_t *clock = told_clock(&told);
  rill_scheduler_on_dropped(clock, NULL, NULL);
  rill_observable_t *flow =
      rill_pipe(rill_from_marbles("-12|"), rill_ignore_elements());
  probe_subscribe(&before, clock, rill_ref(flow), RILL_UNBOUNDED);
  rill_scheduler_on_dropped(clock, on_dropped, &told);
  rill_virtual_advance_by(clock, 10);
  ck_assert_str_eq(told.text, "");
  probe_subscribe(&after, clock, flow, RILL_UNBOUNDED);
  rill_virtual_advance_by(clock, 1); /* 1 comes */
  rill_scheduler_on_dropped(clock, NULL, NULL);
  rill_virtual_run(clock);
  ck_assert_str_eq(told.text, "ignore_elements@1:1 ");
  ck_assert_int_eq(before.released + after.released, 2);
  clock_close(clock);
}

TEST(dropped, is_told_when_the_scheduler_closes) {
  struct told told;
  probe_t probe = {0};
  rill_scheduler_t *clock = told_clock(&told);
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_range(1, 2), rill_delay(RILL_MS(1))),
                  RILL_UNBOUNDED);
  clock_close(clock);
  ck_assert_str_eq(told.text, "delay@1:1 delay@1:2 ");
}

TEST(dropped, may_be_told_to_who_cancels) {
  struct told told;
  probe_t probe = {0};
  rill_scheduler_t *clock = told_clock(&told);
  rill_observable_t *flow =
      rill_pipe(rill_from_marbles("-(1234)-5|"), rill_skip(2));
  probe_subscribe(&probe, clock, flow, RILL_UNBOUNDED);
  told.cancels = rill_ref(probe.subscription);
  rill_virtual_run(clock);
  ck_assert_str_eq(told.text, "skip@1:1 ");
  ck_assert_str_eq(probe.text, "");
  ck_assert_int_eq(probe.released, 1);
  rill_unref(told.cancels);
  clock_close(clock);
}

static rill_value_t cancel_and_pass(rill_value_t item, void *context) {
  rill_cancel(((probe_t *) context)->subscription);
  return rill_bool(rill_as_int(item) > 0);
}

TEST(dropped, is_what_a_predicate_cancels) {
  struct told told;
  probe_t probe = {0};
  rill_scheduler_t *clock = told_clock(&told);
  rill_fn_t pred = rill_call_with(cancel_and_pass, rill_borrow(&probe));
  probe_subscribe(&probe, clock, rill_pipe(rill_range(1, 3), rill_filter(pred)),
                  RILL_UNBOUNDED);
  ck_assert_str_eq(told.text, "filter@1:1 ");
  ck_assert_str_eq(probe.text, "");
  clock_close(clock);
}

static void on_slow(const rill_slow_t *slow, void *context) {
  (void) slow;
  ++*(int *) context;
}

TEST(dropped, is_told_beside_the_watch) {
  struct told told;
  probe_t probe = {0};
  int slow = 0;
  rill_scheduler_t *clock = told_clock(&told);
  ck_assert_int_eq(rill_scheduler_watch(clock, 1000, on_slow, &slow), 0);
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_range(1, 3), rill_filter(rill_call(is_odd))),
                  RILL_UNBOUNDED);
  ck_assert_str_eq(probe.text, "1 3 |");
  ck_assert_str_eq(told.text, "filter@1:2 ");
  ck_assert_int_eq(slow, 0);
  clock_close(clock);
}

/* --- Where ---------------------------------------------------------------- */

struct count {
  rill_scheduler_t *pool;
  int all, elsewhere;
};

static void count_dropped(const rill_dropped_t *dropped, void *context) {
  struct count *count = context;
  (void) dropped;
  __atomic_add_fetch(&count->all, 1, __ATOMIC_RELAXED);
  if (rill_pool_worker() < 0)
    __atomic_add_fetch(&count->elsewhere, 1, __ATOMIC_RELAXED);
}

TEST(dropped, is_told_by_the_workers_of_a_pool) {
  heard_t heard[4] = {0};
  struct count count = {.pool = rill_pool_scheduler_new(.threads = 2)};
  rill_scheduler_on_dropped(count.pool, count_dropped, &count);
  for (int i = 0; i < 4; i++) {
    rill_observable_t *flow = rill_pipe(
        rill_range(1, 100), rill_filter(rill_call(is_odd)), rill_take(3));
    rill_unref(heard_subscribe(&heard[i], count.pool, flow));
  }
  for (int i = 0; i < 4; i++) heard_wait(&heard[i]);
  rill_scheduler_close(count.pool);
  ck_assert_int_eq(count.all, 8); /* 2 and 4, four times */
  ck_assert_int_eq(count.elsewhere, 0);
}
