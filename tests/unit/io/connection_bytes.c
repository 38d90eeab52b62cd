/* SPDX-License-Identifier: MIT */
#include "sockets.h"

TEST(connection_bytes, delivers_what_comes_until_the_end) {
  pair_t pair;
  ear_t ear;
  io_open_loop();
  pair_open(&pair);
  ear_open(&ear, pair.there, RILL_UNBOUNDED);
  ck_await(rill_connection_write(pair.here, rill_string("hello ")), "6");
  ck_await(rill_connection_write(pair.here, rill_bytes("world", 5)), "5");
  run_until(ear.length == 11);
  ck_assert_str_eq(ear.text, "hello world");
  ck_assert(!ear_is_over(&ear));
  ck_await(rill_connection_close(pair.here), "none");
  run_until(ear_is_over(&ear));
  ck_assert(ear.completed);
  ck_assert_uint_eq(rill_connection_received(pair.there), 11);
  ck_assert_uint_eq(rill_connection_sent(pair.here), 11);
  ear_close(&ear);
  pair_close(&pair);
  io_close_loop();
}

TEST(connection_bytes, reads_no_more_than_is_asked_for) {
  pair_t pair;
  ear_t ear;
  io_open_loop();
  pair_open(&pair);
  rill_unref(rill_connection_write(pair.here, many_bytes(1 << 20)));
  run_idle();
  ck_assert_uint_eq(rill_connection_received(pair.there), 0);
  ear_open(&ear, pair.there, 2);
  run_until(ear.items == 2);
  size_t length = ear.length;
  run_idle();
  ck_assert_uint_eq(ear.items, 2);
  ck_assert_uint_eq(ear.length, length);
  ck_assert_uint_eq(rill_connection_received(pair.there), length);
  rill_request(ear.run, RILL_UNBOUNDED);
  run_until(ear.length == 1 << 20);
  ear_close(&ear);
  pair_close(&pair);
  io_close_loop();
}

TEST(connection_bytes, goes_on_with_the_next_subscriber) {
  pair_t pair;
  ear_t ear;
  io_open_loop();
  pair_open(&pair);
  rill_unref(rill_connection_write(pair.here, rill_string("one")));
  ear_open(&ear, pair.there, RILL_UNBOUNDED);
  run_until(ear.length == 3);
  ear_close(&ear);
  rill_unref(rill_connection_write(pair.here, rill_string("two")));
  rill_unref(rill_connection_shutdown(pair.here));
  run_idle();
  ear_open(&ear, pair.there, RILL_UNBOUNDED);
  run_until(ear_is_over(&ear));
  ck_assert_str_eq(ear.text, "two");
  ear_close(&ear);
  ear_open(&ear, pair.there, RILL_UNBOUNDED); /* after the end */
  ck_assert(ear.completed);
  ear_close(&ear);
  pair_close(&pair);
  io_close_loop();
}

TEST(connection_bytes, has_one_subscriber_at_a_time) {
  pair_t pair;
  ear_t first, second;
  io_open_loop();
  pair_open(&pair);
  ear_open(&first, pair.there, 1);
  ear_open(&second, pair.there, 1);
  ck_assert_int_eq(rill_error_code(second.error), RILL_EALREADY);
  ck_assert_str_has(rill_error_message(second.error),
                    "is being read by another subscriber");
  ear_close(&second);
  rill_unref(rill_connection_write(pair.here, rill_string("x")));
  run_until(first.length == 1);
  ear_close(&first);
  pair_close(&pair);
  io_close_loop();
}

struct keeper {
  rill_value_t items[8];
  size_t count;
};

static void keeper_next(rill_value_t item, void *context) {
  struct keeper *keeper = context;
  keeper->items[keeper->count++] = rill_value_ref(item);
}

TEST(connection_bytes, what_is_kept_is_not_written_over) {
  pair_t pair;
  struct keeper keeper = {.count = 0};
  io_open_loop();
  pair_open(&pair);
  rill_subscription_t *run =
      rill_subscribe(loop_, rill_connection_bytes(pair.there),
                     .next = keeper_next, .context = &keeper);
  for (size_t i = 0; i < 8; i++) {
    char text[2] = {(char) ('a' + i), 0};
    rill_unref(rill_connection_write(pair.here, rill_string(text)));
    run_until(keeper.count == i + 1);
  }
  rill_cancel(run);
  rill_unref(run);
  pair_close(&pair);
  io_close_loop();
  for (size_t i = 0; i < 8; i++) {
    size_t length;
    const char *data = rill_as_bytes(keeper.items[i], &length);
    ck_assert_uint_eq(length, 1);
    ck_assert_int_eq(*data, (char) ('a' + i));
    rill_value_unref(keeper.items[i]);
  }
}

TEST(connection_bytes, what_others_keep_does_not_stop_it) {
  enum { SIZE = 1 << 21 };
  pair_t pair;
  io_open_loop();
  pair_open(&pair);
  rill_promise_t *list = rill_to_promise(
      loop_, rill_pipe(rill_connection_bytes(pair.there), rill_to_list()));
  rill_unref(rill_connection_write(pair.here, many_bytes(SIZE)));
  rill_unref(rill_connection_close(pair.here));
  rill_value_t pieces = await(list);
  size_t at = 0;
  for (size_t i = 0; i < rill_list_length(pieces); i++) {
    size_t length;
    const char *data = rill_as_bytes(rill_list_get(pieces, i), &length);
    for (size_t k = 0; k < length; k++, at++)
      if (data[k] != (char) ('a' + at % 23)) ck_abort_msg("byte %zu", at);
  }
  ck_assert_uint_eq(at, SIZE);
  rill_value_unref(pieces);
  pair_close(&pair);
  io_close_loop();
}

struct inside {
  pair_t *pair;
  rill_subscription_t *run;
  int what;
  int items, errors, completions;
};

static void inside_next(rill_value_t item, void *context) {
  struct inside *inside = context;
  (void) item;
  inside->items++;
  if (inside->what == 0) rill_cancel(inside->run);
  if (inside->what == 1) rill_connection_abort(inside->pair->there);
  if (inside->what == 2) rill_unref(rill_connection_close(inside->pair->there));
  if (inside->what == 3) rill_scheduler_close(loop_);
}

static void inside_subscribed(rill_subscription_t *run, void *context) {
  ((struct inside *) context)->run = rill_ref(run);
  rill_request(run, RILL_UNBOUNDED);
}

static void inside_error(rill_error_t *error, void *context) {
  ck_assert_int_eq(rill_error_code(error), RILL_ECLOSED);
  ((struct inside *) context)->errors++;
}

static void inside_complete(void *context) {
  ((struct inside *) context)->completions++;
}

static void from_inside(int what) {
  pair_t pair;
  struct inside inside = {.pair = &pair, .what = what};
  io_open_loop();
  pair_open(&pair);
  rill_unref(rill_subscribe(loop_, rill_connection_bytes(pair.there),
                            .subscribed = inside_subscribed,
                            .next = inside_next, .error = inside_error,
                            .complete = inside_complete, .context = &inside));
  rill_unref(rill_connection_write(pair.here, many_bytes(1 << 20)));
  run_until(inside.items > 0);
  if (what < 3) run_idle();
  ck_assert_int_eq(inside.items, 1);
  ck_assert_int_eq(inside.errors, what == 1 || what == 2);
  ck_assert_int_eq(inside.completions, 0);
  rill_unref(inside.run);
  pair_close(&pair);
  if (what < 3) {
    io_close_loop();
    return;
  }
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_int_eq(uv_loop_close(&uv_), 0);
}

TEST(connection_bytes, canceled_inside_of_next) { from_inside(0); }
TEST(connection_bytes, aborted_inside_of_next) { from_inside(1); }
TEST(connection_bytes, closed_inside_of_next) { from_inside(2); }
TEST(connection_bytes, its_scheduler_closed_inside_of_next) { from_inside(3); }

static rill_value_t mark_done(rill_value_t count, void *context) {
  uv_async_send(context);
  return rill_value_ref(count);
}

static void stop_loop(uv_async_t *async) {
  uv_close((uv_handle_t *) async, NULL);
}

TEST(connection_bytes, runs_where_the_connection_lives) {
  pair_t pair;
  uv_async_t done;
  io_open_loop();
  uv_async_init(&uv_, &done, stop_loop);
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  pair_open(&pair);
  rill_unref(rill_subscribe(
      pool,
      rill_pipe(rill_connection_bytes(pair.there), rill_count(),
                rill_map(rill_call_with(mark_done, rill_borrow(&done))))));
  rill_unref(rill_connection_write(pair.here, rill_string("hello")));
  rill_unref(rill_connection_shutdown(pair.here));
  uv_run(&uv_, UV_RUN_DEFAULT); /* until that has been called */
  pair_close(&pair);
  rill_scheduler_close(pool);
  io_close_loop();
}

TEST(connection_bytes, null_fails) {
  char message[128] = "";
  io_open_loop();
  ear_t ear;
  ear_open(&ear, NULL, 1);
  ck_assert_int_eq(rill_error_code(ear.error), RILL_EINVAL);
  snprintf(message, sizeof message, "%s", rill_error_message(ear.error));
  ck_assert_str_has(message, "rill_connection_bytes: connection is NULL");
  ear_close(&ear);
  io_close_loop();
}

TEST(connection_bytes, a_handle_of_a_run_that_is_over_keeps_no_connection) {
  pair_t pair;
  ear_t ear;
  io_open_loop();
  int before = descriptors_at_rest();
  pair_open(&pair);
  ear_open(&ear, pair.there, RILL_UNBOUNDED);
  rill_unref(pair.here);
  run_until(ear.completed);
  rill_unref(pair.there);
  run_idle();
  ck_assert_int_eq(descriptors_open(), before); /* and ear.run is held */
  ear_close(&ear);
  io_close_loop();
}
