/* SPDX-License-Identifier: MIT */
#include "sockets.h"

enum { KIB = 1024, MIB = 1024 * 1024 };

TEST(connection_write, takes_bytes_strings_and_lists) {
  pair_t pair;
  ear_t ear;
  io_open_loop();
  pair_open(&pair);
  rill_value_t pieces[] = {rill_string("two"), rill_bytes("", 0),
                           rill_bytes("three", 5)};
  ck_await(rill_connection_write(pair.here, rill_string("one")), "3");
  ck_await(rill_connection_write(pair.here, rill_list_own(pieces, 3)), "8");
  ck_await(rill_connection_write(pair.here, rill_bytes("", 0)), "0");
  ear_open(&ear, pair.there, RILL_UNBOUNDED);
  run_until(ear.length == 11);
  ck_assert_str_eq(ear.text, "onetwothree");
  ear_close(&ear);
  pair_close(&pair);
  io_close_loop();
}

TEST(connection_write, refuses_what_has_no_bytes) {
  pair_t pair;
  io_open_loop();
  pair_open(&pair);
  ck_await_fails(rill_connection_write(pair.here, rill_int(7)), RILL_ETYPE,
                 "rill_connection_write: bytes is int 7 (must be bytes or a "
                 "string)");
  rill_value_t bad = rill_pair(rill_string("a"), rill_int(7));
  ck_await_fails(rill_connection_write(pair.here, bad), RILL_ETYPE, "int 7");
  ck_await_fails(rill_connection_write(
                     pair.here, rill_fail(rill_error_new(42, "no bytes"))),
                 42, "no bytes");
  ck_assert_uint_eq(rill_connection_queued(pair.here), 0);
  pair_close(&pair);
  io_close_loop();
}

/* Fills what the system takes, however much that is, until more than the usual
 * high-water mark stays in the queue. */
static void fill(pair_t *pair) {
  while (rill_connection_queued(pair->here) <= 64 * KIB)
    rill_unref(rill_connection_write(pair->here, many_bytes(MIB)));
}

TEST(connection_write, waits_above_the_high_water_mark) {
  pair_t pair;
  ear_t ear;
  io_open_loop();
  pair_open(&pair);
  fill(&pair);
  size_t queued = rill_connection_queued(pair.here);
  ck_assert_uint_gt(queued, 64 * KIB);
  rill_promise_t *late = rill_connection_write(pair.here, rill_string("last"));
  run_idle();
  ck_assert(rill_promise_is_pending(late));
  ck_assert_int_eq(rill_connection_try_write(pair.here, rill_string("x")),
                   RILL_EAGAIN);
  ear_open(&ear, pair.there, RILL_UNBOUNDED);
  ck_await(late, "4");
  ck_assert_uint_le(rill_connection_queued(pair.here), 16 * KIB);
  ck_assert_int_eq(rill_connection_try_write(pair.here, rill_string("x")), 0);
  ear_close(&ear);
  pair_close(&pair);
  io_close_loop();
}

TEST(connection_write, below_the_mark_it_is_fulfilled_at_once) {
  pair_t pair;
  io_open_loop();
  pair_open(&pair);
  ck_assert_int_eq(rill_connection_set_marks(pair.here, 64 * MIB, 1, 64 * MIB),
                   0);
  fill(&pair);
  rill_promise_t *write = rill_connection_write(pair.here, rill_string("x"));
  ck_assert(!rill_promise_is_pending(write));
  rill_unref(write);
  rill_connection_abort(pair.here);
  pair_close(&pair);
  io_close_loop();
}

TEST(connection_write, takes_no_more_at_the_limit) {
  pair_t pair;
  io_open_loop();
  pair_open(&pair);
  ck_assert_int_eq(rill_connection_set_marks(pair.here, 100, 50, 2 * MIB), 0);
  fill(&pair);
  while (rill_connection_queued(pair.here) <= 2 * MIB)
    rill_unref(rill_connection_write(pair.here, many_bytes(MIB)));
  size_t queued = rill_connection_queued(pair.here);
  ck_await_fails(rill_connection_write(pair.here, rill_string("x")),
                 RILL_EAGAIN,
                 "(the limit is 2097152 in 65536); wait for the "
                 "promises of earlier writes");
  ck_assert_uint_eq(rill_connection_queued(pair.here), queued);
  rill_connection_abort(pair.here);
  pair_close(&pair);
  io_close_loop();
}

TEST(connection_write, is_not_taken_back_when_it_is_canceled) {
  pair_t pair;
  ear_t ear;
  io_open_loop();
  pair_open(&pair);
  fill(&pair);
  rill_promise_t *write = rill_connection_write(pair.here, many_bytes(MIB));
  ck_assert(rill_promise_is_pending(write));
  rill_promise_cancel(write);
  ck_await_fails(write, RILL_ECANCELED, "canceled");
  size_t whole =
      rill_connection_sent(pair.here) + rill_connection_queued(pair.here);
  rill_unref(rill_connection_close(pair.here));
  ear_open(&ear, pair.there, RILL_UNBOUNDED);
  run_until(ear_is_over(&ear));
  ck_assert_uint_eq(ear.length, whole);
  ear_close(&ear);
  pair_close(&pair);
  io_close_loop();
}

TEST(connection_write, to_one_who_has_gone_fails_and_does_not_kill) {
  pair_t pair;
  char text[128];
  io_open_loop();
  pair_open(&pair);
  fill(&pair);
  rill_promise_t *write = rill_connection_write(pair.here, many_bytes(MIB));
  rill_promise_t *flush = rill_connection_flush(pair.here);
  rill_connection_abort(pair.there);
  rill_value_t outcome = await(write);
  int code = rill_error_code(rill_as_error(outcome));
  ck_assert_msg(code == UV_ECONNRESET || code == UV_EPIPE, "%d", code);
  snprintf(text, sizeof text, "%s", rill_error_message(rill_as_error(outcome)));
  rill_value_unref(outcome);
  ck_assert_str_has(text, "write 127.0.0.1:");
  ck_await_fails(flush, code, "flush 127.0.0.1:");
  ck_await_fails(rill_connection_write(pair.here, rill_string("x")), code,
                 "write 127.0.0.1:");
  ck_await_fails(rill_connection_close(pair.here), code, "close 127.0.0.1:");
  ck_assert_uint_eq(rill_connection_queued(pair.here), 0);
  pair_close(&pair);
  io_close_loop();
}

TEST(connection_write, flushes_in_order) {
  pair_t pair;
  ear_t ear;
  io_open_loop();
  pair_open(&pair);
  ck_await(rill_connection_flush(pair.here), "none");
  fill(&pair);
  rill_promise_t *first = rill_connection_flush(pair.here);
  rill_unref(rill_connection_write(pair.here, many_bytes(4 * MIB)));
  rill_promise_t *second = rill_connection_flush(pair.here);
  ear_open(&ear, pair.there, RILL_UNBOUNDED);
  run_until(!rill_promise_is_pending(second));
  ck_assert(!rill_promise_is_pending(first));
  ck_assert_uint_eq(rill_connection_queued(pair.here), 0);
  rill_unref(first);
  rill_unref(second);
  ear_close(&ear);
  pair_close(&pair);
  io_close_loop();
}

TEST(connection_write, small_pieces_go_in_order_through_a_full_queue) {
  enum { PIECES = 20000 };
  pair_t pair;
  ear_t ear;
  io_open_loop();
  pair_open(&pair);
  fill(&pair);
  size_t before =
      rill_connection_sent(pair.here) + rill_connection_queued(pair.here);
  for (int i = 0; i < PIECES; i++)
    rill_unref(rill_connection_write(pair.here, rill_string("abc")));
  rill_unref(rill_connection_close(pair.here));
  ear_open(&ear, pair.there, RILL_UNBOUNDED);
  run_until(ear_is_over(&ear));
  ck_assert_uint_eq(ear.length, before + 3 * PIECES);
  ear_close(&ear);
  pair_close(&pair);
  io_close_loop();
}

static rill_value_t write_it(void *context) {
  rill_promise_t *promise = rill_connection_write(context, rill_string("x"));
  rill_error_t *error = rill_promise_error(promise);
  int code = rill_error_code(error);
  rill_unref(promise);
  return rill_int(code);
}

TEST(connection_write, belongs_to_its_thread) {
  pair_t pair;
  io_open_loop();
  pair_open(&pair);
  char expected[32];
  snprintf(expected, sizeof expected, "%d", RILL_EWRONGTHREAD);
  ck_await(
      rill_offload(loop_, rill_call_with(write_it, rill_borrow(pair.here))),
      expected);
  run_idle();
  ck_assert_int_eq(unhandled_, 1); /* the owner is told */
  pair_close(&pair);
  io_close_loop();
}
