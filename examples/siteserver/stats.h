/* SPDX-License-Identifier: MIT */
/* stats: what the server saw, for a test to hold against what a client says. */
#ifndef SITESERVER_STATS_H
#define SITESERVER_STATS_H

#include <stdint.h>
#include <stdio.h>

#include "faults.h"

struct stats {
  uint64_t requests; /* a complete head was received, or refused */
  uint64_t finished;
  uint64_t concurrent; /* received, response not wholly written */
  uint64_t peak_concurrent;
  uint64_t connections;
  uint64_t open_connections;
  uint64_t peak_connections;
  uint64_t bytes_sent;
  uint64_t unanswered; /* hung, or not HTTP: no status was sent */
  uint64_t by_status[600];
};

void stats_request_begin(struct stats *stats, int status);
void stats_request_end(struct stats *stats);
void stats_connection_begin(struct stats *stats);
void stats_connection_end(struct stats *stats);
int stats_write(const struct stats *stats, const struct faults *faults,
                FILE *file);

#endif
