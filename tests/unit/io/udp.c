/* SPDX-License-Identifier: MIT */
/* udp: real sockets on this host. */
#include "io.h"

#include "support/failing.h"
#include "support/probe.h"

#include <rill/udp.h>

static rill_value_t address_of(const char *host, int port) {
  rill_value_t address = rill_address(host, port);
  ck_assert(!rill_is_error(address));
  return address;
}

static rill_value_t bind_local(const rill_udp_opts_t *options) {
  rill_value_t address = rill_address("127.0.0.1", 0);
  rill_value_t socket = rill_udp_bind_opts(loop_, address, options);
  rill_value_unref(address);
  return socket;
}

static rill_value_t local_socket(void) {
  rill_value_t socket = bind_local(NULL);
  ck_assert(!rill_is_error(socket));
  return socket;
}

static rill_promise_t *send_to(rill_value_t from, rill_value_t to,
                               const char *text) {
  rill_value_t address = rill_udp_address(to);
  rill_promise_t *promise = rill_udp_send(from, rill_string(text), address);
  rill_value_unref(address);
  return promise;
}

static void ck_sent(rill_value_t from, rill_value_t to, const char *text) {
  rill_value_t sent = await(send_to(from, to, text));
  ck_assert_int_eq(rill_as_int(sent), (int64_t) strlen(text));
}

/* What datagrams say, joined by spaces. */
struct hearer {
  char text[512];
  size_t items;
  rill_value_t sender;
  int ends, code;
  rill_subscription_t *run;
  size_t cancel_at;
  char error[256];
};

static void hearer_subscribed(rill_subscription_t *run, void *context) {
  ((struct hearer *) context)->run = run;
}

static void hearer_next(rill_value_t item, void *context) {
  struct hearer *hearer = context;
  const rill_datagram_t *datagram = rill_as_datagram(item);
  size_t length, used = strlen(hearer->text);
  ck_assert_ptr_nonnull(datagram);
  const char *data = rill_as_bytes(datagram->bytes, &length);
  snprintf(hearer->text + used, sizeof hearer->text - used, "%s%.*s",
           used > 0 ? " " : "", (int) length, data);
  rill_value_unref(hearer->sender);
  hearer->sender = rill_value_ref(datagram->sender);
  if (++hearer->items == hearer->cancel_at) rill_cancel(hearer->run);
}

static void hearer_error(rill_error_t *error, void *context) {
  struct hearer *hearer = context;
  hearer->ends++;
  hearer->code = rill_error_code(error);
  rill_error_describe(error, hearer->error, sizeof hearer->error);
}

static void hearer_complete(void *context) {
  struct hearer *hearer = context;
  hearer->ends++;
  strcat(hearer->text, "|");
}

static void hearer_release(void *context) {
  struct hearer *hearer = context;
  hearer->run = NULL;
  rill_value_unref(hearer->sender);
  hearer->sender = rill_none();
}

static void hear(struct hearer *hearer, rill_observable_t *datagrams,
                 int64_t demand) {
  rill_unref(rill_subscribe(
      loop_, datagrams, .next = hearer_next, .error = hearer_error,
      .complete = hearer_complete, .subscribed = hearer_subscribed,
      .release = hearer_release, .context = hearer, .demand = demand));
}

static bool is_waiting(const struct hearer *hearer, size_t items) {
  return hearer->items < items && hearer->ends == 0;
}

static void run_until(const struct hearer *hearer, size_t items) {
  while (is_waiting(hearer, items)) {
    bool alive = uv_run(&uv_, UV_RUN_ONCE) != 0;
    ck_assert(alive || !is_waiting(hearer, items));
  }
}

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

TEST(udp, is_read_only_within_demand) {
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

TEST(udp, drops_what_the_policy_says_and_counts_it) {
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

TEST(udp, counts_what_the_system_has_dropped) {
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

TEST(udp, the_next_subscriber_goes_on) {
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

TEST(udp, closing_completes_the_stream) {
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

TEST(udp, may_be_closed_from_inside) {
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

TEST(udp, the_stream_keeps_the_socket) {
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

TEST(udp, many_datagrams_come_in_order) {
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
