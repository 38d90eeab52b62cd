/* SPDX-License-Identifier: MIT */
#include "sockets.h"

#include <sys/resource.h>

TEST(tcp_listen, tells_the_port_that_the_system_has_chosen) {
  door_t door;
  char host[64];
  io_open_loop();
  door_open(&door, 1);
  ck_assert_int_gt(rill_address_port(door.address), 0);
  rill_value_t text = rill_address_host(door.address);
  snprintf(host, sizeof host, "%s", rill_as_string(text));
  rill_value_unref(text);
  ck_assert_str_eq(host, "127.0.0.1");
  door_close(&door);
  io_close_loop();
}

TEST(tcp_listen, accepts_no_more_than_is_asked_for) {
  door_t door;
  int clients[5];
  io_open_loop();
  door_open(&door, 2);
  for (int i = 0; i < 5; i++) clients[i] = plain_connect(&door);
  int before = descriptors_open();
  run_idle();
  ck_assert_uint_eq(door.count, 2);
  /* and libuv has not taken a third one */
  ck_assert_int_eq(descriptors_open(), before + 2 + 1 /* libuv's own */);
  rill_request(door.run, 1);
  run_until(door.count == 3);
  run_idle();
  ck_assert_uint_eq(door.count, 3);
  rill_request(door.run, RILL_UNBOUNDED);
  run_until(door.count == 5);
  for (int i = 0; i < 5; i++) close(clients[i]);
  door_close(&door);
  io_close_loop();
}

static void let_go(rill_value_t item, void *context) {
  (void) item;
  ++*(int *) context;
}

TEST(tcp_listen, a_connection_that_nobody_takes_is_closed) {
  door_t door = {.count = 0};
  int count = 0;
  char byte;
  io_open_loop();
  rill_subscription_t *run =
      rill_subscribe(loop_,
                     rill_tcp_listen(loop_, rill_address("127.0.0.1", 0),
                                     .listening = door_listen(&door)),
                     .next = let_go, .context = &count);
  int client = plain_connect(&door);
  run_until(count == 1);
  ck_assert_int_eq(recv(client, &byte, 1, 0), 0);
  close(client);
  rill_cancel(run);
  rill_unref(run);
  rill_value_unref(door.address);
  io_close_loop();
}

TEST(tcp_listen, canceled_the_port_is_free_at_once) {
  door_t door, next = {.count = 0};
  io_open_loop();
  door_open(&door, 1);
  rill_value_t address = rill_value_ref(door.address);
  int client = plain_connect(&door);
  run_until(door.count == 1);
  door_close(&door);
  door_run(&next, rill_tcp_listen(loop_, rill_value_ref(address)), 1);
  ck_assert_ptr_null(next.error);
  close(client);
  door_close(&next);
  rill_value_unref(address);
  io_close_loop();
}

TEST(tcp_listen, names_an_address_in_use) {
  door_t door, second = {.count = 0};
  char text[64], expected[128];
  io_open_loop();
  door_open(&door, 1);
  rill_value_format(door.address, text, sizeof text);
  snprintf(expected, sizeof expected, "listen %s: address already in use",
           text);
  door_run(&second, rill_tcp_listen(loop_, rill_value_ref(door.address)), 1);
  ck_assert_int_eq(rill_error_code(second.error), UV_EADDRINUSE);
  ck_assert_str_eq(rill_error_message(second.error), expected);
  door_close(&second);
  door_close(&door);
  io_close_loop();
}

TEST(tcp_listen, two_share_a_port_if_both_agree) {
  door_t one = {.count = 0}, two = {.count = 0};
  int clients[40];
  io_open_loop();
  door_run(&one,
           rill_tcp_listen(loop_, rill_address("127.0.0.1", 0),
                           .reuse_port = true, .listening = door_listen(&one)),
           RILL_UNBOUNDED);
  door_run(
      &two,
      rill_tcp_listen(loop_, rill_value_ref(one.address), .reuse_port = true),
      RILL_UNBOUNDED);
  ck_assert_ptr_null(two.error);
  for (int i = 0; i < 40; i++) clients[i] = plain_connect(&one);
  run_until(one.count + two.count == 40);
  for (int i = 0; i < 40; i++) close(clients[i]);
  door_close(&one);
  door_close(&two);
  io_close_loop();
}

TEST(tcp_listen, runs_twice_from_one_description) {
  door_t one = {.count = 0}, two = {.count = 0};
  io_open_loop();
  rill_observable_t *connections =
      rill_tcp_listen(loop_, rill_address("127.0.0.1", 0));
  rill_observable_t *again = rill_ref(connections);
  door_run(&one, connections, 1);
  door_run(&two, again, 1); /* another port */
  ck_assert_ptr_null(one.error);
  ck_assert_ptr_null(two.error);
  door_close(&one);
  door_close(&two);
  io_close_loop();
}

static void ck_listen_fails(rill_observable_t *connections, int code,
                            const char *part) {
  door_t door = {.count = 0};
  door_run(&door, connections, 1);
  ck_assert_ptr_nonnull(door.error);
  ck_assert_str_has(rill_error_message(door.error), part);
  ck_assert_int_eq(rill_error_code(door.error), code);
  door_close(&door);
}

TEST(tcp_listen, refuses_bad_arguments) {
  io_open_loop();
  ck_listen_fails(rill_tcp_listen(loop_, rill_int(7)), RILL_ETYPE,
                  "rill_tcp_listen: address is int 7 (must be an address)");
  ck_listen_fails(rill_tcp_listen(loop_, rill_address("nowhere", 1)),
                  RILL_EINVAL, "text is \"nowhere\"");
  ck_listen_fails(rill_tcp_listen(loop_, rill_address("::1", 0), .backlog = -1),
                  RILL_EINVAL, "backlog is -1 (must be >= 0)");
  ck_listen_fails(rill_tcp_listen(NULL, rill_address("::1", 0)), RILL_EINVAL,
                  "rill_tcp_listen: the scheduler is NULL");
  rill_scheduler_t *clock = rill_virtual_scheduler_new();
  ck_listen_fails(rill_tcp_listen(clock, rill_address("::1", 0)), RILL_EINVAL,
                  "scheduler is of the kind virtual (must be uv)");
  rill_scheduler_close(clock);
  ck_listen_fails(rill_tcp_listen(loop_, rill_address("192.0.2.1", 0)),
                  UV_EADDRNOTAVAIL, "listen 192.0.2.1:0: address not");
  io_close_loop();
}

static rill_value_t refuse(rill_value_t address, void *context) {
  (void) address;
  (void) context;
  return rill_fail(rill_error_new(42, "not here"));
}

TEST(tcp_listen, a_failure_of_listening_is_the_streams) {
  io_open_loop();
  ck_listen_fails(rill_tcp_listen(loop_, rill_address("127.0.0.1", 0),
                                  .listening = rill_call(refuse)),
                  42, "not here");
  io_close_loop();
}

/* Below valgrind the limit is not the system's, and what comes beyond it is
 * taken and lost, instead of left to wait. */
static bool limit_is_the_systems(rlim_t limit) {
  unsigned long soft = limit;
  char line[128];
  FILE *limits = fopen("/proc/self/limits", "r");
  if (limits == NULL) return true;
  while (fgets(line, sizeof line, limits) != NULL)
    if (sscanf(line, "Max open files %lu", &soft) == 1) break;
  fclose(limits);
  return soft == limit;
}

static void count_turn(uv_prepare_t *prepare) { ++*(int *) prepare->data; }

TEST(tcp_listen, waits_when_there_are_no_descriptors_and_does_not_spin) {
  door_t door;
  struct rlimit limit;
  uv_prepare_t prepare;
  int turns = 0, spare[64], count = 0;
  io_open_loop();
  descriptors_at_rest(); /* all that libuv opens is open */
  door_open(&door, RILL_UNBOUNDED);
  int one = plain_connect(&door), two = plain_connect(&door);
  uv_prepare_init(&uv_, &prepare);
  prepare.data = &turns;
  uv_prepare_start(&prepare, count_turn);
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = 64;
  setrlimit(RLIMIT_NOFILE, &limit);
  bool full = limit_is_the_systems(limit.rlim_cur);
  while (full && count < 64 && (spare[count] = dup(0)) >= 0) count++;
  for (int i = 0; full && i < 3; i++) uv_run(&uv_, UV_RUN_ONCE);
  if (full) ck_assert_uint_eq(door.count, 0);
  ck_assert_ptr_null(door.error);
  int before = turns;
  if (full) close(spare[--count]);
  run_until(door.count >= 1); /* the system calls nobody for that */
  ck_assert_int_le(turns - before, 10);
  if (full) close(spare[--count]);
  run_until(door.count == 2);
  while (count > 0) close(spare[--count]);
  close(one);
  close(two);
  uv_close((uv_handle_t *) &prepare, NULL);
  door_close(&door);
  io_close_loop();
}

TEST(tcp_listen, canceled_inside_of_next) {
  door_t door;
  io_open_loop();
  door_open(&door, RILL_UNBOUNDED);
  rill_subscription_t *run = rill_subscribe(
      loop_, rill_pipe(rill_tcp_listen(loop_, rill_address("127.0.0.1", 0)),
                       rill_take(1)));
  ck_assert(!rill_is_over(run));
  rill_cancel(run);
  rill_unref(run);
  rill_subscription_t *taken;
  door_t other = {.count = 0};
  taken = rill_subscribe(
      loop_, rill_pipe(rill_tcp_listen(loop_, rill_address("127.0.0.1", 0),
                                       .listening = door_listen(&other)),
                       rill_take(1)));
  int one = plain_connect(&other), two = plain_connect(&other);
  run_until(rill_is_over(taken));
  rill_unref(taken);
  rill_value_unref(other.address);
  close(one);
  close(two);
  door_close(&door);
  io_close_loop();
}

TEST(tcp_listen, over_ipv6) {
  door_t door = {.count = 0};
  char text[64];
  io_open_loop();
  door_run(&door,
           rill_tcp_listen(loop_, rill_address("::1", 0), .ipv6_only = true,
                           .nodelay = true, .keepalive = RILL_SEC(30),
                           .listening = door_listen(&door)),
           1);
  rill_connection_t *here = visit(&door);
  run_until(door.count == 1);
  rill_value_t peer = rill_connection_peer(here);
  rill_value_format(peer, text, sizeof text);
  ck_assert_str_has(text, "[::1]:");
  rill_value_unref(peer);
  rill_unref(here);
  door_close(&door);
  io_close_loop();
}
