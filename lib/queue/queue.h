/* SPDX-License-Identifier: MIT */
/* The inside of a queue. */
#ifndef RILL_QUEUE_QUEUE_H
#define RILL_QUEUE_QUEUE_H

#include <pthread.h>

#include "core/operator.h"
#include "queue/line.h"
#include "queue/store.h"

struct rill_queue {
  rill_object_t base;
  rill_scheduler_t *scheduler;
  rill_store_t store;
  rill_overflow_t overflow;
  size_t capacity;
  rill_fn_t dropped;
  rill_line_t getters; /* its supply is what is in the store */
  rill_line_t putters; /* for RILL_OVERFLOW_WAIT, served by hand */
  rill_line_t joiners;
  rill_line_t readers, writers; /* streams, which hear of the end here */
  size_t unfinished;            /* items that were put and are not done */
  bool closed;
  bool dropping; /* the hook is under way: nothing may change */
  struct rill_posts {
    pthread_mutex_t lock;
    rill_ring_t items;
    bool posted; /* the job is under way */
    bool closed;
    rill_job_t job;
    rill_member_t member; /* among the putters */
  } posts;
};

/** 0 if it may be used from here. */
int rill_queue_state(const rill_queue_t *queue);
/** How many items more it takes. */
size_t rill_queue_room(const rill_queue_t *queue);
/** Puts an item, borrowed, for the function `name`. 0; RILL_EAGAIN if it has to
 * wait; any other code is that of `*error` (owned). */
int rill_queue_offer(rill_queue_t *queue, const char *name, rill_value_t item,
                     rill_error_t **error);
/** The same for one whose turn it is: NULL or an error. */
rill_error_t *rill_queue_add(rill_queue_t *queue, rill_value_t item);
/** Shows an item, taken over, to the hook for what is dropped. */
void rill_queue_drop(rill_queue_t *queue, rill_value_t item);
/** Work on so many is done, or nobody will ever do it. */
void rill_queue_done(rill_queue_t *queue, size_t count);
/** What is to be said to who is too late. */
rill_error_t *rill_queue_closed(const char *name);
/** After an item was taken, which makes room: who waits for that has his turn,
 * and a queue that is closed and empty ends its readers. May call out. */
void rill_queue_taken(rill_queue_t *queue);

/* Posts, in post.c. */
void rill_queue_posts_open(rill_queue_t *queue);
void rill_queue_posts_close(rill_queue_t *queue);
/** From now on there are no more. Those that there are come in, or they are
 * dropped. */
void rill_queue_posts_end(rill_queue_t *queue, bool drop);

static inline bool rill_queue_is_over(const rill_queue_t *queue) {
  return queue->closed && rill_store_count(&queue->store) == 0;
}

#endif
