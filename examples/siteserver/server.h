/* SPDX-License-Identifier: MIT */
/* server: one listener, its connections, and what they share. */
#ifndef SITESERVER_SERVER_H
#define SITESERVER_SERVER_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "faults.h"
#include "generate.h"
#include "options.h"
#include "stats.h"

struct connection;

/* oldest first; a ring would need no ends, but this is easier to read */
struct connection_list {
  struct connection *first, *last;
};

struct server {
  uv_loop_t *loop;
  uv_tcp_t listener;
  uv_signal_t signals[2];
  uv_timer_t lifetime;
  const struct options *options;
  char *root;
  struct generate generate;
  struct faults faults;
  struct stats stats;
  struct connection_list idle; /* between two requests */
  struct connection_list busy;
  uint64_t max_connections;
  bool full; /* somebody waits to be accepted */
  bool stopping;
};

/** Listens on the loopback address; a libuv error otherwise. */
int server_start(struct server *server);

/** Closes all: the loop then runs out. */
void server_stop(struct server *server);

/** A connection has gone: there is room for one that waits. */
void server_accept(struct server *server);

#endif
