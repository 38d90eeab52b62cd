/* SPDX-License-Identifier: MIT */
/* 11: an echo server. A connection is a stream of bytes each way; the server is
 * one row: connections, and for each its bytes, written back. A client that
 * sends and does not read is not read any more, so memory stays flat.
 *
 *     11-echo-server 7777      serves; 0 is any port that is free
 *     11-echo-server           tries itself out */
#include <stdio.h>
#include <stdlib.h>

#include <rill.h>

#include <uv.h>

static rill_value_t echo(rill_value_t item, void *context) {
  rill_connection_t *c = rill_connection_of(item);
  (void) context;
  rill_observable_t *row =
      rill_pipe(rill_connection_bytes(c), rill_write_to(c, .shutdown = true));
  /* One client's trouble is not the server's. */
  return rill_object(rill_pipe(row, rill_on_error_return(rill_int(0))));
}

static void complain(rill_error_t *error, void *context) {
  (void) context;
  fprintf(stderr, "%s\n", rill_error_message(error));
}

/* --- A client ------------------------------------------------------------- */

static rill_value_t talk(rill_value_t value, void *context) {
  rill_connection_t *c = rill_connection_of(value);
  (void) context;
  rill_unref(rill_connection_write(c, rill_string("who is there?\n")));
  rill_unref(rill_connection_shutdown(c));
  return rill_object(rill_pipe(rill_connection_bytes(c), rill_lines()));
}

static void print(rill_value_t answer, void *context) {
  (void) context;
  printf("the answer: %s\n", rill_as_string(answer));
}

static void stop(void *server) { rill_cancel(server); }

static void try_it(rill_scheduler_t *loop, rill_value_t address,
                   rill_subscription_t *server) {
  rill_observable_t *client =
      rill_from_promise(rill_tcp_connect_to(loop, address));
  rill_unref(rill_subscribe(
      loop, rill_pipe(client, rill_flat_map(rill_call(talk))), .next = print,
      .error = complain, .complete = stop, .context = server));
}

/* --- The server ----------------------------------------------------------- */

static rill_value_t keep(rill_value_t address, void *place) {
  *(rill_value_t *) place = rill_value_ref(address);
  return rill_none();
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
  rill_scheduler_t *loop = rill_uv_scheduler_new(uv);
  int port = count > 1 ? atoi(arguments[1]) : 0;
  rill_value_t bound = rill_none(); /* where it listens */

  rill_observable_t *clients =
      rill_tcp_listen(loop, rill_address("127.0.0.1", port),
                      .listening = rill_call_with(keep, rill_borrow(&bound)));
  rill_subscription_t *server =
      rill_subscribe(loop,
                     rill_pipe(clients, rill_flat_map(rill_call(echo),
                                                      .max_concurrent = 1000)),
                     .error = complain);
  if (count > 1)
    tell(bound);
  else
    try_it(loop, rill_value_ref(bound), server);

  uv_run(uv, UV_RUN_DEFAULT);
  rill_unref(server);
  rill_value_unref(bound);
  rill_scheduler_close(loop);
  uv_run(uv, UV_RUN_DEFAULT);
  return uv_loop_close(uv);
}
