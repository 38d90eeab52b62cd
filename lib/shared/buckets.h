/* SPDX-License-Identifier: MIT */
/* Token buckets: one, and one per key with the items that wait for it. */
#ifndef RILL_SHARED_BUCKETS_H
#define RILL_SHARED_BUCKETS_H

#include "base/heap.h"
#include "base/ring.h"
#include "core/operator.h"
#include "shared/table.h"

typedef struct rill_bucket_params {
  rill_time_t spacing; /* from one token to the next */
  int64_t burst;       /* tokens in a full bucket */
} rill_bucket_params_t;

/** All zero is full. */
typedef struct rill_bucket {
  rill_time_t full; /* when it is full again */
} rill_bucket_t;

int64_t rill_bucket_tokens(const rill_bucket_t *bucket,
                           const rill_bucket_params_t *params,
                           rill_time_t now);
/** When it holds `tokens`, 1 to params->burst, if nobody takes one. */
rill_time_t rill_bucket_time(const rill_bucket_t *bucket,
                             const rill_bucket_params_t *params,
                             int64_t tokens);
void rill_bucket_take(rill_bucket_t *bucket,
                      const rill_bucket_params_t *params, rill_time_t now);

/** All zero is empty. A key without items is forgotten some time after its
 * bucket is full again: then it is as good as new. */
typedef struct rill_buckets {
  rill_table_t table; /* from hashes of keys to places in `entries` */
  struct rill_bucket_entry **entries;
  size_t keys, room;
  rill_heap_t waiting; /* keys with items: due when there is a token */
  rill_heap_t idle;    /* keys without: due when the bucket is full */
  uint64_t order;
  size_t items;
} rill_buckets_t;

/** Queues `item` behind the others of `key`; takes over both. False without
 * memory: then both are dropped. */
bool rill_buckets_put(rill_buckets_t *buckets,
                      const rill_bucket_params_t *params, rill_time_t now,
                      rill_value_t key, rill_value_t item);
/** When the next item may go; RILL_TIME_NEVER if there is none. */
rill_time_t rill_buckets_due(const rill_buckets_t *buckets);
/** That item, now the caller's; its token is spent. */
rill_value_t rill_buckets_take(rill_buckets_t *buckets,
                               const rill_bucket_params_t *params,
                               rill_time_t now);
/** `stage` lets go of all items. */
void rill_buckets_clear(const rill_stage_t *stage, rill_buckets_t *buckets);

#endif
