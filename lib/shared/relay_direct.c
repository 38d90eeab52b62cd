/* SPDX-License-Identifier: MIT */
/* relay_direct: when all have read all, and ask for more, an item need not go
 * through the log. */
#include "shared/relay.h"

/* Whoever is subscribed holds the relay. Who is about to leave may be the
 * last. */
static void relay_keep(rill_relay_t *relay) {
  if (!relay->kept) rill_ref_object(relay);
  relay->kept = relay->changed = true;
  rill_relay_unready(relay);
}

static __attribute__((noinline)) int relay_see_to_it(rill_relay_t *relay) {
  relay_keep(relay);
  rill_relay_settle(relay);
  relay->kept = false;
  rill_unref(relay);
  return 0;
}

static __attribute__((noinline)) void relay_leave(rill_relay_t *relay,
                                                  rill_chain_t *chain) {
  relay_keep(relay);
  rill_leave(chain);
}

void rill_relay_lent(rill_relay_t *relay, rill_chain_t *chain) {
  relay_keep(relay);
  chain->depth = 1;
  rill_leave(chain);
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
  if (chain->dirty || chain->parent != NULL || chain->entered.taken)
    relay_leave(outlet->relay, chain);
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
    relay_leave(outlet->relay, chain);
}

/* Of an item that goes to all of them. */
enum { SWIFT = RILL_RELAY_READY | RILL_RELAY_SWIFT };

static bool relay_is_swift(const rill_relay_t *relay) {
  const rill_outlet_t *outlet = relay->first;
  while (outlet != NULL && outlet->observe.next != NULL &&
         outlet->demand == RILL_UNBOUNDED)
    outlet = outlet->next;
  return outlet == NULL;
}

int rill_relay_look_again(rill_relay_t *relay) {
  relay->state = 0;
  if (relay->changed) return relay_see_to_it(relay);
  if (relay->idle > 0 || relay->apart) return 0;
  relay->state = RILL_RELAY_READY;
  if (relay_is_swift(relay))
    relay->state = relay->outlets == 1 ? RILL_RELAY_ONE : SWIFT;
  return 0;
}

/* As ready as it was, unless something has changed meanwhile. */
static inline int relay_told(rill_relay_t *relay, int8_t ready) {
  if (rill_unlikely(relay->state != (ready | RILL_RELAY_AT_WORK)))
    return rill_relay_look_again(relay);
  relay->state = ready;
  return 0;
}

/* From one of them on. Who comes meanwhile comes too late. */
static __attribute__((noinline)) int relay_tell_from(rill_relay_t *relay,
                                                     rill_value_t item,
                                                     rill_outlet_t *outlet,
                                                     uint64_t joined) {
  int8_t ready = rill_relay_begin(relay);
  while (outlet != NULL && outlet->number <= joined) {
    relay->cursor = outlet->next;
    outlet_tell(outlet, item);
    outlet = relay->cursor;
  }
  relay->cursor = NULL;
  return ready != 0 ? relay_told(relay, ready) : rill_relay_look_again(relay);
}

/* All are observers, and remain so until the state says that something has
 * changed: then the next one is where the cursor is. */
static RILL_LOOP __attribute__((noinline)) int
relay_tell_all(rill_relay_t *relay, rill_value_t item) {
  rill_outlet_t *outlet = relay->first;
  uint64_t joined = relay->joined;
  relay->state = SWIFT | RILL_RELAY_AT_WORK;
  do {
    rill_chain_t *chain = rill_stage_of(outlet)->chain;
    if (rill_unlikely(chain->depth > 0)) break;
    chain->depth = 1;
    outlet->observe.next(item, outlet->observe.context);
    if (rill_unlikely(chain->dirty)) {
      relay->cursor = outlet->next;
      relay_leave(relay, chain);
      outlet = relay->cursor;
      break;
    }
    chain->depth = 0;
    outlet = outlet->next;
    if (rill_unlikely(relay->state != (SWIFT | RILL_RELAY_AT_WORK))) break;
  } while (outlet != NULL);
  return relay_tell_from(relay, item, outlet, joined);
}

int rill_relay_tell(rill_relay_t *relay, rill_value_t item) {
  if (relay->state == SWIFT) return relay_tell_all(relay, item);
  if (rill_relay_lend(relay, item)) return 0;
  return relay_tell_from(relay, item, relay->first, relay->joined);
}
