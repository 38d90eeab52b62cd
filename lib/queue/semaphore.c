/* SPDX-License-Identifier: MIT */
/* semaphore: a line whose supply are the permits. */
#include "queue/line.h"
#include "shared/options.h"

#include <rill/queue.h>

struct rill_semaphore {
  rill_object_t base;
  rill_scheduler_t *scheduler;
  rill_line_t line;
  size_t max;
};

static void semaphore_destroy(void *object) {
  rill_semaphore_t *semaphore = object;
  rill_line_close(&semaphore->line, "the semaphore");
  rill_unref(semaphore->scheduler);
}

const rill_type_t rill_semaphore_type = {
    .name = "semaphore",
    .destroy = semaphore_destroy,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

rill_semaphore_t *rill_semaphore_opts(const rill_semaphore_opts_t *options) {
  RILL_OPTIONS(rill_semaphore_opts_t, o, options);
  if (o.scheduler == NULL || o.count < 0 || o.max < 0 || o.max_waiting < 0)
    return NULL;
  if (o.max > 0 && o.count > o.max) return NULL;
  rill_semaphore_t *semaphore =
      rill_object_new(&rill_semaphore_type, sizeof *semaphore);
  if (semaphore == NULL) return NULL;
  semaphore->scheduler = rill_ref(rill_scheduler_pick(o.scheduler));
  semaphore->max = o.max > 0 ? (size_t) o.max : INT64_MAX;
  rill_line_init(&semaphore->line, semaphore->scheduler, o.max_waiting,
                 rill_ticket_serve);
  rill_line_supply(&semaphore->line, (size_t) o.count);
  return semaphore;
}

static int semaphore_state(const rill_semaphore_t *semaphore) {
  return semaphore == NULL ? RILL_EINVAL : rill_line_state(&semaphore->line);
}

rill_promise_t *rill_semaphore_acquire(rill_semaphore_t *semaphore) {
  if (semaphore == NULL)
    return rill_line_missing("rill_semaphore_acquire", "semaphore");
  return rill_line_wait(&semaphore->line, "rill_semaphore_acquire",
                        rill_none());
}

int rill_semaphore_try_acquire(rill_semaphore_t *semaphore) {
  int code = semaphore_state(semaphore);
  if (code != 0) return code;
  return rill_line_take(&semaphore->line) ? 0 : RILL_EAGAIN;
}

int rill_semaphore_release(rill_semaphore_t *semaphore) {
  int code = semaphore_state(semaphore);
  if (code != 0) return code;
  if (semaphore->line.supply >= semaphore->max) return RILL_EOVERFLOW;
  rill_line_supply(&semaphore->line, 1);
  return 0;
}

size_t rill_semaphore_count(const rill_semaphore_t *semaphore) {
  return semaphore == NULL ? 0 : rill_line_free(&semaphore->line);
}
