/* SPDX-License-Identifier: MIT */
/* What networks and permissions forbid, as the system says it. */
#define _GNU_SOURCE
#include "sockets.h"

#include "apart.h"

#include <net/route.h>
#include <netinet/in.h>

#include <rill/udp.h>

#include <sys/ioctl.h>

/* --- Nobody can be reached ------------------------------------------------ */

/* No connection can be made to a group: no network has to be asked. */
TEST(net_errors, an_unreachable_address_is_named) {
  io_open_loop();
  ck_await_fails(rill_tcp_connect(loop_, "224.0.0.1", 80), UV_ENETUNREACH,
                 "connect 224.0.0.1:80: network is unreachable");
  io_close_loop();
}

TEST(net_errors, an_unreachable_address_is_passed_over) {
  door_t door;
  io_open_loop();
  door_open(&door, 1);
  rill_value_t list[] = {rill_address("224.0.0.1", 80),
                         rill_address("224.0.0.2", 80),
                         rill_value_ref(door.address)};
  rill_unref(await_connection(rill_tcp_connect_to(
      loop_, rill_list_own(list, 3), .fallback_delay = RILL_SEC(1000))));
  run_until(door.count == 1);
  door_close(&door);
  rill_value_t none[] = {rill_address("224.0.0.1", 80),
                         rill_address("224.0.0.2", 80)};
  ck_await_fails(rill_tcp_connect_to(loop_, rill_list_own(none, 2)),
                 UV_ENETUNREACH,
                 "connect 224.0.0.2:80: network is unreachable (the last of 2 "
                 "addresses)");
  io_close_loop();
}

static struct sockaddr in_address(const char *text) {
  struct sockaddr any = {.sa_family = AF_UNSPEC};
  struct sockaddr_in address;
  ck_assert_int_eq(uv_ip4_addr(text, 0, &address), 0);
  memcpy(&any, &address, sizeof any);
  return any;
}

/* The host says itself that there is no way to 192.0.2.0/24. */
static void reject_route(void) {
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  struct rtentry route = {.rt_flags = RTF_UP | RTF_REJECT,
                          .rt_dst = in_address("192.0.2.0"),
                          .rt_genmask = in_address("255.255.255.0")};
  ck_assert_int_eq(ioctl(fd, SIOCADDRT, &route), 0);
  close(fd);
}

static void send_nowhere(char *told, const char *from) {
  rill_value_t local = rill_address(from, 0);
  rill_value_t there = rill_address("192.0.2.1", 9);
  rill_value_t socket = rill_udp_bind(loop_, local);
  tell_outcome(told, rill_udp_send(socket, rill_string("x"), there));
  rill_value_unref(socket);
  rill_value_unref(there);
  rill_value_unref(local);
}

static void without_network(char *told) {
  bool alone = leave_the_network();
  io_open_loop();
  if (alone) {
    tell_outcome(told, rill_tcp_connect(loop_, "192.0.2.1", 80));
    send_nowhere(told, "0.0.0.0");
    reject_route();
    tell_outcome(told, rill_tcp_connect(loop_, "192.0.2.1", 80));
    send_nowhere(told, "0.0.0.0");
  } else {
    /* What only this host sees does not leave it. */
    send_nowhere(told, "127.0.0.1");
  }
  io_close_loop();
}

TEST(net_errors, without_a_way_there_it_is_told_at_once) {
  const char *told = apart(without_network);
  if (strncmp(told, "EINVAL", 6) == 0)
    ck_assert_str_eq(told, "EINVAL send 192.0.2.1:9: invalid argument\n");
  else
    ck_assert_str_eq(told,
                     "ENETUNREACH connect 192.0.2.1:80: network is "
                     "unreachable\n"
                     "ENETUNREACH send 192.0.2.1:9: network is unreachable\n"
                     "EHOSTUNREACH connect 192.0.2.1:80: host is unreachable\n"
                     "EHOSTUNREACH send 192.0.2.1:9: host is unreachable\n");
}

/* --- What others may do --------------------------------------------------- */

static rill_promise_t *ending(rill_observable_t *observable) {
  return rill_to_promise(loop_, observable);
}

/* What a process has got from its parent and leaves alone; so that it can be
 * found by who looks for what is lost. */
static __attribute__((used)) struct {
  uv_loop_t uv;
  rill_scheduler_t *loop;
} inherited;

/* As the user whom the files below let do nothing. */
static void without_permission(char *told) {
  inherited.uv = uv_;
  inherited.loop = loop_;
  become_nobody();
  io_open_loop();
  tell_outcome(told, rill_pipe_connect(loop_, at("socket")));
  tell_outcome(told, ending(rill_read_file(at("file"))));
  tell_outcome(told, rill_fs_open(loop_, at("file")));
  tell_outcome(told, ending(rill_pipe_listen(loop_, at("closed/socket"))));
  io_close_loop();
}

TEST(net_errors, what_is_not_permitted_is_named) {
  char expected[1024];
  door_t door;
  io_open();
  door_open_pipe(&door, at("socket"));
  put_file("file", "secret");
  ck_assert_int_eq(chmod(at("socket"), 0), 0);
  ck_assert_int_eq(chmod(at("file"), 0), 0);
  ck_assert_int_eq(mkdir(at("closed"), 0), 0);
  ck_assert_int_eq(chmod(folder_, 0755), 0);
  snprintf(expected, sizeof expected,
           "EACCES connect %s: permission denied\n"
           "EACCES open %s: permission denied\n"
           "EACCES open %s: permission denied\n"
           "EACCES listen %s: permission denied\n",
           at("socket"), at("file"), at("file"), at("closed/socket"));
  ck_assert_str_eq(apart(without_permission), expected);
  door_close(&door);
  io_close();
}

/* What the system answers who asks it directly: 0, or libuv's code. */
static int plain_bind(int port) {
  struct sockaddr_in any = {.sin_family = AF_INET,
                            .sin_port = htons((uint16_t) port)};
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int code = bind(fd, (struct sockaddr *) &any, sizeof any) == 0 ? 0 : -errno;
  close(fd);
  return code;
}

static void at_port_1(char *told) {
  /* In a network of its own the first 1024 are forbidden for sure. */
  if (geteuid() == 0) leave_the_network();
  become_nobody();
  io_open_loop();
  if (plain_bind(1) == UV_EACCES) {
    rill_value_t address = rill_address("0.0.0.0", 1);
    rill_value_t socket = rill_udp_bind(loop_, address);
    if (rill_is_error(socket))
      snprintf(told, APART_ROOM, "%s\n",
               rill_error_message(rill_as_error(socket)));
    rill_value_unref(socket);
    tell_outcome(told, ending(rill_tcp_listen(loop_, address)));
  } else {
    strcpy(told, "permitted");
  }
  io_close_loop();
}

TEST(net_errors, a_privileged_port_is_named) {
  const char *told = apart(at_port_1);
  if (strcmp(told, "permitted") == 0) return; /* to everybody, here */
  ck_assert_str_eq(told, "bind 0.0.0.0:1: permission denied\n"
                         "EACCES listen 0.0.0.0:1: permission denied\n");
}
