/* SPDX-License-Identifier: MIT */
/* queue: first in, first out; who waits is served in turn. */
#include "plain.h"

TEST(queue, gives_what_was_put_in_order) {
  scene_open(0);
  ck_assert_int_eq(rill_queue_capacity(queue), 256);
  for (int i = 1; i <= 3; i++) ck_assert_int_eq(code_at_once(put(i)), 0);
  ck_assert_uint_eq(rill_queue_length(queue), 3);
  WATCH(get(), "a");
  WATCH(get(), "b");
  ck_assert_uint_eq(rill_queue_length(queue), 1);
  ck_log("");
  turn();
  ck_log("a(1) b(2)");
  ck_assert_int_eq(try_get(), 3);
  ck_assert_int_eq(try_get(), RILL_EAGAIN);
  scene_close();
}

TEST(queue, getters_wait_in_line) {
  scene_open(0);
  WATCH(get(), "a");
  WATCH(get(), "b");
  WATCH(get(), "c");
  turn();
  ck_log("");
  try_put(1);
  try_put(2);
  ck_assert_int_eq(try_get(), RILL_EAGAIN); /* both are on their way */
  ck_assert_uint_eq(rill_queue_length(queue), 0);
  turn();
  ck_log("a(1) b(2)");
  try_put(3);
  turn();
  ck_log("c(3)");
  scene_close();
}

TEST(queue, putters_wait_in_line) {
  scene_open(1);
  WATCH(put(1), "p1");
  WATCH(put(2), "p2");
  WATCH(put(3), "p3");
  ck_assert_int_eq(try_put(4), RILL_EAGAIN);
  turn();
  ck_log("p1(none)");
  ck_assert_int_eq(try_get(), 1);
  ck_assert_int_eq(try_get(), 2); /* it is in as soon as there is room */
  turn();
  ck_log("p2(none) p3(none)");
  ck_assert_int_eq(try_put(4), RILL_EAGAIN);
  ck_assert_int_eq(try_get(), 3);
  ck_assert_int_eq(try_put(4), 0);
  scene_close();
}

TEST(queue, what_a_getter_is_about_to_have_takes_no_room) {
  scene_open(1);
  WATCH(get(), "a");
  ck_assert_int_eq(try_put(1), 0);
  ck_assert_int_eq(try_put(2), 0);
  ck_assert_int_eq(try_put(3), RILL_EAGAIN);
  turn();
  ck_log("a(1)");
  ck_assert_int_eq(try_get(), 2);
  scene_close();
}

TEST(queue, hands_over_between_many) {
  enum { MANY = 10000 };
  static rill_promise_t *puts[MANY], *gets[MANY];
  scene_open(3);
  for (int i = 0; i < MANY; i++) puts[i] = put(i);
  for (int i = 0; i < MANY; i++) gets[i] = get();
  turn();
  for (int i = 0; i < MANY; i++) {
    ck_assert(!rill_promise_is_pending(puts[i]));
    ck_assert_int_eq(rill_as_int(rill_promise_value(gets[i])), i);
    rill_unref(puts[i]);
    rill_unref(gets[i]);
  }
  scene_close();
}

/* --- Values --------------------------------------------------------------- */

TEST(queue, an_item_that_is_a_promise_is_waited_for) {
  scene_open(0);
  rill_value_t promise = rill_object(after(3, 7));
  ck_assert_int_eq(rill_queue_try_put(queue, promise), 0);
  rill_value_unref(promise);
  WATCH(get(), "a");
  turn();
  ck_log("");
  rill_virtual_advance_by(clock_, 3);
  ck_log("a(7)");
  scene_close();
}

TEST(queue, objects_are_counted) {
  scene_open(1);
  rill_value_t item = rill_string("x");
  rill_promise_t *waits = NULL;
  ck_assert_int_eq(rill_queue_try_put(queue, item), 0);
  ck_assert_int_eq(rill_queue_try_put(queue, item), RILL_EAGAIN);
  waits = rill_queue_put(queue, item);
  rill_promise_cancel(waits);
  rill_unref(waits);
  rill_unref(rill_queue_put(queue, item));
  rill_value_unref(item);
  ck_assert_int_eq(rill_queue_try_get(queue, &item), 0);
  ck_assert_str_eq(rill_as_string(item), "x");
  rill_value_unref(item);
  scene_close(); /* with one in it */
}

/* --- Work that is done ---------------------------------------------------- */

TEST(queue, join_waits_for_the_work) {
  scene_open(1);
  WATCH(rill_queue_join(queue), "empty");
  turn();
  ck_log("empty(none)");
  try_put(1);
  rill_unref(put(2));
  WATCH(rill_queue_join(queue), "all");
  ck_assert_int_eq(rill_queue_task_done(queue), RILL_EALREADY);
  ck_assert_int_eq(try_get(), 1);
  ck_assert_int_eq(rill_queue_task_done(queue), 0);
  ck_assert_int_eq(rill_queue_task_done(queue), RILL_EALREADY);
  turn();
  ck_log(""); /* what had no room came in meanwhile */
  ck_assert_int_eq(try_get(), 2);
  turn();
  ck_log("");
  ck_assert_int_eq(rill_queue_task_done(queue), 0);
  turn();
  ck_log("all(none)");
  ck_assert_int_eq(rill_queue_task_done(queue), RILL_EALREADY);
  scene_close();
}

TEST(queue, join_can_be_canceled) {
  scene_open(1);
  try_put(1);
  rill_promise_t *p = rill_queue_join(queue);
  WATCH(rill_queue_join(queue), "other");
  rill_promise_cancel(p);
  rill_unref(p);
  try_get();
  rill_queue_task_done(queue);
  turn();
  ck_log("other(none)");
  scene_close();
}

/* --- Bounds and arguments ------------------------------------------------- */

TEST(queue, the_lines_have_a_bound) {
  clock_open();
  queue = rill_queue_new(clock_, .capacity = 1, .max_waiting = 1);
  rill_promise_t *a = get();
  ck_assert_int_eq(code_at_once(get()), RILL_EAGAIN);
  rill_promise_cancel(a);
  rill_unref(a);
  try_put(1);
  a = put(2);
  ck_assert_int_eq(code_at_once(put(3)), RILL_EAGAIN);
  rill_unref(rill_queue_join(queue));
  ck_assert_int_eq(code_at_once(rill_queue_join(queue)), RILL_EAGAIN);
  rill_promise_cancel(a);
  rill_unref(a);
  ck_assert_int_eq(try_get(), 1);
  ck_assert_int_eq(try_get(), RILL_EAGAIN);
  rill_queue_task_done(queue);
  turn();
  scene_close();
}

TEST(queue, refuses_bad_arguments) {
  clock_open();
  char name[] = "dropped";
  rill_fn_t f = rill_call_with(note, rill_own((void *) name, log_drop));
  ck_assert_ptr_null(rill_queue_opts(NULL));
  ck_assert_ptr_null(rill_queue_new(NULL));
  ck_assert_ptr_null(rill_queue_new(clock_, .capacity = -1));
  ck_assert_ptr_null(rill_queue_new(clock_, .max_waiting = -1));
  ck_assert_ptr_null(rill_queue_new(clock_, .order = (rill_queue_order_t) 9));
  ck_assert_ptr_null(rill_queue_new(clock_, .overflow = (rill_overflow_t) 9));
  ck_assert_ptr_null(rill_queue_new(clock_, .cmp = f));
  ck_log("dropped(none)");
  ck_assert_int_eq(rill_queue_try_put(NULL, rill_int(1)), RILL_EINVAL);
  ck_assert_int_eq(rill_queue_try_get(NULL, NULL), RILL_EINVAL);
  ck_assert_int_eq(rill_queue_task_done(NULL), RILL_EINVAL);
  ck_assert_int_eq(rill_queue_close(NULL, RILL_QUEUE_NOW), RILL_EINVAL);
  ck_assert_int_eq(rill_queue_post(NULL, rill_int(1)), RILL_EINVAL);
  ck_assert(rill_queue_is_closed(NULL));
  ck_assert_uint_eq(rill_queue_length(NULL), 0);
  ck_assert_int_eq(rill_queue_capacity(NULL), 0);
  ck_assert_int_eq(code_at_once(rill_queue_put(NULL, rill_int(1))),
                   RILL_EINVAL);
  ck_assert_int_eq(code_at_once(rill_queue_get(NULL)), RILL_EINVAL);
  ck_assert_int_eq(code_at_once(rill_queue_join(NULL)), RILL_EINVAL);
  clock_close();
}

TEST(queue, refuses_errors_as_items) {
  scene_open(0);
  rill_value_t error = rill_fail(rill_error_new(7, "an error"));
  ck_assert_int_eq(rill_queue_try_put(queue, error), RILL_EINVAL);
  ck_assert_int_eq(rill_queue_post(queue, error), RILL_EINVAL);
  ck_assert_int_eq(code_at_once(rill_queue_put(queue, error)), RILL_EINVAL);
  ck_assert_int_eq(rill_queue_try_get(queue, NULL), RILL_EINVAL);
  rill_value_unref(error);
  scene_close();
}

TEST(queue, ends_with_its_scheduler) {
  scene_open(1);
  WATCH(get(), "called");
  WATCH(get(), "idle");
  try_put(1);
  WATCH(put(2), "p2");
  WATCH(put(3), "p3");
  clock_close();
  ck_assert_uint_eq(rill_queue_length(queue), 3);
  rill_unref(queue);
}

static void use_queue(void) {
  rill_value_t a = rill_string("a"), b = rill_string("b"), got;
  WATCH(get(), "x");
  rill_unref(rill_queue_put(queue, a));
  rill_unref(rill_queue_put(queue, b));
  rill_unref(rill_queue_put(queue, b));
  turn();
  if (rill_queue_try_get(queue, &got) == 0) rill_value_unref(got);
  rill_promise_t *p = get();
  rill_queue_try_put(queue, a);
  rill_promise_cancel(p);
  rill_unref(p);
  rill_queue_post(queue, b);
  turn();
  rill_value_unref(a);
  rill_value_unref(b);
}

TEST(queue, without_memory_for_the_promise_an_item_stays_out) {
  failing_each(FAILING_ONE) {
    clock_open();
    queue = clock_ != NULL ? rill_queue_new(clock_, .capacity = 1) : NULL;
    for (int i = 0; i < 2 && queue != NULL; i++) {
      size_t before = rill_queue_length(queue);
      if (code_at_once(put(1)) == RILL_ENOMEM)
        ck_assert_uint_eq(rill_queue_length(queue), before);
    }
    rill_unref(queue);
    clock_close();
  }
}

TEST(queue, ends_without_memory) {
  failing_mode_t modes[] = {FAILING_ONE, FAILING_FROM};
  for (int m = 0; m < 2; m++) failing_each(modes[m]) {
      clock_open();
      queue = clock_ != NULL ? rill_queue_new(clock_, .capacity = 1) : NULL;
      if (queue != NULL) use_queue();
      rill_unref(queue);
      clock_close();
    }
}
