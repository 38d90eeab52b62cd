/* SPDX-License-Identifier: MIT */
/* start: called once, now; heard by all. */
#include "support/asking.h"
#include "support/heard.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

static rill_value_t next_number(void *context) {
  return rill_int(++*(int64_t *) context);
}

static rill_value_t spill(void *context) {
  ++*(int64_t *) context;
  return rill_fail(rill_error_new(7, "spilt"));
}

static rill_value_t same(rill_value_t x, void *context) {
  (void) context;
  return x;
}

static rill_fn_t counted(rill_call0_fn f, int64_t *calls) {
  return rill_call0(f, rill_borrow(calls));
}

TEST(start, calls_at_once_and_once) {
  int64_t calls = 0;
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *flow = rill_start(clock, counted(next_number, &calls));
  ck_assert_int_eq(calls, 1);
  probe_t now = {0}, later = {0};
  rill_observable_t *again = rill_ref(flow);
  probe_subscribe(&now, clock, flow, RILL_UNBOUNDED);
  ck_assert_str_eq(now.text, "1 |");
  rill_virtual_advance_to(clock, 100);
  probe_subscribe(&later, clock, rill_pipe(again, rill_repeat(2)),
                  RILL_UNBOUNDED);
  ck_assert_str_eq(later.text, "1 1 |");
  ck_assert_int_eq(calls, 1);
  clock_close(clock);
}

TEST(start, waits_until_it_is_asked_for) {
  int64_t calls = 0;
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock,
                  rill_start(clock, counted(next_number, &calls)), 0);
  ck_assert_str_eq(probe.text, "");
  rill_request(probe.subscription, 1);
  ck_assert_str_eq(probe.text, "1 |");
  clock_close(clock);
}

struct drops {
  int count;
};

static void drop(void *context) { ((struct drops *) context)->count++; }

static rill_value_t text(void *context) {
  (void) context;
  return rill_string("x");
}

TEST(start, drops_the_function_when_it_has_returned) {
  struct drops drops = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *flow =
      rill_start(clock, rill_call_with(text, rill_own(&drops, drop)));
  ck_assert_int_eq(drops.count, 1);
  rill_unref(flow);
  clock_close(clock);
}

static void keep_code(rill_error_t *error, void *context) {
  *(int *) context = rill_error_code(error);
}

TEST(start, fails_in_each_run) {
  int64_t calls = 0;
  int code = 0;
  rill_scheduler_t *clock = clock_new();
  rill_scheduler_on_unhandled(clock, keep_code, &code);
  rill_observable_t *flow = rill_start(clock, counted(spill, &calls));
  rill_observable_t *again = rill_ref(flow);
  probe_t one = {0}, two = {0};
  rill_virtual_advance_to(clock, 100);
  probe_subscribe(&one, clock, flow, RILL_UNBOUNDED);
  probe_subscribe(&two, clock, again, RILL_UNBOUNDED);
  ck_assert_str_eq(one.text, "#");
  ck_assert_str_eq(two.text, "#");
  ck_assert_int_eq(two.error_code, 7);
  ck_assert_str_has(two.error, "(start)");
  ck_assert_int_eq(calls, 1);
  ck_assert_int_eq(code, 0); /* it was heard */
  clock_close(clock);
}

TEST(start, reports_a_failure_that_nobody_has_heard) {
  int64_t calls = 0;
  int code = 0;
  rill_scheduler_t *clock = clock_new();
  rill_scheduler_on_unhandled(clock, keep_code, &code);
  rill_unref(rill_start(clock, counted(spill, &calls)));
  ck_assert_int_eq(code, 7);
  clock_close(clock);
}

static rill_value_t where(void *context) {
  return rill_int(rill_scheduler_is_current(context) ? 1 : 0);
}

TEST(start, calls_elsewhere_and_is_heard_here) {
  struct looper looper;
  looper_open(&looper);
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  rill_observable_t *flow =
      rill_start(pool, rill_call_with(where, rill_borrow(looper.scheduler)));
  rill_observable_t *again = rill_ref(flow);
  heard_t one = {.on = looper.scheduler}, two = {.on = looper.scheduler};
  rill_unref(heard_subscribe(&one, looper.scheduler, flow));
  rill_unref(heard_subscribe(&two, looper.scheduler, again));
  heard_wait_on(&one, &looper.loop);
  heard_wait_on(&two, &looper.loop);
  ck_assert_int_eq(one.items, 1);
  ck_assert_int_eq(two.completions, 1);
  ck_assert_int_eq(one.last, 0); /* was not called on this thread */
  ck_assert(!one.strayed && !two.strayed);
  rill_scheduler_close(pool);
  looper_close(&looper);
}

TEST(start, is_dropped_while_it_is_called_elsewhere) {
  int64_t calls = 0;
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  rill_unref(rill_start(pool, counted(next_number, &calls)));
  rill_scheduler_close(pool); /* joins */
}

static rill_value_t post_sem(void *context) {
  uv_sem_post(context);
  return rill_none();
}

struct errand {
  rill_scheduler_t *scheduler;
  rill_observable_t *flow;
};

static rill_value_t start_there(void *context) {
  struct errand *errand = context;
  errand->flow = rill_start(errand->scheduler, rill_call(text));
  return rill_none();
}

/* Its scheduler closes before it is its turn: that is no failure of its own. */
TEST(start, comes_too_late_without_a_word) {
  int code = 0;
  struct looper looper;
  looper_open(&looper);
  rill_scheduler_on_unhandled(looper.scheduler, keep_code, &code);
  struct errand errand = {looper.scheduler, NULL};
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  uv_sem_t done;
  uv_sem_init(&done, 0);
  rill_post(pool, rill_call_with(start_there, rill_borrow(&errand)));
  rill_post(pool, rill_call_with(post_sem, rill_borrow(&done)));
  uv_sem_wait(&done);
  uv_sem_destroy(&done);
  rill_scheduler_close(pool);
  rill_scheduler_t *kept = rill_ref(looper.scheduler);
  looper_close(&looper);
  rill_unref(errand.flow);
  ck_assert_int_eq(code, 0);
  rill_unref(kept);
}

TEST(start, fails_on_a_closed_scheduler) {
  struct drops drops = {0};
  rill_scheduler_t *closed = clock_new();
  rill_scheduler_t *kept = rill_ref(closed);
  rill_scheduler_close(closed);
  ck_fails(rill_start(kept, rill_call_with(text, rill_own(&drops, drop))),
           RILL_ECLOSED, "rill_start: the scheduler is closed");
  ck_assert_int_eq(drops.count, 1);
  rill_unref(kept);
}

TEST(start, refuses_what_does_not_fit) {
  struct drops drops = {0};
  rill_scheduler_t *clock = clock_new();
  ck_fails(rill_start(NULL, rill_call_with(text, rill_own(&drops, drop))),
           RILL_EINVAL, "rill_start: the scheduler is NULL");
  ck_assert_int_eq(drops.count, 1);
  ck_fails(rill_start(clock, rill_no_fn()), RILL_EINVAL,
           "rill_start: the function is NULL");
  ck_fails(rill_start(clock, rill_call(same)), RILL_EINVAL,
           "rill_start: the function takes 1 arguments (must take 0)");
  clock_close(clock);
}
