/* SPDX-License-Identifier: MIT */
/* queue: it is used, or goes, inside of handlers. */
#include "plain.h"

static rill_value_t get_again(rill_value_t x, void *context) {
  log_add("got", x);
  if (rill_as_int(x) < 5)
    rill_unref(rill_then(get(), DO(get_again, context), rill_no_fn()));
  return rill_none();
}

TEST(queue_handlers, handlers_may_get_and_put) {
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

TEST(queue_handlers, a_handler_may_take_all_but_what_is_on_its_way) {
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

TEST(queue_handlers, a_handler_does_not_overtake_who_waits) {
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

TEST(queue_handlers, a_million_rounds_use_one_stack_frame) {
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

TEST(queue_handlers, may_go_inside_of_a_handler) {
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
