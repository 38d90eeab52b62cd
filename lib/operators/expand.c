/* SPDX-License-Identifier: MIT */
/* expand: each item, and all that its stream leads to, level by level. */
#include "shared/flatten.h"
#include "shared/options.h"

#include <rill/transform.h>

struct expand_params {
  rill_fn_t fn;
  int64_t max;      /* streams at once */
  int64_t capacity; /* items queued, and those that may still come */
};

/* The state of an inner run's sink. */
typedef struct expand_inner expand_inner_t;
struct expand_inner {
  expand_inner_t *next, *back;
  int64_t credit; /* asked for, and not come; 0: hungry */
};

typedef struct expand_list {
  expand_inner_t *first, *last;
} expand_list_t;

/* One queue in two parts: what has been emitted and waits for its stream, then
 * what waits to be emitted. */
struct expand {
  rill_ring_t queue;
  size_t emitted;
  int64_t demand;
  int64_t credit;   /* of all inner runs, and of upstream */
  int64_t awaited;  /* of it, upstream's */
  int64_t running;
  expand_list_t fed, hungry;
  rill_error_t *error;
  bool failed, outer_done, busy;
};

static void expand_settle(rill_stage_t *stage);

/* --- Inner runs ----------------------------------------------------------- */

static expand_list_t *inner_list(struct expand *e, expand_inner_t *inner) {
  return inner->credit > 0 ? &e->fed : &e->hungry;
}

static void inner_link(struct expand *e, expand_inner_t *inner) {
  expand_list_t *list = inner_list(e, inner);
  inner->next = NULL;
  inner->back = list->last;
  if (list->last != NULL)
    list->last->next = inner;
  else
    list->first = inner;
  list->last = inner;
}

static void inner_unlink(struct expand *e, expand_inner_t *inner) {
  expand_list_t *list = inner_list(e, inner);
  if (inner->back != NULL)
    inner->back->next = inner->next;
  else
    list->first = inner->next;
  if (inner->next != NULL)
    inner->next->back = inner->back;
  else
    list->last = inner->back;
}

/* Moves it to the list that its new credit puts it on. */
static void inner_credit(struct expand *e, expand_inner_t *inner,
                         int64_t credit) {
  e->credit += credit - inner->credit;
  if ((credit > 0) != (inner->credit > 0)) {
    inner_unlink(e, inner);
    inner->credit = credit;
    inner_link(e, inner);
  }
  inner->credit = credit;
}

static void inner_forget(struct expand *e, expand_inner_t *inner) {
  inner_unlink(e, inner);
  e->credit -= inner->credit;
  e->running--;
}

static void expand_fail(rill_stage_t *stage, rill_error_t *error) {
  struct expand *e = rill_state(stage);
  if (e->failed)
    rill_unref(error);
  else
    e->error = error;
  e->failed = true;
}

static void expand_queue(rill_stage_t *stage, const rill_value_t *items,
                         size_t count) {
  struct expand *e = rill_state(stage);
  for (size_t i = 0; i < count && !e->failed; i++)
    if (!rill_ring_push(&e->queue, rill_value_ref(items[i])))
      expand_fail(stage, rill_error_no_memory());
  expand_settle(stage);
}

static size_t inner_next(rill_stage_t *sink, const rill_value_t *items,
                         size_t count) {
  rill_stage_t *stage = rill_run_parent(sink);
  expand_inner_t *inner = rill_state(sink);
  if (stage->closed) return count;
  inner_credit(rill_state(stage), inner, inner->credit - (int64_t) count);
  expand_queue(stage, items, count);
  return count;
}

static void inner_complete(rill_stage_t *sink) {
  rill_stage_t *stage = rill_run_parent(sink);
  inner_forget(rill_state(stage), rill_state(sink));
  rill_run_end(sink);
  expand_settle(stage);
}

static void inner_error(rill_stage_t *sink, rill_error_t *error) {
  expand_fail(rill_run_parent(sink), error);
  inner_complete(sink);
}

static const rill_stage_ops_t inner_ops = {
  .name = "inner",
  .state_size = sizeof(expand_inner_t),
  .next = inner_next,
  .complete = inner_complete,
  .error = inner_error,
};

static void inner_run(rill_stage_t *stage, rill_observable_t *observable) {
  struct expand *e = rill_state(stage);
  rill_stage_t *sink = rill_run_new(stage, observable, &inner_ops);
  if (sink == NULL) {
    rill_emit_error(stage, rill_error_no_memory());
    return;
  }
  inner_link(e, rill_state(sink));
  e->running++;
  rill_run_start(sink);
}

static void inner_cancel(struct expand *e, expand_inner_t *inner) {
  inner_forget(e, inner);
  rill_run_cancel(rill_stage_of(inner));
}

/* --- The queue ------------------------------------------------------------ */

static int64_t expand_room(rill_stage_t *stage) {
  const struct expand_params *p = rill_params(stage);
  struct expand *e = rill_state(stage);
  return p->capacity - (int64_t) e->queue.count - e->credit;
}

/* All runs together may be owed half of the capacity, so that slow ones leave
 * room for the others. */
static int64_t expand_share(const struct expand_params *p) {
  int64_t share = p->capacity / 2 / p->max;
  return share > 0 ? share : 1;
}

static void expand_emit(rill_stage_t *stage) {
  struct expand *e = rill_state(stage);
  rill_value_t item = rill_ring_at(&e->queue, e->emitted++);
  rill_demand_use(&e->demand, rill_emit_one(stage, item));
}

/* Feeds the run that has been hungry for longest. */
static void expand_feed(rill_stage_t *stage) {
  struct expand *e = rill_state(stage);
  expand_inner_t *inner = e->hungry.first;
  int64_t room = expand_room(stage), count = expand_share(rill_params(stage));
  if (count > room) count = room;
  inner_credit(e, inner, count);
  rill_run_ask(rill_stage_of(inner), count);
}

/* The oldest item that has been emitted: into its stream. */
static void expand_open(rill_stage_t *stage) {
  const struct expand_params *p = rill_params(stage);
  struct expand *e = rill_state(stage);
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
    inner_run(stage, observable);
    rill_unref(observable);
  }
}

/* Upstream fills up what would run idle. */
static int64_t expand_idle(rill_stage_t *stage) {
  const struct expand_params *p = rill_params(stage);
  struct expand *e = rill_state(stage);
  int64_t idle = p->max - e->running - (int64_t) e->queue.count - e->awaited;
  int64_t room = expand_room(stage);
  return e->outer_done ? 0 : idle < room ? idle : room;
}

static void expand_await(rill_stage_t *stage, int64_t count) {
  struct expand *e = rill_state(stage);
  e->awaited += count;
  e->credit += count;
  rill_ask(stage, count);
}

static bool expand_is_stuck(rill_stage_t *stage) {
  struct expand *e = rill_state(stage);
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
  struct expand *e = rill_state(stage);
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
static void expand_settle(rill_stage_t *stage) {
  struct expand *e = rill_state(stage);
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
  struct expand *e = rill_state(stage);
  e->awaited -= (int64_t) count;
  e->credit -= (int64_t) count;
  expand_queue(stage, items, count);
  return count;
}

static void expand_complete(rill_stage_t *stage) {
  struct expand *e = rill_state(stage);
  e->outer_done = true;
  e->credit -= e->awaited;
  e->awaited = 0;
  expand_settle(stage);
}

static void expand_error(rill_stage_t *stage, rill_error_t *error) {
  expand_fail(stage, error);
  expand_complete(stage);
}

static void expand_request(rill_stage_t *stage, int64_t count) {
  struct expand *e = rill_state(stage);
  rill_demand_add(&e->demand, count);
  expand_settle(stage);
}

static void expand_release(rill_stage_t *stage) {
  struct expand *e = rill_state(stage);
  while (e->fed.first != NULL) inner_cancel(e, e->fed.first);
  while (e->hungry.first != NULL) inner_cancel(e, e->hungry.first);
  rill_ring_clear(&e->queue);
  rill_unref(e->error);
  e->error = NULL;
}

static const rill_stage_ops_t expand_ops = {
  .name = "expand",
  .state_size = sizeof(struct expand),
  .params_size = sizeof(struct expand_params),
  .check = expand_check,
  .forget = expand_forget,
  .start = expand_settle,
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
