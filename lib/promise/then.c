/* SPDX-License-Identifier: MIT */
/* then, catch, finally and shield: the next promise and its handlers in one
 * object. */
#include "promise/tail.h"
#include "promise/trace.h"

/* Where the next consumer of a settled promise goes: its own list, unless a
 * later job would come too late then. NULL without memory. */
static rill_promise_t *delivery_of(rill_promise_t *promise) {
  uint32_t bits = promise->node.bits;
  rill_job_t *job = &promise->node.as.delivery.job;
  if ((bits & (RILL_P_QUEUED | RILL_P_RUNNING)) == 0) return rill_ref(promise);
  if ((bits & RILL_P_QUEUED) != 0 &&
      promise->scheduler->jobs_end == &job->next)
    return rill_ref(promise);
  rill_promise_t *copy =
      rill_promise_new(promise->scheduler, sizeof *copy, RILL_P_HANDLED);
  if (copy != NULL)
    rill_promise_settle(copy,
                        rill_value_ref(rill_promise_outcome(promise)));
  return copy;
}

static rill_promise_t *promise_link_new(rill_promise_t *source,
                                        uint32_t bits) {
  if (*rill_promise_list(source) != NULL) bits |= RILL_P_WIDE;
  rill_promise_t *next =
      rill_promise_new(source->scheduler, tail_size(bits), bits);
  if (next == NULL) return NULL;
  next->base.count = 2; /* the list's, and the caller's */
  rill_promise_link(source, &next->node);
  if (rill_promise_is_settled(source) &&
      (source->node.bits & RILL_P_QUEUED) == 0)
    rill_promise_enqueue(source, rill_promise_run);
  return next;
}

/* A new promise that waits for `promise`; handlers are still to be filled in,
 * which run later. */
static rill_promise_t *promise_next(rill_promise_t *promise, uint32_t bits) {
  if (!rill_promise_is_settled(promise)) return promise_link_new(promise, bits);
  rill_promise_handle(promise);
  rill_promise_t *source = delivery_of(promise), *next = NULL;
  if (source != NULL) next = promise_link_new(source, bits);
  rill_unref(source);
  return next;
}

/* Puts the handlers into a promise that has room for them. */
static void promise_fill(rill_promise_t *next, const rill_chaining_t *c) {
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

static bool handler_fits(const rill_fn_t *fn, unsigned least) {
  return fn == NULL || !rill_fn_is_set(*fn) ||
         (fn->arity >= least && fn->arity <= 1);
}

static rill_error_t *chaining_check(const rill_chaining_t *c) {
  bool first = !handler_fits(c->first, c->least);
  if (rill_likely(!first && handler_fits(c->second, c->least))) return NULL;
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
  return error == NULL ? NULL : rill_promise_failed(promise->scheduler, error);
}

rill_promise_t *rill_promise_chain(rill_promise_t *promise,
                                   const rill_chaining_t *c) {
  rill_promise_t *next = chaining_refuse(promise, c);
  if (rill_likely(next == NULL)) {
    next = promise_next(promise, c->bits);
    if (rill_likely(next != NULL)) {
      promise_fill(next, c);
      rill_unref(promise);
      return next;
    }
    next = rill_promise_no_memory(promise->scheduler);
  }
  rill_fn_drop(*c->first);
  if (c->second != NULL) rill_fn_drop(*c->second);
  rill_unref(promise);
  return next;
}

rill_promise_t *rill_promise_then(rill_promise_t *promise, const char *name,
                                  rill_fn_t fulfilled, rill_fn_t rejected) {
  rill_chaining_t c = {.name = name,
                       .arguments = {"fulfilled", "rejected"},
                       .first = &fulfilled,
                       .second = &rejected,
                       .least = 1,
                       .bits = RILL_P_FULFILLED};
  if (!rill_fn_is_set(fulfilled)) {
    c.arguments[0] = "rejected";
    c.first = &rejected;
    c.second = &fulfilled;
    c.bits = rill_fn_is_set(rejected) ? RILL_P_REJECTED : 0;
  } else if (rill_fn_is_set(rejected)) {
    c.bits |= RILL_P_BOTH;
  }
  if (c.first->drop != NULL) c.bits |= RILL_P_DROP;
  return rill_promise_chain(promise, &c);
}

rill_promise_t *(rill_then)(rill_promise_t *promise, rill_fn_t fulfilled,
                          rill_fn_t rejected) {
  return rill_promise_then(promise, "rill_then", fulfilled, rejected);
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
