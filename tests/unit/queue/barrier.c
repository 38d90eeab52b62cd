/* SPDX-License-Identifier: MIT */
/* barrier: all pass together. */
#include "places.h"

static rill_barrier_t *barrier;

static void scene_open(int64_t parties) {
  clock_open();
  barrier = rill_barrier_new(clock_, .parties = parties);
}
static void scene_close(void) {
  rill_unref(barrier);
  clock_close();
}
static rill_promise_t *arrive(void) { return rill_barrier_wait(barrier); }

TEST(barrier, lets_all_pass_with_the_last_one) {
  scene_open(3);
  WATCH(arrive(), "a");
  WATCH(arrive(), "b");
  turn();
  ck_log("");
  ck_assert_uint_eq(rill_barrier_waiting(barrier), 2);
  WATCH(arrive(), "c");
  ck_assert_uint_eq(rill_barrier_waiting(barrier), 0);
  ck_log("");
  turn();
  ck_log("a(0) b(1) c(2)");
  WATCH(arrive(), "d");
  WATCH(arrive(), "e");
  turn();
  ck_log("");
  WATCH(arrive(), "f");
  turn();
  ck_log("d(0) e(1) f(2)");
  scene_close();
}

TEST(barrier, of_one_party_is_none) {
  scene_open(1);
  ck_assert_int_eq(code_at_once(arrive()), 0);
  ck_assert_int_eq(code_at_once(arrive()), 0);
  scene_close();
}

TEST(barrier, who_is_canceled_was_not_there) {
  static const char *const names[] = {"a", "b", "c"};
  static const char *const logs[] = {"b(0) c(1) d(2)", "a(0) c(1) d(2)",
                                     "a(0) b(1) d(2)"};
  for (size_t at = 0; at < 3; at++) {
    rill_promise_t *waits[3];
    scene_open(3);
    for (size_t i = 0; i < 2; i++)
      waits[i] = rill_then(arrive(), NOTE(names[i]), rill_no_fn());
    if (at < 2) rill_promise_cancel(waits[at]);
    waits[2] = at < 2 ? rill_then(arrive(), NOTE("c"), rill_no_fn()) : NULL;
    WATCH(arrive(), "d");
    turn();
    ck_log(at < 2 ? logs[at] : "a(0) b(1) d(2)");
    for (size_t i = 0; i < 3; i++) rill_unref(waits[i]);
    scene_close();
  }
}

static rill_value_t next_round(rill_value_t x, void *left) {
  int64_t *rounds = left;
  if (rill_as_int(x) == 0) --*rounds;
  if (*rounds > 0)
    rill_unref(rill_then(arrive(), DO(next_round, left), rill_no_fn()));
  return rill_none();
}

TEST(barrier, may_be_reached_again_from_handlers) {
  int64_t rounds = 100000;
  scene_open(2);
  for (int i = 0; i < 2; i++)
    rill_unref(rill_then(arrive(), DO(next_round, &rounds), rill_no_fn()));
  turn();
  ck_assert_int_eq(rounds, 0);
  scene_close();
}

TEST(barrier, abort_breaks_it_until_it_is_reset) {
  scene_open(2);
  WATCH(arrive(), "a");
  ck_assert(!rill_barrier_is_broken(barrier));
  ck_assert_int_eq(rill_barrier_abort(barrier), 0);
  ck_assert(rill_barrier_is_broken(barrier));
  ck_assert_int_eq(code_at_once(arrive()), RILL_EBROKEN);
  turn();
  ck_log("a(RILL_EBROKEN)");
  ck_assert_int_eq(rill_barrier_reset(barrier), 0);
  ck_assert(!rill_barrier_is_broken(barrier));
  WATCH(arrive(), "a");
  rill_barrier_reset(barrier);
  WATCH(arrive(), "b");
  turn();
  ck_log("a(RILL_EBROKEN)");
  WATCH(arrive(), "c");
  turn();
  ck_log("b(0) c(1)");
  scene_close();
}

TEST(barrier, going_rejects_who_waits) {
  scene_open(2);
  WATCH(arrive(), "a");
  rill_unref(barrier);
  turn();
  ck_log("a(RILL_ECLOSED)");
  clock_close();
}

TEST(barrier, refuses_bad_arguments) {
  clock_open();
  ck_assert_ptr_null(rill_barrier_new(NULL, .parties = 2));
  ck_assert_ptr_null(rill_barrier_new(clock_));
  ck_assert_ptr_null(rill_barrier_new(clock_, .parties = -1));
  ck_assert_ptr_null(rill_barrier_new(clock_, .parties = 65537));
  ck_assert_ptr_null(rill_barrier_opts(NULL));
  ck_assert_int_eq(rill_barrier_abort(NULL), RILL_EINVAL);
  ck_assert_int_eq(rill_barrier_reset(NULL), RILL_EINVAL);
  ck_assert(!rill_barrier_is_broken(NULL));
  ck_assert_uint_eq(rill_barrier_waiting(NULL), 0);
  ck_assert_int_eq(code_at_once(rill_barrier_wait(NULL)), RILL_EINVAL);
  clock_close();
}

TEST(barrier, ends_without_memory) {
  failing_each(FAILING_ONE) {
    clock_open();
    barrier = clock_ != NULL ? rill_barrier_new(clock_, .parties = 2) : NULL;
    if (barrier != NULL) {
      WATCH(arrive(), "a");
      WATCH(arrive(), "b");
      WATCH(arrive(), "c");
      turn();
    }
    rill_unref(barrier);
    clock_close();
  }
}
