/* SPDX-License-Identifier: MIT */
/* io_faults: connections that break at random points. Each round has a server
 * that echoes and clients that talk to it, over TCP or a path; meanwhile
 * connections on either side are reset, closed, shut down beneath the library
 * or dropped, the listener or the whole scheduler closed. Afterwards nothing is
 * left: no descriptor, no object, no handle.
 *
 *     io_faults --rounds 200 --seed 1 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/socket.h>

#include <rill.h>
#include <uv.h>

enum { CLIENTS = 6, SIDES = 2 * CLIENTS, ITEMS = 40, FAULTS = 12 };

/* One side of a connection, and what runs over it. */
struct side {
  rill_connection_t *connection;
  rill_subscription_t *reading, *writing;
};

static uv_loop_t uv;
static rill_scheduler_t *loop;
static rill_subscription_t *server;
static rill_value_t bound;
static struct side sides[SIDES];
static size_t side_count;
static int clients_left, countdown, faults;
static char path[64];
static uint64_t state; /* of the random numbers */
static uint64_t hits[8], bytes, seed_now;

static uint32_t draw(uint32_t limit) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (uint32_t) (state >> 33) % limit;
}

static int descriptors(void) {
  int count = 0;
  for (int i = 0; i < 1024; i++) count += fcntl(i, F_GETFD) >= 0;
  return count;
}

/* --- Faults --------------------------------------------------------------- */

static void side_drop(struct side *side) {
  rill_connection_t *connection = side->connection;
  side->connection = NULL;
  rill_unref(connection);
  rill_cancel(side->writing);
  rill_cancel(side->reading);
}

static void close_all(void) {
  rill_scheduler_t *old = loop;
  loop = NULL;
  if (old != NULL) rill_scheduler_close(old);
}

static void fault(void) {
  struct side *side = &sides[draw((uint32_t) side_count)];
  uint32_t kind = draw(16) == 0 ? 6 : draw(6);
  if (kind == 6 && draw(4) != 0) kind = 5;
  if (kind < 5 && side->connection == NULL) return;
  hits[kind]++;
  switch (kind) {
  case 0:
    rill_connection_abort(side->connection);
    break;
  case 1:
    rill_unref(rill_connection_close(side->connection));
    break;
  case 2:
    rill_unref(rill_connection_shutdown(side->connection));
    break;
  case 3:
    shutdown(rill_connection_fd(side->connection), SHUT_RDWR);
    break;
  case 4:
    side_drop(side);
    break;
  case 5:
    rill_cancel(draw(2) ? side->reading : side->writing);
    if (side->connection != NULL)
      rill_unref(rill_connection_close(side->connection));
    break;
  default:
    close_all();
    break;
  }
}

static void strike(void) {
  if (loop == NULL || side_count == 0 || faults == 0 || --countdown > 0) return;
  countdown = 1 + (int) draw(60);
  faults--;
  fault();
}

/* --- The two sides -------------------------------------------------------- */

static void on_bytes(rill_value_t item, void *context) {
  size_t length;
  (void) context;
  rill_as_bytes(item, &length);
  bytes += length;
  strike();
}

static void on_error(rill_error_t *error, void *context) {
  (void) error;
  (void) context;
}

/* Nobody keeps it open any more but what is still written. */
static void side_over(void *context) {
  struct side *side = context;
  rill_unref(side->connection);
  rill_unref(side->reading);
  side->connection = NULL;
  side->reading = NULL;
}

static void writing_over(void *context) {
  struct side *side = context;
  rill_unref(side->writing);
  side->writing = NULL;
}

/* Its handle, unless it is over already: that has a part in the connection. */
static rill_subscription_t *unless_over(rill_subscription_t *run) {
  if (!rill_is_over(run)) return run;
  rill_unref(run);
  return NULL;
}

/* A client, or its attempt to become one, is over. */
static void client_over(void *context) {
  if (context != NULL) side_over(context);
  if (--clients_left > 0) return;
  rill_cancel(server);
}

static rill_value_t some_bytes(rill_value_t number, void *context) {
  static const char zeros[70000];
  (void) number;
  (void) context;
  strike();
  return rill_bytes(zeros, draw(8) == 0 ? draw(sizeof zeros) : draw(2000));
}

static struct side *side_new(rill_value_t value) {
  struct side *side = &sides[side_count++];
  side->connection = rill_ref(rill_connection_of(value));
  return side;
}

static void serve(rill_value_t item, void *context) {
  (void) context;
  if (loop == NULL || side_count == SIDES) return;
  struct side *side = side_new(item);
  rill_connection_t *c = rill_ref(side->connection);
  rill_subscription_t *echo =
      rill_subscribe(loop,
                     rill_pipe(rill_connection_bytes(c),
                               rill_write_to(c, .shutdown = draw(2) == 0)),
                     .error = on_error, .release = side_over, .context = side);
  rill_unref(c);
  side->reading = unless_over(echo);
}

static rill_value_t talk(rill_value_t value, void *context) {
  (void) context;
  if (loop == NULL || side_count == SIDES) {
    client_over(NULL);
    return rill_none();
  }
  struct side *side = side_new(value);
  rill_connection_t *c = rill_ref(side->connection);
  side->reading = unless_over(rill_subscribe(
      loop, rill_connection_bytes(c), .next = on_bytes, .error = on_error,
      .release = client_over, .context = side));
  if (side->connection != NULL && loop != NULL)
    side->writing = unless_over(rill_subscribe(
        loop,
        rill_pipe(rill_range(0, ITEMS), rill_map(rill_call(some_bytes)),
                  rill_write_to(c, .shutdown = true)),
        .error = on_error, .release = writing_over, .context = side));
  rill_unref(c);
  return rill_none();
}

static rill_value_t no_talk(rill_value_t error, void *context) {
  (void) error;
  (void) context;
  client_over(NULL);
  return rill_none();
}

/* --- A round -------------------------------------------------------------- */

static rill_value_t keep(rill_value_t where, void *context) {
  (void) context;
  bound = rill_value_ref(where);
  return rill_none();
}

static void ignore_unhandled(rill_error_t *error, void *context) {
  (void) error;
  (void) context;
}

static void open_server(bool tcp) {
  rill_fn_t listening = rill_call(keep);
  rill_observable_t *guests =
      tcp ? rill_tcp_listen(loop, rill_address("127.0.0.1", 0),
                            .listening = listening)
          : rill_pipe_listen(loop, path, .listening = listening);
  server = rill_subscribe(loop, guests, .next = serve, .error = on_error);
}

static void open_client(bool tcp) {
  rill_promise_t *connection =
      tcp ? rill_tcp_connect_to(loop, rill_value_ref(bound))
          : rill_pipe_connect(loop, path);
  rill_unref(rill_then(connection, rill_call(talk), rill_call(no_talk)));
}

static void play(void) {
  bool tcp = draw(3) != 0;
  uv_loop_init(&uv);
  loop = rill_uv_scheduler_new(&uv);
  rill_scheduler_on_unhandled(loop, ignore_unhandled, NULL);
  side_count = 0;
  faults = FAULTS;
  clients_left = CLIENTS;
  countdown = 1 + (int) draw(60);
  open_server(tcp);
  for (int i = 0; i < CLIENTS; i++) open_client(tcp);
  uv_run(&uv, UV_RUN_DEFAULT);
  for (size_t i = 0; i < side_count; i++) side_drop(&sides[i]);
  close_all();
  rill_unref(server);
  rill_value_unref(bound);
  bound = rill_none();
}

/* What is left of a round; 0 is right. */
static int left_over(int before) {
  uv_run(&uv, UV_RUN_DEFAULT);
  int handles = uv_loop_close(&uv);
  int open = descriptors() - before;
  unsigned long long objects = rill_live_objects(NULL);
  if (handles == 0 && open == 0 && objects == 0) return 0;
  printf("left: %d descriptors, %llu objects, uv_loop_close: %s\n", open,
         objects, handles == 0 ? "0" : uv_err_name(handles));
  rill_live_dump(stdout);
  return 1;
}

/* A round that hangs is a failure: what runs there? */
static void hangs(int number) {
  (void) number;
  printf("hangs: --rounds 1 --seed %llu; %d clients left\n",
         (unsigned long long) seed_now, clients_left);
  for (size_t i = 0; i < side_count; i++)
    printf("%zu: open %d, queued %zu, received %llu, sent %llu\n", i,
           !rill_connection_is_closed(sides[i].connection),
           rill_connection_queued(sides[i].connection),
           (unsigned long long) rill_connection_received(sides[i].connection),
           (unsigned long long) rill_connection_sent(sides[i].connection));
  if (loop != NULL) rill_scheduler_dump(loop, stdout);
  fflush(stdout);
  _exit(1);
}

static uint64_t option(int count, char **arguments, const char *name,
                       uint64_t otherwise) {
  for (int i = 1; i + 1 < count; i++)
    if (strcmp(arguments[i], name) == 0)
      return strtoull(arguments[i + 1], NULL, 10);
  return otherwise;
}

/* The first loop opens what all loops share. */
static void warm_up(void) {
  uv_loop_init(&uv);
  uv_loop_close(&uv);
}

int main(int count, char **arguments) {
  uint64_t rounds = option(count, arguments, "--rounds", 200);
  uint64_t seed = option(count, arguments, "--seed", 1);
  snprintf(path, sizeof path, "/tmp/rill-faults-%ld", (long) getpid());
  signal(SIGALRM, hangs);
  warm_up();
  int before = descriptors();
  for (uint64_t i = 0; i < rounds; i++) {
    state = (seed + i) * 0x9e3779b97f4a7c15u + 1;
    seed_now = seed + i;
    alarm(60);
    play();
    if (left_over(before) == 0) continue;
    printf("in round %llu: --rounds 1 --seed %llu\n", (unsigned long long) i,
           (unsigned long long) seed_now);
    return 1;
  }
  printf("%llu rounds: %llu resets, %llu closes, %llu shutdowns, %llu cut "
         "off, %llu dropped, %llu canceled, %llu schedulers closed; %llu "
         "bytes came back\n",
         (unsigned long long) rounds, (unsigned long long) hits[0],
         (unsigned long long) hits[1], (unsigned long long) hits[2],
         (unsigned long long) hits[3], (unsigned long long) hits[4],
         (unsigned long long) hits[5], (unsigned long long) hits[6],
         (unsigned long long) bytes);
  return 0;
}
