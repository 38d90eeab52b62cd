/* SPDX-License-Identifier: MIT */
/* What a loader knows of its keys: an index, and the order of their last use,
 * by which those that are kept are bounded. */
#ifndef RILL_PROMISE_LOAD_KEYS_H
#define RILL_PROMISE_LOAD_KEYS_H

#include "promise/promise.h"
#include "shared/table.h"

typedef struct rill_load_key rill_load_key_t;
typedef struct rill_load_keys rill_load_keys_t;

struct rill_load_key {
  rill_load_keys_t *keys;
  rill_value_t key;
  uint64_t hash;
  uint32_t number;                /* of its place */
  rill_promise_t *promise;        /* of the value */
  bool indexed;                   /* can be found */
  bool kept;                      /* in the order of use */
  bool gathers;                   /* its batch has not been asked for yet */
  void *batch;                    /* that will bring the value, or NULL */
  size_t at;                      /* its place there */
  rill_load_key_t *newer, *older; /* in the order of use; or free: the next */
};

/** All zero but for the capacity. */
struct rill_load_keys {
  size_t capacity, kept; /* how many are kept at most, and now */
  rill_table_t index;
  rill_load_key_t **places; /* every key there is, or once was */
  size_t count, room;
  rill_load_key_t *free;
  rill_load_key_t *newest, *oldest;
};

/** The entry of a key, or NULL. */
rill_load_key_t *rill_load_keys_find(const rill_load_keys_t *keys,
                                     rill_value_t key);
/** A new entry that can be found; takes over key and promise, unless there is
 * no memory: then NULL. */
rill_load_key_t *rill_load_keys_add(rill_load_keys_t *keys, rill_value_t key,
                                    rill_promise_t *promise);
/** It was asked for: keeps it as the newest one, if any are kept, and forgets
 * the oldest one if there are too many. */
void rill_load_key_use(rill_load_key_t *key);
/** Does not find it any more, and does not keep it. It goes, unless a batch
 * still has it. */
void rill_load_key_forget(rill_load_key_t *key);
/** Forgets it if nothing needs it any more: it neither is kept nor gathers. */
void rill_load_key_leave(rill_load_key_t *key);
void rill_load_keys_forget_all(rill_load_keys_t *keys);
/** Drops all memory; no batch may have one. */
void rill_load_keys_clear(rill_load_keys_t *keys);

#endif
