/* SPDX-License-Identifier: MIT */
#include "sockets.h"

#include <netinet/tcp.h>

TEST(connection, knows_both_ends) {
  pair_t pair;
  io_open_loop();
  pair_open(&pair);
  rill_value_t peer = rill_connection_peer(pair.here);
  rill_value_t local = rill_connection_local(pair.there);
  ck_assert(rill_value_equal(peer, local));
  ck_assert_int_gt(rill_address_port(peer), 0);
  ck_assert_int_ge(rill_connection_fd(pair.here), 0);
  ck_assert(!rill_connection_is_closed(pair.here));
  rill_value_unref(peer);
  rill_value_unref(local);
  pair_close(&pair);
  io_close_loop();
}

TEST(connection, prints_its_peer) {
  pair_t pair;
  char text[128], expected[128], peer[64];
  io_open_loop();
  pair_open(&pair);
  rill_value_t address = rill_connection_peer(pair.here);
  rill_value_format(address, peer, sizeof peer);
  rill_value_unref(address);
  rill_value_t value = rill_object(rill_ref(pair.here));
  rill_value_format(value, text, sizeof text);
  snprintf(expected, sizeof expected, "connection(%s)", peer);
  ck_assert_str_eq(text, expected);
  ck_await(rill_connection_close(pair.here), "none");
  rill_value_format(value, text, sizeof text);
  snprintf(expected, sizeof expected, "connection(%s, closed)", peer);
  ck_assert_str_eq(text, expected);
  rill_value_unref(value);
  pair_close(&pair);
  io_close_loop();
}

TEST(connection, is_closed_by_its_last_handle) {
  pair_t pair;
  ear_t ear;
  io_open_loop();
  int before = descriptors_at_rest();
  pair_open(&pair);
  ear_open(&ear, pair.there, RILL_UNBOUNDED);
  rill_unref(pair.here);
  run_until(ear_is_over(&ear));
  ck_assert(ear.completed);
  ear_close(&ear);
  rill_unref(pair.there);
  run_idle();
  ck_assert_int_eq(descriptors_open(), before);
  io_close_loop();
}

TEST(connection, sends_what_was_written_after_its_last_handle) {
  enum { SIZE = 4 * 1024 * 1024 };
  pair_t pair;
  ear_t ear;
  io_open_loop();
  pair_open(&pair);
  rill_unref(rill_connection_write(pair.here, many_bytes(SIZE)));
  rill_unref(pair.here);
  ear_open(&ear, pair.there, RILL_UNBOUNDED);
  run_until(ear_is_over(&ear));
  ck_assert(ear.completed);
  ck_assert_uint_eq(ear.length, SIZE);
  ear_close(&ear);
  rill_unref(pair.there);
  io_close_loop();
}

TEST(connection, half_closed_it_can_still_be_read) {
  pair_t pair;
  ear_t here, there;
  io_open_loop();
  pair_open(&pair);
  ear_open(&here, pair.here, RILL_UNBOUNDED);
  ear_open(&there, pair.there, RILL_UNBOUNDED);
  rill_unref(rill_connection_write(pair.here, rill_string("question")));
  ck_await(rill_connection_shutdown(pair.here), "none");
  run_until(there.completed);
  ck_assert_str_eq(there.text, "question");
  ck_assert(!here.completed);
  rill_unref(rill_connection_write(pair.there, rill_string("answer")));
  ck_await(rill_connection_shutdown(pair.there), "none");
  run_until(here.completed);
  ck_assert_str_eq(here.text, "answer");
  ck_await(rill_connection_shutdown(pair.there), "none"); /* once more */
  ear_close(&here);
  ear_close(&there);
  pair_close(&pair);
  io_close_loop();
}

TEST(connection, refuses_to_write_after_its_end) {
  pair_t pair;
  char text[128];
  io_open_loop();
  pair_open(&pair);
  ck_await(rill_connection_shutdown(pair.here), "none");
  rill_value_t peer = rill_connection_peer(pair.here);
  rill_value_format(peer, text, sizeof text);
  rill_value_unref(peer);
  strcat(text, " has been shut down");
  ck_await_fails(rill_connection_write(pair.here, rill_string("late")),
                 RILL_ECLOSED, text);
  ck_assert_int_eq(rill_connection_try_write(pair.here, rill_string("late")),
                   RILL_ECLOSED);
  ck_await(rill_connection_close(pair.here), "none");
  ck_await_fails(rill_connection_write(pair.here, rill_string("late")),
                 RILL_ECLOSED, " is closed");
  ck_await(rill_connection_close(pair.here), "none"); /* once more */
  pair_close(&pair);
  io_close_loop();
}

TEST(connection, aborted_the_other_side_sees_a_reset) {
  pair_t pair;
  ear_t here, there;
  io_open_loop();
  pair_open(&pair);
  ear_open(&here, pair.here, RILL_UNBOUNDED);
  ear_open(&there, pair.there, RILL_UNBOUNDED);
  rill_connection_abort(pair.here);
  ck_assert_int_eq(rill_error_code(here.error), RILL_ECLOSED);
  ck_assert_str_has(rill_error_message(here.error),
                    "the connection was closed here");
  run_until(ear_is_over(&there));
  ck_assert_ptr_nonnull(there.error);
  ck_assert_int_eq(rill_error_code(there.error), UV_ECONNRESET);
  ck_assert_str_has(rill_error_message(there.error), "read 127.0.0.1:");
  ck_assert_str_has(rill_error_message(there.error),
                    ": connection reset by peer");
  ear_close(&here);
  ear_close(&there);
  pair_close(&pair);
  io_close_loop();
}

TEST(connection, aborted_whoever_waits_is_told) {
  pair_t pair;
  io_open_loop();
  pair_open(&pair);
  rill_promise_t *write =
      rill_connection_write(pair.here, many_bytes(8 * 1024 * 1024));
  rill_promise_t *flush = rill_connection_flush(pair.here);
  rill_promise_t *shut = rill_connection_shutdown(pair.here);
  rill_promise_t *close = rill_connection_close(pair.here);
  ck_assert(rill_promise_is_pending(write));
  rill_connection_abort(pair.here);
  ck_await_fails(write, RILL_ECLOSED, "write 127.0.0.1:");
  ck_await_fails(flush, RILL_ECLOSED, "flush 127.0.0.1:");
  ck_await_fails(shut, RILL_ECLOSED, "shutdown 127.0.0.1:");
  ck_await_fails(close, RILL_ECLOSED, "close 127.0.0.1:");
  pair_close(&pair);
  io_close_loop();
}

TEST(connection, closed_while_writing_it_closes_after_the_last_byte) {
  enum { SIZE = 16 * 1024 * 1024 };
  pair_t pair;
  ear_t ear;
  io_open_loop();
  pair_open(&pair);
  rill_promise_t *write = rill_connection_write(pair.here, many_bytes(SIZE));
  rill_promise_t *close = rill_connection_close(pair.here);
  run_idle();
  ck_assert(rill_promise_is_pending(close));
  ck_assert(!rill_connection_is_closed(pair.here));
  ear_open(&ear, pair.there, RILL_UNBOUNDED);
  ck_await(close, "none");
  ck_assert(rill_connection_is_closed(pair.here));
  ck_assert_int_eq(rill_connection_fd(pair.here), -1);
  ck_await(write, "16777216");
  run_until(ear.completed);
  ck_assert_uint_eq(ear.length, SIZE);
  ear_close(&ear);
  pair_close(&pair);
  io_close_loop();
}

TEST(connection, closes_with_its_scheduler) {
  pair_t pair;
  ear_t ear;
  io_open_loop();
  int before = descriptors_at_rest();
  pair_open(&pair);
  ear_open(&ear, pair.there, 1);
  rill_promise_t *write =
      rill_connection_write(pair.here, many_bytes(8 * 1024 * 1024));
  rill_scheduler_close(loop_);
  ck_assert_int_eq(rill_error_code(rill_promise_error(write)), RILL_ECLOSED);
  ck_assert(ear.released);
  ck_assert(rill_connection_is_closed(pair.here));
  ck_assert_int_eq(rill_connection_try_write(pair.here, rill_string("x")),
                   RILL_ECLOSED);
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_int_eq(descriptors_open(), before);
  ck_assert_int_eq(uv_loop_close(&uv_), 0);
  ck_assert_int_eq(unhandled_, 0);
  rill_unref(write);
  ear_close(&ear);
  pair_close(&pair);
}

static rill_value_t drop_it(void *context) {
  rill_unref(context);
  return rill_none();
}

TEST(connection, may_be_dropped_on_another_thread) {
  pair_t pair;
  ear_t ear;
  io_open_loop();
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  pair_open(&pair);
  ear_open(&ear, pair.there, RILL_UNBOUNDED);
  rill_post(pool, rill_call_with(drop_it, rill_borrow(pair.here)));
  run_until(ear_is_over(&ear));
  ck_assert(ear.completed);
  rill_scheduler_close(pool);
  ear_close(&ear);
  rill_unref(pair.there);
  io_close_loop();
}

TEST(connection, takes_the_options_of_its_socket) {
  pair_t pair;
  int on = 0;
  socklen_t length = sizeof on;
  io_open();
  pair_open(&pair);
  int fd = rill_connection_fd(pair.here);
  ck_assert_int_eq(rill_connection_set_nodelay(pair.here, true), 0);
  getsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, &length);
  ck_assert_int_ne(on, 0);
  ck_assert_int_eq(rill_connection_set_keepalive(pair.here, RILL_SEC(7)), 0);
  getsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &on, &length);
  ck_assert_int_eq(on, 7);
  ck_assert_int_eq(rill_connection_set_keepalive(pair.here, -1), RILL_EINVAL);
  ck_assert_int_eq(rill_connection_set_marks(pair.here, 10, 20, 0),
                   RILL_EINVAL);
  ck_assert_int_eq(rill_connection_set_marks(pair.here, 100, 50, 200), 0);
  pair_close(&pair);
  pair_open_pipe(&pair);
  ck_assert_int_eq(rill_connection_set_nodelay(pair.here, true), UV_ENOTSUP);
  pair_close(&pair);
  io_close();
}

TEST(connection, null_is_refused_and_no_crash) {
  io_open_loop();
  ck_assert_int_eq(rill_connection_try_write(NULL, rill_string("x")),
                   RILL_EINVAL);
  rill_promise_t *promises[] = {rill_connection_write(NULL, rill_string("x")),
                                rill_connection_flush(NULL),
                                rill_connection_shutdown(NULL),
                                rill_connection_close(NULL)};
  for (size_t i = 0; i < sizeof promises / sizeof *promises; i++) {
    rill_error_t *error = rill_promise_error(promises[i]);
    ck_assert_int_eq(rill_error_code(error), RILL_EINVAL);
    ck_assert_str_has(rill_error_message(error), "connection is NULL");
    rill_unref(promises[i]);
  }
  rill_connection_abort(NULL);
  ck_assert(rill_connection_is_closed(NULL));
  ck_assert_int_eq(rill_connection_fd(NULL), -1);
  io_close_loop();
}
