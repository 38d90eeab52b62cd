/* SPDX-License-Identifier: MIT */
/* relay_direct: when all have read all, and ask for more, an item need not go
 * through the log. */
#include "core/chain.h"
#include "shared/relay.h"

/* Whoever is subscribed holds the relay. Who is about to leave may be the
 * last. */
static void relay_keep(rill_relay_t *relay) {
  if (!relay->kept) rill_ref_object(relay);
  relay->kept = relay->changed = true;
}

static __attribute__((noinline)) int relay_see_to_it(rill_relay_t *relay) {
  relay_keep(relay);
  rill_relay_settle(relay);
  relay->kept = false;
  rill_unref(relay);
  return 0;
}

static __attribute__((noinline)) void outlet_leave(rill_outlet_t *outlet) {
  relay_keep(outlet->relay);
  rill_leave(rill_stage_of(outlet)->chain);
}

static __attribute__((noinline)) void outlet_emit(rill_outlet_t *outlet,
                                                  rill_value_t item) {
  rill_stage_t *stage = rill_stage_of(outlet);
  rill_chain_t *chain = stage->chain;
  rill_enter(chain);
  if (!stage->closed)
    rill_outlet_use(outlet, rill_emit_one(stage, item));
  else /* cancelled, and not gone: it asks no more */
    rill_outlet_quiet(outlet);
  if (chain->dirty || chain->refused || chain->parent != NULL ||
      chain->entered.taken)
    outlet_leave(outlet);
  else
    rill_leave(chain);
}

/* Straight to an observer, if nobody is inside of its chain: then neither it
 * nor the outlet is closed, or they would have left. */
static inline void outlet_tell(rill_outlet_t *outlet, rill_value_t item) {
  rill_chain_t *chain = rill_stage_of(outlet)->chain;
  if (rill_unlikely(outlet->observe.next == NULL || chain->depth > 0)) {
    outlet_emit(outlet, item);
    return;
  }
  chain->depth = 1;
  outlet->observe.next(item, outlet->observe.context);
  rill_outlet_use(outlet, 1);
  if (rill_likely(!chain->dirty))
    chain->depth = 0;
  else
    outlet_leave(outlet);
}

static inline int relay_told(rill_relay_t *relay) {
  relay->dispatching = false;
  if (rill_unlikely(relay->changed)) return relay_see_to_it(relay);
  relay->ready = relay->idle == 0;
  return 0;
}

/* Who comes meanwhile comes too late. */
static __attribute__((noinline)) int relay_tell_all(rill_relay_t *relay,
                                                    rill_value_t item) {
  uint64_t joined = relay->joined;
  rill_outlet_t *outlet = relay->first;
  do {
    relay->cursor = outlet->next;
    outlet_tell(outlet, item);
    outlet = relay->cursor;
  } while (outlet != NULL && outlet->number <= joined);
  relay->cursor = NULL;
  return relay_told(relay);
}

int rill_relay_tell(rill_relay_t *relay, rill_value_t item) {
  rill_outlet_t *outlet = relay->first;
  relay->dispatching = true;
  relay->ready = false;
  if (outlet->next != NULL) return relay_tell_all(relay, item);
  outlet_tell(outlet, item);
  return relay_told(relay);
}
