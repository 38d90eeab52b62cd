/* SPDX-License-Identifier: MIT */
/* A scheduler that shuts down while connections are open: what was written is
 * sent first. */
#include "sockets.h"

#include <errno.h>

#include <rill/main.h>

/* Two clients that are none of ours; the first one reads slowly. */
struct house {
  door_t door;
  int slow, idle;
  size_t written;         /* to the slow one */
  rill_promise_t *writes; /* when there is room again */
  rill_promise_t *end;
};

static void house_open(struct house *house) {
  io_open_loop();
  door_open(&house->door, RILL_UNBOUNDED);
  house->slow = plain_connect(&house->door);
  house->idle = plain_connect(&house->door);
  run_until(house->door.count == 2);
  rill_connection_t *guest = house->door.guests[0];
  house->written = 64 << 20; /* far more than the system keeps for both */
  house->writes = rill_connection_write(guest, many_bytes(house->written));
  ck_assert(rill_promise_is_pending(house->writes));
}

static void house_shut(struct house *house, rill_time_t grace) {
  house->end = rill_scheduler_shutdown(loop_, grace);
  loop_ = NULL;
}

static void house_close(struct house *house) {
  run_until(!rill_promise_is_pending(house->end));
  ck_assert_ptr_null(rill_promise_error(house->end));
  ck_assert_int_eq(uv_loop_close(&uv_), 0);
  rill_unref(house->end);
  rill_unref(house->writes);
  door_close(&house->door);
}

/* Reads until there is no more, while the loop goes on: how many bytes. */
static size_t read_all(int fd) {
  static char text[64 * 1024];
  size_t sum = 0;
  for (;;) {
    ssize_t got = recv(fd, text, sizeof text, MSG_DONTWAIT);
    if (got > 0) sum += (size_t) got;
    if (got == 0 || (got < 0 && errno != EAGAIN)) break;
    uv_run(&uv_, UV_RUN_NOWAIT);
  }
  close(fd);
  return sum;
}

TEST(net_shutdown, what_was_written_is_sent_first) {
  struct house house;
  ear_t ear;
  house_open(&house);
  ear_open(&ear, house.door.guests[1], RILL_UNBOUNDED);
  house_shut(&house, RILL_TIME_NEVER);
  run_idle();
  ck_assert(house.door.completed);
  ck_assert(!ear_is_over(&ear));
  close(house.idle);
  run_until(ear.completed);
  run_idle(); /* no run is left, but the bytes */
  ck_assert(rill_promise_is_pending(house.end));
  ck_assert_uint_eq(read_all(house.slow), house.written);
  ck_assert(!rill_promise_is_pending(house.writes));
  ck_assert_ptr_null(rill_promise_error(house.writes));
  ear_close(&ear);
  house_close(&house);
}

TEST(net_shutdown, what_was_written_is_sent_without_a_handle) {
  struct house house;
  house_open(&house);
  rill_unref(house.door.guests[0]);
  house.door.guests[0] = NULL;
  house_shut(&house, RILL_TIME_NEVER);
  run_idle();
  ck_assert(rill_promise_is_pending(house.end));
  ck_assert_uint_eq(read_all(house.slow), house.written);
  close(house.idle);
  house_close(&house);
}

TEST(net_shutdown, a_peer_that_goes_ends_the_waiting) {
  struct house house;
  house_open(&house);
  house_shut(&house, RILL_TIME_NEVER);
  close(house.slow);
  close(house.idle);
  run_until(!rill_promise_is_pending(house.end));
  ck_assert_ptr_nonnull(rill_promise_error(house.writes));
  house_close(&house);
}

TEST(net_shutdown, after_the_grace_what_is_left_is_dropped) {
  struct house house;
  ear_t ear;
  house_open(&house);
  ear_open(&ear, house.door.guests[1], RILL_UNBOUNDED);
  house_shut(&house, RILL_MS(1));
  run_until(!rill_promise_is_pending(house.end));
  ck_assert(ear.released);
  ck_assert_int_eq(rill_error_code(rill_promise_error(house.writes)),
                   RILL_ECLOSED);
  ck_assert_uint_lt(read_all(house.slow), house.written);
  close(house.idle);
  ear_close(&ear);
  house_close(&house);
}
