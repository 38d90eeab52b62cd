/* SPDX-License-Identifier: MIT */
/* The inside of every subject. */
#ifndef RILL_SUBJECTS_SUBJECT_H
#define RILL_SUBJECTS_SUBJECT_H

#include <pthread.h>

#include "base/ring.h"
#include "shared/relay.h"

#include <rill/flow.h>
#include <rill/subject.h>

struct rill_subject {
  rill_object_t base;
  rill_scheduler_t *scheduler;
  rill_relay_t *relay;
  rill_relay_watch_t watch;
  rill_fn_t ready;
  bool refused, telling, pumping;
  bool completing; /* ends behind the posts that wait */
  bool over; /* read by any thread */
  /* What other threads have posted. */
  pthread_mutex_t lock;
  rill_ring_t posts;
  size_t waiting; /* their number, for a look without the lock */
  bool posted;
  rill_job_t job;
};

/** `options->capacity` 0 is the default. NULL without memory, without a
 * scheduler, or for a negative capacity. */
rill_subject_t *rill_subject_make(rill_scheduler_t *scheduler,
                                  const rill_relay_opts_t *options);

#endif
