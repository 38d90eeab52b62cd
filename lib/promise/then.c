/* SPDX-License-Identifier: MIT */
/* then, catch, finally and shield: the next promise and its handlers in one
 * object. */
#include "promise/fast.h"
#include "promise/tail.h"

/* A promise behind `source`, with the caller's reference and the list's. */
static inline rill_promise_t *promise_behind(rill_promise_t *source,
                                             uint32_t bits) {
  const uint32_t more = RILL_P_DROP | RILL_P_BOTH | RILL_P_FINALLY;
  rill_node_t **list = rill_promise_list(source);
  rill_promise_t *next;
  if (rill_likely(*list == NULL && (bits & (more | RILL_P_SHIELD)) == 0)) {
    next = rill_promise_make(source->scheduler, sizeof *next,
                             bits | RILL_P_LINKED);
    if (rill_unlikely(next == NULL)) return NULL;
    *list = &next->node;
    next->node.as.reaction.next = rill_list_end(source);
    source->node.bits =
        (source->node.bits | RILL_P_HANDLED) & ~(uint32_t) RILL_P_FORSAKEN;
  } else {
    if (*list != NULL) bits |= RILL_P_WIDE;
    next = rill_promise_make(source->scheduler, tail_size(bits), bits);
    if (rill_unlikely(next == NULL)) return NULL;
    rill_promise_link(source, &next->node);
  }
  next->base.count = 2;
  return next;
}

/* In the list of one that is settled and not yet delivered, a later consumer
 * would come too early, unless that is the last job; then `*due` is a copy. */
static rill_promise_t *promise_behind_busy(rill_promise_t *source,
                                           uint32_t bits,
                                           rill_promise_t **due) {
  rill_scheduler_t *scheduler = source->scheduler;
  rill_job_t *job = &source->node.as.delivery.job;
  if ((source->node.bits & RILL_P_QUEUED) != 0 &&
      scheduler->jobs_end == &job->next)
    return promise_behind(source, bits);
  rill_promise_t *next = NULL;
  rill_promise_t *copy =
      rill_promise_make(scheduler, sizeof *copy, RILL_P_HANDLED);
  if (copy == NULL) return NULL;
  rill_promise_settle(copy, rill_value_ref(rill_promise_outcome(source)));
  next = promise_behind(copy, bits);
  if (next != NULL)
    *due = copy;
  else
    rill_unref(copy);
  return next;
}

/* A new promise that waits for `source`; handlers are still to be filled in,
 * and then `*due` to be enqueued, if it is set. NULL without memory. */
static inline rill_promise_t *promise_next(rill_promise_t *source,
                                           uint32_t bits,
                                           rill_promise_t **due) {
  *due = NULL;
  if (!rill_promise_is_settled(source)) return promise_behind(source, bits);
  rill_promise_handle(source);
  if ((source->node.bits & (RILL_P_QUEUED | RILL_P_RUNNING)) != 0)
    return promise_behind_busy(source, bits, due);
  *due = source;
  return promise_behind(source, bits);
}

/* Puts the handlers into a promise that has room for them. */
static inline void promise_fill(rill_promise_t *next,
                                const rill_chaining_t *c) {
  const uint32_t uncommon =
      RILL_P_DROP | RILL_P_FINALLY | RILL_P_BOTH | RILL_P_TRACED;
  const rill_fn_t *first = c->first, *second = c->second;
  uint32_t bits = next->node.bits;
  next->node.as.reaction.call.call1 = first->as.call1;
  next->node.as.reaction.context.pointer = first->context;
  if (rill_likely((bits & uncommon) == 0)) return;
  if ((bits & RILL_P_TRACED) != 0) rill_trace_made(next, c->name);
  if ((bits & RILL_P_DROP) != 0) tail_drop(next)->drop = first->drop;
  rill_word_t *words = tail_second(next);
  if ((bits & RILL_P_FINALLY) != 0) {
    words[0].call1 = first->as.call1;
  } else if ((bits & RILL_P_BOTH) != 0) {
    words[0].call1 = second->as.call1;
    words[1].pointer = second->context;
    words[2].drop = second->drop;
  }
}

static inline bool handler_fits(const rill_fn_t *fn, unsigned least) {
  return fn == NULL || !rill_fn_is_set(*fn) ||
         (fn->arity >= least && fn->arity <= 1);
}

static inline bool chaining_fits(const rill_chaining_t *c) {
  return rill_likely(handler_fits(c->first, c->least) &&
                     handler_fits(c->second, c->least));
}

static rill_error_t *chaining_check(const rill_chaining_t *c) {
  bool first = !handler_fits(c->first, c->least);
  if (chaining_fits(c)) return NULL;
  return rill_error_new(RILL_EINVAL, "%s: %s takes %u arguments (must be %s)",
                        c->name, c->arguments[first ? 0 : 1],
                        first ? c->first->arity : c->second->arity,
                        c->least == 0 ? "0 or 1" : "1");
}

/* The promise to return when none can follow, or only a rejected one. */
static rill_promise_t *chaining_refuse(rill_promise_t *promise,
                                       const rill_chaining_t *c) {
  rill_promise_t *refused = rill_promise_unusable(promise, c->name);
  if (refused != NULL) return refused;
  rill_error_t *error = chaining_check(c);
  return error == NULL ? rill_promise_no_memory(promise->scheduler)
                       : rill_promise_failed(promise->scheduler, error);
}

/* No promise can follow. */
static rill_promise_t *chaining_fail(rill_promise_t *promise,
                                     const rill_chaining_t *c) {
  rill_promise_t *failed = chaining_refuse(promise, c);
  rill_fn_drop(*c->first);
  if (c->second != NULL) rill_fn_drop(*c->second);
  rill_unref(promise);
  return failed;
}

static inline rill_promise_t *promise_chain(rill_promise_t *promise,
                                            const rill_chaining_t *c) {
  rill_promise_t *next = NULL, *due;
  if (rill_promise_is_usable(promise) && chaining_fits(c))
    next = promise_next(promise, c->bits, &due);
  if (rill_unlikely(next == NULL)) return chaining_fail(promise, c);
  promise_fill(next, c);
  if (due != NULL) rill_promise_enqueue_own(due);
  if (due != promise) rill_promise_unref(promise);
  return next;
}

rill_promise_t *rill_promise_chain(rill_promise_t *promise,
                                   const rill_chaining_t *c) {
  return promise_chain(promise, c);
}

/* Functions are looked at where the caller has put them: a copy of what was
 * written a moment ago, word by word, waits for that. */
static inline rill_promise_t *promise_then(rill_promise_t *promise,
                                           const char *name,
                                           const rill_fn_t *fulfilled,
                                           const rill_fn_t *rejected) {
  rill_chaining_t c = {.name = name,
                       .arguments = {"fulfilled", "rejected"},
                       .first = fulfilled,
                       .second = rejected,
                       .least = 1,
                       .bits = RILL_P_FULFILLED};
  if (!rill_fn_is_set(*fulfilled)) {
    c.arguments[0] = "rejected";
    c.first = rejected;
    c.second = fulfilled;
    c.bits = rill_fn_is_set(*rejected) ? RILL_P_REJECTED : 0;
  } else if (rill_fn_is_set(*rejected)) {
    c.bits |= RILL_P_BOTH;
  }
  if (c.first->drop != NULL) c.bits |= RILL_P_DROP;
  return promise_chain(promise, &c);
}

rill_promise_t *rill_promise_then(rill_promise_t *promise, const char *name,
                                  rill_fn_t fulfilled, rill_fn_t rejected) {
  return promise_then(promise, name, &fulfilled, &rejected);
}

rill_promise_t *(rill_then)(rill_promise_t *promise, rill_fn_t fulfilled,
                          rill_fn_t rejected) {
  return promise_then(promise, "rill_then", &fulfilled, &rejected);
}

rill_promise_t *(rill_promise_catch)(rill_promise_t *promise,
                                   rill_fn_t rejected) {
  rill_chaining_t c = {.name = "rill_promise_catch",
                       .arguments = {"rejected", ""},
                       .first = &rejected,
                       .least = 1};
  if (rill_fn_is_set(rejected)) c.bits |= RILL_P_REJECTED;
  if (rejected.drop != NULL) c.bits |= RILL_P_DROP;
  return rill_promise_chain(promise, &c);
}

rill_promise_t *(rill_promise_finally)(rill_promise_t *promise, rill_fn_t f) {
  rill_chaining_t c = {.name = "rill_promise_finally",
                       .arguments = {"f", ""},
                       .first = &f};
  if (rill_fn_is_set(f)) c.bits |= RILL_P_FINALLY;
  if (rill_fn_is_set(f) && f.arity == 0) c.bits |= RILL_P_PLAIN;
  if (f.drop != NULL) c.bits |= RILL_P_DROP;
  return rill_promise_chain(promise, &c);
}

rill_promise_t *(rill_promise_shield)(rill_promise_t *promise) {
  rill_fn_t none = rill_no_fn();
  rill_chaining_t c = {.name = "rill_promise_shield",
                       .arguments = {"", ""},
                       .first = &none,
                       .bits = RILL_P_SHIELD};
  return rill_promise_chain(promise, &c);
}
