/* SPDX-License-Identifier: MIT */
/* timeline: requests as bars over time, a lane for each that is in flight. */
#ifndef LINKCRAWL_TIMELINE_H
#define LINKCRAWL_TIMELINE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { TIMELINE_BARS = 2048 };

struct bar {
  int64_t from, to;
  uint32_t lane;
  int status; /* 0: no answer */
  const char *url;
};

/* When the bars are used up, each second one makes room: so it shows each
 * request of a small crawl, and each 2nd, 4th, 8th… of a larger one. */
struct timeline {
  struct bar bars[TIMELINE_BARS];
  uint32_t count;
  uint64_t stride, seen;
  bool *lanes; /* which are taken */
  uint32_t lane_room, lane_peak;
};

/** The lowest lane that is free. */
uint32_t timeline_enter(struct timeline *timeline);

/** Frees the bar's lane and draws it; `bar.url` must live on. */
void timeline_leave(struct timeline *timeline, struct bar bar);

/** Writes an SVG picture of the time from `begin` to `end`, nanoseconds. */
void timeline_write(const struct timeline *timeline, int64_t begin, int64_t end,
                    FILE *file);

void timeline_clear(struct timeline *timeline);

#endif
