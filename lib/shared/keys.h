/* SPDX-License-Identifier: MIT */
/* A stream for each key: what group_by and group_by_until share. */
#ifndef RILL_SHARED_KEYS_H
#define RILL_SHARED_KEYS_H

#include "shared/groups.h"

enum { RILL_KEYS_GROUPS = 4096 };

typedef struct rill_keys_params {
  rill_fn_t key, element;
  rill_fn_t duration; /* not set: a group goes on to the end */
  int64_t max_groups, capacity;
} rill_keys_params_t;

rill_error_t *rill_keys_check(const void *params);
void rill_keys_forget(void *params);
void rill_keys_start(rill_stage_t *stage);

#define RILL_KEYS_OPS                                                         \
  .params_size = sizeof(rill_keys_params_t), .forget = rill_keys_forget,      \
  .start = rill_keys_start, RILL_HUB_OPS

#endif
