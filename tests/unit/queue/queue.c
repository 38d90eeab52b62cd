/* SPDX-License-Identifier: MIT */
/* queue: first in, first out; who waits is served in turn. */
#include "scene.h"

static void scene_open(int64_t capacity) {
  clock_open();
  queue = rill_queue_new(clock_, .capacity = capacity);
}

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

/* --- Cancelling ----------------------------------------------------------- */

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

TEST(queue, the_item_of_a_canceled_getter_goes_to_the_next) {
  for (size_t at = 0; at < 3; at++) {
    cancel_get_at(at, false, false);
    cancel_get_at(at, true, false);
    cancel_get_at(at, true, true);
  }
}

TEST(queue, the_item_of_a_canceled_getter_goes_back_to_its_place) {
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
TEST(queue, a_getter_that_a_handler_cancels_loses_nothing) {
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
TEST(queue, an_item_is_lost_at_no_point_of_a_turn) {
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

TEST(queue, a_timeout_leaves_the_line) {
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

TEST(queue, a_timeout_and_an_item_at_once) {
  scene_open(0);
  rill_promise_t *p = get();
  WATCH(rill_promise_timeout(p, 5), "a");
  rill_virtual_advance_by(clock_, 4);
  try_put(1);
  rill_virtual_advance_by(clock_, 1);
  ck_log("a(1)");
  scene_close();
}

TEST(queue, passes_over_who_has_gone_away) {
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

TEST(queue, who_only_looks_has_the_item) {
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

TEST(queue, a_canceled_putter_leaves_the_line) {
  for (size_t at = 0; at < 3; at++) {
    cancel_put_at(at, false);
    cancel_put_at(at, true);
  }
}

TEST(queue, what_is_in_stays_in) {
  scene_open(1);
  rill_promise_t *p = rill_then(put(1), NOTE("never"), rill_no_fn());
  rill_promise_cancel(p);
  ck_assert_int_eq(try_get(), 1);
  rill_unref(p);
  turn();
  ck_log("");
  scene_close();
}

TEST(queue, a_putter_need_not_look) {
  scene_open(1);
  for (int i = 1; i <= 3; i++) rill_unref(put(i));
  for (int i = 1; i <= 3; i++) ck_assert_int_eq(try_get(), i);
  scene_close();
}

/* --- From inside of handlers ---------------------------------------------- */

static rill_value_t get_again(rill_value_t x, void *context) {
  log_add("got", x);
  if (rill_as_int(x) < 5)
    rill_unref(rill_then(get(), DO(get_again, context), rill_no_fn()));
  return rill_none();
}

TEST(queue, handlers_may_get_and_put) {
  scene_open(2);
  rill_unref(rill_then(get(), DO(get_again, NULL), rill_no_fn()));
  for (int i = 1; i <= 5; i++) rill_unref(put(i));
  turn();
  ck_log("got(1) got(2) got(3) got(4) got(5)");
  scene_close();
}

static rill_value_t drain(rill_value_t x, void *context) {
  (void) context;
  log_add("got", x);
  int64_t more;
  while ((more = try_get()) > 0) log_add("and", rill_int(more));
  return rill_none();
}

TEST(queue, a_handler_may_take_all_but_what_is_on_its_way) {
  scene_open(2);
  rill_unref(rill_then(get(), DO(drain, NULL), rill_no_fn()));
  WATCH(get(), "other");
  for (int i = 1; i <= 6; i++) rill_unref(put(i));
  turn();
  ck_log("got(1) and(3) and(4) and(5) and(6) other(2)");
  scene_close();
}

static rill_value_t put_more(rill_value_t x, void *context) {
  (void) context;
  ck_assert_int_eq(try_put(9), RILL_EAGAIN);
  return rill_value_ref(x);
}

TEST(queue, a_handler_does_not_overtake_who_waits) {
  scene_open(1);
  try_put(1);
  WATCH(put(2), "p2");
  rill_unref(rill_then(get(), DO(put_more, NULL), rill_no_fn()));
  turn();
  ck_log("p2(none)");
  ck_assert_int_eq(try_get(), 2);
  scene_close();
}

static rill_value_t ping(rill_value_t x, void *left) {
  if (--*(int64_t *) left > 0) {
    rill_unref(rill_then(get(), DO(ping, left), rill_no_fn()));
    rill_unref(put(rill_as_int(x) + 1));
  } else {
    log_add("last", x);
  }
  return rill_none();
}

TEST(queue, a_million_rounds_use_one_stack_frame) {
  int64_t left = 1000000;
  scene_open(1);
  rill_unref(rill_then(get(), DO(ping, &left), rill_no_fn()));
  try_put(1);
  turn();
  ck_log("last(1000000)");
  scene_close();
}

static rill_value_t drop_queue(rill_value_t x, void *context) {
  (void) context;
  rill_unref(queue);
  queue = NULL;
  return rill_value_ref(x);
}

TEST(queue, may_go_inside_of_a_handler) {
  scene_open(1);
  rill_unref(rill_then(get(), DO(drop_queue, NULL), rill_no_fn()));
  WATCH(get(), "called");
  WATCH(put(1), "p1");
  WATCH(put(2), "p2");
  WATCH(put(3), "p3");
  WATCH(put(4), "p4");
  WATCH(rill_queue_join(queue), "join");
  turn();
  ck_log("p1(none) p2(none) p3(none) called(RILL_ECLOSED) p4(RILL_ECLOSED) "
         "join(RILL_ECLOSED)");
  clock_close();
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
