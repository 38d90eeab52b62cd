/* SPDX-License-Identifier: MIT */
/* crawl: what the parts of one crawl share. All of it belongs to the thread of
 * the loop, but for the gauges and what never changes. */
#ifndef LINKCRAWL_CRAWL_H
#define LINKCRAWL_CRAWL_H

#include <rill.h>
#include <rill/curl.h>
#include <uv.h>

#include "gauge.h"
#include "options.h"
#include "timeline.h"
#include "urls.h"

enum { STATUSES = 600 };

struct stats {
  uint64_t visited;  /* URLs that were asked for, to the end */
  uint64_t pages;    /* of them, HTML that arrived whole */
  uint64_t links;    /* from a page to a URL, each once */
  uint64_t broken;   /* URLs */
  uint64_t requests; /* with those after a failure */
  uint64_t retries;
  uint64_t bytes;               /* of bodies */
  uint64_t dropped;             /* from queues that were full: none is */
  uint64_t by_status[STATUSES]; /* requests; [0]: no answer */
  int64_t busy;                 /* nanoseconds: the sum over all requests */
  double quantiles[3]; /* milliseconds; of the last request for each URL */
};

struct crawl {
  const struct options *options;
  rill_scheduler_t *loop, *pool;
  rill_http_t *http;
  rill_subject_t *frontier;   /* links to follow */
  rill_subject_t *interrupts; /* 1, 2… as the user becomes impatient */
  struct url *start;
  struct urls urls;
  struct stats stats;
  struct timeline timeline;
  struct gauge waiting, queued, fetching, parsing; /* the queues, in order */
  uint64_t admitted;  /* URLs that passed `distinct` */
  uint64_t pending;   /* of them, those not yet dealt with */
  int64_t begin, end; /* uv_hrtime() */
  bool interrupted;
  rill_error_t *failure; /* why the crawl could not go on */
};

#endif
