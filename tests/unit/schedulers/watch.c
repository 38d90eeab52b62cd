/* SPDX-License-Identifier: MIT */
#include "support/probe.h"

#include <uv.h>

enum { SPAN = 3, SLOW = 6 };

/* --- A clock that moves while a callback works ---------------------------- */

struct hand_clock {
  rill_scheduler_t *scheduler;
  rill_time_t now, due;
};

static struct hand_clock hand;

static rill_time_t hand_now(void *self) {
  (void) self;
  return hand.now;
}

static void hand_arm(void *self, rill_time_t due) {
  (void) self;
  hand.due = due;
}

static void hand_wake(void *self) { (void) self; }

static void hand_close(void *self) {
  (void) self;
  rill_scheduler_closed(hand.scheduler);
}

static const rill_scheduler_driver_t hand_driver = {
    .size = sizeof(rill_scheduler_driver_t),
    .name = "hand",
    .now = hand_now,
    .arm = hand_arm,
    .wake = hand_wake,
    .close = hand_close,
};

static rill_scheduler_t *hand_new(void) {
  hand = (struct hand_clock){.due = RILL_TIME_NEVER};
  hand.scheduler = rill_scheduler_new(&hand_driver, &hand);
  return hand.scheduler;
}

static void hand_run(void) {
  while (hand.due != RILL_TIME_NEVER) {
    if (hand.due > hand.now) hand.now = hand.due;
    rill_scheduler_turn(hand.scheduler);
  }
}

static void be_slow(void) { hand.now += SLOW; }

/* --- What is told --------------------------------------------------------- */

struct seen {
  int count;
  char text[512];
  char site[64];
};

static void on_slow(const rill_slow_t *slow, void *context) {
  struct seen *seen = context;
  size_t length = strlen(seen->text);
  ck_assert_int_eq(slow->span, SLOW); /* not that of others */
  seen->count++;
  snprintf(seen->text + length, sizeof seen->text - length, "%s@%d ",
           slow->stage != NULL ? slow->stage : "none", slow->position);
  snprintf(seen->site, sizeof seen->site, "%s", slow->site);
}

static rill_value_t slow_map(rill_value_t item, void *context) {
  (void) context;
  be_slow();
  return rill_value_ref(item);
}

static rill_value_t slow_filter(rill_value_t item, void *context) {
  (void) context;
  be_slow();
  return rill_bool(rill_as_int(item) > 0);
}

static rill_value_t slow_sum(rill_value_t sum, rill_value_t item,
                             void *context) {
  (void) context;
  be_slow();
  return rill_int(rill_as_int(sum) + rill_as_int(item));
}

static rill_value_t fast_map(rill_value_t item, void *context) {
  (void) context;
  return rill_int(rill_as_int(item) + 1);
}

static void slow_next(rill_value_t item, void *context) {
  (void) item;
  ++*(int *) context;
  be_slow();
}

static void fast_next(rill_value_t item, void *context) {
  (void) item;
  ++*(int *) context;
}

static rill_scheduler_t *watched(struct seen *seen) {
  rill_scheduler_t *here = hand_new();
  *seen = (struct seen){0};
  ck_assert_int_eq(rill_scheduler_watch(here, SPAN, on_slow, seen), 0);
  return here;
}

static void sees(rill_observable_t *flow, const char *expected) {
  struct seen seen;
  int items = 0;
  rill_scheduler_t *here = watched(&seen);
  rill_unref(rill_subscribe(here, flow, .next = fast_next, .context = &items));
  hand_run();
  ck_assert_str_eq(seen.text, expected);
  if (seen.count > 0) ck_assert_str_has(seen.site, "watch.c:");
  rill_scheduler_close(here);
}

TEST(watch, names_the_stage_that_is_slow) {
  sees(rill_pipe(rill_range(1, 2), rill_map(rill_call(fast_map)),
                 rill_map(rill_call(slow_map)), rill_take(5)),
       "map@2 map@2 ");
  sees(rill_pipe(rill_range(0, 2), rill_filter(rill_call(slow_filter)),
                 rill_map(rill_call(slow_map))),
       "filter@1 map@2 filter@1 ");
  sees(rill_pipe(rill_range(1, 2), rill_scan(rill_call(slow_sum))), "scan@1 ");
  sees(rill_pipe(rill_range(1, 3), rill_reduce(rill_call(slow_sum))),
       "reduce@1 reduce@1 ");
}

TEST(watch, names_observers) {
  struct seen seen;
  int items = 0;
  rill_scheduler_t *here = watched(&seen);
  rill_observable_t *flow =
      rill_pipe(rill_range(1, 2), rill_map(rill_call(fast_map)));
  rill_unref(rill_subscribe(here, flow, .next = slow_next, .context = &items));
  ck_assert_int_eq(items, 2);
  ck_assert_str_eq(seen.text, "subscribe@2 subscribe@2 ");
  rill_scheduler_close(here);
}

static rill_value_t slow_twice(rill_value_t item, void *context) {
  (void) context;
  return rill_object(rill_pipe(rill_just(rill_value_ref(item)),
                               rill_map(rill_call(slow_map))));
}

TEST(watch, looks_into_inner_runs_and_behind_timers) {
  sees(rill_pipe(rill_range(1, 2), rill_flat_map(rill_call(slow_twice)),
                 rill_take(2)),
       "map@1 map@1 ");
  sees(rill_pipe(rill_range(1, 2), rill_delay(10),
                 rill_map(rill_call(slow_map))),
       "map@2 map@2 ");
}

static rill_value_t slow_defer(void *context) {
  (void) context;
  be_slow();
  return rill_object(rill_just(rill_int(1)));
}

TEST(watch, knows_of_what_comes_without_an_item) {
  sees(rill_defer(rill_call(slow_defer)), "none@-1 ");
}

TEST(watch, says_nothing_of_many_that_are_fast) {
  sees(rill_pipe(rill_range(1, 200000), rill_map(rill_call(fast_map)),
                 rill_take(100)),
       "");
}

static rill_value_t join(rill_value_t a, rill_value_t b, void *context) {
  (void) context;
  return rill_stringf("%s%s", rill_as_string(a), rill_as_string(b));
}

TEST(watch, gives_the_same_items) {
  struct seen seen;
  probe_t probe = {0};
  rill_scheduler_t *here = watched(&seen);
  rill_value_t words[] = {rill_string("a"), rill_string("b"), rill_string("a")};
  rill_observable_t *flow =
      rill_pipe(rill_from_list(rill_list_own(words, 3)), rill_distinct(),
                rill_reduce(rill_call(join)), rill_take(1));
  probe_subscribe(&probe, here, flow, RILL_UNBOUNDED);
  ck_assert_str_eq(probe.text, "ab |");
  rill_scheduler_close(here);
}

TEST(watch, ends_and_is_off_at_first) {
  struct seen seen;
  int items = 0;
  rill_scheduler_t *here = watched(&seen);
  ck_assert_int_eq(rill_scheduler_watch(here, 0, NULL, NULL), 0);
  ck_assert_int_eq(rill_scheduler_watch(here, 0, NULL, NULL), 0);
  rill_unref(rill_subscribe(here, rill_just(rill_int(1)), .next = slow_next,
                            .context = &items));
  ck_assert_int_eq(items, 1);
  ck_assert_int_eq(seen.count, 0);
  rill_scheduler_close(here);
}

struct switcher {
  rill_scheduler_t *here;
  struct seen seen;
  int items;
};

static void switch_off(rill_value_t item, void *context) {
  struct switcher *switcher = context;
  slow_next(item, &switcher->items);
  rill_scheduler_watch(switcher->here, 0, NULL, NULL);
}

TEST(watch, can_be_ended_in_the_middle) {
  struct switcher switcher = {.items = 0};
  switcher.here = watched(&switcher.seen);
  rill_unref(rill_subscribe(switcher.here, rill_range(1, 3), .next = switch_off,
                            .context = &switcher));
  ck_assert_int_eq(switcher.items, 3);
  ck_assert_int_eq(switcher.seen.count, 0);
  rill_scheduler_close(switcher.here);
}

static void switch_on(rill_value_t item, void *context) {
  struct switcher *switcher = context;
  rill_scheduler_watch(switcher->here, SPAN, on_slow, &switcher->seen);
  slow_next(item, &switcher->items);
}

TEST(watch, takes_runs_that_are_there_as_a_whole) {
  struct switcher switcher = {.here = hand_new()};
  rill_unref(rill_subscribe(switcher.here,
                            rill_pipe(rill_interval(5), rill_take(3)),
                            .next = switch_on, .context = &switcher));
  hand_run();
  ck_assert_int_eq(switcher.items, 3);
  ck_assert_str_eq(switcher.seen.text, "none@-1 none@-1 ");
  rill_scheduler_close(switcher.here);
}

/* --- Calls from other threads --------------------------------------------- */

struct trespass {
  rill_scheduler_t *clock;
  int heard;
  char text[512];
};

static void on_trespass(rill_error_t *error, void *context) {
  struct trespass *trespass = context;
  size_t length = strlen(trespass->text);
  ck_assert_int_eq(rill_error_code(error), RILL_EWRONGTHREAD);
  trespass->heard++;
  snprintf(trespass->text + length, sizeof trespass->text - length, "%s\n",
           rill_error_message(error));
}

static rill_value_t never_called(void *context) {
  ck_assert_ptr_nonnull(context);
  return rill_none();
}

static void call_elsewhere(void *context) {
  rill_scheduler_t *clock = ((struct trespass *) context)->clock;
  ck_assert_int_eq(rill_scheduler_watch(clock, 1, NULL, NULL),
                   RILL_EWRONGTHREAD);
  ck_assert_int_eq(rill_post_after(clock, 1, rill_call(never_called)),
                   RILL_EWRONGTHREAD);
  rill_scheduler_dump(clock, NULL);
}

TEST(watch, calls_from_other_threads_are_named) {
  uv_thread_t thread;
  struct trespass trespass = {.clock = rill_virtual_scheduler_new()};
  rill_scheduler_on_unhandled(trespass.clock, on_trespass, &trespass);
  uv_thread_create(&thread, call_elsewhere, &trespass);
  uv_thread_join(&thread);
  rill_virtual_run(trespass.clock);
  ck_assert_int_eq(trespass.heard, 3);
  ck_assert_str_has(trespass.text,
                    "rill_scheduler_watch: called from a thread that the "
                    "scheduler (virtual) does not run on");
  ck_assert_str_has(trespass.text, "rill_post_after: called from");
  ck_assert_str_has(trespass.text, "rill_scheduler_dump: called from");
  rill_scheduler_close(trespass.clock);
}

TEST(watch, refuses_bad_arguments) {
  rill_scheduler_t *clock = rill_virtual_scheduler_new();
  ck_assert_int_eq(rill_scheduler_watch(clock, -1, NULL, NULL), RILL_EINVAL);
  rill_scheduler_close(clock);
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  ck_assert_int_eq(rill_scheduler_watch(pool, 1, NULL, NULL), RILL_EINVAL);
  rill_scheduler_close(pool);
}
