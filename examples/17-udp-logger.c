/* SPDX-License-Identifier: MIT */
/* 17: a logger that listens on UDP. Datagrams come whether somebody asks or
 * not: a policy says which ones go when too many wait, and they are counted.
 *
 *     17-udp-logger            sends itself some messages, and ends
 *     17-udp-logger 5140       listens on that port until Ctrl-C */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <rill.h>

#include <rill/main.h>
#include <rill/udp.h>

static const char *const levels[] = {"emergency", "alert",   "critical",
                                     "error",     "warning", "notice",
                                     "info",      "debug"};

/* "<12>text": the level is in the lowest three bits. */
static void print(rill_value_t item, void *context) {
  const rill_datagram_t *datagram = rill_as_datagram(item);
  size_t length;
  const char *text = rill_as_bytes(datagram->bytes, &length);
  char line[1024];
  unsigned priority;
  int end = 0;
  (void) context;
  snprintf(line, sizeof line, "%.*s", (int) length, text);
  if (sscanf(line, "<%u>%n", &priority, &end) == 1 && end > 0)
    printf("%s: %s\n", levels[priority % 8], line + end);
  else
    printf("unknown: %s\n", line);
}

static rill_value_t report(void *socket) {
  rill_udp_stats_t stats = {.size = sizeof stats};
  rill_udp_stats(*(rill_value_t *) socket, &stats);
  printf("%" PRIu64 " received, %" PRIu64 " dropped\n", stats.received,
         stats.dropped + stats.lost);
  rill_value_unref(*(rill_value_t *) socket);
  return rill_none();
}

static void send_some(rill_value_t socket) {
  const char *const texts[] = {"<14>started", "<12>disk is almost full",
                               "no priority", "<11>disk is full"};
  rill_value_t address = rill_udp_address(socket);
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
    rill_unref(rill_udp_send(socket, rill_string(texts[i]), address));
  rill_value_unref(address);
}

static rill_value_t program(rill_scheduler_t *loop, int argc, char **argv) {
  static rill_value_t socket;
  rill_value_t address =
      rill_address("127.0.0.1", argc > 1 ? atoi(argv[1]) : 0);
  socket = rill_udp_bind(loop, address, .receive_buffer = 1 << 20);
  rill_value_unref(address);
  if (rill_is_error(socket)) return socket;
  rill_observable_t *messages = rill_udp_datagrams(
      socket, .overflow = RILL_OVERFLOW_DROP_HEAD, .capacity = 1000);
  messages =
      rill_pipe(messages, rill_take(argc > 1 ? INT64_MAX : 4),
                rill_finally(rill_call_with(report, rill_borrow(&socket))));
  rill_unref(rill_subscribe(loop, messages, .next = print));
  if (argc <= 1) send_some(socket);
  return rill_int(0);
}

int main(int argc, char **argv) { return rill_main(program, argc, argv); }
