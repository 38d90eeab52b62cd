/* SPDX-License-Identifier: MIT */
/* relay: items go into the log first, then out of it. */
#include "shared/relay.h"

static void relay_destroy(void *object) {
  rill_relay_t *relay = object;
  if (relay->lost != NULL) rill_relay_lose_rest(relay);
  rill_log_clear(&relay->log);
  rill_value_unref(relay->held);
  rill_unref(relay->error);
}

static const rill_type_t relay_type = {
    .name = "relay",
    .destroy = relay_destroy,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

rill_relay_t *rill_relay_new(const rill_relay_opts_t *options) {
  rill_relay_t *relay = rill_object_new_zeroed(&relay_type, sizeof *relay);
  if (relay == NULL) return NULL;
  relay->options = *options;
  relay->direct = options->keep == 0;
  return relay;
}

/* --- The log -------------------------------------------------------------- */

/* Drops what everybody has read and nobody will want. */
static void log_trim(rill_relay_t *relay, rill_time_t now) {
  struct rill_log *log = &relay->log;
  while (log->head < relay->slow && rill_relay_is_stale(relay, now)) {
    rill_value_t item = log->items[log->head++ & (log->room - 1)];
    rill_value_unref(item); /* which may run a program's code */
  }
}

/* --- Who has read how far ------------------------------------------------- */

static void find_slowest(rill_relay_t *relay) {
  relay->slow = relay->log.tail;
  relay->at_slow = 0;
  for (rill_outlet_t *o = relay->first; o != NULL; o = o->next) {
    if (o->at < relay->slow) {
      relay->slow = o->at;
      relay->at_slow = 0;
    }
    if (o->at == relay->slow) relay->at_slow++;
  }
}

/* One has left the place of the slowest. */
static void left_slowest(rill_relay_t *relay, uint64_t at) {
  if (at != relay->slow || --relay->at_slow > 0) return;
  find_slowest(relay);
  log_trim(relay, RILL_RELAY_ANY_TIME);
}

void rill_outlet_advance(rill_outlet_t *outlet, size_t count) {
  uint64_t at = outlet->at;
  outlet->at += count;
  left_slowest(outlet->relay, at);
}

/* --- Delivering ----------------------------------------------------------- */

/* The log may move while an item is being delivered: out of a copy. */
static void outlet_emit(rill_stage_t *stage, rill_outlet_t *outlet,
                        size_t count) {
  rill_value_t batch[RILL_BATCH];
  const struct rill_log *log = &outlet->relay->log;
  if (count > RILL_BATCH) count = RILL_BATCH;
  for (size_t i = 0; i < count; i++)
    batch[i] = log->items[(outlet->at + i) & (log->room - 1)];
  size_t used = rill_emit_held(stage, batch, count); /* they stay in the log */
  rill_outlet_use(outlet, used);
  rill_outlet_advance(outlet, count);
}

/* An error does not wait for what was not asked for. */
static bool is_overtaken(const rill_outlet_t *outlet) {
  const rill_relay_t *relay = outlet->relay;
  return relay->told && relay->error != NULL && !outlet->late;
}

static void outlet_drain(rill_stage_t *stage, rill_outlet_t *outlet) {
  rill_relay_t *relay = outlet->relay;
  if (outlet->draining) return;
  outlet->draining = true;
  while (!stage->closed && !is_overtaken(outlet) && outlet->demand > 0 &&
         outlet->at < relay->shown) {
    uint64_t count = relay->shown - outlet->at;
    if (count > (uint64_t) outlet->demand) count = (uint64_t) outlet->demand;
    outlet_emit(stage, outlet, (size_t) count);
  }
  outlet->draining = false;
  if (stage->closed || !relay->told) return;
  if (outlet->at == relay->log.tail || is_overtaken(outlet))
    rill_emit_end(stage, rill_ref(relay->error));
}

static void outlet_serve(rill_outlet_t *outlet) {
  rill_stage_t *stage = rill_stage_of(outlet);
  rill_chain_t *chain = stage->chain;
  rill_enter(chain);
  if (!stage->closed) outlet_drain(stage, outlet);
  rill_leave(chain);
}

static void serve_all(rill_relay_t *relay) {
  relay->cursor = relay->first;
  while (relay->cursor != NULL) {
    rill_outlet_t *outlet = relay->cursor;
    relay->cursor = outlet->next;
    outlet_serve(outlet);
  }
}

void rill_relay_settle(rill_relay_t *relay) {
  relay->changed = true;
  if (rill_relay_is_at_work(relay)) {
    rill_relay_unready(relay);
    return;
  }
  rill_relay_begin(relay);
  while (relay->shown < relay->log.tail) {
    if (relay->outlets <= 1)
      relay->shown = relay->log.tail;
    else
      relay->shown++;
    serve_all(relay);
  }
  if (relay->ended && !relay->told) {
    relay->told = true;
    serve_all(relay);
  }
  rill_relay_rest(relay);
  rill_relay_notice(relay);
}

static int relay_append(rill_relay_t *relay, const rill_value_t *items,
                        size_t count, rill_time_t now) {
  struct rill_log *log = &relay->log;
  bool timed = relay->options.window > 0;
  if (!rill_log_reserve(log, count, timed)) return RILL_ENOMEM;
  for (size_t i = 0; i < count; i++, log->tail++) {
    log->items[log->tail & (log->room - 1)] = rill_value_ref(items[i]);
    if (timed) log->times[log->tail & (log->room - 1)] = now;
  }
  if (relay->outlets == 0) {
    relay->slow = log->tail;
    if (relay->lost != NULL) rill_relay_lose_stale(relay, now);
  }
  log_trim(relay, now);
  return 0;
}

/* Until those who are behind have read it; after the end nobody does. */
static int relay_store(rill_relay_t *relay, const rill_value_t *items,
                       size_t count, rill_time_t now) {
  int code = 0;
  if (!relay->ended) {
    code = relay_append(relay, items, count, now);
    if (code == 0) return 0;
  }
  rill_relay_lose(relay, items, count);
  return code;
}

static void relay_hold_back(rill_relay_t *relay, rill_value_t item) {
  rill_value_t old = relay->held;
  relay->held = rill_value_ref(item);
  if (relay->holding) rill_relay_lose(relay, &old, 1);
  relay->holding = true;
  rill_value_unref(old);
}

int rill_relay_push(rill_relay_t *relay, const rill_value_t *items,
                    size_t count, rill_time_t now) {
  if (relay->options.last_only) {
    rill_relay_lose(relay, items, count - 1);
    relay_hold_back(relay, items[count - 1]);
  } else if (relay->outlets > 0 || relay->options.keep > 0) {
    for (; count > 0; count--, items++) {
      if (rill_relay_lend(relay, *items)) continue;
      if (!rill_relay_is_even(relay)) break;
      rill_relay_tell(relay, *items);
    }
    if (count > 0 && relay_store(relay, items, count, now) != 0)
      return RILL_ENOMEM;
    rill_relay_settle(relay);
    return 0;
  } else {
    rill_relay_lose(relay, items, count);
  }
  rill_relay_notice(relay);
  return 0;
}

void rill_relay_end(rill_relay_t *relay, rill_error_t *error) {
  if (relay->ended) {
    rill_unref(error);
    return;
  }
  if (relay->holding && error == NULL &&
      relay_append(relay, &relay->held, 1, 0) != 0)
    error = rill_error_no_memory();
  relay->ended = true;
  rill_relay_unready(relay);
  relay->error = error;
  rill_relay_settle(relay);
}

/* --- A subscriber's stage ------------------------------------------------- */

static void outlet_link(rill_relay_t *relay, rill_outlet_t *outlet) {
  outlet->relay = rill_ref(relay);
  outlet->back = relay->last;
  if (relay->last != NULL)
    relay->last->next = outlet;
  else
    relay->first = outlet;
  relay->last = outlet;
  outlet->number = ++relay->joined;
  rill_relay_unready(relay);
  relay->idle += outlet->demand == 0;
  if (relay->outlets++ == 0 || outlet->at < relay->slow) {
    relay->slow = outlet->at;
    relay->at_slow = 0;
  }
  relay->at_slow += outlet->at == relay->slow;
}

static void outlet_unlink(rill_relay_t *relay, rill_outlet_t *outlet) {
  rill_relay_unready(relay);
  if (relay->cursor == outlet) relay->cursor = outlet->next;
  if (outlet->back != NULL)
    outlet->back->next = outlet->next;
  else
    relay->first = outlet->next;
  if (outlet->next != NULL)
    outlet->next->back = outlet->back;
  else
    relay->last = outlet->back;
  relay->outlets--;
  if (rill_unlikely(relay->lost != NULL)) rill_relay_left(relay, outlet);
  relay->changed = true;
  relay->idle -= outlet->demand == 0;
  left_slowest(relay, outlet->at);
}

void rill_relay_join(rill_stage_t *stage, rill_relay_t *relay) {
  rill_outlet_t *outlet = rill_state(stage);
  if (rill_is_told(stage)) rill_relay_look(relay, stage);
  if (relay->options.window > 0) log_trim(relay, rill_stage_now(stage));
  uint64_t kept = relay->log.tail - relay->log.head;
  if (kept > (uint64_t) relay->options.keep)
    kept = (uint64_t) relay->options.keep;
  if (relay->options.brief && relay->ended) kept = 0;
  outlet->at = relay->log.tail - kept;
  outlet->late = relay->ended;
  if (stage->chain->parent == NULL && stage->down->code == RILL_CODE_OBSERVE)
    outlet->observe = *(struct rill_observe_state *) rill_state(stage->down);
  outlet_link(relay, outlet);
  outlet_drain(stage, outlet);
}

void rill_relay_request(rill_stage_t *stage, int64_t count) {
  rill_outlet_t *outlet = rill_state(stage);
  bool idle = outlet->demand == 0;
  rill_demand_add(&outlet->demand, count);
  if (outlet->relay == NULL) return;
  outlet->relay->idle -= idle;
  outlet_drain(stage, outlet);
  rill_relay_notice(outlet->relay);
}

rill_relay_t *rill_relay_part(rill_stage_t *stage) {
  rill_outlet_t *outlet = rill_state(stage);
  rill_relay_t *relay = outlet->relay;
  if (relay == NULL) return NULL;
  outlet->relay = NULL;
  outlet_unlink(relay, outlet);
  return relay;
}

void rill_relay_parted(rill_relay_t *relay) {
  if (relay == NULL) return;
  rill_relay_notice(relay);
  rill_unref(relay);
}

void rill_relay_leave(rill_stage_t *stage) {
  rill_relay_parted(rill_relay_part(stage));
}
