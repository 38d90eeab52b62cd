/* SPDX-License-Identifier: MIT */
/* 12: a TCP proxy. For each client a connection to the real server, and two
 * rows, one each way. Whoever is slow, on either side, slows down the other and
 * nobody else: each row asks for the next bytes when the last ones are on their
 * way. An end of one half passes through, and so does a failure.
 *
 *     12-tcp-proxy 7777 example.org 80     serves; 0 is any port that is free
 *     12-tcp-proxy                         tries itself out */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <rill.h>

#include <uv.h>

static rill_scheduler_t *loop;
static const char *host = "127.0.0.1";
static int port;

static rill_observable_t *one_way(rill_connection_t *from,
                                  rill_connection_t *to) {
  return rill_pipe(rill_connection_bytes(from),
                   rill_write_to(to, .shutdown = true));
}

/* Both ways, as one stream of two numbers: bytes there, bytes back. */
static rill_value_t both_ways(rill_value_t server, void *client) {
  rill_connection_t *there = rill_connection_of(server);
  return rill_object(
      rill_pipe(one_way(client, there), rill_merge(one_way(there, client))));
}

static rill_value_t serve(rill_value_t item, void *context) {
  rill_connection_t *client = rill_ref(rill_connection_of(item));
  (void) context;
  rill_observable_t *server =
      rill_from_promise(rill_tcp_connect(loop, host, port));
  rill_observable_t *rows = rill_pipe(
      server,
      rill_flat_map(rill_call_with(both_ways, rill_own(client, rill_unref))));
  return rill_object(rill_pipe(rows, rill_on_error_return(rill_int(0))));
}

static void complain(rill_error_t *error, void *context) {
  (void) context;
  fprintf(stderr, "%s\n", rill_error_message(error));
}

static rill_value_t keep(rill_value_t address, void *place) {
  *(rill_value_t *) place = rill_value_ref(address);
  return rill_none();
}

static rill_subscription_t *listen_at(int at, rill_call1_fn serve_one,
                                      rill_value_t *bound) {
  rill_observable_t *clients =
      rill_tcp_listen(loop, rill_address("127.0.0.1", at),
                      .listening = rill_call_with(keep, rill_borrow(bound)));
  return rill_subscribe(
      loop,
      rill_pipe(clients,
                rill_flat_map(rill_call(serve_one), .max_concurrent = 1000)),
      .error = complain);
}

/* --- How it tries itself out ---------------------------------------------- */

enum { LINES = 100000 };

/* The real server: answers with what it gets. */
static rill_value_t echo(rill_value_t item, void *context) {
  rill_connection_t *c = rill_connection_of(item);
  (void) context;
  return rill_object(
      rill_pipe(rill_connection_bytes(c), rill_write_to(c, .shutdown = true)));
}

static rill_value_t number(rill_value_t n, void *context) {
  (void) context;
  return rill_stringf("%" PRId64 "\n", rill_as_int(n));
}

/* Sends numbers, counts the lines that come back. */
static rill_value_t talk(rill_value_t value, void *context) {
  rill_connection_t *c = rill_connection_of(value);
  (void) context;
  rill_observable_t *numbers =
      rill_pipe(rill_range(0, LINES), rill_map(rill_call(number)));
  rill_unref(rill_subscribe(
      loop, rill_pipe(numbers, rill_write_to(c, .shutdown = true)),
      .error = complain));
  return rill_object(
      rill_pipe(rill_connection_bytes(c), rill_lines(), rill_count()));
}

static void print(rill_value_t lines, void *context) {
  (void) context;
  printf("%" PRId64 " lines went there and back\n", rill_as_int(lines));
}

static void stop(void *servers) {
  rill_subscription_t **both = servers;
  rill_cancel(both[0]);
  rill_cancel(both[1]);
}

static void try_it(rill_value_t proxy, rill_subscription_t **servers) {
  rill_observable_t *client =
      rill_from_promise(rill_tcp_connect_to(loop, proxy));
  rill_unref(rill_subscribe(
      loop, rill_pipe(client, rill_flat_map(rill_call(talk))), .next = print,
      .error = complain, .complete = stop, .context = servers));
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
  rill_value_t bound = rill_none(), real = rill_none();
  rill_subscription_t *servers[2] = {NULL, NULL};
  loop = rill_uv_scheduler_new(uv);

  if (count > 3) {
    host = arguments[2];
    port = atoi(arguments[3]);
  } else {
    servers[1] = listen_at(0, echo, &real);
    port = rill_address_port(real);
  }
  servers[0] = listen_at(count > 3 ? atoi(arguments[1]) : 0, serve, &bound);
  if (count > 3)
    tell(bound);
  else
    try_it(rill_value_ref(bound), servers);

  uv_run(uv, UV_RUN_DEFAULT);
  rill_unref(servers[0]);
  rill_unref(servers[1]);
  rill_value_unref(bound);
  rill_value_unref(real);
  rill_scheduler_close(loop);
  uv_run(uv, UV_RUN_DEFAULT);
  return uv_loop_close(uv);
}
