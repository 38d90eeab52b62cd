/* SPDX-License-Identifier: MIT */
/* The inside of a process: the object that the user holds, and the block that
 * libuv works with, which stays until the program has ended. */
#ifndef RILL_IO_PROCESS_H
#define RILL_IO_PROCESS_H

#include "io/request.h"
#include "io/stream.h"

#include <rill/process.h>

typedef struct rill_running {
  uint32_t count; /* the object's, libuv's */
  rill_scheduler_t *scheduler;
  rill_promise_t *promise; /* of the exit */
  uv_process_t uv;
  rill_listener_t listener;
  rill_task_t closing; /* never due: runs when the scheduler closes */
  rill_task_t killer;  /* when the grace is over */
  rill_job_t job;      /* the last handle went on another thread */
  rill_time_t grace;
  rill_exit_t end;
  bool ended, stopping, detached;
  bool wanted; /* somebody has asked for the exit */
} rill_running_t;

typedef struct rill_process {
  rill_object_t base;
  rill_running_t *running;
  rill_connection_t *stdio[3];
  bool started;
} rill_process_t;

/** Not started yet; NULL without memory. */
rill_running_t *rill_running_new(rill_scheduler_t *scheduler);
/** 0, or what libuv says. */
int rill_running_start(rill_running_t *running, uv_process_options_t *options);
void rill_running_unref(rill_running_t *running);

/* --- Texts, in process_texts.c -------------------------------------------- */

/** A copy of texts that end with NULL, in one block; false without memory.
 * NULL stays NULL. */
bool rill_texts_copy(const char *const *texts, char ***copy);
void rill_texts_free(char **copy);

#endif
