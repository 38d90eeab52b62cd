/* SPDX-License-Identifier: MIT */
/* options: reads the command line. */
#ifndef LINKCRAWL_OPTIONS_H
#define LINKCRAWL_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

struct options {
  const char *url; /* one of these three */
  const char *root;
  uint64_t generate;
  const char *out;
  uint64_t concurrency; /* requests in flight */
  uint64_t queue;       /* URLs fetched from the frontier ahead of time */
  uint64_t attempts;    /* for one URL: 1 + retries */
  uint64_t depth;       /* links from the start; UINT32_MAX: any */
  uint64_t max_pages;
  uint64_t max_size; /* bytes of one page */
  uint64_t seed;
  double rate;    /* requests a second for each host */
  double timeout; /* seconds for one request */
  bool json, serial, help;
};

extern const char options_usage[];

/** 0, or -1 after one line on stderr that says what is wrong. */
int options_parse(struct options *options, int count, char **arguments);

#endif
