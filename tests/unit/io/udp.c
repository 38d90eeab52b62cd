/* SPDX-License-Identifier: MIT */
/* udp: real sockets on this host. */
#include "datagrams.h"

#include "support/failing.h"

TEST(udp, says_what_came_and_from_where) {
  struct hearer hearer = {0};
  io_open_loop();
  rill_value_t one = local_socket(), two = local_socket();
  hear(&hearer, rill_udp_datagrams(two), RILL_UNBOUNDED);
  ck_sent(one, two, "hello");
  ck_sent(one, two, "");
  ck_sent(one, two, "world");
  run_until(&hearer, 3);
  ck_assert_str_eq(hearer.text, "hello  world");
  rill_value_t address = rill_udp_address(one);
  ck_assert(rill_value_equal(address, hearer.sender));
  rill_value_unref(address);
  rill_value_unref(one);
  rill_value_unref(two);
  io_close_loop();
}

TEST(udp, a_datagram_prints) {
  char text[64];
  rill_datagram_t datagram = {rill_string("abc"), address_of("::1", 53)};
  rill_value_t box = rill_box(&rill_datagram_type, &datagram);
  rill_value_format(box, text, sizeof text);
  rill_value_unref(box);
  ck_assert_str_eq(text, "3 bytes from [::1]:53");
}

TEST(udp, connected_it_needs_no_address_and_hears_one_peer) {
  struct hearer hearer = {0};
  io_open_loop();
  rill_value_t one = local_socket(), two = local_socket(), three;
  three = rill_udp_bind(loop_, rill_none(), .unref = false);
  rill_value_t address = rill_udp_address(one);
  ck_assert_int_eq(rill_udp_connect(three, address), 0);
  rill_value_t peer = rill_udp_peer(three);
  ck_assert(rill_value_equal(peer, address));
  rill_value_unref(peer);
  rill_value_unref(address);
  hear(&hearer, rill_udp_datagrams(one), RILL_UNBOUNDED);
  ck_await(rill_udp_send(three, rill_string("hi"), rill_none()), "2");
  run_until(&hearer, 1);
  ck_assert_str_eq(hearer.text, "hi");
  struct hearer back = {0};
  hear(&back, rill_udp_datagrams(three), RILL_UNBOUNDED);
  ck_sent(two, three, "stranger");
  ck_sent(one, three, "friend");
  run_until(&back, 1);
  ck_assert_str_eq(back.text, "friend");
  ck_assert_int_eq(rill_udp_connect(three, rill_none()), 0);
  ck_assert(rill_is_error(peer = rill_udp_peer(three)));
  rill_value_unref(peer);
  rill_value_unref(one);
  rill_value_unref(two);
  rill_value_unref(three);
  io_close_loop();
}

TEST(udp, joins_and_leaves_a_group) {
  struct hearer hearer = {0};
  io_open_loop();
  rill_value_t any = address_of("0.0.0.0", 0);
  rill_value_t two = rill_udp_bind(loop_, any, .reuse_address = true);
  rill_value_unref(any);
  rill_value_t one =
      bind_local(&(const rill_udp_opts_t){.size = sizeof(rill_udp_opts_t),
                                          .multicast_interface = "127.0.0.1",
                                          .multicast_ttl = 1,
                                          .ttl = 3});
  ck_assert(!rill_is_error(one));
  ck_assert_int_eq(rill_udp_join(two, "239.255.7.7", "127.0.0.1", NULL), 0);
  hear(&hearer, rill_udp_datagrams(two), RILL_UNBOUNDED);
  rill_value_t address = rill_udp_address(two);
  rill_value_t group = address_of("239.255.7.7", rill_address_port(address));
  ck_await(rill_udp_send(one, rill_string("all"), group), "3");
  run_until(&hearer, 1);
  ck_assert_int_eq(rill_udp_leave(two, "239.255.7.7", "127.0.0.1", NULL), 0);
  ck_await(rill_udp_send(one, rill_string("nobody"), group), "6");
  ck_sent(one, two, "last");
  run_until(&hearer, 2);
  ck_assert_str_eq(hearer.text, "all last");
  ck_assert_int_eq(rill_udp_leave(two, "239.255.7.7", "127.0.0.1", NULL),
                   UV_EADDRNOTAVAIL);
  ck_assert_int_eq(rill_udp_join(two, "nonsense", NULL, NULL), UV_EINVAL);
  ck_assert_int_eq(rill_udp_join(two, NULL, NULL, NULL), RILL_EINVAL);
  rill_value_unref(group);
  rill_value_unref(address);
  rill_value_unref(one);
  rill_value_unref(two);
  io_close_loop();
}

TEST(udp, hears_that_nobody_listens) {
  struct hearer hearer = {0};
  io_open_loop();
  rill_value_t one = local_socket(), gone = local_socket();
  rill_value_t address = rill_udp_address(gone);
  rill_udp_close(gone);
  uv_run(&uv_, UV_RUN_NOWAIT);
  ck_assert_int_eq(rill_udp_connect(one, address), 0);
  hear(&hearer, rill_udp_datagrams(one), RILL_UNBOUNDED);
  rill_unref(rill_udp_send(one, rill_string("x"), rill_none()));
  run_until(&hearer, 1);
  ck_assert_int_eq(hearer.code, UV_ECONNREFUSED);
  ck_assert_str_has(hearer.error, "receive: connection refused");
  rill_value_unref(address);
  rill_value_unref(gone);
  rill_value_unref(one);
  io_close_loop();
}

TEST(udp, says_what_was_wrong) {
  char text[128];
  io_open_loop();
  rill_value_t one = local_socket();
  rill_value_t address = rill_udp_address(one);
  rill_value_t two = rill_udp_bind(loop_, address, .ttl = 0);
  ck_assert(rill_is_error(two));
  snprintf(text, sizeof text, "bind 127.0.0.1:%d: address already in use",
           rill_address_port(address));
  ck_assert_str_eq(rill_error_message(rill_as_error(two)), text);
  ck_await_fails(rill_udp_send(two, rill_string("x"), address), UV_EADDRINUSE,
                 text);
  ck_assert_int_eq(rill_udp_connect(two, address), UV_EADDRINUSE);
  rill_value_unref(two);
  two = rill_udp_bind(loop_, address, .ttl = 256);
  ck_assert_str_eq(rill_error_message(rill_as_error(two)),
                   "rill_udp_bind: ttl is 256 (must be 0 to 255)");
  rill_value_unref(two);
  two = rill_udp_bind(loop_, rill_none(), .broadcast = true);
  ck_assert_str_has(rill_error_message(rill_as_error(two)),
                    "rill_udp_bind: address is none, but options");
  rill_value_unref(two);
  two = rill_udp_bind(loop_, rill_int(3), .ttl = 0);
  ck_assert_str_has(rill_error_message(rill_as_error(two)),
                    "rill_udp_bind: address is int 3 (must be an address)");
  rill_value_unref(two);
  ck_await_fails(rill_udp_send(rill_int(3), rill_string("x"), address),
                 RILL_ETYPE, "rill_udp_send: socket is int 3");
  ck_await_fails(rill_udp_send(one, rill_int(4), address), RILL_ETYPE,
                 "rill_udp_send: bytes is int 4");
  ck_await_fails(rill_udp_send(one, rill_string("x"), rill_int(5)), RILL_ETYPE,
                 "rill_udp_send: address is int 5");
  static char big[70000];
  ck_await_fails(rill_udp_send(one, rill_bytes(big, sizeof big), address),
                 UV_EMSGSIZE, "send 127.0.0.1:");
  struct hearer hearer = {0};
  hear(&hearer, rill_udp_datagrams(rill_int(7)), 1);
  ck_assert_str_has(hearer.error,
                    "rill_udp_datagrams: socket is int 7 (must be a UDP");
  rill_value_unref(one);
  rill_value_unref(address);
  io_close_loop();
}

static void drop_elsewhere(void *socket) {
  rill_value_unref(*(rill_value_t *) socket);
}

TEST(udp, the_last_handle_may_go_on_another_thread) {
  uv_thread_t thread;
  io_open_loop();
  rill_value_t one = local_socket();
  ck_assert_int_eq(uv_thread_create(&thread, drop_elsewhere, &one), 0);
  uv_thread_join(&thread);
  io_close_loop();
}

static void without_memory(void) {
  struct hearer hearer = {0};
  io_open_loop();
  if (loop_ == NULL) {
    ck_assert_int_eq(uv_loop_close(&uv_), 0);
    return;
  }
  rill_value_t one = bind_local(NULL);
  rill_value_t address = rill_udp_address(one);
  hear(&hearer, rill_udp_datagrams(one), RILL_UNBOUNDED);
  rill_value_t sent = await(rill_udp_send(one, rill_string("abc"), address));
  if (rill_is_int(sent)) run_until(&hearer, 1);
  if (hearer.items == 0 && rill_is_int(sent)) ck_assert_int_eq(hearer.ends, 1);
  rill_value_unref(sent);
  rill_value_unref(address);
  rill_value_unref(one);
  io_close_loop();
}

TEST(udp, every_failing_allocation_is_an_error_and_leaks_nothing) {
  failing_each(FAILING_ONE) without_memory();
  failing_each(FAILING_FROM) without_memory();
}
