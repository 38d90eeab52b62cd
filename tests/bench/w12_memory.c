/* SPDX-License-Identifier: MIT */
/* W12, memory: what 10,000 open connections take, and what a proxy takes while
 * a gigabyte is offered to it and who should read it does not.
 *
 *     w12_memory               prints a line for each limit: holds or MISSED */
#include "loopback.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <unistd.h>

#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <rill.h>
#include <uv.h>

enum { MANY = 10000, PIECE = 64 * 1024 };
static const int64_t offered = 1 << 30;

static uv_loop_t uv;
static rill_scheduler_t *loop;
static size_t held; /* bytes that the library has allocated */
static int missed;

/* --- Counting ------------------------------------------------------------- */

static void *count_allocate(size_t size, void *context) {
  size_t *block = malloc(size + 16);
  (void) context;
  if (block == NULL) return NULL;
  *block = size;
  held += size;
  return (char *) block + 16;
}

static void count_release(void *memory, void *context) {
  size_t *block = (size_t *) (void *) ((char *) memory - 16);
  (void) context;
  held -= *block;
  free(block);
}

static void verdict(const char *what, double figure, const char *unit,
                    double limit) {
  bool holds = figure <= limit;
  missed += !holds;
  printf("%-44s %10.1f %s  limit %g %s\n", what, figure, unit, limit,
         holds ? "holds" : "MISSED");
  fflush(stdout);
}

static double peak_mib(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (double) usage.ru_maxrss / 1024;
}

/* --- Plain sockets, in processes of their own ----------------------------- */

/* Opens many, and waits until the server closes them. */
static void hold_many(int port) {
  static int fds[MANY];
  char byte;
  for (int i = 0; i < MANY; i++) fds[i] = loopback_connect(port);
  for (int i = 0; i < MANY; i++)
    if (recv(fds[i], &byte, 1, 0) > 0) _exit(2);
  _exit(0);
}

static void offer(int port) {
  static char data[PIECE];
  int fd = loopback_connect(port);
  for (int64_t left = offered; left > 0;) {
    ssize_t n = send(fd, data, sizeof data, MSG_NOSIGNAL);
    if (n < 0) _exit(1);
    left -= n;
  }
  _exit(0);
}

/* Reads nothing until a byte comes over `go`, then all; exits with 0 if that
 * was all. */
static void stall(int port, int go) {
  static char data[PIECE];
  char byte;
  int64_t sum = 0;
  int fd = loopback_connect(port);
  if (read(go, &byte, 1) != 1) _exit(1);
  for (ssize_t n; (n = recv(fd, data, sizeof data, 0)) > 0;) sum += n;
  /* Pieces of the writer are whole, the last one may be longer. */
  _exit(sum < offered);
}

static bool ended_well(pid_t pid) {
  int status;
  return waitpid(pid, &status, 0) == pid && status == 0;
}

/* --- Servers -------------------------------------------------------------- */

static rill_connection_t *guests[MANY];
static int guest_count, guests_wanted;

static void keep_guest(rill_value_t item, void *context) {
  (void) context;
  guests[guest_count++] = rill_ref(rill_connection_of(item));
  if (guest_count == guests_wanted) uv_stop(&uv);
}

static rill_subscription_t *listen_for(int count, int *port) {
  guest_count = 0;
  guests_wanted = count;
  return rill_subscribe(
      loop,
      rill_tcp_listen(
          loop, rill_address("127.0.0.1", 0),
          .listening = rill_call_with(loopback_keep_port, rill_borrow(port))),
      .next = keep_guest);
}

static void measure_many(void) {
  int port = 0;
  rill_subscription_t *server = listen_for(MANY, &port);
  size_t before = held;
  pid_t pid = fork();
  if (pid == 0) hold_many(port);
  uv_run(&uv, UV_RUN_DEFAULT);
  double each = (double) (held - before) / MANY - (double) sizeof(uv_tcp_t);
  verdict("a connection, beyond uv_tcp_t", each, "bytes", 1024);
  for (int i = 0; i < MANY; i++) rill_unref(guests[i]);
  rill_cancel(server);
  rill_unref(server);
  uv_run(&uv, UV_RUN_DEFAULT);
  if (!ended_well(pid)) missed++;
}

static void stop(void *context) {
  (void) context;
  uv_stop(&uv);
}

/* From the first guest to the second one. */
static void measure_proxy(void) {
  int port = 0, go[2];
  if (pipe(go) != 0) return;
  rill_subscription_t *server = listen_for(1, &port);
  pid_t reader = fork();
  if (reader == 0) stall(port, go[0]);
  uv_run(&uv, UV_RUN_DEFAULT);
  rill_connection_t *to = guests[0];
  pid_t writer = fork();
  if (writer == 0) offer(port);
  guests_wanted = 2;
  uv_run(&uv, UV_RUN_DEFAULT);
  rill_connection_t *from = guests[1];
  rill_cancel(server);
  rill_unref(server);
  double before = peak_mib();
  rill_subscription_t *proxy =
      rill_subscribe(loop,
                     rill_pipe(rill_connection_bytes(from),
                               rill_write_to(to, .shutdown = true)),
                     .complete = stop);
  /* Until all buffers are full: nothing moves for a second. */
  for (uint64_t moved = 1, last = 0; moved != last; sleep(1)) {
    last = moved;
    for (int i = 0; i < 1000; i++) uv_run(&uv, UV_RUN_NOWAIT);
    moved = rill_connection_received(from);
  }
  printf("stalled after %.1f MiB, of which %.1f KiB wait in the proxy\n",
         (double) rill_connection_received(from) / 1048576,
         (double) rill_connection_queued(to) / 1024);
  verdict("a proxy whose reader stalls", peak_mib() - before, "MiB", 8);
  if (write(go[1], "", 1) != 1) missed++;
  uv_run(&uv, UV_RUN_DEFAULT);
  verdict("a proxy through which 1 GiB has passed", peak_mib() - before, "MiB",
          8);
  rill_unref(proxy);
  rill_unref(from);
  rill_unref(to);
  uv_run(&uv, UV_RUN_DEFAULT);
  if (!ended_well(writer) || !ended_well(reader)) missed++;
  close(go[0]);
  close(go[1]);
}

int main(void) {
  static const rill_allocator_t counting = {count_allocate, count_release,
                                            NULL};
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  rill_set_allocator(&counting);
  uv_loop_init(&uv);
  loop = rill_uv_scheduler_new(&uv);
  measure_proxy(); /* first: a peak does not go down */
  if (limit.rlim_cur < MANY + 100)
    printf("too few descriptors for %d connections: not measured\n", MANY);
  else
    measure_many();
  rill_scheduler_close(loop);
  uv_run(&uv, UV_RUN_DEFAULT);
  return uv_loop_close(&uv) != 0 || missed > 0;
}
