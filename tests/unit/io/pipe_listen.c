/* SPDX-License-Identifier: MIT */
#include "sockets.h"

#include <errno.h>

TEST(pipe_listen, connects_over_a_path) {
  pair_t pair;
  ear_t ear;
  io_open();
  pair_open_pipe(&pair);
  ear_open(&ear, pair.there, RILL_UNBOUNDED);
  ck_await(rill_connection_write(pair.here, rill_string("hello")), "5");
  ck_await(rill_connection_shutdown(pair.here), "none");
  run_until(ear.completed);
  ck_assert_str_eq(ear.text, "hello");
  rill_value_t peer = rill_connection_peer(pair.here);
  ck_assert_str_eq(rill_as_string(peer), at("socket"));
  rill_value_unref(peer);
  ck_assert(rill_is_none(rill_connection_local(pair.here)));
  ear_close(&ear);
  pair_close(&pair);
  io_close();
}

TEST(pipe_listen, takes_its_path_away_at_the_end) {
  door_t door;
  io_open();
  door_open_pipe(&door, at("socket"));
  ck_assert_str_eq(rill_as_string(door.address), at("socket"));
  ck_assert_uint_eq(count_names(), 1);
  door_close(&door);
  ck_assert_uint_eq(count_names(), 0);
  io_close();
}

TEST(pipe_listen, sets_who_may_connect) {
  struct stat status;
  door_t door = {.count = 0};
  io_open();
  door_run(&door, rill_pipe_listen(loop_, at("socket"), .mode = 0600), 1);
  ck_assert_int_eq(stat(at("socket"), &status), 0);
  ck_assert_int_eq(status.st_mode & 0777, 0600);
  door_close(&door);
  io_close();
}

static void ck_listen_fails(const char *path, int code, const char *part) {
  door_t door = {.count = 0};
  door_run(&door, rill_pipe_listen(loop_, path), 1);
  ck_assert_ptr_nonnull(door.error);
  ck_assert_str_has(rill_error_message(door.error), part);
  ck_assert_int_eq(rill_error_code(door.error), code);
  door_close(&door);
}

TEST(pipe_listen, names_a_path_that_will_not_do) {
  char longer[200], expected[256];
  io_open();
  put_file("taken", "text");
  snprintf(expected, sizeof expected, "listen %s: address already in use",
           at("taken"));
  ck_listen_fails(at("taken"), UV_EADDRINUSE, expected);
  ck_assert_str_eq(get_file("taken"), "text");
  ck_listen_fails(at("no/such/folder"), UV_ENOENT, "no such file");
  memset(longer, 'x', sizeof longer);
  longer[sizeof longer - 1] = '\0';
  ck_listen_fails(longer, UV_ENAMETOOLONG,
                  "the path has 199 bytes (must be < 108)");
  ck_listen_fails(NULL, RILL_EINVAL, "rill_pipe_listen: path is NULL");
  ck_listen_fails("", RILL_EINVAL, "the path is empty");
  ck_await_fails(rill_pipe_connect(loop_, longer), UV_ENAMETOOLONG,
                 "must be < 108");
  io_close();
}

TEST(pipe_listen, where_nobody_listens_nobody_answers) {
  char expected[256];
  io_open();
  put_file("plain", "");
  snprintf(expected, sizeof expected, "connect %s: connection refused",
           at("plain"));
  ck_await_fails(rill_pipe_connect(loop_, at("plain")), UV_ECONNREFUSED,
                 expected);
  ck_await_fails(rill_pipe_connect(loop_, at("nothing")), UV_ENOENT,
                 "no such file or directory");
  ck_await_fails(rill_pipe_connect(loop_, NULL), RILL_EINVAL,
                 "rill_pipe_connect: path is NULL");
  io_close();
}

TEST(pipe_listen, a_canceled_connect_closes_what_it_got) {
  door_t door;
  io_open();
  door_open_pipe(&door, at("socket"));
  rill_promise_t *connect = rill_pipe_connect(loop_, at("socket"));
  rill_promise_cancel(connect);
  ck_await_fails(connect, RILL_ECANCELED, "canceled");
  run_until(door.count == 1);
  ear_t ear;
  ear_open(&ear, door.guests[0], 1);
  run_until(ear_is_over(&ear));
  ck_assert(ear.completed);
  ear_close(&ear);
  door_close(&door);
  io_close();
}

/* A listener that accepts nobody, with as many clients as it has room for. */
struct full {
  struct sockaddr_un address;
  int fd, fillers[8], count;
};

static int full_knock(const struct full *full) {
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (connect(fd, (const struct sockaddr *) &full->address,
              sizeof full->address) == 0)
    return fd;
  ck_assert_int_eq(errno, EAGAIN);
  close(fd);
  return -1;
}

static void full_open(struct full *full, const char *path) {
  memset(full, 0, sizeof *full);
  full->address.sun_family = AF_UNIX;
  strcpy(full->address.sun_path, path);
  full->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ck_assert_int_eq(bind(full->fd, (struct sockaddr *) &full->address,
                        sizeof full->address),
                   0);
  ck_assert_int_eq(listen(full->fd, 1), 0);
  for (int fd; (fd = full_knock(full)) >= 0;) {
    ck_assert_int_lt(full->count, 8);
    full->fillers[full->count++] = fd;
  }
}

static void full_close(struct full *full) {
  for (int i = 0; i < full->count; i++) close(full->fillers[i]);
  close(full->fd);
}

TEST(pipe_listen, a_full_backlog_is_told_at_once) {
  char expected[256];
  struct full full;
  io_open();
  full_open(&full, at("socket"));
  int before = descriptors_at_rest();
  snprintf(expected, sizeof expected,
           "connect %s: its backlog is full: as many wait to be accepted as "
           "may; try again later",
           at("socket"));
  ck_await_fails(rill_pipe_connect(loop_, at("socket")), UV_EAGAIN, expected);
  run_idle();
  ck_assert_int_eq(descriptors_open(), before);
  close(accept(full.fd, NULL, NULL)); /* now there is room for one */
  rill_unref(await_connection(rill_pipe_connect(loop_, at("socket"))));
  full_close(&full);
  io_close();
}
