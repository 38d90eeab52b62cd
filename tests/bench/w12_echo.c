/* SPDX-License-Identifier: MIT */
/* W12, echo: a server for messages that come back, one at a time for each
 * connection. The server is measured; the clients are another process. */
#include "bench.h"
#include "loopback.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/wait.h>

#include <rill.h>
#include <uv.h>

enum { CLIENTS = 100, LONG = 64 * 1024, SHORT = 64 };

typedef struct job {
  size_t size; /* of a message */
  int clients;
  int64_t messages; /* of all clients */
} job_t;

/* --- The clients: plain sockets in a process of their own ----------------- */

typedef struct client {
  int64_t left;
  size_t sent, received;
} client_t;

/* Whether it goes on. */
static bool client_step(const job_t *job, client_t *client, struct pollfd *p) {
  static char data[LONG];
  if ((p->revents & POLLIN) != 0) {
    ssize_t n = recv(p->fd, data, sizeof data, MSG_DONTWAIT);
    if (n == 0) _exit(2);
    if (n > 0) client->received += (size_t) n;
  }
  if (client->received == job->size) {
    client->sent = client->received = 0;
    if (--client->left == 0) return false;
  }
  if (client->sent < job->size) {
    ssize_t n = send(p->fd, data, job->size - client->sent, MSG_DONTWAIT);
    if (n > 0) client->sent += (size_t) n;
  }
  p->events = client->sent < job->size ? POLLIN | POLLOUT : POLLIN;
  return true;
}

static void clients_run(const job_t *job, int port) {
  client_t clients[CLIENTS];
  struct pollfd polls[CLIENTS];
  int left = job->clients;
  for (int i = 0; i < job->clients; i++) {
    clients[i] = (client_t){job->messages / job->clients, 0, 0};
    polls[i] = (struct pollfd){loopback_connect(port), POLLOUT, 0};
  }
  while (left > 0 && poll(polls, (nfds_t) job->clients, 60000) > 0) {
    for (int i = 0; i < job->clients; i++) {
      if (polls[i].fd < 0 || polls[i].revents == 0) continue;
      if (client_step(job, &clients[i], &polls[i])) continue;
      close(polls[i].fd);
      polls[i].fd = -1;
      left--;
    }
  }
  _exit(left > 0);
}

static pid_t clients_start(const job_t *job, int port) {
  pid_t pid = fork();
  if (pid == 0) clients_run(job, port);
  return pid;
}

/* What came back, if all went well. */
static int64_t clients_end(pid_t pid, int64_t bytes) {
  int status;
  waitpid(pid, &status, 0);
  return status == 0 ? bytes : -1;
}

/* --- Servers in C: as in libuv's guide, and one that first tries ---------- */

static struct uv_server {
  uv_loop_t loop;
  uv_tcp_t listener;
  int64_t bytes;
  int left;
  bool tries;
} uv;

typedef struct uv_answer {
  uv_write_t request;
  uv_buf_t buffer;
} uv_answer_t;

static void on_alloc(uv_handle_t *handle, size_t size, uv_buf_t *buffer) {
  (void) handle;
  *buffer = uv_buf_init(malloc(size), (unsigned) size);
}

static void on_closed(uv_handle_t *handle) {
  free(handle);
  if (--uv.left == 0) uv_close((uv_handle_t *) &uv.listener, NULL);
}

static void on_written(uv_write_t *request, int status) {
  uv_answer_t *answer = (uv_answer_t *) request;
  (void) status;
  free(answer->buffer.base);
  free(answer);
}

static void uv_answer(uv_stream_t *stream, char *data, size_t length) {
  uv_buf_t buffer = uv_buf_init(data, (unsigned) length);
  int done = uv.tries ? uv_try_write(stream, &buffer, 1) : 0;
  if (done == (int) length) {
    free(data);
    return;
  }
  if (done < 0) done = 0;
  uv_answer_t *answer = malloc(sizeof *answer);
  answer->buffer = uv_buf_init(data, (unsigned) length);
  buffer = uv_buf_init(data + done, (unsigned) (length - (size_t) done));
  uv_write(&answer->request, stream, &buffer, 1, on_written);
}

static void on_read(uv_stream_t *stream, ssize_t length,
                    const uv_buf_t *buffer) {
  if (length > 0) {
    uv.bytes += length;
    uv_answer(stream, buffer->base, (size_t) length);
    return;
  }
  free(buffer->base);
  if (length < 0) uv_close((uv_handle_t *) stream, on_closed);
}

static void on_connection(uv_stream_t *listener, int status) {
  uv_tcp_t *client = malloc(sizeof *client);
  (void) status;
  uv_tcp_init(&uv.loop, client);
  uv_accept(listener, (uv_stream_t *) client);
  uv_read_start((uv_stream_t *) client, on_alloc, on_read);
}

static int uv_listen_somewhere(void) {
  struct sockaddr_in address;
  int length = sizeof address;
  uv_ip4_addr("127.0.0.1", 0, &address);
  uv_tcp_init(&uv.loop, &uv.listener);
  uv_tcp_bind(&uv.listener, (struct sockaddr *) &address, 0);
  uv_listen((uv_stream_t *) &uv.listener, 511, on_connection);
  uv_tcp_getsockname(&uv.listener, (struct sockaddr *) &address, &length);
  return ntohs(address.sin_port);
}

static int64_t uv_echo(const job_t *job, bool tries) {
  memset(&uv, 0, sizeof uv);
  uv.left = job->clients;
  uv.tries = tries;
  uv_loop_init(&uv.loop);
  pid_t pid = clients_start(job, uv_listen_somewhere());
  uv_run(&uv.loop, UV_RUN_DEFAULT);
  uv_loop_close(&uv.loop);
  return clients_end(pid, uv.bytes);
}

/* --- The same in one row -------------------------------------------------- */

static rill_value_t echo(rill_value_t item, void *context) {
  rill_connection_t *c = rill_connection_of(item);
  (void) context;
  return rill_object(rill_pipe(rill_connection_bytes(c), rill_write_to(c)));
}

static void add(rill_value_t bytes, void *sum) {
  *(int64_t *) sum += rill_as_int(bytes);
}

static int64_t rill_echo(const job_t *job) {
  uv_loop_t loop;
  int port = 0;
  int64_t bytes = 0;
  uv_loop_init(&loop);
  rill_scheduler_t *s = rill_uv_scheduler_new(&loop);
  rill_observable_t *guests = rill_tcp_listen(
      s, rill_address("127.0.0.1", 0),
      .listening = rill_call_with(loopback_keep_port, rill_borrow(&port)));
  rill_unref(rill_subscribe(
      s,
      rill_pipe(guests, rill_take(job->clients),
                rill_flat_map(rill_call(echo), .max_concurrent = CLIENTS)),
      .next = add, .context = &bytes));
  pid_t pid = clients_start(job, port);
  uv_run(&loop, UV_RUN_DEFAULT);
  rill_scheduler_close(s);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
  return clients_end(pid, bytes);
}

/* --- Jobs ----------------------------------------------------------------- */

/* 0.9 times the throughput is 1.11 times the time. */
#define LIMIT 1.11

#define JOB(row, size, clients)                                               \
 static int64_t uv_##row(int64_t messages) {                                  \
  return uv_echo(&(job_t){size, clients, messages}, false);                   \
 }                                                                            \
 static int64_t try_##row(int64_t messages) {                                 \
  return uv_echo(&(job_t){size, clients, messages}, true);                    \
 }                                                                            \
 static int64_t rill_##row(int64_t messages) {                                \
  return rill_echo(&(job_t){size, clients, messages});                        \
 }                                                                            \
 static const bench_way_t row##_ways[] = {                                    \
     {.name = "libuv, uv_write", .run = uv_##row},                            \
     {.name = "libuv, uv_try_write", .run = try_##row},                       \
     {.name = "rill", .run = rill_##row, .at_most = LIMIT},                   \
 };

JOB(short_1, SHORT, 1)
JOB(short_100, SHORT, CLIENTS)
JOB(long_1, LONG, 1)
JOB(long_100, LONG, CLIENTS)

static const bench_job_t jobs[] = {
    BENCH_JOB("echo-64-bytes-1", 10000, short_1_ways),
    BENCH_JOB("echo-64-bytes-100", 20000, short_100_ways),
    BENCH_JOB("echo-64-kib-1", 2000, long_1_ways),
    BENCH_JOB("echo-64-kib-100", 2000, long_100_ways),
};

int main(int argc, char **argv) {
  return bench_main(argc, argv, jobs, sizeof jobs / sizeof *jobs);
}
