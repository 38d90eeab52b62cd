/* SPDX-License-Identifier: MIT */
/* semaphore: permits, in turns. */
#include "places.h"

static rill_promise_t *acquire(rill_semaphore_t *s) {
  return rill_semaphore_acquire(s);
}

TEST(semaphore, gives_as_many_permits_as_there_are) {
  clock_open();
  rill_semaphore_t *s = rill_semaphore_new(clock_, .count = 2);
  ck_assert_uint_eq(rill_semaphore_count(s), 2);
  WATCH(acquire(s), "a");
  WATCH(acquire(s), "b");
  WATCH(acquire(s), "c");
  WATCH(acquire(s), "d");
  ck_assert_uint_eq(rill_semaphore_count(s), 0);
  ck_log("");
  turn();
  ck_log("a(none) b(none)");
  ck_assert_int_eq(rill_semaphore_release(s), 0);
  ck_assert_int_eq(rill_semaphore_release(s), 0);
  ck_assert_int_eq(rill_semaphore_release(s), 0);
  ck_log("");
  turn();
  ck_log("c(none) d(none)");
  ck_assert_uint_eq(rill_semaphore_count(s), 1);
  rill_unref(s);
  clock_close();
}

TEST(semaphore, trying_does_not_overtake) {
  clock_open();
  rill_semaphore_t *s = rill_semaphore_new(clock_, .count = 1);
  ck_assert_int_eq(rill_semaphore_try_acquire(s), 0);
  ck_assert_int_eq(rill_semaphore_try_acquire(s), RILL_EAGAIN);
  WATCH(acquire(s), "a");
  rill_semaphore_release(s);
  ck_assert_int_eq(rill_semaphore_try_acquire(s), RILL_EAGAIN);
  turn();
  ck_log("a(none)");
  rill_unref(s);
  clock_close();
}

/* Three in line, one permit, and one of them cancelled: the others have it in
 * turn, wherever he stood and whether the permit was on its way or not. */
static void cancel_at(size_t at, bool on_its_way, bool behind) {
  static const char *const names[] = {"a", "b", "c"};
  static const char *const logs[] = {"b(none) c(none)", "a(none) c(none)",
                                     "a(none) b(none)"};
  clock_open();
  rill_semaphore_t *s = rill_semaphore_new(clock_);
  rill_promise_t *waits[3];
  for (size_t i = 0; i < 3; i++)
    waits[i] = rill_then(acquire(s), NOTE(names[i]), rill_no_fn());
  if (on_its_way) rill_semaphore_release(s);
  if (behind) waits[at] = rill_then(waits[at], NOTE("never"), rill_no_fn());
  rill_promise_cancel(waits[at]);
  if (!on_its_way) rill_semaphore_release(s);
  turn();
  rill_semaphore_release(s);
  turn();
  ck_log(logs[at]);
  ck_assert_uint_eq(rill_semaphore_count(s), 0);
  for (size_t i = 0; i < 3; i++) {
    ck_assert_int_eq(code_of(waits[i]), i == at ? RILL_ECANCELED : 0);
    rill_unref(waits[i]);
  }
  rill_unref(s);
  clock_close();
}

TEST(semaphore, one_that_is_canceled_leaves_the_permit_to_the_next) {
  for (size_t at = 0; at < 3; at++) {
    cancel_at(at, false, false);
    cancel_at(at, true, false);
    cancel_at(at, true, true);
  }
}

TEST(semaphore, the_last_one_canceled_leaves_a_permit) {
  clock_open();
  rill_semaphore_t *s = rill_semaphore_new(clock_, .count = 1);
  rill_promise_t *p = acquire(s);
  rill_promise_cancel(p);
  ck_assert_int_eq(code_at_once(p), RILL_ECANCELED);
  ck_assert_int_eq(rill_semaphore_try_acquire(s), 0);
  turn();
  rill_unref(s);
  clock_close();
}

TEST(semaphore, passes_over_who_has_gone_away) {
  clock_open();
  rill_semaphore_t *s = rill_semaphore_new(clock_, .count = 1);
  rill_unref(acquire(s));
  WATCH(acquire(s), "a");
  rill_promise_t *p = acquire(s);
  turn();
  ck_log("a(none)");
  rill_semaphore_release(s);
  rill_unref(p); /* with the permit on its way */
  turn();
  ck_assert_uint_eq(rill_semaphore_count(s), 1);
  rill_unref(s);
  clock_close();
}

TEST(semaphore, a_permit_may_be_kept_by_who_only_looks) {
  clock_open();
  rill_semaphore_t *s = rill_semaphore_new(clock_, .count = 1);
  rill_promise_t *p = acquire(s);
  ck_assert(rill_promise_is_pending(p));
  turn();
  ck_assert(!rill_promise_is_pending(p));
  WATCH(p, "late");
  turn();
  ck_log("late(none)");
  ck_assert_uint_eq(rill_semaphore_count(s), 0);
  rill_unref(s);
  clock_close();
}

/* Each handler cancels the next one, who has been called already. */
static rill_value_t cancel_slot(rill_value_t x, void *slot) {
  rill_promise_cancel(*(rill_promise_t **) slot);
  log_add("cancels", x);
  return rill_value_ref(x);
}

TEST(semaphore, a_handler_may_cancel_who_comes_next) {
  clock_open();
  rill_semaphore_t *s = rill_semaphore_new(clock_, .count = 2);
  rill_promise_t *next = NULL;
  rill_unref(rill_then(acquire(s), DO(cancel_slot, &next), rill_no_fn()));
  next = rill_then(acquire(s), NOTE("never"), rill_no_fn());
  WATCH(acquire(s), "c");
  turn();
  ck_log("cancels(none) c(none)");
  rill_unref(next);
  rill_unref(s);
  clock_close();
}

/* Of two handlers of one promise the first one cancels the second: the permit
 * has found its owner. */
TEST(semaphore, a_permit_that_one_of_two_has_seen_is_taken) {
  clock_open();
  rill_semaphore_t *s = rill_semaphore_new(clock_, .count = 1);
  rill_promise_t *p = acquire(s), *second = NULL;
  rill_unref(rill_then(rill_ref(p), DO(cancel_slot, &second), rill_no_fn()));
  second = rill_then(p, NOTE("never"), rill_no_fn());
  turn();
  ck_log("cancels(none)");
  ck_assert_uint_eq(rill_semaphore_count(s), 0);
  rill_unref(second);
  rill_unref(s);
  clock_close();
}

struct place {
  rill_semaphore_t *s;
  size_t number;
};
static size_t served;

static rill_value_t release_one(rill_value_t x, void *context) {
  struct place *place = context;
  (void) x;
  ck_assert_uint_eq(place->number, served++);
  rill_semaphore_release(place->s);
  return rill_none();
}

TEST(semaphore, is_fair_in_a_long_line) {
  enum { MANY = 60000 };
  static struct place places[MANY];
  clock_open();
  rill_semaphore_t *s = rill_semaphore_new(clock_, .count = 3);
  for (size_t i = 0; i < MANY; i++) {
    places[i] = (struct place){s, i};
    rill_unref(
        rill_then(acquire(s), DO(release_one, &places[i]), rill_no_fn()));
  }
  turn();
  ck_assert_uint_eq(served, MANY);
  ck_assert_uint_eq(rill_semaphore_count(s), 3);
  rill_unref(s);
  clock_close();
}

static rill_value_t drop_it(rill_value_t x, void *slot) {
  rill_semaphore_t **s = slot;
  rill_unref(*s);
  *s = NULL;
  log_add("drops", x);
  return rill_none();
}

TEST(semaphore, may_go_inside_of_a_handler) {
  clock_open();
  rill_semaphore_t *s = rill_semaphore_new(clock_, .count = 2);
  rill_unref(rill_then(acquire(s), DO(drop_it, &s), rill_no_fn()));
  WATCH(acquire(s), "called");
  WATCH(acquire(s), "idle");
  turn();
  ck_log("drops(none) called(RILL_ECLOSED) idle(RILL_ECLOSED)");
  clock_close();
}

TEST(semaphore, going_rejects_who_waits) {
  clock_open();
  rill_semaphore_t *s = rill_semaphore_new(clock_);
  WATCH(acquire(s), "a");
  WATCH(acquire(s), "b");
  rill_unref(s);
  ck_log("");
  turn();
  ck_log("a(RILL_ECLOSED) b(RILL_ECLOSED)");
  clock_close();
}

TEST(semaphore, ends_with_its_scheduler) {
  clock_open();
  rill_semaphore_t *s = rill_semaphore_new(clock_, .count = 1);
  WATCH(acquire(s), "called");
  WATCH(acquire(s), "idle");
  clock_close();
  rill_unref(s);
  /* Nothing can run any more, but nothing is left either. */
  log_clear();
  clock_open();
  s = rill_semaphore_new(clock_);
  WATCH(acquire(s), "idle");
  rill_scheduler_t *closed = rill_ref(clock_);
  clock_close();
  rill_semaphore_release(s);
  rill_unref(s);
  rill_unref(closed);
}

TEST(semaphore, the_line_has_a_bound) {
  clock_open();
  rill_semaphore_t *s = rill_semaphore_new(clock_, .max_waiting = 2);
  rill_promise_t *a = acquire(s), *b = acquire(s), *c = acquire(s);
  ck_assert_int_eq(code_of(c), RILL_EAGAIN);
  ck_assert_str_has(rill_error_message(rill_promise_error(c)),
                    "rill_semaphore_acquire: 2 are waiting already");
  rill_unref(c);
  rill_promise_cancel(a);
  c = acquire(s);
  ck_assert(rill_promise_is_pending(c));
  rill_promise_cancel(b);
  rill_promise_cancel(c);
  rill_unref(a);
  rill_unref(b);
  rill_unref(c);
  rill_unref(s);
  clock_close();
}

TEST(semaphore, more_than_max_cannot_be_given) {
  clock_open();
  rill_semaphore_t *s = rill_semaphore_new(clock_, .count = 1, .max = 2);
  ck_assert_int_eq(rill_semaphore_release(s), 0);
  ck_assert_int_eq(rill_semaphore_release(s), RILL_EOVERFLOW);
  ck_assert_uint_eq(rill_semaphore_count(s), 2);
  rill_unref(s);
  clock_close();
}

TEST(semaphore, refuses_bad_arguments) {
  clock_open();
  ck_assert_ptr_null(rill_semaphore_new(NULL));
  ck_assert_ptr_null(rill_semaphore_new(clock_, .count = -1));
  ck_assert_ptr_null(rill_semaphore_new(clock_, .max = -1));
  ck_assert_ptr_null(rill_semaphore_new(clock_, .max_waiting = -1));
  ck_assert_ptr_null(rill_semaphore_new(clock_, .count = 3, .max = 2));
  ck_assert_ptr_null(rill_semaphore_opts(NULL));
  ck_assert_int_eq(rill_semaphore_release(NULL), RILL_EINVAL);
  ck_assert_int_eq(rill_semaphore_try_acquire(NULL), RILL_EINVAL);
  ck_assert_uint_eq(rill_semaphore_count(NULL), 0);
  ck_assert_int_eq(code_at_once(acquire(NULL)), RILL_EINVAL);
  clock_close();
}

TEST(semaphore, ends_without_memory) {
  failing_mode_t modes[] = {FAILING_ONE, FAILING_FROM};
  for (int m = 0; m < 2; m++) failing_each(modes[m]) {
      clock_open();
      rill_semaphore_t *s =
          clock_ != NULL ? rill_semaphore_new(clock_, .count = 1) : NULL;
      if (s != NULL) {
        WATCH(acquire(s), "a");
        WATCH(acquire(s), "b");
        turn();
        rill_semaphore_release(s);
        turn();
      }
      rill_unref(s);
      clock_close();
    }
}
