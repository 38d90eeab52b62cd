/* SPDX-License-Identifier: MIT */
/* udp_datagrams: within demand, what is dropped, and how the stream ends. */
#include "datagrams.h"

TEST(udp_datagrams, is_read_only_within_demand) {
  struct hearer hearer = {0};
  io_open_loop();
  rill_value_t one = local_socket(), two = local_socket();
  hear(&hearer, rill_udp_datagrams(two), 2);
  for (int i = 0; i < 5; i++) ck_sent(one, two, i % 2 == 0 ? "a" : "b");
  uv_run(&uv_, UV_RUN_DEFAULT); /* asked for nothing, it keeps nothing alive */
  ck_assert_str_eq(hearer.text, "a b");
  rill_udp_stats_t stats = {.size = sizeof stats};
  ck_assert_int_eq(rill_udp_stats(two, &stats), 0);
  ck_assert_uint_eq(stats.received, 2);
  rill_request(hearer.run, 1);
  uv_run(&uv_, UV_RUN_DEFAULT);
  rill_request(hearer.run, 2);
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_str_eq(hearer.text, "a b a b a");
  ck_assert_uint_eq(stats.dropped, 0);
  rill_value_unref(one);
  rill_value_unref(two);
  io_close_loop();
}

static const char *heard_with(rill_overflow_t overflow, uint64_t *dropped,
                              struct hearer *hearer) {
  io_open_loop();
  rill_value_t one = local_socket(), two = local_socket();
  hear(hearer, rill_udp_datagrams(two, .overflow = overflow, .capacity = 2), 0);
  rill_udp_stats_t stats = {.size = sizeof stats};
  for (uint64_t i = 0; i < 5; i++) {
    char text[2] = {(char) ('1' + i), 0};
    ck_sent(one, two, text);
    rill_udp_stats(two, &stats);
    while (hearer->ends == 0 && stats.received <= i) {
      uv_run(&uv_, UV_RUN_ONCE);
      rill_udp_stats(two, &stats);
    }
  }
  if (hearer->run != NULL) rill_request(hearer->run, 10);
  *dropped = 0;
  rill_udp_stats(two, &stats);
  *dropped = stats.dropped;
  rill_value_unref(one);
  rill_value_unref(two);
  io_close_loop();
  return hearer->text;
}

TEST(udp_datagrams, drops_what_the_policy_says_and_counts_it) {
  uint64_t dropped;
  struct hearer head = {0}, new = {0}, latest = {0}, fail = {0};
  ck_assert_str_eq(heard_with(RILL_OVERFLOW_DROP_HEAD, &dropped, &head), "4 5");
  ck_assert_uint_eq(dropped, 3);
  ck_assert_str_eq(heard_with(RILL_OVERFLOW_DROP_NEW, &dropped, &new), "1 2");
  ck_assert_uint_eq(dropped, 3);
  ck_assert_str_eq(heard_with(RILL_OVERFLOW_LATEST, &dropped, &latest), "5");
  ck_assert_uint_eq(dropped, 4);
  heard_with(RILL_OVERFLOW_FAIL, &dropped, &fail);
  ck_assert_int_eq(fail.code, RILL_EOVERFLOW);
  ck_assert_str_has(fail.error, "rill_udp_datagrams: 2 datagrams wait");
}

TEST(udp_datagrams, counts_what_the_system_has_dropped) {
  static char big[32 * 1024];
  io_open_loop();
  rill_value_t one = local_socket();
  rill_value_t two = bind_local(&(const rill_udp_opts_t){
      .size = sizeof(rill_udp_opts_t), .receive_buffer = 4096});
  memset(big, 'x', sizeof big - 1);
  for (int i = 0; i < 20; i++) ck_sent(one, two, big);
  rill_udp_stats_t stats = {.size = sizeof stats};
  ck_assert_int_eq(rill_udp_stats(two, &stats), 0);
  ck_assert_uint_gt(stats.lost, 0);
  ck_assert_uint_eq(stats.received, 0);
  ck_assert_int_eq(rill_udp_stats(one, &stats), 0);
  ck_assert_uint_eq(stats.sent, 20);
  rill_value_unref(one);
  rill_value_unref(two);
  io_close_loop();
}

TEST(udp_datagrams, the_next_subscriber_goes_on) {
  struct hearer first = {.cancel_at = 1}, second = {0}, other = {0};
  io_open_loop();
  rill_value_t one = local_socket(), two = local_socket();
  hear(&first, rill_udp_datagrams(two), 1);
  hear(&other, rill_udp_datagrams(two), RILL_UNBOUNDED);
  ck_assert_int_eq(other.code, RILL_EALREADY);
  ck_assert_str_has(other.error, "has a subscriber already");
  ck_sent(one, two, "a");
  ck_sent(one, two, "b");
  run_until(&first, 1);
  hear(&second, rill_udp_datagrams(two), RILL_UNBOUNDED);
  run_until(&second, 1);
  ck_assert_str_eq(first.text, "a");
  ck_assert_str_eq(second.text, "b");
  rill_value_unref(one);
  rill_value_unref(two);
  io_close_loop();
}

TEST(udp_datagrams, closing_completes_the_stream) {
  struct hearer hearer = {0}, late = {0};
  io_open_loop();
  rill_value_t one = local_socket();
  hear(&hearer, rill_udp_datagrams(one), RILL_UNBOUNDED);
  rill_udp_close(one);
  rill_udp_close(one);
  ck_assert_str_eq(hearer.text, "|");
  hear(&late, rill_udp_datagrams(one), 1);
  ck_assert_int_eq(late.code, RILL_ECLOSED);
  ck_await_fails(send_to(one, one, "x"), RILL_ECLOSED,
                 "rill_udp_send: the socket is closed");
  ck_assert_int_eq(rill_udp_connect(one, rill_none()), RILL_ECLOSED);
  rill_value_unref(one);
  io_close_loop();
}

static rill_value_t close_it(rill_value_t item, void *socket) {
  rill_udp_close(*(rill_value_t *) socket);
  return rill_value_ref(item);
}

TEST(udp_datagrams, may_be_closed_from_inside) {
  struct hearer hearer = {0};
  io_open_loop();
  rill_value_t one = local_socket(), two = local_socket();
  for (int i = 0; i < 3; i++) ck_sent(one, two, "x");
  hear(&hearer,
       rill_pipe(rill_udp_datagrams(two),
                 rill_map(rill_call_with(close_it, rill_borrow(&two)))),
       RILL_UNBOUNDED);
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_str_eq(hearer.text, "x|");
  ck_assert_int_eq(hearer.ends, 1);
  rill_value_unref(one);
  rill_value_unref(two);
  io_close_loop();
}

TEST(udp_datagrams, the_stream_keeps_the_socket) {
  struct hearer hearer = {0};
  io_open_loop();
  rill_value_t one = local_socket(), two = local_socket();
  rill_promise_t *sent = send_to(one, two, "x");
  hear(&hearer, rill_udp_datagrams(two), RILL_UNBOUNDED);
  rill_value_unref(two);
  run_until(&hearer, 1);
  ck_await(sent, "1");
  rill_cancel(hearer.run);
  rill_value_unref(one);
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_live(&rill_udp_type, 0);
  io_close_loop();
}

TEST(udp_datagrams, many_datagrams_come_in_order) {
  struct hearer hearer = {0};
  io_open_loop();
  rill_value_t one = local_socket(), two = local_socket();
  for (int i = 0; i < 40; i++) {
    char text[16];
    snprintf(text, sizeof text, "%d", i);
    ck_sent(one, two, text);
  }
  hear(&hearer, rill_udp_datagrams(two), 11);
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_str_eq(hearer.text, "0 1 2 3 4 5 6 7 8 9 10");
  rill_request(hearer.run, 29);
  run_until(&hearer, 40);
  ck_assert_uint_eq(hearer.items, 40);
  ck_assert_str_has(hearer.text, " 36 37 38 39");
  rill_value_unref(one);
  rill_value_unref(two);
  io_close_loop();
}
