/* SPDX-License-Identifier: MIT */
#include "sockets.h"

enum { KIB = 1024, MIB = 1024 * 1024 };

static rill_value_t as_text(rill_value_t number, void *context) {
  (void) context;
  return rill_stringf("%lld,", (long long) rill_as_int(number));
}

static rill_observable_t *numbers(int64_t count) {
  return rill_pipe(rill_range(0, count), rill_map(rill_call(as_text)));
}

TEST(write_to, writes_all_and_counts_the_bytes) {
  pair_t pair;
  ear_t ear;
  io_open_loop();
  pair_open(&pair);
  ear_open(&ear, pair.there, RILL_UNBOUNDED);
  ck_await(
      rill_to_promise(loop_, rill_pipe(numbers(12), rill_write_to(pair.here))),
      "26");
  run_until(ear.length == 26);
  ck_assert_str_eq(ear.text, "0,1,2,3,4,5,6,7,8,9,10,11,");
  ck_assert(!ear_is_over(&ear));
  ck_await(
      rill_to_promise(loop_, rill_pipe(rill_empty(), rill_write_to(pair.here))),
      "0");
  ear_close(&ear);
  pair_close(&pair);
  io_close_loop();
}

TEST(write_to, shuts_down_at_the_end_if_it_is_told_to) {
  pair_t pair;
  ear_t ear;
  io_open_loop();
  pair_open(&pair);
  ear_open(&ear, pair.there, RILL_UNBOUNDED);
  ck_await(rill_to_promise(
               loop_, rill_pipe(numbers(3),
                                rill_write_to(pair.here, .shutdown = true))),
           "6");
  run_until(ear.completed);
  ear_close(&ear);
  pair_close(&pair);
  io_close_loop();
}

static rill_value_t kilobytes(rill_value_t number, void *context) {
  ++*(size_t *) context;
  (void) number;
  return many_bytes(KIB);
}

TEST(write_to, stops_upstream_at_the_mark_while_nobody_reads) {
  enum { ITEMS = 32 * KIB };
  pair_t pair;
  ear_t ear;
  size_t made = 0;
  io_open_loop();
  pair_open(&pair);
  rill_promise_t *count = rill_to_promise(
      loop_, rill_pipe(rill_range(0, ITEMS),
                       rill_map(rill_call_with(kilobytes, rill_borrow(&made))),
                       rill_write_to(pair.here, .shutdown = true)));
  run_until(rill_connection_queued(pair.here) > 64 * KIB);
  run_idle();
  ck_assert_uint_le(rill_connection_queued(pair.here), 65 * KIB);
  ck_assert_uint_le(made * KIB, rill_connection_sent(pair.here) +
                                    rill_connection_queued(pair.here));
  ck_assert_uint_lt(made, ITEMS); /* the system does not take 32 MiB */
  ear_open(&ear, pair.there, RILL_UNBOUNDED);
  ck_await(count, "33554432");
  run_until(ear.completed);
  ck_assert_uint_eq(ear.length, ITEMS * KIB);
  ear_close(&ear);
  pair_close(&pair);
  io_close_loop();
}

TEST(write_to, echoes) {
  pair_t pair;
  ear_t ear;
  io_open_loop();
  pair_open(&pair);
  rill_promise_t *echo = rill_to_promise(
      loop_, rill_pipe(rill_connection_bytes(pair.there),
                       rill_write_to(pair.there, .shutdown = true)));
  ear_open(&ear, pair.here, RILL_UNBOUNDED);
  rill_unref(rill_connection_write(pair.here, many_bytes(4 * MIB)));
  rill_unref(rill_connection_shutdown(pair.here));
  run_until(ear_is_over(&ear));
  ck_assert(ear.completed);
  ck_assert_uint_eq(ear.length, 4 * MIB);
  ck_await(echo, "4194304");
  ear_close(&ear);
  pair_close(&pair);
  io_close_loop();
}

TEST(write_to, a_stalled_reader_stops_the_whole_row) {
  pair_t in, out;
  io_open_loop();
  pair_open(&in);
  pair_open(&out);
  rill_subscription_t *proxy =
      rill_subscribe(loop_, rill_pipe(rill_connection_bytes(in.there),
                                      rill_write_to(out.here)));
  while (rill_connection_queued(in.here) <= 64 * KIB) {
    rill_unref(rill_connection_write(in.here, many_bytes(64 * KIB)));
    run_idle();
  }
  ck_assert_uint_le(rill_connection_queued(out.here), 128 * KIB);
  ck_assert_uint_eq(rill_connection_received(in.there),
                    rill_connection_sent(out.here) +
                        rill_connection_queued(out.here));
  rill_cancel(proxy);
  rill_unref(proxy);
  rill_connection_abort(in.here);
  rill_connection_abort(out.here);
  pair_close(&in);
  pair_close(&out);
  io_close_loop();
}

TEST(write_to, fails_with_the_connection) {
  pair_t pair;
  size_t made = 0;
  io_open_loop();
  pair_open(&pair);
  rill_promise_t *count = rill_to_promise(
      loop_, rill_pipe(rill_range(0, 1 << 20),
                       rill_map(rill_call_with(kilobytes, rill_borrow(&made))),
                       rill_write_to(pair.here)));
  run_until(rill_connection_queued(pair.here) > 64 * KIB);
  rill_connection_abort(pair.there);
  rill_value_t outcome = await(count);
  int code = rill_error_code(rill_as_error(outcome));
  ck_assert_msg(code == UV_ECONNRESET || code == UV_EPIPE, "%d", code);
  rill_value_unref(outcome);
  pair_close(&pair);
  io_close_loop();
}

TEST(write_to, passes_an_error_after_what_came_before) {
  pair_t pair;
  ear_t ear;
  io_open_loop();
  pair_open(&pair);
  rill_observable_t *row = rill_pipe(
      numbers(2), rill_concat(rill_throw(rill_error_new(42, "bad day"))));
  ck_await_fails(
      rill_to_promise(loop_, rill_pipe(row, rill_write_to(pair.here))), 42,
      "bad day");
  ear_open(&ear, pair.there, RILL_UNBOUNDED);
  run_until(ear.length == 4);
  ear_close(&ear);
  ck_assert(!rill_connection_is_closed(pair.here));
  pair_close(&pair);
  io_close_loop();
}

TEST(write_to, refuses_items_without_bytes) {
  pair_t pair;
  io_open_loop();
  pair_open(&pair);
  ck_await_fails(rill_to_promise(loop_, rill_pipe(rill_range(5, 1),
                                                  rill_write_to(pair.here))),
                 RILL_ETYPE,
                 "rill_write_to: bytes is int 5 (must be bytes or a string)");
  ck_await_fails(
      rill_to_promise(loop_, rill_pipe(rill_range(5, 1), rill_write_to(NULL))),
      RILL_EINVAL, "rill_write_to: connection is NULL");
  pair_close(&pair);
  io_close_loop();
}

TEST(write_to, canceled_it_lets_go) {
  pair_t pair;
  size_t made = 0;
  io_open_loop();
  pair_open(&pair);
  rill_subscription_t *run = rill_subscribe(
      loop_, rill_pipe(rill_range(0, 1 << 20),
                       rill_map(rill_call_with(kilobytes, rill_borrow(&made))),
                       rill_write_to(pair.here)));
  run_until(rill_connection_queued(pair.here) > 64 * KIB);
  rill_cancel(run);
  rill_unref(run);
  size_t stopped = made;
  ear_t ear;
  ear_open(&ear, pair.there, RILL_UNBOUNDED);
  run_until(rill_connection_queued(pair.here) == 0);
  run_until(ear.length == rill_connection_sent(pair.here));
  ck_assert_uint_eq(made, stopped);
  ck_assert_uint_eq(ear.length, made * KIB);
  ear_close(&ear);
  pair_close(&pair);
  io_close_loop();
}

TEST(write_to, closing_the_connection_ends_it) {
  pair_t pair;
  io_open_loop();
  pair_open(&pair);
  rill_promise_t *echo =
      rill_to_promise(loop_, rill_pipe(rill_connection_bytes(pair.there),
                                       rill_write_to(pair.there)));
  run_idle();
  ck_await(rill_connection_close(pair.there), "none");
  ck_await_fails(echo, RILL_ECLOSED, "the connection was closed here");
  pair_close(&pair);
  io_close_loop();
}

static void keep_code(rill_error_t *error, void *context) {
  *(int *) context = rill_error_code(error);
}

TEST(write_to, runs_on_the_connections_scheduler_only) {
  pair_t pair;
  int code = 0;
  io_open_loop();
  pair_open(&pair);
  rill_scheduler_t *clock = rill_virtual_scheduler_new();
  rill_unref(rill_subscribe(clock,
                            rill_pipe(numbers(3), rill_write_to(pair.here)),
                            .error = keep_code, .context = &code));
  ck_assert_int_eq(code, RILL_EINVAL);
  ck_assert_uint_eq(rill_connection_sent(pair.here), 0);
  rill_scheduler_close(clock);
  pair_close(&pair);
  io_close_loop();
}

TEST(write_to, goes_on_after_the_peer_has_ended_its_half) {
  pair_t pair;
  ear_t here, there;
  io_open_loop();
  pair_open(&pair);
  ear_open(&here, pair.here, RILL_UNBOUNDED);
  ear_open(&there, pair.there, RILL_UNBOUNDED);
  ck_await(rill_connection_shutdown(pair.there), "none");
  run_until(here.completed);
  size_t made = 0;
  rill_observable_t *row = rill_pipe(
      rill_range(0, 4 * KIB),
      rill_map(rill_call_with(kilobytes, rill_borrow(&made))),
      rill_write_to(pair.here, .shutdown = true));
  ck_await(rill_to_promise(loop_, row), "4194304");
  run_until(there.completed);
  ck_assert_uint_eq(there.length, 4194304);
  ear_close(&here);
  ear_close(&there);
  pair_close(&pair);
  io_close_loop();
}

TEST(write_to, fails_when_our_half_has_ended) {
  pair_t pair;
  size_t made = 0;
  io_open_loop();
  pair_open(&pair);
  ck_await(rill_connection_shutdown(pair.here), "none");
  rill_observable_t *row =
      rill_pipe(rill_range(0, 1 << 20),
                rill_map(rill_call_with(kilobytes, rill_borrow(&made))),
                rill_write_to(pair.here));
  ck_await_fails(rill_to_promise(loop_, row), RILL_ECLOSED,
                 " has been shut down");
  ck_assert_uint_le(made, 1); /* upstream has stopped */
  ck_await(rill_to_promise(loop_, rill_pipe(rill_empty(),
                                            rill_write_to(pair.here,
                                                          .shutdown = true))),
           "0");
  pair_close(&pair);
  io_close_loop();
}
