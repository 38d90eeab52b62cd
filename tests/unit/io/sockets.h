/* SPDX-License-Identifier: MIT */
/* Connections in tests: a listener that keeps what comes, and an ear for what
 * a stream says. All by events: run_until() runs the loop until something is
 * so. */
#ifndef RILL_TESTS_IO_SOCKETS_H
#define RILL_TESTS_IO_SOCKETS_H

#include "io.h"

#include <sys/socket.h>
#include <sys/un.h>

#define run_until(condition)                                                   \
 while (!(condition)) ck_assert(uv_run(&uv_, UV_RUN_ONCE) || (condition))

/* Iterations of the loop that find nothing to do: all that was to happen
 * here has happened. */
static inline void run_idle(void) {
  for (int i = 0; i < 50; i++) uv_run(&uv_, UV_RUN_NOWAIT);
}

/* --- A stream of bytes, heard --------------------------------------------- */

typedef struct ear {
  rill_subscription_t *run;
  char text[256]; /* what came first */
  size_t length;  /* of all */
  size_t items;
  bool completed;
  rill_error_t *error;
  bool released;
} ear_t;

static inline void ear_next(rill_value_t item, void *context) {
  ear_t *ear = context;
  size_t length;
  const char *data = rill_as_bytes(item, &length);
  ck_assert_ptr_nonnull(data);
  if (ear->length + length < sizeof ear->text)
    memcpy(ear->text + ear->length, data, length);
  ear->length += length;
  ear->items++;
}

static inline void ear_error(rill_error_t *error, void *context) {
  ((ear_t *) context)->error = rill_ref(error);
}

static inline void ear_complete(void *context) {
  ((ear_t *) context)->completed = true;
}

static inline void ear_release(void *context) {
  ((ear_t *) context)->released = true;
}

static inline void ear_subscribed(rill_subscription_t *run, void *context) {
  (void) run;
  (void) context;
}

/* With that demand at first. */
static inline void ear_open(ear_t *ear, rill_connection_t *c, int64_t demand) {
  memset(ear, 0, sizeof *ear);
  ear->run = rill_subscribe(
      loop_, rill_connection_bytes(c), .subscribed = ear_subscribed,
      .next = ear_next, .error = ear_error, .complete = ear_complete,
      .release = ear_release, .context = ear, .demand = demand);
}

static inline bool ear_is_over(const ear_t *ear) {
  return ear->completed || ear->error != NULL;
}

static inline void ear_close(ear_t *ear) {
  rill_cancel(ear->run);
  ck_assert(ear->released);
  rill_unref(ear->run);
  rill_unref(ear->error);
}

/* --- A listener ----------------------------------------------------------- */

enum { DOOR_ROOM = 64 };

typedef struct door {
  rill_subscription_t *run;
  rill_value_t address;
  rill_connection_t *guests[DOOR_ROOM];
  size_t count;
  rill_error_t *error;
  bool completed;
} door_t;

static inline rill_value_t door_listening(rill_value_t address, void *context) {
  ((door_t *) context)->address = rill_value_ref(address);
  return rill_none();
}

static inline void door_next(rill_value_t item, void *context) {
  door_t *door = context;
  rill_connection_t *guest = rill_connection_of(item);
  ck_assert_ptr_nonnull(guest);
  ck_assert_uint_lt(door->count, DOOR_ROOM);
  door->guests[door->count++] = rill_ref(guest);
}

static inline void door_error(rill_error_t *error, void *context) {
  ((door_t *) context)->error = rill_ref(error);
}

static inline void door_complete(void *context) {
  ((door_t *) context)->completed = true;
}

static inline void door_run(door_t *door, rill_observable_t *connections,
                            int64_t demand) {
  door->run = rill_subscribe(loop_, connections, .subscribed = ear_subscribed,
                             .next = door_next, .error = door_error,
                             .complete = door_complete, .context = door,
                             .demand = demand);
}

#define door_listen(door) rill_call_with(door_listening, rill_borrow(door))

static inline void door_open(door_t *door, int64_t demand) {
  memset(door, 0, sizeof *door);
  door_run(door,
           rill_tcp_listen(loop_, rill_address("127.0.0.1", 0),
                           .listening = door_listen(door)),
           demand);
}

static inline void door_open_pipe(door_t *door, const char *path) {
  memset(door, 0, sizeof *door);
  door_run(door, rill_pipe_listen(loop_, path, .listening = door_listen(door)),
           RILL_UNBOUNDED);
}

static inline void door_close(door_t *door) {
  rill_cancel(door->run);
  rill_unref(door->run);
  rill_value_unref(door->address);
  rill_unref(door->error);
  for (size_t i = 0; i < door->count; i++) rill_unref(door->guests[i]);
}

/* --- Connections ---------------------------------------------------------- */

static inline rill_connection_t *await_connection(rill_promise_t *promise) {
  rill_value_t value = await(promise);
  char text[256];
  rill_value_format(value, text, sizeof text);
  ck_assert_msg(!rill_is_error(value), "%s", text);
  ck_assert_ptr_nonnull(rill_connection_of(value));
  return rill_connection_of(value);
}

static inline rill_connection_t *visit(const door_t *door) {
  return await_connection(
      rill_tcp_connect_to(loop_, rill_value_ref(door->address)));
}

/* Two connected ones, and the door is closed. */
typedef struct pair {
  rill_connection_t *here, *there;
} pair_t;

static inline void pair_open(pair_t *pair) {
  door_t door;
  door_open(&door, 1);
  pair->here = visit(&door);
  run_until(door.count == 1);
  pair->there = rill_ref(door.guests[0]);
  door_close(&door);
}

static inline void pair_open_pipe(pair_t *pair) {
  door_t door;
  door_open_pipe(&door, at("socket"));
  pair->here = await_connection(rill_pipe_connect(loop_, at("socket")));
  run_until(door.count == 1);
  pair->there = rill_ref(door.guests[0]);
  door_close(&door);
}

static inline void pair_close(pair_t *pair) {
  rill_unref(pair->here);
  rill_unref(pair->there);
}

/* A client that is none of ours, blocking. */
static inline int plain_connect(const door_t *door) {
  socklen_t length;
  const struct sockaddr *address = rill_as_sockaddr(door->address, &length);
  int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ck_assert_int_eq(connect(fd, address, length), 0);
  return fd;
}

/* `size` bytes, taken over by who writes them. */
static inline rill_value_t many_bytes(size_t size) {
  char *data = malloc(size);
  ck_assert_ptr_nonnull(data);
  for (size_t i = 0; i < size; i++) data[i] = (char) ('a' + i % 23);
  return rill_bytes_own(data, size, free);
}

static inline int descriptors_open(void) {
  int count = 0;
  for (int i = 0; i < 1024; i++) count += fcntl(i, F_GETFD) >= 0;
  return count;
}

/* When libuv has those that a loop with sockets keeps. */
static inline int descriptors_at_rest(void) {
  pair_t pair;
  pair_open(&pair);
  pair_close(&pair);
  run_idle();
  return descriptors_open();
}

#endif
