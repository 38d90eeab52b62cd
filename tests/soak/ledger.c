/* SPDX-License-Identifier: MIT */
/* ledger: items that are counted, each with an id of its own. */
#include "ledger.h"

#include <stdarg.h>
#include <stdio.h>

enum { MADE = 1, WITHHELD = 2, DROPPED = 4, GONE = 8, DELIVERED = 16 };

struct item {
  ledger_t *ledger;
  uint32_t id, run, producer, number;
};

static uint8_t mark(const struct item *item, unsigned bit) {
  return __atomic_fetch_or(&item->ledger->state[item->id], (uint8_t) bit,
                           __ATOMIC_ACQ_REL);
}

static void item_destroy(void *payload) {
  struct item *item = payload;
  if ((mark(item, GONE) & GONE) != 0)
    ledger_fault(item->ledger, "item %u is destroyed twice", item->id);
  __atomic_sub_fetch(&item->ledger->alive, 1, __ATOMIC_ACQ_REL);
}

static const rill_type_t item_type = {
    .name = "soaked",
    .size = sizeof(struct item),
    .destroy = item_destroy,
};

static const struct item *item_of(rill_value_t value) {
  return rill_unbox(value, &item_type);
}

uint32_t ledger_run(ledger_t *ledger) {
  uint32_t run = __atomic_fetch_add(&ledger->runs, 1, __ATOMIC_ACQ_REL);
  if (run < LEDGER_RUNS) return run;
  ledger_fault(ledger, "the source runs for the %uth time", run);
  return LEDGER_RUNS - 1;
}

rill_value_t ledger_item(ledger_t *ledger, uint32_t run, uint32_t producer,
                         uint32_t number) {
  uint32_t id = __atomic_fetch_add(&ledger->made, 1, __ATOMIC_ACQ_REL);
  if (id >= LEDGER_ITEMS) {
    __atomic_sub_fetch(&ledger->made, 1, __ATOMIC_ACQ_REL);
    return rill_none();
  }
  struct item item = {ledger, id, run, producer, number};
  ledger->run[id] = (uint8_t) run;
  __atomic_add_fetch(&ledger->alive, 1, __ATOMIC_ACQ_REL);
  mark(&item, MADE);
  return rill_box(&item_type, &item);
}

uint32_t ledger_id(rill_value_t item) { return item_of(item)->id; }
uint32_t item_producer(rill_value_t item) { return item_of(item)->producer; }
uint32_t item_number(rill_value_t item) {
  return item_of(item)->run * LEDGER_ITEMS + item_of(item)->number;
}

void ledger_withhold(rill_value_t item) { mark(item_of(item), WITHHELD); }

void ledger_deliver(rill_value_t value, unsigned sink) {
  const struct item *item = item_of(value);
  unsigned bit = (unsigned) DELIVERED << sink;
  uint8_t before = mark(item, bit);
  if ((before & bit) != 0)
    ledger_fault(item->ledger, "item %u is delivered twice", item->id);
  if ((before & DROPPED) != 0)
    ledger_fault(item->ledger, "item %u is delivered, and was dropped",
                 item->id);
  if ((before & GONE) != 0)
    ledger_fault(item->ledger, "item %u is delivered, and is gone", item->id);
}

void ledger_drop(rill_value_t value) {
  const struct item *item = item_of(value);
  uint8_t before = mark(item, DROPPED);
  if ((before & DROPPED) != 0)
    ledger_fault(item->ledger, "item %u is dropped twice", item->id);
  if (before >= DELIVERED)
    ledger_fault(item->ledger, "item %u is dropped, and was delivered",
                 item->id);
}

void ledger_cut_run(rill_value_t value) {
  const struct item *item = item_of(value);
  __atomic_store_n(&item->ledger->run_is_cut[item->run], 1, __ATOMIC_RELEASE);
}

void ledger_fault(ledger_t *ledger, const char *format, ...) {
  va_list arguments;
  if (__atomic_fetch_add(&ledger->faults, 1, __ATOMIC_ACQ_REL) > 0) return;
  va_start(arguments, format);
  vsnprintf(ledger->fault, sizeof ledger->fault, format, arguments);
  va_end(arguments);
}

static uint32_t ledger_made(const ledger_t *ledger) {
  return __atomic_load_n(&ledger->made, __ATOMIC_ACQUIRE);
}

/* Of all items one was given: it was delivered, or dropped on its way. */
static void check_one(ledger_t *ledger) {
  uint32_t made = ledger_made(ledger), sent = 0, given = 0;
  for (uint32_t id = 0; id < made; id++) {
    if ((ledger->state[id] & WITHHELD) != 0) continue;
    sent++;
    given += ledger->state[id] >= DELIVERED || (ledger->state[id] & DROPPED);
  }
  if (given != (sent > 0))
    ledger_fault(ledger, "%u of %u items are given, not one", given, sent);
}

void ledger_add_up(ledger_t *ledger, bool cut, bool one, tally_t *tally) {
  uint32_t made = ledger_made(ledger);
  if (one && !cut) check_one(ledger);
  for (uint32_t id = 0; id < made; id++) {
    uint8_t state = ledger->state[id];
    if ((state & GONE) == 0) ledger_fault(ledger, "item %u is not gone", id);
    if ((state & WITHHELD) != 0) {
      if (state >= DELIVERED || (state & DROPPED) != 0)
        ledger_fault(ledger, "item %u was refused, and has arrived", id);
      continue;
    }
    tally->sent++;
    if (state >= DELIVERED)
      tally->delivered++;
    else if ((state & DROPPED) != 0 || (one && !cut))
      tally->dropped++;
    else if (cut || ledger->run_is_cut[ledger->run[id]])
      tally->canceled++;
    else
      ledger_fault(ledger, "item %u is lost: the run has completed", id);
  }
}
