/* SPDX-License-Identifier: MIT */
/* What became of each item: sent, then delivered, dropped as counted, or let
 * go with a run that was cancelled; and gone in the end, whichever it was. */
#ifndef RILL_SOAK_LEDGER_H
#define RILL_SOAK_LEDGER_H

#include <rill.h>

enum { LEDGER_ITEMS = 8192, LEDGER_SINKS = 3, LEDGER_RUNS = 200 };

typedef struct ledger {
  uint32_t made; /* items, and the next id */
  uint32_t alive;
  uint8_t state[LEDGER_ITEMS];
  uint8_t run[LEDGER_ITEMS]; /* of the source, that the item is of */
  uint32_t runs;
  uint8_t run_is_cut[LEDGER_RUNS];
  uint32_t faults;
  char fault[256]; /* the first of them */
} ledger_t;

typedef struct tally {
  uint64_t sent, delivered, dropped, canceled;
} tally_t;

/** A new run of the source. */
uint32_t ledger_run(ledger_t *ledger);
/** A new item of a producer, which numbers its own; none when the ledger is
 * full. */
rill_value_t ledger_item(ledger_t *ledger, uint32_t run, uint32_t producer,
                         uint32_t number);
/** It was made in vain: nobody took it. */
void ledger_withhold(rill_value_t item);
void ledger_deliver(rill_value_t item, unsigned sink);
void ledger_drop(rill_value_t item);
/** The run that it is of is cancelled, with all that is under way. */
void ledger_cut_run(rill_value_t item);
uint32_t ledger_id(rill_value_t item);
uint32_t item_producer(rill_value_t item);
/** Grows from run to run. */
uint32_t item_number(rill_value_t item);
void ledger_fault(ledger_t *ledger, const char *format, ...) RILL_PRINTF(2, 3);
/** When none is alive: adds it all up; items that are neither delivered nor
 * dropped are a fault unless `cut`. With `one`, the source gave a single one of
 * them, and has dropped the others. */
void ledger_add_up(ledger_t *ledger, bool cut, bool one, tally_t *tally);

#endif
