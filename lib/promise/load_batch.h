/* SPDX-License-Identifier: MIT */
/* A loader's batch: the keys of one call. */
#ifndef RILL_PROMISE_LOAD_BATCH_H
#define RILL_PROMISE_LOAD_BATCH_H

#include "promise/load_keys.h"
#include "promise/work.h"

#include <rill/task.h>

typedef struct rill_load_batch rill_load_batch_t;

struct rill_loader {
  rill_object_t base;
  rill_scheduler_t *scheduler;
  rill_error_t *error; /* it was made from bad options */
  rill_fn_t call, schedule;
  size_t most; /* keys of a batch; 0: no limit */
  rill_load_keys_t keys;
  rill_load_batch_t *open; /* the one that gathers */
};

/** The batch that gathers; NULL without memory. */
rill_load_batch_t *rill_loader_batch(rill_loader_t *loader);
/** One key more. False without memory. */
bool rill_load_batch_add(rill_load_batch_t *batch, rill_load_key_t *key);

#endif
