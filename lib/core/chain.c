/* SPDX-License-Identifier: MIT */
/* Chains: one block per run; who is inside, who has ended, who lets go. */
#include "core/chain.h"

static void chain_destroy(void *object) {
  rill_chain_t *chain = object;
  rill_unref(chain->observable);
  rill_scheduler_release(rill_thread_here, chain->scheduler);
}

const rill_type_t rill_subscription_type = {
    .name = "subscription",
    .destroy = chain_destroy,
    .reserved = {RILL_TYPE_ALONE, NULL},
};

rill_scheduler_t *rill_stage_scheduler(const rill_stage_t *stage) {
  return stage->chain->scheduler;
}

rill_observable_t *rill_upstream(const rill_stage_t *stage) {
  return stage->chain->observable->upstream;
}

/* --- Laying out ----------------------------------------------------------- */

static inline void chain_put(rill_chain_t *chain, rill_stage_t *at,
                             const rill_stage_ops_t *ops, const void *params,
                             uint32_t position) {
  at->ops = ops;
  at->params = params;
  at->chain = chain;
  at->code = (uint8_t) ops->code;
  at->index = position;
}

void rill_chain_lay(rill_chain_t *chain, const rill_stage_ops_t *sink_ops,
                    const void *sink_params) {
  const rill_observable_t *o = chain->observable;
  const struct rill_place *place = o->stages, *end = place + o->count;
  rill_stage_t *at = (rill_stage_t *) (void *) (chain + 1), *up;
  chain->first = at;
  do {
    chain_put(chain, at, place->op->ops, rill_operator_params(place->op),
              place->position);
    at->kernels = place->kernels;
    up = at;
    at = (rill_stage_t *) (void *) ((char *) at + place->size);
    up->down = at;
    at->up = up;
  } while (++place != end);
  chain_put(chain, at, sink_ops, sink_params, up->index + 1);
  chain->sink = at;
}

rill_scheduler_t *rill_observable_home(const rill_observable_t *o,
                                       rill_scheduler_t *origin) {
  rill_operator_t *op = o->stages[0].op;
  if (op->ops->home == NULL) return origin;
  return op->ops->home(rill_operator_params(op), origin);
}

_Static_assert(sizeof(rill_chain_t) % 16 == 0, "stages follow, aligned");
_Static_assert(sizeof(rill_stage_t) % 16 == 0, "a state follows, aligned");

/* Takes over `o`. */
static rill_chain_t *chain_new(rill_scheduler_t *origin, rill_observable_t *o,
                               const rill_stage_ops_t *sink_ops,
                               const void *sink_params,
                               rill_chain_t *parent) {
  size_t size = sizeof(rill_chain_t) + o->block + rill_stage_size(sink_ops);
  rill_chain_t *chain = rill_object_new_zeroed(&rill_subscription_type, size);
  if (chain == NULL) {
    rill_unref(o);
    return NULL;
  }
  chain->observable = o;
  chain->scheduler = rill_scheduler_assign(rill_observable_home(o, origin));
  rill_count_up(&chain->scheduler->base.count);
  if (parent == NULL) rill_scheduler_count(chain->scheduler, 1);
  rill_chain_lay(chain, sink_ops, sink_params);
  if (parent != NULL) rill_chain_link(chain, parent);
  if (chain->first->ops->attach != NULL)
    chain->first->ops->attach(chain->first, origin);
  return chain;
}

rill_chain_t *rill_chain_new(rill_scheduler_t *origin, rill_observable_t *o,
                             const rill_stage_ops_t *sink_ops,
                             const void *sink_params, rill_chain_t *parent) {
  rill_operator_t *first = o->stages[0].op, *border = NULL;
  if (first->ops->border != NULL)
    border = first->ops->border(rill_operator_params(first), origin);
  if (rill_unlikely(border != NULL)) {
    rill_observable_t *bordered = rill_observable_insert(o, border);
    rill_unref(o);
    o = bordered;
  }
  return chain_new(origin, o, sink_ops, sink_params, parent);
}

/* --- In and out ----------------------------------------------------------- */

void rill_enter(rill_chain_t *chain) {
  for (; chain->parent != NULL; chain = chain->parent) chain->depth++;
  if (chain->depth++ == 0 && rill_unlikely(chain->scheduler->watchdog != NULL))
    rill_watch_begin(chain->scheduler, &chain->entered);
}

void rill_chain_unlist(rill_chain_t *chain) {
  if (!chain->listed) return;
  chain->link.back->next = chain->link.next;
  chain->link.next->back = chain->link.back;
  chain->listed = false;
  chain->scheduler->run_count--;
  rill_scheduler_stir(chain->scheduler);
}

/* The error of a bad request, delivered as the last signal. */
static void chain_refuse(rill_chain_t *chain) {
  chain->refused = false;
  if (chain->sink->closed) return;
  rill_close_upstream(chain->sink);
  rill_signal_end(chain->sink,
                  rill_error_place(
                      rill_error_new(RILL_EINVAL,
                                     "rill_request: count is %lld "
                                     "(must be > 0)",
                                     (long long) chain->refused_count),
                      chain->site, (int) chain->sink->index, "subscribe"));
}

/* The run is over: a handle that is kept keeps nothing of what was run. */
static void chain_forget(rill_chain_t *chain) {
  rill_observable_t *observable = chain->observable;
  chain->observable = NULL;
  rill_unref(observable);
}

void rill_chain_release(rill_chain_t *chain) {
  const rill_observable_t *o = chain->observable;
  bool sink_only = o != NULL && o->keeps_nothing;
  rill_stage_t *s = sink_only ? chain->sink : chain->first;
  chain->dirty = false;
  for (; s != NULL; s = s->down) {
    if (!s->closed || s->released) continue;
    s->released = true;
    if (s->ops->release != NULL) s->ops->release(s);
  }
}

/* Nobody is inside. */
static __attribute__((noinline)) void chain_settle(rill_chain_t *chain) {
  chain->depth++;
  if (chain->refused) chain_refuse(chain);
  while (chain->dirty) rill_chain_release(chain);
  chain->depth--;
  if (!chain->sink->closed || chain->over) return;
  __atomic_store_n(&chain->over, true, __ATOMIC_RELEASE);
  if (chain->parent == NULL) rill_scheduler_count(chain->scheduler, -1);
  rill_chain_unlist(chain);
  rill_chain_unlink(chain);
  chain_forget(chain);
  rill_unref(chain);
}

void rill_leave(rill_chain_t *chain) {
  while (chain != NULL) {
    rill_chain_t *parent = chain->parent;
    if (chain->depth == 1 && rill_unlikely(chain->entered.taken))
      rill_watch_end(chain, NULL, &chain->entered);
    if (chain->depth > 1)
      chain->depth--;
    else if (!chain->dirty)
      chain->depth = 0;
    else {
      chain->depth = 0;
      chain_settle(chain);
    }
    chain = parent;
  }
}

/* It was entered alone, and is left with all around it. */
void rill_leave_changed(rill_chain_t *chain) {
  for (rill_chain_t *c = chain->parent; c != NULL; c = c->parent) c->depth++;
  rill_leave_often(chain);
}

/* --- Starting ------------------------------------------------------------- */

static __attribute__((noinline)) void chain_watch(rill_chain_t *chain) {
  const rill_scheduler_t *hearing = chain->scheduler;
  chain->told = rill_scheduler_hears(&hearing) != NULL;
  for (rill_stage_t *s = chain->first; s != NULL; s = s->down) {
    s->kernels = 0;
    s->code = RILL_CODE_WATCHED;
  }
}

static inline void chain_init(rill_chain_t *chain) {
  rill_chain_init(chain);
  if (rill_unlikely(rill_scheduler_is_watched(chain->scheduler)))
    chain_watch(chain);
}

/* A source that must not begin fails instead. */
static void chain_start_source(const rill_chain_t *chain) {
  rill_stage_t *source = chain->first;
  const char *refusal = chain->scheduler->refusal;
  if (source->closed) return;
  if (rill_unlikely(refusal != NULL))
    rill_emit_error(source, rill_error_new(RILL_EAGAIN, "%s", refusal));
  else if (source->ops->start != NULL)
    source->ops->start(source);
}

void rill_chain_begin(rill_chain_t *chain) {
  rill_enter_often(chain);
  chain->begun = true;
  if (chain->parent == NULL) rill_chain_list(chain);
  chain_init(chain);
  rill_chain_start_stages(chain, chain->sink);
  chain_start_source(chain);
  /* Most are over by now, and a clock costs more than they do. */
  if (!chain->sink->closed) chain->started = rill_now(chain->scheduler);
  rill_leave_often(chain);
}

/* One that works where it is called is at work in the second call. */
static bool chain_waits(const rill_chain_t *chain) {
  const rill_scheduler_t *s = chain->scheduler;
  return s->queues && chain->parent == NULL && (s->turning || s->inside > 1);
}

int rill_chain_start(rill_chain_t *chain) {
  if (!rill_scheduler_is_here(chain->scheduler)) return rill_chain_post(chain);
  if (chain->scheduler->closed) return RILL_ECLOSED;
  if (chain_waits(chain)) return rill_chain_post(chain);
  rill_chain_begin(chain);
  return 0;
}
