/* SPDX-License-Identifier: MIT */
/* queue: who waits for it is cancelled, or does not look. */
#include "plain.h"

/* Of three getters and two items: one is cancelled, before the items come or
 * when they are on their way, itself or by what waits for it. */
static void cancel_get_at(size_t at, bool on_their_way, bool behind) {
  static const char *const names[] = {"a", "b", "c"};
  static const char *const logs[] = {"b(1) c(2)", "a(1) c(2)", "a(1) b(2)"};
  rill_promise_t *waits[3];
  scene_open(0);
  for (size_t i = 0; i < 3; i++)
    waits[i] = rill_then(get(), NOTE(names[i]), rill_no_fn());
  if (on_their_way) {
    try_put(1);
    try_put(2);
  }
  if (behind) waits[at] = rill_then(waits[at], NOTE("never"), rill_no_fn());
  rill_promise_cancel(waits[at]);
  if (!on_their_way) {
    try_put(1);
    try_put(2);
  }
  turn();
  ck_log(logs[at]);
  ck_assert_uint_eq(rill_queue_length(queue), 0);
  for (size_t i = 0; i < 3; i++) {
    ck_assert_int_eq(code_of(waits[i]), i == at ? RILL_ECANCELED : 0);
    rill_unref(waits[i]);
  }
  scene_close();
}

TEST(queue_cancel, the_item_of_a_canceled_getter_goes_to_the_next) {
  for (size_t at = 0; at < 3; at++) {
    cancel_get_at(at, false, false);
    cancel_get_at(at, true, false);
    cancel_get_at(at, true, true);
  }
}

TEST(queue_cancel, the_item_of_a_canceled_getter_goes_back_to_its_place) {
  scene_open(0);
  rill_promise_t *a = get(), *b = get();
  for (int i = 1; i <= 3; i++) try_put(i);
  rill_promise_cancel(a);
  rill_promise_cancel(b);
  ck_assert_uint_eq(rill_queue_length(queue), 3);
  for (int i = 1; i <= 3; i++) ck_assert_int_eq(try_get(), i);
  rill_unref(a);
  rill_unref(b);
  turn();
  scene_close();
}

static rill_value_t cancel_slot(rill_value_t x, void *slot) {
  rill_promise_cancel(*(rill_promise_t **) slot);
  log_add("cancels", x);
  return rill_value_ref(x);
}

/* In the same turn: the item of b is on its way when the handler of a runs. */
TEST(queue_cancel, a_getter_that_a_handler_cancels_loses_nothing) {
  rill_promise_t *victim = NULL;
  scene_open(0);
  rill_unref(rill_then(get(), DO(cancel_slot, &victim), rill_no_fn()));
  victim = rill_promise_catch(
      rill_then(rill_then(get(), NOTE("never"), rill_no_fn()), NOTE("never"),
                rill_no_fn()),
      rill_no_fn());
  WATCH(get(), "c");
  try_put(1);
  try_put(2);
  turn();
  ck_log("cancels(1) c(2)");
  rill_unref(victim);
  scene_close();
}

/* At each point between the put and the handler: jobs that cancel are queued
 * before the put and after it. */
TEST(queue_cancel, an_item_is_lost_at_no_point_of_a_turn) {
  for (int before = 0; before < 2; before++) {
    rill_promise_t *victim = NULL;
    scene_open(0);
    victim = rill_then(get(), NOTE("a"), rill_no_fn());
    WATCH(get(), "b");
    if (before)
      rill_unref(
          rill_then(resolved(0), DO(cancel_slot, &victim), rill_no_fn()));
    try_put(1);
    if (!before)
      rill_unref(
          rill_then(resolved(0), DO(cancel_slot, &victim), rill_no_fn()));
    turn();
    ck_log(before ? "cancels(0) b(1)" : "a(1) cancels(0)");
    rill_unref(victim);
    rill_unref(queue);
    turn();
    clock_close();
    log_clear();
  }
}

TEST(queue_cancel, a_timeout_leaves_the_line) {
  scene_open(0);
  WATCH(rill_promise_timeout(get(), 5), "a");
  WATCH(get(), "b");
  rill_virtual_advance_by(clock_, 5);
  ck_log("a(RILL_ETIMEDOUT)");
  try_put(1);
  turn();
  ck_log("b(1)");
  scene_close();
}

TEST(queue_cancel, a_timeout_and_an_item_at_once) {
  scene_open(0);
  rill_promise_t *p = get();
  WATCH(rill_promise_timeout(p, 5), "a");
  rill_virtual_advance_by(clock_, 4);
  try_put(1);
  rill_virtual_advance_by(clock_, 1);
  ck_log("a(1)");
  scene_close();
}

TEST(queue_cancel, passes_over_who_has_gone_away) {
  scene_open(0);
  rill_unref(get());
  rill_promise_t *p = get();
  try_put(1);
  try_put(2);
  rill_unref(p); /* the item is on its way */
  WATCH(get(), "a");
  turn();
  ck_log("a(1)");
  ck_assert_int_eq(try_get(), 2);
  scene_close();
}

TEST(queue_cancel, who_only_looks_has_the_item) {
  scene_open(0);
  rill_promise_t *p = get();
  try_put(1);
  ck_assert(rill_promise_is_pending(p));
  turn();
  ck_assert_int_eq(rill_as_int(rill_promise_value(p)), 1);
  rill_promise_cancel(p);
  ck_assert_int_eq(rill_as_int(rill_promise_value(p)), 1);
  rill_unref(p);
  scene_close();
}

/* Three putters wait for one place. */
static void cancel_put_at(size_t at, bool behind) {
  static const int64_t left[3][2] = {{2, 3}, {1, 3}, {1, 2}};
  rill_promise_t *waits[3];
  scene_open(1);
  try_put(0);
  for (size_t i = 0; i < 3; i++) waits[i] = put((int64_t) i + 1);
  if (behind) waits[at] = rill_then(waits[at], NOTE("never"), rill_no_fn());
  rill_promise_cancel(waits[at]);
  ck_assert_int_eq(try_get(), 0);
  for (size_t i = 0; i < 2; i++) ck_assert_int_eq(try_get(), left[at][i]);
  ck_assert_int_eq(try_get(), RILL_EAGAIN);
  turn();
  for (size_t i = 0; i < 3; i++) {
    ck_assert_int_eq(code_of(waits[i]), i == at ? RILL_ECANCELED : 0);
    rill_unref(waits[i]);
  }
  ck_log("");
  scene_close();
}

TEST(queue_cancel, a_canceled_putter_leaves_the_line) {
  for (size_t at = 0; at < 3; at++) {
    cancel_put_at(at, false);
    cancel_put_at(at, true);
  }
}

TEST(queue_cancel, what_is_in_stays_in) {
  scene_open(1);
  rill_promise_t *p = rill_then(put(1), NOTE("never"), rill_no_fn());
  rill_promise_cancel(p);
  ck_assert_int_eq(try_get(), 1);
  rill_unref(p);
  turn();
  ck_log("");
  scene_close();
}

TEST(queue_cancel, a_putter_need_not_look) {
  scene_open(1);
  for (int i = 1; i <= 3; i++) rill_unref(put(i));
  for (int i = 1; i <= 3; i++) ck_assert_int_eq(try_get(), i);
  scene_close();
}
