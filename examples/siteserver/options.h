/* SPDX-License-Identifier: MIT */
/* options: the command line of siteserver. */
#ifndef SITESERVER_OPTIONS_H
#define SITESERVER_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

struct options {
  const char *root;
  const char *faults; /* "none", or NULL: ROOT.faults if it is there */
  const char *stats;
  const char *dump_links;
  uint64_t generate;
  uint64_t port;
  uint64_t seed;
  uint64_t latency_min, latency_max;
  uint64_t max_connections;
  uint64_t max_requests;
  uint64_t lifetime;
  bool help;
};

extern const char options_usage[];

/** Prints one line and returns -1 if an argument is wrong. */
int options_parse(struct options *options, int count, char **arguments);

#endif
