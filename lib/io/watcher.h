/* SPDX-License-Identifier: MIT */
/* What happens in a folder, one event for each name until it is taken: what
 * watch_folder and watch_file share. */
#ifndef RILL_IO_WATCHER_H
#define RILL_IO_WATCHER_H

#include "io/notice.h"
#include "shared/table.h"

typedef struct rill_watcher_params {
  rill_value_t path;   /* as it was given; RILL_NONE: it was NULL */
  rill_value_t folder; /* what is watched: "spool/.", so that it must be one,
                        * and is called "." */
  rill_value_t name;   /* the only one that counts; or RILL_NONE */
  int64_t capacity;
} rill_watcher_params_t;

typedef struct rill_watcher {
  rill_notice_t notice;
  rill_bell_t bell;
  int64_t demand;
  struct rill_watched {
    rill_value_t name;
    int events;
  } * waiting; /* a ring of `capacity` */
  size_t first, count;
  rill_table_t table; /* from names to places in the ring */
  bool overflow, started, emitting;
} rill_watcher_t;

rill_error_t *rill_watcher_check(const void *params);
void rill_watcher_forget(void *params);
void rill_watcher_start(rill_stage_t *stage);
void rill_watcher_request(rill_stage_t *stage, int64_t count);
void rill_watcher_release(rill_stage_t *stage);

#define RILL_WATCHER_OPS                                                       \
 .state_size = sizeof(rill_watcher_t),                                         \
 .params_size = sizeof(rill_watcher_params_t), .check = rill_watcher_check,    \
 .forget = rill_watcher_forget, .start = rill_watcher_start,                   \
 .request = rill_watcher_request, .release = rill_watcher_release

#endif
