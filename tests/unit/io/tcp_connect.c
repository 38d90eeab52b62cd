/* SPDX-License-Identifier: MIT */
#include "sockets.h"

#include <netinet/in.h>

/* A port at which nobody listens, and which nobody else gets. */
static int dead_port(int *fd) {
  struct sockaddr_in any = {.sin_family = AF_INET,
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof any;
  *fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ck_assert_int_eq(bind(*fd, (struct sockaddr *) &any, sizeof any), 0);
  getsockname(*fd, (struct sockaddr *) &any, &length);
  return ntohs(any.sin_port);
}

/* A listener that has no room for one more: it does not answer. */
struct wall {
  int fd, fillers[8];
  rill_value_t address;
};

static void wall_open(struct wall *wall) {
  struct sockaddr_in any = {.sin_family = AF_INET,
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof any;
  wall->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ck_assert_int_eq(bind(wall->fd, (struct sockaddr *) &any, sizeof any), 0);
  ck_assert_int_eq(listen(wall->fd, 0), 0);
  getsockname(wall->fd, (struct sockaddr *) &any, &length);
  for (int i = 0; i < 8; i++) {
    wall->fillers[i] =
        socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    connect(wall->fillers[i], (struct sockaddr *) &any, sizeof any);
  }
  wall->address = rill_address_from((struct sockaddr *) &any);
}

static void wall_close(struct wall *wall) {
  for (int i = 0; i < 8; i++) close(wall->fillers[i]);
  close(wall->fd);
  rill_value_unref(wall->address);
}

TEST(tcp_connect, to_an_address_and_to_a_name) {
  door_t door;
  io_open_loop();
  door_open(&door, RILL_UNBOUNDED);
  int port = rill_address_port(door.address);
  rill_unref(await_connection(rill_tcp_connect(
      loop_, "127.0.0.1", port, .nodelay = true, .keepalive = RILL_SEC(9))));
  rill_unref(await_connection(rill_tcp_connect(loop_, "localhost", port)));
  run_until(door.count == 2);
  door_close(&door);
  io_close_loop();
}

TEST(tcp_connect, names_who_refused) {
  int fd, port = dead_port(&fd);
  char expected[128];
  io_open_loop();
  snprintf(expected, sizeof expected,
           "connect 127.0.0.1:%d: connection refused", port);
  ck_await_fails(rill_tcp_connect(loop_, "127.0.0.1", port), UV_ECONNREFUSED,
                 expected);
  close(fd);
  io_close_loop();
}

TEST(tcp_connect, names_a_name_that_is_none) {
  io_open_loop();
  rill_value_t outcome =
      await(rill_tcp_connect(loop_, "no-such-host.invalid", 80));
  ck_assert(rill_is_error(outcome));
  ck_assert_str_has(rill_error_message(rill_as_error(outcome)),
                    "getaddrinfo no-such-host.invalid:80: ");
  rill_value_unref(outcome);
  io_close_loop();
}

TEST(tcp_connect, refuses_bad_arguments) {
  io_open_loop();
  ck_await_fails(rill_tcp_connect(loop_, NULL, 80), RILL_EINVAL,
                 "rill_tcp_connect: host is NULL");
  ck_await_fails(rill_tcp_connect(loop_, "::1", 65536), RILL_EINVAL,
                 "rill_tcp_connect: port is 65536 (must be 1 to 65535)");
  ck_await_fails(rill_tcp_connect(loop_, "::1", 80, .timeout = -1), RILL_EINVAL,
                 "rill_tcp_connect: timeout is negative");
  ck_await_fails(rill_tcp_connect(loop_, "::1", 80, .local = rill_int(3)),
                 RILL_ETYPE, "local is int 3 (must be an address)");
  ck_await_fails(rill_tcp_connect_to(loop_, rill_int(3)), RILL_ETYPE,
                 "rill_tcp_connect_to: addresses is int 3");
  ck_await_fails(rill_tcp_connect_to(loop_, rill_list(NULL, 0)), RILL_ETYPE,
                 "must be an address, or a list of them");
  io_close_loop();
}

TEST(tcp_connect, begins_at_the_local_address) {
  door_t door;
  io_open_loop();
  door_open(&door, 1);
  rill_value_t local = rill_address("127.0.0.2", 0);
  rill_connection_t *here = await_connection(
      rill_tcp_connect_to(loop_, rill_value_ref(door.address), .local = local));
  run_until(door.count == 1);
  rill_value_t peer = rill_connection_peer(door.guests[0]);
  rill_value_t host = rill_address_host(peer);
  ck_assert_str_eq(rill_as_string(host), "127.0.0.2");
  rill_value_unref(host);
  rill_value_unref(peer);
  rill_unref(here);
  rill_value_t other = rill_address("::1", 0);
  ck_await_fails(
      rill_tcp_connect_to(loop_, rill_value_ref(door.address), .local = other),
      UV_EAFNOSUPPORT, "connect 127.0.0.1:");
  rill_value_unref(other);
  rill_value_unref(local);
  door_close(&door);
  io_close_loop();
}

TEST(tcp_connect, gives_up_in_time) {
  struct wall wall;
  io_open_loop();
  wall_open(&wall);
  int before = descriptors_at_rest();
  ck_await_fails(rill_tcp_connect_to(loop_, rill_value_ref(wall.address),
                                     .timeout = RILL_MS(20)),
                 RILL_ETIMEDOUT, "timed out after 0.020 s");
  run_idle();
  ck_assert_int_eq(descriptors_open(), before);
  wall_close(&wall);
  io_close_loop();
}

TEST(tcp_connect, canceled_it_closes_what_has_begun) {
  struct wall wall;
  io_open_loop();
  wall_open(&wall);
  int before = descriptors_at_rest();
  rill_promise_t *connect =
      rill_tcp_connect_to(loop_, rill_value_ref(wall.address));
  run_idle();
  ck_assert(rill_promise_is_pending(connect));
  rill_promise_cancel(connect);
  ck_await_fails(connect, RILL_ECANCELED, "canceled");
  run_idle();
  ck_assert_int_eq(descriptors_open(), before);
  rill_promise_t *name = rill_tcp_connect(loop_, "localhost", 1);
  rill_promise_cancel(name);
  ck_await_fails(name, RILL_ECANCELED, "canceled");
  wall_close(&wall);
  io_close_loop();
  ck_assert_int_eq(unhandled_, 0);
}

TEST(tcp_connect, ends_with_its_scheduler) {
  struct wall wall;
  io_open_loop();
  wall_open(&wall);
  int before = descriptors_at_rest();
  rill_promise_t *connect =
      rill_tcp_connect_to(loop_, rill_value_ref(wall.address));
  rill_promise_t *name = rill_tcp_connect(loop_, "localhost", 1);
  rill_scheduler_close(loop_);
  ck_assert_int_eq(rill_error_code(rill_promise_error(connect)), RILL_ECLOSED);
  ck_assert_int_eq(rill_error_code(rill_promise_error(name)), RILL_ECLOSED);
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_int_eq(descriptors_open(), before);
  ck_assert_int_eq(uv_loop_close(&uv_), 0);
  rill_unref(connect);
  rill_unref(name);
  wall_close(&wall);
}

/* --- Several addresses ---------------------------------------------------- */

TEST(tcp_connect, tries_the_next_address_after_a_failure) {
  door_t door;
  int fd, port = dead_port(&fd);
  io_open_loop();
  door_open(&door, 1);
  rill_value_t list[] = {rill_address("127.0.0.1", port),
                         rill_value_ref(door.address)};
  rill_unref(await_connection(rill_tcp_connect_to(
      loop_, rill_list_own(list, 2), .fallback_delay = RILL_SEC(1000))));
  run_until(door.count == 1);
  close(fd);
  door_close(&door);
  io_close_loop();
}

TEST(tcp_connect, tries_the_next_address_beside_a_slow_one) {
  door_t door;
  struct wall wall;
  io_open_loop();
  wall_open(&wall);
  door_open(&door, 1);
  int before = descriptors_at_rest();
  rill_value_t list[] = {rill_value_ref(wall.address),
                         rill_value_ref(door.address)};
  rill_connection_t *here = await_connection(rill_tcp_connect_to(
      loop_, rill_list_own(list, 2), .fallback_delay = RILL_MS(5)));
  run_until(door.count == 1);
  run_idle();
  /* the loser is closed */
  ck_assert_int_eq(descriptors_open(), before + 2);
  rill_unref(here);
  door_close(&door);
  wall_close(&wall);
  io_close_loop();
}

TEST(tcp_connect, takes_families_in_turn) {
  door_t door;
  struct wall wall;
  io_open_loop();
  wall_open(&wall);
  memset(&door, 0, sizeof door);
  door_run(&door,
           rill_tcp_listen(loop_, rill_address("::1", 0),
                           .listening = door_listen(&door)),
           1);
  /* Only a turn of the other family helps before the slow ones. */
  int fd, port = dead_port(&fd);
  rill_value_t list[] = {
      rill_address("127.0.0.1", port), rill_value_ref(wall.address),
      rill_value_ref(wall.address), rill_value_ref(door.address)};
  int before = descriptors_at_rest();
  rill_connection_t *here = await_connection(rill_tcp_connect_to(
      loop_, rill_list_own(list, 4), .fallback_delay = RILL_SEC(1000)));
  run_until(door.count == 1);
  run_idle();
  ck_assert_int_eq(descriptors_open(), before + 2);
  rill_unref(here);
  close(fd);
  door_close(&door);
  wall_close(&wall);
  io_close_loop();
}

TEST(tcp_connect, tells_the_last_failure_of_several) {
  int fd, port = dead_port(&fd);
  char expected[128];
  io_open_loop();
  snprintf(expected, sizeof expected,
           "connect 127.0.0.2:%d: connection refused (the last of 2 "
           "addresses)",
           port);
  rill_value_t list[] = {rill_address("127.0.0.1", port),
                         rill_address("127.0.0.2", port)};
  ck_await_fails(rill_tcp_connect_to(loop_, rill_list_own(list, 2)),
                 UV_ECONNREFUSED, expected);
  close(fd);
  io_close_loop();
}
