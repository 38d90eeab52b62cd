/* SPDX-License-Identifier: MIT */
/* The inside of a UDP socket. What libuv works with is a block of its own,
 * which outlives the object that the user holds. */
#ifndef RILL_IO_UDP_H
#define RILL_IO_UDP_H

#include <uv.h>

#include "core/operator.h"

#include <rill/udp.h>

/** libuv cuts the room for many datagrams into pieces of that size. */
enum { RILL_UDP_DATAGRAM = 64 * 1024, RILL_UDP_DATAGRAMS = 8 };

typedef struct rill_udp_end {
  uint32_t count; /* the object's, libuv's, and a post's */
  rill_scheduler_t *scheduler;
  rill_listener_t listener;
  rill_job_t job; /* closes it, from another thread */
  rill_stage_t *reader;
  char *room;          /* RILL_UDP_DATAGRAMS; NULL until it is read */
  rill_value_t sender; /* the last one */
  size_t max_queued;
  bool closed;
  uint64_t received, dropped, lost, sent;
  uv_udp_t uv;
} rill_udp_end_t;

typedef struct rill_udp {
  rill_object_t base;
  rill_udp_end_t *end; /* NULL: there never was one */
} rill_udp_t;

void rill_udp_end_unref(rill_udp_end_t *end);
/** The end of a socket that is open and of this thread; NULL, and what was
 * wrong (owned) in `*error`. `name` is that of the function. */
rill_udp_end_t *rill_udp_find(rill_value_t socket, const char *name,
                              rill_error_t **error);
/** How many datagrams the system has dropped so far. */
uint64_t rill_udp_lost(const rill_udp_end_t *end);
/** "bind 127.0.0.1:80: permission denied"; `address` (borrowed) may be none. */
rill_error_t *rill_udp_error(int code, const char *verb, rill_value_t address);

/** The reader hears that there is nothing more to come; in udp_datagrams.c. */
void rill_udp_reader_end(rill_udp_end_t *end);

#endif
