/* SPDX-License-Identifier: MIT */
/* lock: one at a time. */
#include "places.h"

static rill_lock_t *lock;

static void scene_open(void) {
  clock_open();
  lock = rill_lock_new(clock_);
}
static void scene_close(void) {
  rill_unref(lock);
  clock_close();
}
static rill_promise_t *acquire(void) { return rill_lock_acquire(lock); }

TEST(lock, is_had_in_turns) {
  scene_open();
  ck_assert(!rill_lock_is_held(lock));
  WATCH(acquire(), "a");
  WATCH(acquire(), "b");
  ck_assert(rill_lock_is_held(lock));
  turn();
  ck_log("a(none)");
  ck_assert_int_eq(rill_lock_release(lock), 0);
  ck_assert(rill_lock_is_held(lock)); /* b is about to have it */
  turn();
  ck_log("b(none)");
  rill_lock_release(lock);
  ck_assert(!rill_lock_is_held(lock));
  ck_assert_int_eq(rill_lock_release(lock), RILL_EALREADY);
  scene_close();
}

TEST(lock, may_be_tried) {
  scene_open();
  ck_assert_int_eq(rill_lock_try_acquire(lock), 0);
  ck_assert_int_eq(rill_lock_try_acquire(lock), RILL_EAGAIN);
  WATCH(acquire(), "a");
  rill_lock_release(lock);
  ck_assert_int_eq(rill_lock_try_acquire(lock), RILL_EAGAIN);
  ck_assert_int_eq(rill_lock_release(lock), RILL_EALREADY);
  turn();
  ck_log("a(none)");
  scene_close();
}

TEST(lock, is_left_to_the_next_by_one_who_is_canceled) {
  for (int on_its_way = 0; on_its_way < 2; on_its_way++) {
    scene_open();
    rill_lock_try_acquire(lock);
    rill_promise_t *a = acquire();
    WATCH(acquire(), "b");
    if (on_its_way) rill_lock_release(lock);
    rill_promise_cancel(a);
    rill_unref(a);
    if (!on_its_way) rill_lock_release(lock);
    turn();
    ck_log("b(none)");
    scene_close();
  }
}

/* --- with ----------------------------------------------------------------- */

/* Something that takes five ticks. */
static rill_value_t work(void *name) {
  ck_assert(rill_lock_is_held(lock));
  log_add(name, rill_none());
  return rill_object(after(5, 1));
}
static rill_value_t quick(void *name) {
  log_add(name, rill_none());
  return rill_int(2);
}
static rill_value_t fails(void *name) {
  log_add(name, rill_none());
  return rill_fail(rill_error_new(RILL_ERANGE, "failed"));
}
static rill_value_t fails_later(void *name) {
  log_add(name, rill_none());
  return rill_object(fails_after(5, RILL_ERANGE));
}
static rill_promise_t *with(rill_call0_fn f, const char *name) {
  return rill_lock_with(lock,
                        rill_call0(f, rill_borrow((void *) (uintptr_t) name)));
}

TEST(lock_with, holds_the_lock_while_the_promise_is_pending) {
  scene_open();
  WATCH(with(work, "a"), "done");
  WATCH(with(quick, "b"), "done");
  WATCH(with(work, "c"), "done");
  ck_log("");
  turn();
  ck_log("a(none)");
  rill_virtual_advance_by(clock_, 5);
  ck_log("b(none) done(1) c(none) done(2)");
  rill_virtual_advance_by(clock_, 5);
  ck_log("done(1)");
  ck_assert(!rill_lock_is_held(lock));
  scene_close();
}

TEST(lock_with, gives_it_back_after_a_failure) {
  scene_open();
  WATCH(with(fails, "a"), "done");
  WATCH(with(fails_later, "b"), "done");
  WATCH(with(quick, "c"), "done");
  rill_virtual_advance_by(clock_, 5);
  ck_log("a(none) b(none) done(RILL_ERANGE) c(none) done(RILL_ERANGE) "
         "done(2)");
  ck_assert(!rill_lock_is_held(lock));
  scene_close();
}

TEST(lock_with, canceled_before_its_turn_calls_nothing) {
  for (int on_its_way = 0; on_its_way < 2; on_its_way++) {
    scene_open();
    if (!on_its_way) rill_lock_try_acquire(lock);
    rill_promise_t *p = with(work, "never");
    rill_promise_cancel(p);
    WATCH(p, "p");
    turn();
    ck_log("p(RILL_ECANCELED)");
    if (!on_its_way) rill_lock_release(lock);
    ck_assert(!rill_lock_is_held(lock));
    scene_close();
  }
}

static rill_deferred_t *producer;

static rill_value_t work_for_long(void *context) {
  (void) context;
  rill_promise_t *p = pending(&producer);
  rill_deferred_on_cancel(producer, FN(note0, "stop"));
  return rill_object(p);
}

TEST(lock_with, canceled_during_the_work_gives_it_back) {
  scene_open();
  rill_promise_t *p = with(work_for_long, "");
  WATCH(with(quick, "b"), "done");
  turn();
  rill_promise_cancel(p);
  ck_log("stop(none)");
  WATCH(p, "p");
  turn();
  ck_log("b(none) p(RILL_ECANCELED) done(2)");
  rill_unref(producer);
  scene_close();
}

TEST(lock_with, need_not_be_looked_at) {
  scene_open();
  rill_unref(with(work, "a"));
  rill_unref(with(quick, "b"));
  rill_virtual_advance_by(clock_, 5);
  ck_log("a(none) b(none)");
  ck_assert(!rill_lock_is_held(lock));
  scene_close();
}

static rill_value_t nested(void *context) {
  return rill_object(with(quick, context));
}

TEST(lock_with, keeps_the_lock_alive) {
  scene_open();
  WATCH(with(work, "a"), "done");
  turn();
  rill_unref(lock);
  ck_assert_live(&rill_lock_type, 1);
  rill_virtual_advance_by(clock_, 5);
  ck_log("a(none) done(1)");
  ck_assert_live(&rill_lock_type, 0);
  clock_close();
}

TEST(lock_with, who_waits_does_not_keep_the_lock) {
  scene_open();
  rill_lock_try_acquire(lock);
  WATCH(with(work, "never"), "done");
  rill_unref(lock);
  ck_assert_live(&rill_lock_type, 0);
  turn();
  ck_log("done(RILL_ECLOSED)");
  clock_close();
}

TEST(lock_with, inside_of_itself_waits_for_ever) {
  scene_open();
  rill_promise_t *p = with(nested, "never");
  rill_virtual_run(clock_);
  ck_assert(rill_promise_is_pending(p));
  rill_promise_cancel(p);
  turn();
  ck_assert_int_eq(code_of(p), RILL_ECANCELED);
  ck_assert(!rill_lock_is_held(lock));
  rill_unref(p);
  ck_log("");
  scene_close();
}

TEST(lock_with, ends_with_the_scheduler) {
  scene_open();
  WATCH(with(work, "a"), "done");
  WATCH(with(work, "b"), "done");
  turn();
  clock_close();
  rill_unref(lock);
}

TEST(lock, refuses_bad_arguments) {
  char name[] = "dropped";
  clock_open();
  ck_assert_ptr_null(rill_lock_new(NULL));
  ck_assert_ptr_null(rill_lock_new(clock_, .max_waiting = -1));
  ck_assert_ptr_null(rill_lock_opts(NULL));
  ck_assert_int_eq(rill_lock_release(NULL), RILL_EINVAL);
  ck_assert_int_eq(rill_lock_try_acquire(NULL), RILL_EINVAL);
  ck_assert(!rill_lock_is_held(NULL));
  lock = NULL;
  ck_assert_int_eq(code_at_once(acquire()), RILL_EINVAL);
  ck_assert_int_eq(code_at_once(with(quick, "never")), RILL_EINVAL);
  lock = rill_lock_new(clock_, .max_waiting = 1);
  ck_assert_int_eq(code_at_once(rill_lock_with(lock, rill_no_fn())),
                   RILL_EINVAL);
  ck_assert_int_eq(
      code_at_once(rill_lock_with(
          lock, rill_call1(note, rill_own((void *) name, log_drop)))),
      RILL_EINVAL);
  ck_log("dropped(none)");
  rill_promise_t *a = acquire();
  rill_promise_t *b = rill_lock_with(
      lock, rill_call0(quick, rill_own((void *) name, log_drop)));
  turn();
  ck_assert_int_eq(code_of(b), RILL_EAGAIN);
  ck_log("dropped(none) unhandled(RILL_EAGAIN)");
  rill_unref(a);
  rill_unref(b);
  scene_close();
}

TEST(lock, ends_without_memory) {
  static const failing_mode_t modes[] = {FAILING_ONE, FAILING_FROM};
  for (int m = 0; m < 2; m++) failing_each(modes[m]) {
      clock_open();
      lock = clock_ != NULL ? rill_lock_new(clock_) : NULL;
      if (lock != NULL) {
        rill_promise_t *p = with(work, "a");
        bool refused = code_of(p) == RILL_ENOMEM;
        rill_unref(p);
        turn();
        if (refused) ck_assert_ptr_null(strstr(log_text, "a(none)"));
        WATCH(with(quick, "b"), "done");
        rill_virtual_advance_by(clock_, 5);
        ck_assert(!rill_lock_is_held(lock));
      }
      rill_unref(lock);
      clock_close();
    }
}
