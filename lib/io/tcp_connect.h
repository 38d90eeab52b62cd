/* SPDX-License-Identifier: MIT */
/* Connecting to the first of several addresses that answers. */
#ifndef RILL_IO_TCP_CONNECT_H
#define RILL_IO_TCP_CONNECT_H

#include "io/connection.h"

typedef struct rill_connect rill_connect_t;
typedef struct rill_attempt rill_attempt_t;

struct rill_connect {
  rill_request_t request;
  rill_watch_t lookup;
  rill_promise_t *looking; /* the promise of the addresses */
  rill_value_t addresses;  /* a list, in the order of trying */
  size_t next;
  rill_attempt_t *attempts; /* under way */
  rill_task_t fallback, limit;
  rill_time_t fallback_delay, timeout, keepalive;
  rill_value_t local;
  rill_error_t *failure; /* of the last attempt */
  bool nodelay;
  int port;
  char host[]; /* empty: it is known by its address */
};

/** One address. It goes when it has failed, or nobody wants it any more. */
struct rill_attempt {
  rill_attempt_t *next, **link;
  rill_connect_t *connect;
  rill_connection_t *connection;
};

/** A request with the options (borrowed); NULL without memory. */
rill_connect_t *rill_connect_new(rill_scheduler_t *scheduler, const char *host,
                                 const rill_tcp_connect_opts_t *options);
/** Begins, with a list of addresses (borrowed), or an error instead of it. */
void rill_connect_to(rill_connect_t *connect, rill_value_t list);
/** Ends it: takes over `outcome`. */
void rill_connect_end(rill_connect_t *connect, rill_value_t outcome);

/** The same addresses: one of the first one's family, one of the other, and so
 * on; in in_turn.c. Borrows the list, which has some; an error without
 * memory. */
rill_value_t rill_addresses_in_turn(rill_value_t list);

#endif
