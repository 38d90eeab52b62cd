/* SPDX-License-Identifier: MIT */
/* expand: each item, and all that its stream leads to, level by level. */
#include "core/dropped.h"
#include "shared/expand.h"
#include "shared/flatten.h"
#include "shared/options.h"

#include <rill/transform.h>

struct expand_params {
  rill_fn_t fn;
  int64_t max;      /* streams at once */
  int64_t capacity; /* items queued, and those that may still come */
};

/* --- The queue ------------------------------------------------------------ */

static int64_t expand_room(rill_stage_t *stage) {
  const struct expand_params *p = rill_params(stage);
  rill_expand_t *e = rill_state(stage);
  return p->capacity - (int64_t) e->queue.count - e->credit;
}

/* All runs together may be owed half of the capacity, so that slow ones leave
 * room for the others. */
static int64_t expand_share(const struct expand_params *p) {
  int64_t share = p->capacity / 2 / p->max;
  return share > 0 ? share : 1;
}

static void expand_emit(rill_stage_t *stage) {
  rill_expand_t *e = rill_state(stage);
  rill_value_t item = rill_ring_at(&e->queue, e->emitted++);
  rill_demand_use(&e->demand, rill_emit_one(stage, item));
}

/* Feeds the run that has been hungry for longest. */
static void expand_feed(rill_stage_t *stage) {
  rill_expand_t *e = rill_state(stage);
  rill_expand_inner_t *inner = e->hungry.first;
  int64_t room = expand_room(stage), count = expand_share(rill_params(stage));
  if (count > room) count = room;
  rill_expand_credit(e, inner, count);
  rill_run_ask(rill_stage_of(inner), count);
}

/* The oldest item that has been emitted: into its stream. */
static void expand_open(rill_stage_t *stage) {
  const struct expand_params *p = rill_params(stage);
  rill_expand_t *e = rill_state(stage);
  rill_value_t item = rill_ring_pop(&e->queue);
  e->emitted--;
  rill_value_t answer = rill_invoke1(&p->fn, item);
  rill_value_unref(item);
  if (stage->closed) {
    rill_value_unref(answer);
  } else if (answer.kind == RILL_ERROR) {
    rill_emit_failure(stage, answer);
  } else {
    rill_observable_t *observable = rill_from_value(answer);
    rill_expand_run(stage, observable);
    rill_unref(observable);
  }
}

/* Upstream fills up what would run idle. */
static int64_t expand_idle(rill_stage_t *stage) {
  const struct expand_params *p = rill_params(stage);
  rill_expand_t *e = rill_state(stage);
  int64_t idle = p->max - e->running - (int64_t) e->queue.count - e->awaited;
  int64_t room = expand_room(stage);
  return e->outer_done ? 0 : idle < room ? idle : room;
}

static void expand_await(rill_stage_t *stage, int64_t count) {
  rill_expand_t *e = rill_state(stage);
  e->awaited += count;
  e->credit += count;
  rill_ask(stage, count);
}

static bool expand_is_stuck(rill_stage_t *stage) {
  rill_expand_t *e = rill_state(stage);
  return e->hungry.first != NULL && e->fed.first == NULL &&
         e->emitted == e->queue.count && expand_room(stage) <= 0;
}

static void expand_overflow(rill_stage_t *stage) {
  const struct expand_params *p = rill_params(stage);
  rill_emit_error(
      stage, rill_error_new(RILL_EOVERFLOW,
                            "rill_expand: capacity is %lld, and as many items "
                            "wait while all %lld streams have more (raise "
                            ".capacity, or let the streams end)",
                            (long long) p->capacity, (long long) p->max));
}

/* One piece of work; false when there is none. */
static bool expand_work(rill_stage_t *stage) {
  const struct expand_params *p = rill_params(stage);
  rill_expand_t *e = rill_state(stage);
  int64_t idle;
  if (e->demand > 0 && e->emitted < e->queue.count)
    expand_emit(stage);
  else if (e->hungry.first != NULL && expand_room(stage) > 0)
    expand_feed(stage);
  else if (e->emitted > 0 && e->running < p->max)
    expand_open(stage);
  else if ((idle = expand_idle(stage)) > 0)
    expand_await(stage, idle);
  else if (expand_is_stuck(stage))
    expand_overflow(stage);
  else
    return false;
  return true;
}

/* All happens in this loop: what comes meanwhile is queued and goes on here,
 * however deep the levels are. */
void rill_expand_settle(rill_stage_t *stage) {
  rill_expand_t *e = rill_state(stage);
  if (e->busy || stage->closed) return;
  e->busy = true;
  while (!stage->closed && !e->failed && expand_work(stage)) continue;
  e->busy = false;
  if (stage->closed) return;
  bool done = e->outer_done && e->running == 0 && e->queue.count == 0;
  if (!e->failed && !done) return;
  rill_error_t *error = e->error;
  e->error = NULL;
  rill_emit_end(stage, error);
}

void rill_expand_fail(rill_stage_t *stage, rill_error_t *error) {
  rill_expand_t *e = rill_state(stage);
  if (e->failed)
    rill_unref(error);
  else
    e->error = error;
  e->failed = true;
}

void rill_expand_queue(rill_stage_t *stage, const rill_value_t *items,
                       size_t count) {
  rill_expand_t *e = rill_state(stage);
  for (size_t i = 0; i < count && !e->failed; i++)
    if (!rill_ring_push(&e->queue, rill_value_ref(items[i])))
      rill_expand_fail(stage, rill_error_no_memory());
  rill_expand_settle(stage);
}

/* --- The stage ------------------------------------------------------------ */

static rill_error_t *expand_check(const void *params) {
  const struct expand_params *p = params;
  if (p->max < 1)
    return rill_refuse("max_concurrent is %lld (must be >= 1)",
                       (long long) p->max);
  if (p->capacity < 1)
    return rill_refuse("capacity is %lld (must be >= 1)",
                       (long long) p->capacity);
  return rill_check_fn(p->fn, 1, "the function");
}

static void expand_forget(void *params) {
  rill_fn_drop(((struct expand_params *) params)->fn);
}

static size_t expand_next(rill_stage_t *stage, const rill_value_t *items,
                          size_t count) {
  rill_expand_t *e = rill_state(stage);
  e->awaited -= (int64_t) count;
  e->credit -= (int64_t) count;
  rill_expand_queue(stage, items, count);
  return count;
}

static void expand_complete(rill_stage_t *stage) {
  rill_expand_t *e = rill_state(stage);
  e->outer_done = true;
  e->credit -= e->awaited;
  e->awaited = 0;
  rill_expand_settle(stage);
}

static void expand_error(rill_stage_t *stage, rill_error_t *error) {
  rill_expand_fail(stage, error);
  expand_complete(stage);
}

static void expand_request(rill_stage_t *stage, int64_t count) {
  rill_expand_t *e = rill_state(stage);
  rill_demand_add(&e->demand, count);
  rill_expand_settle(stage);
}

/* Those that were emitted have waited for their streams only. */
static void expand_let_go(rill_stage_t *stage, rill_expand_t *e) {
  rill_ring_t queue = e->queue;
  e->queue = (rill_ring_t){0};
  for (; e->emitted > 0; e->emitted--)
    rill_value_unref(rill_ring_pop(&queue));
  rill_let_go_ring(stage, &queue);
}

static void expand_release(rill_stage_t *stage) {
  rill_expand_t *e = rill_state(stage);
  rill_expand_cancel(e);
  expand_let_go(stage, e);
  rill_unref(e->error);
  e->error = NULL;
}

static const rill_stage_ops_t expand_ops = {
    .name = "expand",
    .state_size = sizeof(rill_expand_t),
    .params_size = sizeof(struct expand_params),
    .check = expand_check,
    .forget = expand_forget,
    .start = rill_expand_settle,
    .next = expand_next,
    .complete = expand_complete,
    .error = expand_error,
    .request = expand_request,
    .release = expand_release,
};

rill_operator_t *rill_expand_opts(const rill_expand_opts_t *options) {
  RILL_OPTIONS(rill_expand_opts_t, o, options);
  struct expand_params params = {
    .fn = o.fn,
    .max = o.max_concurrent != 0 ? o.max_concurrent : RILL_FLATTEN_MAX,
    .capacity = o.capacity != 0 ? o.capacity : RILL_CAPACITY,
  };
  int64_t most = params.capacity > 1 ? params.capacity / 2 : 1;
  if (params.max > most && params.capacity > 0) params.max = most;
  return rill_operator_make(&expand_ops, &params);
}
