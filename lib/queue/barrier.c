/* SPDX-License-Identifier: MIT */
/* barrier: the last one to come lets all pass. */
#include "queue/line.h"
#include "shared/options.h"

#include <rill/queue.h>

enum { PARTIES = 65536 };

struct rill_barrier {
  rill_object_t base;
  rill_scheduler_t *scheduler;
  rill_line_t line;
  size_t parties;
  int64_t passed; /* in the round that is being let through */
  bool broken;
};

static void barrier_destroy(void *object) {
  rill_barrier_t *barrier = object;
  rill_line_close(&barrier->line, "the barrier");
  rill_unref(barrier->scheduler);
}

const rill_type_t rill_barrier_type = {
    .name = "barrier",
    .destroy = barrier_destroy,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

static void barrier_turn(rill_line_t *line, rill_member_t *member,
                         rill_error_t *error) {
  rill_barrier_t *barrier = rill_container_of(line, rill_barrier_t, line);
  rill_value_t nothing;
  rill_promise_t *promise = rill_ticket_end(member, &nothing);
  rill_ticket_settle(promise, error != NULL ? rill_fail(rill_ref(error))
                                            : rill_int(barrier->passed++));
}

rill_barrier_t *rill_barrier_opts(const rill_barrier_opts_t *options) {
  RILL_OPTIONS(rill_barrier_opts_t, o, options);
  if (o.scheduler == NULL || o.parties < 1 || o.parties > PARTIES) return NULL;
  rill_barrier_t *barrier =
      rill_object_new_zeroed(&rill_barrier_type, sizeof *barrier);
  if (barrier == NULL) return NULL;
  barrier->scheduler = rill_ref(rill_scheduler_pick(o.scheduler));
  barrier->parties = (size_t) o.parties;
  rill_line_init(&barrier->line, barrier->scheduler, o.parties, barrier_turn);
  return barrier;
}

static int barrier_state(const rill_barrier_t *barrier) {
  return barrier == NULL ? RILL_EINVAL : rill_line_state(&barrier->line);
}

static rill_error_t *barrier_broken(void) {
  return rill_error_new(RILL_EBROKEN,
                        "rill_barrier_wait: the barrier is broken");
}

rill_promise_t *rill_barrier_wait(rill_barrier_t *barrier) {
  static const char name[] = "rill_barrier_wait";
  if (barrier == NULL) return rill_line_missing(name, "barrier");
  if (barrier->broken && barrier_state(barrier) == 0)
    return rill_promise_failed(barrier->scheduler, barrier_broken());
  rill_promise_t *promise = rill_line_wait(&barrier->line, name, rill_none());
  if (barrier_state(barrier) != 0 || barrier->line.count < barrier->parties)
    return promise;
  barrier->passed = 0;
  rill_line_dismiss(&barrier->line, NULL);
  return promise;
}

static int barrier_break(rill_barrier_t *barrier, bool broken) {
  int code = barrier_state(barrier);
  if (code != 0) return code;
  barrier->broken = broken;
  rill_error_t *error = barrier_broken();
  rill_line_dismiss(&barrier->line, error);
  rill_unref(error);
  return 0;
}

int rill_barrier_abort(rill_barrier_t *barrier) {
  return barrier_break(barrier, true);
}

int rill_barrier_reset(rill_barrier_t *barrier) {
  return barrier_break(barrier, false);
}

bool rill_barrier_is_broken(const rill_barrier_t *barrier) {
  return barrier != NULL && barrier->broken;
}

size_t rill_barrier_waiting(const rill_barrier_t *barrier) {
  return barrier == NULL ? 0 : barrier->line.count;
}
