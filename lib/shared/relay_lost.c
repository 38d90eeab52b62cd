/* SPDX-License-Identifier: MIT */
/* relay: tells of what no subscriber has got. */
#include "shared/relay.h"

void rill_relay_told_by(rill_relay_t *relay, const rill_stage_t *stage,
                        const char *name) {
  if (relay->lost != NULL) return;
  relay->lost = rill_allocate_zeroed(sizeof *relay->lost);
  if (relay->lost == NULL) return;
  relay->lost->seen = relay->log.tail; /* what is older is not that stage's */
  relay->lost->teller = rill_teller_of(stage);
  relay->lost->teller.name = name;
  rill_ref_object(relay->lost->teller.scheduler);
}

/* The last handle may be dropped on any thread. */
void rill_relay_tell_of(const rill_relay_t *relay, const rill_value_t *items,
                        size_t count) {
  const rill_teller_t *teller = &relay->lost->teller;
  if (rill_scheduler_is_current(teller->scheduler))
    rill_tell_as(teller, items, count);
}

void rill_relay_lose_stale(rill_relay_t *relay, rill_time_t now) {
  struct rill_log *log = &relay->log;
  while (log->head < relay->slow && rill_relay_is_stale(relay, now)) {
    bool lost = log->head >= relay->lost->seen;
    rill_value_t item = log->items[log->head++ & (log->room - 1)];
    if (lost) rill_relay_lose(relay, &item, 1);
    rill_value_unref(item);
  }
}

/* It has told of what it did not read. Who came late may not have had all that
 * there is. */
void rill_relay_left(rill_relay_t *relay, const rill_outlet_t *outlet) {
  if (!relay->options.brief || !outlet->late)
    relay->lost->seen = relay->log.tail;
}

/* It gets its items from the log, so that it is known what it has not got. */
void rill_relay_look(rill_relay_t *relay, const rill_stage_t *stage) {
  bool timed = relay->options.window > 0;
  relay->direct = false;
  relay->apart = true;
  if (relay->outlets == 0 && relay->lost != NULL)
    rill_relay_lose_stale(relay,
                          timed ? rill_stage_now(stage) : RILL_RELAY_ANY_TIME);
}

void rill_relay_skip(rill_stage_t *stage) {
  rill_outlet_t *outlet = rill_state(stage);
  if (outlet->relay == NULL || !rill_is_told(stage)) return;
  const struct rill_log *log = &outlet->relay->log;
  while (outlet->at < log->tail) {
    rill_value_t item =
        rill_value_ref(log->items[outlet->at & (log->room - 1)]);
    rill_outlet_advance(outlet, 1);
    rill_let_go(stage, item);
  }
}

void rill_relay_lose_rest(rill_relay_t *relay) {
  rill_relay_lost_t *lost = relay->lost;
  const struct rill_log *log = &relay->log;
  uint64_t n = log->head > lost->seen ? log->head : lost->seen;
  for (; n < log->tail; n++)
    rill_relay_lose(relay, &log->items[n & (log->room - 1)], 1);
  if (relay->holding && (!relay->ended || relay->error != NULL))
    rill_relay_lose(relay, &relay->held, 1);
  relay->lost = NULL;
  rill_unref(lost->teller.scheduler);
  rill_release(lost, sizeof *lost);
}
