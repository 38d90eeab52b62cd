/* SPDX-License-Identifier: MIT */
/* One stream to many subscribers: a bounded log of items, and for each
 * subscriber how far it has read.
 *
 * All on one thread. A subscriber is a source stage whose state is a
 * rill_outlet_t; whoever feeds the relay pushes, and hears when the slowest
 * subscriber has made room. Pushing from inside of a push only appends: each
 * item has reached all that asked for it before the next one goes out. */
#ifndef RILL_SHARED_RELAY_H
#define RILL_SHARED_RELAY_H

#include "core/operator.h"

typedef struct rill_relay rill_relay_t;
typedef struct rill_outlet rill_outlet_t;

typedef struct rill_relay_opts {
  int64_t capacity;   /* how far the slowest may be behind */
  int64_t keep;       /* items kept for who comes later */
  rill_time_t window; /* and how long; 0: for ever */
} rill_relay_opts_t;

struct rill_relay {
  rill_object_t base;
  rill_relay_opts_t options;
  struct rill_log {
    rill_value_t *items;
    rill_time_t *times; /* of pushing, if there is a window */
    size_t room;        /* a power of two */
    uint64_t head, tail; /* numbers of the oldest and of the next item */
  } log;
  uint64_t shown; /* items from here on are not yet delivered to anybody */
  uint64_t slow;  /* what the slowest has to read next; the tail for nobody */
  size_t at_slow; /* how many are there */
  rill_outlet_t *first, *last, *cursor;
  size_t outlets;
  bool dispatching, ended, told;
  rill_error_t *error; /* of the end, or NULL */
  /* There may be more room than before, or a subscriber less. */
  void (*notice)(rill_relay_t *relay, void *context);
  void *context;
};

struct rill_outlet {
  rill_relay_t *relay; /* counted; NULL: did not join */
  rill_outlet_t *next, *back;
  uint64_t at;
  int64_t demand;
  bool draining, late; /* late: came after the end */
};

rill_relay_t *rill_relay_new(const rill_relay_opts_t *options);
/** How many more items may be pushed. */
static inline int64_t rill_relay_room(const rill_relay_t *relay) {
  return relay->options.capacity - (int64_t) (relay->log.tail - relay->slow);
}
/** All or nothing: 0 or RILL_ENOMEM. `now` counts if there is a window. Who
 * pushes or ends keeps the relay alive meanwhile. */
int rill_relay_push(rill_relay_t *relay, const rill_value_t *items,
                    size_t count, rill_time_t now);
/** The end, with an error (taken over) or NULL. Errors overtake. */
void rill_relay_end(rill_relay_t *relay, rill_error_t *error);

/** For `start` of a subscriber's stage. */
void rill_relay_join(rill_stage_t *stage, rill_relay_t *relay);
void rill_relay_request(rill_stage_t *stage, int64_t count);
void rill_relay_leave(rill_stage_t *stage);

#endif
