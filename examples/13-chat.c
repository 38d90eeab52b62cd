/* SPDX-License-Identifier: MIT */
/* 13: a chat room: what one client says, all hear. The room is a subject; each
 * client is two rows, from its lines into the room, and from the room to it.
 * A client that does not keep up holds up nobody: for it lines are conflated,
 * and it gets a note of how many it has missed, and the newest one.
 *
 *     13-chat 7777             serves; 0 is any port that is free
 *     13-chat                  tries itself out */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rill.h>

#include <uv.h>

static rill_scheduler_t *loop;
static rill_subject_t *room;

/* --- A client ------------------------------------------------------------- */

/* Lines that wait: (how many, the newest). */
static rill_value_t none_waits(void *context) {
  (void) context;
  return rill_pair(rill_int(0), rill_none());
}

static rill_value_t one_more(rill_value_t waiting, rill_value_t line,
                             void *context) {
  int64_t count = rill_as_int(rill_list_get(waiting, 0));
  (void) context;
  return rill_pair(rill_int(count + 1), rill_value_ref(line));
}

static rill_value_t as_text(rill_value_t waiting, void *context) {
  int64_t missed = rill_as_int(rill_list_get(waiting, 0)) - 1;
  const char *line = rill_as_string(rill_list_get(waiting, 1));
  (void) context;
  if (missed == 0) return rill_stringf("%s\n", line);
  return rill_stringf("(%" PRId64 " missed)\n%s\n", missed, line);
}

static rill_observable_t *room_to(rill_connection_t *c) {
  return rill_pipe(rill_subject_observable(room),
                   rill_conflate(rill_call(none_waits), rill_call(one_more)),
                   rill_map(rill_call(as_text)),
                   rill_start_with(rill_string("welcome\n")), rill_write_to(c));
}

static rill_value_t say(rill_value_t line, void *context) {
  (void) context;
  rill_subject_next(room, line); /* all conflate: there is always room */
  return rill_none();
}

static rill_value_t serve(rill_value_t item, void *context) {
  rill_connection_t *c = rill_connection_of(item);
  (void) context;
  rill_observable_t *hears = room_to(c);
  rill_observable_t *says =
      rill_pipe(rill_connection_bytes(c), rill_lines(.limit = 1 << 20),
                rill_do(.next = rill_call(say)), rill_ignore_elements());
  /* It hears as long as it can speak: until it goes, one way or another. */
  rill_observable_t *ends = rill_pipe(says, rill_end_with(rill_none()));
  rill_observable_t *client = rill_pipe(hears, rill_take_until(ends));
  return rill_object(rill_pipe(client, rill_on_error_return(rill_none())));
}

static void complain(rill_error_t *error, void *context) {
  (void) context;
  fprintf(stderr, "%s\n", rill_error_message(error));
}

static rill_value_t keep(rill_value_t address, void *place) {
  *(rill_value_t *) place = rill_value_ref(address);
  return rill_none();
}

/* --- How it tries itself out ---------------------------------------------- */

/* Ann says long lines, each when Bob has heard the one before. Carl is there,
 * but listens only in the end. */

enum { LINES = 400, LENGTH = 64 * 1024 };
enum { ANN, BOB, CARL, GUESTS };

static rill_subscription_t *server;
static rill_connection_t *guests[GUESTS];
static int64_t said, heard[GUESTS];

static void ann_says_a_line(void) {
  char *line = malloc(LENGTH);
  if (line == NULL) return;
  memset(line, '.', LENGTH);
  line[snprintf(line, LENGTH, "line %" PRId64 " ", ++said)] = '.';
  line[LENGTH - 1] = '\n';
  rill_value_t bytes = rill_bytes_own(line, LENGTH, free);
  rill_unref(rill_connection_write(guests[ANN], bytes));
}

/* The number of a line; -1 for a note of those that were missed. */
static int64_t number_of(rill_value_t line) {
  long long number = -1;
  sscanf(rill_as_string(line), "line %lld", &number);
  return number;
}

static void carl_hears(rill_value_t line, void *context) {
  (void) context;
  heard[CARL] += number_of(line) > 0;
  if (number_of(line) < LINES) return;
  printf("Carl has heard %s, and the last one\n",
         heard[CARL] < LINES ? "some of them" : "all of them");
  for (int i = 0; i < GUESTS; i++) rill_connection_abort(guests[i]);
  rill_cancel(server);
}

static void goes(rill_error_t *error, void *context) {
  (void) error; /* we have closed it */
  (void) context;
}

static void listen_to(int who, void (*next)(rill_value_t, void *)) {
  rill_unref(rill_subscribe(
      loop, rill_pipe(rill_connection_bytes(guests[who]), rill_lines()),
      .next = next, .error = goes));
}

static void bob_hears(rill_value_t line, void *context) {
  (void) context;
  heard[BOB] += number_of(line) > 0;
  if (heard[BOB] < LINES) {
    ann_says_a_line();
    return;
  }
  printf("Bob has heard all %d lines\n", LINES);
  listen_to(CARL, carl_hears);
}

static rill_value_t begin(rill_value_t connections, void *context) {
  (void) context;
  for (int i = 0; i < GUESTS; i++)
    guests[i] =
        rill_ref(rill_connection_of(rill_list_get(connections, (size_t) i)));
  listen_to(BOB, bob_hears); /* the first thing that he hears is a welcome */
  return rill_none();
}

static void try_it(rill_value_t address) {
  rill_promise_t *arrivals[GUESTS];
  for (int i = 0; i < GUESTS; i++)
    arrivals[i] = rill_tcp_connect_to(loop, rill_value_ref(address));
  rill_promise_t *all = rill_promise_all(loop, arrivals, GUESTS);
  rill_unref(rill_then(all, rill_call(begin), rill_no_fn()));
}

/* For who serves: where, since the system may have chosen the port. */
static void tell(rill_value_t address) {
  char text[64];
  rill_value_format(address, text, sizeof text);
  printf("listening on %s\n", text);
  fflush(stdout);
}

int main(int count, char **arguments) {
  uv_loop_t *uv = uv_default_loop();
  int port = count > 1 ? atoi(arguments[1]) : 0;
  rill_value_t bound = rill_none();
  loop = rill_uv_scheduler_new(uv);
  room = rill_subject_new(loop);

  rill_observable_t *clients =
      rill_tcp_listen(loop, rill_address("127.0.0.1", port),
                      .listening = rill_call_with(keep, rill_borrow(&bound)));
  server =
      rill_subscribe(loop,
                     rill_pipe(clients, rill_flat_map(rill_call(serve),
                                                      .max_concurrent = 1000)),
                     .error = complain);
  if (count > 1)
    tell(bound);
  else
    try_it(bound);

  uv_run(uv, UV_RUN_DEFAULT);
  for (int i = 0; i < GUESTS; i++) rill_unref(guests[i]);
  rill_unref(server);
  rill_value_unref(bound);
  rill_unref(room);
  rill_scheduler_close(loop);
  uv_run(uv, UV_RUN_DEFAULT);
  return uv_loop_close(uv);
}
