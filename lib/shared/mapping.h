/* SPDX-License-Identifier: MIT */
/* Keys that are gathered, each once, for a map: what to_set, to_map and
 * to_multimap share. What is kept for a key is theirs. */
#ifndef RILL_SHARED_MAPPING_H
#define RILL_SHARED_MAPPING_H

#include "shared/table.h"
#include "shared/total.h"

typedef struct rill_mapping_params {
  rill_fn_t key;     /* not set: the item */
  rill_fn_t element; /* not set: the item */
  int64_t capacity;  /* 0: as many as there are */
  bool needs_key;
} rill_mapping_params_t;

/** The state begins with it. */
typedef struct rill_mapping {
  rill_result_t result;
  rill_table_t table;
  rill_value_t *pairs; /* key, value, key, value… */
  size_t count, room;  /* of pairs */
} rill_mapping_t;

/** Puts an element (taken over) to the pair at `index`. NULL or an error. */
typedef rill_error_t *(*rill_mapping_put_fn)(rill_stage_t *stage, size_t index,
                                             rill_value_t element);

rill_error_t *rill_mapping_check(const void *params);
void rill_mapping_forget(void *params);
/** For `next`. */
size_t rill_mapping_next(rill_stage_t *stage, const rill_value_t *items,
                         size_t count, rill_mapping_put_fn put);
/** The one that replaces the value. */
rill_error_t *rill_mapping_replace(rill_stage_t *stage, size_t index,
                                   rill_value_t element);
/** For `complete`: delivers a map of the pairs. */
void rill_mapping_complete(rill_stage_t *stage);
void rill_mapping_release(rill_stage_t *stage);

#define RILL_MAPPING_OPS                                                      \
  .params_size = sizeof(rill_mapping_params_t), .check = rill_mapping_check,  \
  .forget = rill_mapping_forget, RILL_TOTAL_OPS

#endif
