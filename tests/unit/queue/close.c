/* SPDX-License-Identifier: MIT */
/* close: nobody puts any more; who gets has what is left, or nothing. */
#include "scene.h"

static rill_value_t drops(rill_value_t item, void *context) {
  (void) context;
  log_add("drops", item);
  return rill_none();
}

static void scene_open(int64_t capacity) {
  clock_open();
  queue =
      rill_queue_new(clock_, .capacity = capacity, .dropped = rill_call(drops));
}

static int shut(rill_queue_rest_t rest) {
  return rill_queue_close(queue, rest);
}

TEST(queue_close, drain_leaves_what_is_in) {
  scene_open(2);
  try_put(1);
  try_put(2);
  WATCH(put(3), "p3");
  WATCH(put(4), "p4");
  ck_assert(!rill_queue_is_closed(queue));
  ck_assert_int_eq(shut(RILL_QUEUE_DRAIN), 0);
  ck_assert(rill_queue_is_closed(queue));
  ck_assert_int_eq(try_put(5), RILL_ECLOSED);
  ck_assert_int_eq(code_at_once(put(5)), RILL_ECLOSED);
  turn();
  ck_log("p3(RILL_ECLOSED) p4(RILL_ECLOSED)");
  WATCH(get(), "a");
  WATCH(get(), "b");
  WATCH(get(), "c");
  turn();
  ck_log("a(1) b(2) c(RILL_ECLOSED)");
  ck_assert_int_eq(try_get(), RILL_ECLOSED);
  ck_assert_int_eq(code_at_once(get()), RILL_ECLOSED);
  ck_assert_int_eq(shut(RILL_QUEUE_DRAIN), RILL_ECLOSED);
  scene_close();
}

TEST(queue_close, of_an_empty_one_ends_the_getters) {
  scene_open(2);
  WATCH(get(), "a");
  WATCH(get(), "b");
  shut(RILL_QUEUE_DRAIN);
  ck_log("");
  turn();
  ck_log("a(RILL_ECLOSED) b(RILL_ECLOSED)");
  scene_close();
}

TEST(queue_close, what_is_on_its_way_arrives) {
  scene_open(2);
  WATCH(get(), "a");
  WATCH(get(), "b");
  WATCH(get(), "c");
  try_put(1);
  try_put(2);
  shut(RILL_QUEUE_DRAIN);
  turn();
  ck_log("a(1) b(2) c(RILL_ECLOSED)");
  scene_close();
}

TEST(queue_close, a_canceled_getter_leaves_his_item_to_the_next) {
  scene_open(2);
  rill_promise_t *a = get();
  WATCH(get(), "b");
  WATCH(get(), "c");
  try_put(1);
  shut(RILL_QUEUE_DRAIN);
  rill_promise_cancel(a);
  rill_unref(a);
  turn();
  ck_log("b(1) c(RILL_ECLOSED)");
  scene_close();
}

TEST(queue_close, the_last_one_canceled_leaves_it_in_the_queue) {
  scene_open(2);
  rill_promise_t *a = get();
  try_put(1);
  shut(RILL_QUEUE_DRAIN);
  rill_promise_cancel(a);
  rill_unref(a);
  turn();
  ck_assert_int_eq(try_get(), 1);
  ck_assert_int_eq(try_get(), RILL_ECLOSED);
  scene_close();
}

TEST(queue_close, now_drops_what_is_in) {
  scene_open(2);
  WATCH(get(), "a");
  try_put(1); /* on its way */
  try_put(2);
  try_put(3);
  WATCH(put(4), "p4");
  WATCH(rill_queue_join(queue), "join");
  ck_assert_int_eq(shut(RILL_QUEUE_NOW), 0);
  ck_log("drops(1) drops(2) drops(3)");
  turn();
  ck_log("p4(RILL_ECLOSED) a(RILL_ECLOSED) join(none)");
  ck_assert_int_eq(try_get(), RILL_ECLOSED);
  ck_assert_int_eq(shut(RILL_QUEUE_NOW), RILL_ECLOSED);
  scene_close();
}

TEST(queue_close, now_after_drain_drops_the_rest) {
  scene_open(2);
  try_put(1);
  try_put(2);
  shut(RILL_QUEUE_DRAIN);
  ck_assert_int_eq(try_get(), 1);
  ck_assert_int_eq(shut(RILL_QUEUE_NOW), RILL_ECLOSED);
  ck_log("drops(2)");
  ck_assert_int_eq(try_get(), RILL_ECLOSED);
  scene_close();
}

TEST(queue_close, join_waits_for_what_was_taken) {
  scene_open(2);
  try_put(1);
  try_put(2);
  try_get();
  WATCH(rill_queue_join(queue), "join");
  shut(RILL_QUEUE_NOW);
  turn();
  ck_log("drops(2)");
  rill_queue_task_done(queue);
  turn();
  ck_log("join(none)");
  scene_close();
}

static rill_value_t shut_it(rill_value_t x, void *context) {
  (void) context;
  log_add("closes", x);
  shut(RILL_QUEUE_NOW);
  return rill_none();
}

TEST(queue_close, from_inside_of_a_handler) {
  scene_open(2);
  rill_unref(rill_then(get(), FN(shut_it, NULL), rill_no_fn()));
  WATCH(get(), "called");
  WATCH(get(), "idle");
  try_put(1);
  try_put(2);
  turn();
  ck_log("closes(1) drops(2) called(RILL_ECLOSED) idle(RILL_ECLOSED)");
  scene_close();
}

TEST(queue_close, going_is_the_end_of_all) {
  scene_open(1);
  try_put(1);
  WATCH(put(2), "p2");
  WATCH(rill_queue_join(queue), "join");
  rill_unref(queue);
  ck_log("drops(1)");
  turn();
  ck_log("p2(RILL_ECLOSED) join(RILL_ECLOSED)");
  clock_close();
}

TEST(queue_close, what_nobody_handles_is_told) {
  scene_open(1);
  try_put(1);
  rill_unref(put(2));
  shut(RILL_QUEUE_DRAIN);
  turn();
  ck_log("unhandled(RILL_ECLOSED)");
  scene_close();
}
