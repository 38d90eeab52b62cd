/* SPDX-License-Identifier: MIT */
/* A peer that sends a line without an end, and whoever reads it has a limit. */
#include "sockets.h"

#include <errno.h>
#include <pthread.h>

enum { LIMIT = 4096 };

/* A client that is none of ours, in a thread of its own. */
struct talker {
  pthread_t thread;
  int fd;
  uint64_t wanted, sent;
  int code; /* why it stopped before: errno */
};

static void *talk(void *context) {
  static char text[64 * 1024];
  struct talker *talker = context;
  memset(text, 'x', sizeof text);
  while (talker->sent < talker->wanted) {
    ssize_t sent = send(talker->fd, text, sizeof text, MSG_NOSIGNAL);
    if (sent < 0) {
      talker->code = errno;
      break;
    }
    talker->sent += (uint64_t) sent;
  }
  return NULL;
}

/* RILL_LONG_LINE is how many MiB the line would have. */
static uint64_t line_length(void) {
  const char *text = getenv("RILL_LONG_LINE");
  long long mib = text != NULL ? atoll(text) : 256;
  return (uint64_t) (mib > 0 ? mib : 256) << 20;
}

TEST(net_limits, a_line_without_an_end_fails_at_the_limit) {
  door_t door;
  ear_t ear = {.run = NULL};
  io_open_loop();
  door_open(&door, 1);
  struct talker talker = {.fd = plain_connect(&door), .wanted = line_length()};
  ck_assert_int_eq(pthread_create(&talker.thread, NULL, talk, &talker), 0);
  run_until(door.count == 1);
  rill_connection_t *guest = door.guests[--door.count];
  ear.run = rill_subscribe(
      loop_,
      rill_pipe(rill_connection_bytes(guest), rill_lines(.limit = LIMIT)),
      .next = ear_next, .error = ear_error, .complete = ear_complete,
      .release = ear_release, .context = &ear);
  run_until(ear_is_over(&ear));
  ck_assert_int_eq(rill_error_code(ear.error), RILL_EOVERFLOW);
  ck_assert_str_has(rill_error_message(ear.error), "4096");
  ck_assert_uint_eq(ear.items, 0);
  /* It has been read up to the limit, and one piece beyond it. */
  ck_assert_uint_gt(rill_connection_received(guest), LIMIT);
  ck_assert_uint_le(rill_connection_received(guest), LIMIT + 64 * 1024);
  /* The run is over, so the connection goes with this handle. */
  rill_unref(guest);
  run_idle();
  pthread_join(talker.thread, NULL);
  ck_assert_msg(talker.code == ECONNRESET || talker.code == EPIPE, "%s",
                strerror(talker.code));
  ck_assert_uint_lt(talker.sent, talker.wanted);
  close(talker.fd);
  ear_close(&ear);
  door_close(&door);
  io_close_loop();
}
