/* SPDX-License-Identifier: MIT */
/* poll_fd: real pipes and sockets. */
#include "io.h"

#include "support/failing.h"
#include "support/probe.h"

#include <rill/loop.h>

static int ends_[2]; /* of a pipe: to read, to write */

static void open_pipe(void) {
  io_open_loop();
  ck_assert_int_eq(pipe(ends_), 0);
}

static void close_pipe(void) {
  io_close_loop();
  close(ends_[0]);
  close(ends_[1]);
}

static void spin(void) {
  for (int i = 0; i < 3; i++) uv_run(&uv_, UV_RUN_NOWAIT);
}

TEST(poll_fd, says_that_there_is_something_to_read) {
  probe_t probe = {0};
  open_pipe();
  probe_subscribe(&probe, loop_, rill_poll_fd(ends_[0], RILL_POLL_READABLE), 1);
  spin();
  ck_assert_str_eq(probe.text, "");
  ck_assert_int_eq(write(ends_[1], "x", 1), 1);
  while (probe.items == 0) uv_run(&uv_, UV_RUN_ONCE);
  ck_assert_str_eq(probe.text, "1");
  close_pipe();
}

TEST(poll_fd, is_level_triggered_and_looks_only_when_asked) {
  probe_t probe = {0};
  open_pipe();
  ck_assert_int_eq(write(ends_[1], "x", 1), 1);
  probe_subscribe(&probe, loop_, rill_poll_fd(ends_[0], RILL_POLL_READABLE), 0);
  ck_assert(!uv_loop_alive(&uv_));
  rill_request(probe.subscription, 2);
  ck_assert(uv_loop_alive(&uv_));
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_str_eq(probe.text, "1 1");
  ck_assert(!uv_loop_alive(&uv_));
  char byte;
  ck_assert_int_eq(read(ends_[0], &byte, 1), 1);
  rill_request(probe.subscription, 1);
  spin();
  ck_assert_str_eq(probe.text, "1 1");
  close_pipe();
}

TEST(poll_fd, says_that_there_is_room_to_write) {
  probe_t probe = {0};
  open_pipe();
  probe_subscribe(&probe, loop_, rill_poll_fd(ends_[1], RILL_POLL_WRITABLE), 1);
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_str_eq(probe.text, "2");
  close_pipe();
}

/* A reader that asks for the next when it has read. */
struct reader {
  char text[32];
  size_t length;
  rill_subscription_t *run;
};

static void reader_subscribed(rill_subscription_t *run, void *context) {
  ((struct reader *) context)->run = run;
  rill_request(run, 1);
}

static void reader_next(rill_value_t events, void *context) {
  struct reader *reader = context;
  ck_assert_int_eq(rill_as_int(events) & RILL_POLL_READABLE, 1);
  ssize_t count = read(ends_[0], reader->text + reader->length, 1);
  if (count <= 0)
    rill_cancel(reader->run);
  else
    rill_request(reader->run, 1);
  if (count > 0) reader->length++;
}

TEST(poll_fd, reads_all_by_asking_from_inside) {
  struct reader reader = {0};
  open_pipe();
  ck_assert_int_eq(write(ends_[1], "hello", 5), 5);
  close(ends_[1]);
  rill_unref(rill_subscribe(
      loop_, rill_poll_fd(ends_[0], RILL_POLL_READABLE | RILL_POLL_DISCONNECT),
      .next = reader_next, .subscribed = reader_subscribed,
      .context = &reader));
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_str_eq(reader.text, "hello");
  close_pipe();
}

static void fails(int fd, int events, int code, const char *text) {
  probe_t probe = {0};
  probe_subscribe(&probe, loop_, rill_poll_fd(fd, events), 1);
  ck_assert_str_eq(probe.text, "#");
  ck_assert_str_has(probe.error, text);
  ck_assert_int_eq(probe.error_code, code);
}

TEST(poll_fd, says_what_cannot_be_watched) {
  char text[64];
  open_pipe();
  fails(-3, 1, RILL_EINVAL, "rill_poll_fd: fd is -3 (must be >= 0)");
  fails(0, 0, RILL_EINVAL, "rill_poll_fd: events is 0 (must be");
  fails(0, 16, RILL_EINVAL, "rill_poll_fd: events is 16 (must be");
  fails(999, 1, UV_EBADF, "poll 999: bad file descriptor");
  int file = open("/etc/passwd", O_RDONLY);
  snprintf(text, sizeof text, "poll %d: operation not permitted", file);
  fails(file, 1, UV_EPERM, text);
  close(file);
  close_pipe();
}

TEST(poll_fd, watches_a_descriptor_once_at_a_time) {
  probe_t one = {0}, two = {0}, three = {0};
  open_pipe();
  rill_observable_t *poll = rill_poll_fd(ends_[0], RILL_POLL_READABLE);
  rill_observable_t *again = rill_ref(poll);
  rill_observable_t *third = rill_ref(poll);
  probe_subscribe(&one, loop_, poll, 1);
  probe_subscribe(&two, loop_, again, 1);
  ck_assert_int_eq(two.error_code, UV_EEXIST);
  rill_cancel(one.subscription);
  probe_subscribe(&three, loop_, third, 1);
  ck_assert_int_eq(write(ends_[1], "x", 1), 1);
  while (three.items == 0) uv_run(&uv_, UV_RUN_ONCE);
  ck_assert_str_eq(three.text, "1");
  ck_assert_str_eq(one.text, "");
  close_pipe();
}

TEST(poll_fd, is_cancelled_from_inside) {
  probe_t probe = {.cancel_at = 1};
  open_pipe();
  probe_subscribe(&probe, loop_, rill_poll_fd(ends_[1], RILL_POLL_WRITABLE),
                  RILL_UNBOUNDED);
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_str_eq(probe.text, "2");
  ck_assert_int_eq(probe.released, 1);
  close_pipe();
}

static void without_memory(void) {
  probe_t probe = {0};
  open_pipe();
  if (loop_ != NULL) {
    probe_subscribe(&probe, loop_, rill_poll_fd(ends_[0], 1), 1);
    close_pipe();
    ck_assert_int_eq(probe.released, 1);
    return;
  }
  ck_assert_int_eq(uv_loop_close(&uv_), 0);
  close(ends_[0]);
  close(ends_[1]);
}

TEST(poll_fd, every_failing_allocation_is_an_error_and_leaks_nothing) {
  failing_each(FAILING_ONE) without_memory();
  failing_each(FAILING_FROM) without_memory();
}
