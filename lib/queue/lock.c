/* SPDX-License-Identifier: MIT */
/* lock: a line with one permit; and a call that holds it. */
#include "queue/line.h"
#include "shared/options.h"

#include <rill/queue.h>

struct rill_lock {
  rill_object_t base;
  rill_scheduler_t *scheduler;
  rill_line_t line;
};

static void lock_destroy(void *object) {
  rill_lock_t *lock = object;
  rill_line_close(&lock->line, "the lock");
  rill_unref(lock->scheduler);
}

const rill_type_t rill_lock_type = {
    .name = "lock",
    .destroy = lock_destroy,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

rill_lock_t *rill_lock_opts(const rill_lock_opts_t *options) {
  RILL_OPTIONS(rill_lock_opts_t, o, options);
  if (o.scheduler == NULL || o.max_waiting < 0) return NULL;
  rill_lock_t *lock = rill_object_new(&rill_lock_type, sizeof *lock);
  if (lock == NULL) return NULL;
  lock->scheduler = rill_ref(rill_scheduler_pick(o.scheduler));
  rill_line_init(&lock->line, lock->scheduler, o.max_waiting,
                 rill_ticket_serve);
  rill_line_supply(&lock->line, 1);
  return lock;
}

static int lock_state(const rill_lock_t *lock) {
  return lock == NULL ? RILL_EINVAL : rill_line_state(&lock->line);
}

rill_promise_t *rill_lock_acquire(rill_lock_t *lock) {
  if (lock == NULL) return rill_line_missing("rill_lock_acquire", "lock");
  return rill_line_wait(&lock->line, "rill_lock_acquire", rill_none());
}

int rill_lock_try_acquire(rill_lock_t *lock) {
  int code = lock_state(lock);
  if (code != 0) return code;
  return rill_line_take(&lock->line) ? 0 : RILL_EAGAIN;
}

int rill_lock_release(rill_lock_t *lock) {
  int code = lock_state(lock);
  if (code != 0) return code;
  if (lock->line.supply > 0) return RILL_EALREADY;
  rill_line_supply(&lock->line, 1);
  return 0;
}

bool rill_lock_is_held(const rill_lock_t *lock) {
  return lock != NULL && rill_line_free(&lock->line) == 0;
}

/* --- with ----------------------------------------------------------------- */

/* What the two handlers share. */
struct holding {
  uint32_t count;
  rill_lock_t *lock; /* borrowed until it is held: who waits keeps no lock */
  rill_fn_t f;
  bool held;
};

static void holding_give_back(struct holding *holding) {
  if (!holding->held) return;
  holding->held = false;
  rill_lock_release(holding->lock);
  rill_unref(holding->lock);
}

static void holding_unref(void *context) {
  struct holding *holding = context;
  if (!rill_count_down(&holding->count)) return;
  holding_give_back(holding); /* what it waited for has gone for good */
  rill_fn_drop(holding->f);
  rill_release(holding, sizeof *holding);
}

static rill_value_t holding_begin(rill_value_t x, void *context) {
  struct holding *holding = context;
  (void) x;
  holding->held = true;
  rill_ref_object(holding->lock);
  return holding->f.as.call0(holding->f.context);
}

static rill_value_t holding_end(void *context) {
  holding_give_back(context);
  return rill_none();
}

/* The handlers of one who takes over both references to `holding`. */
static rill_promise_t *holding_chain(rill_promise_t *acquired,
                                     struct holding *holding) {
  rill_fn_t begin = rill_call1(holding_begin, rill_own(holding, holding_unref));
  rill_fn_t end = rill_call0(holding_end, rill_own(holding, holding_unref));
  rill_promise_t *begun = rill_then(rill_ref(acquired), begin, rill_no_fn());
  rill_promise_t *ended = rill_promise_finally(begun, end);
  if (ended->scheduler == NULL) /* nobody would give it back */
    rill_promise_cancel(acquired);
  rill_unref(acquired);
  return ended;
}

/* What is wrong; NULL if nothing is. */
static rill_promise_t *with_refuse(const rill_lock_t *lock, rill_fn_t f) {
  static const char name[] = "rill_lock_with";
  if (lock == NULL) return rill_line_missing(name, "lock");
  rill_promise_t *refused = rill_promise_refuse(lock->scheduler, name);
  if (refused != NULL || (rill_fn_is_set(f) && f.arity == 0)) return refused;
  return rill_promise_failed(
      lock->scheduler,
      rill_fn_is_set(f)
          ? rill_error_new(RILL_EINVAL, "%s: f takes %u arguments (must be 0)",
                           name, f.arity)
          : rill_error_new(RILL_EINVAL, "%s: f is missing", name));
}

rill_promise_t *rill_lock_with(rill_lock_t *lock, rill_fn_t f) {
  rill_promise_t *refused = with_refuse(lock, f);
  struct holding *holding = NULL;
  if (refused == NULL) {
    holding = rill_allocate_zeroed(sizeof *holding);
    if (holding == NULL) refused = rill_promise_no_memory(lock->scheduler);
  }
  if (holding == NULL) {
    rill_fn_drop(f);
    return refused;
  }
  holding->count = 2;
  holding->lock = lock;
  holding->f = f;
  return holding_chain(
      rill_line_wait(&lock->line, "rill_lock_with", rill_none()), holding);
}
