/* SPDX-License-Identifier: MIT */
/* Accounts of what goes into an operator, comes out, and is told of as
 * dropped. */
#ifndef RILL_TESTS_LEDGER_H
#define RILL_TESTS_LEDGER_H

#include "witness.h"

/** Accounts are kept of the runs that begin. */
extern bool ledger_open;
/** Nobody is told of what is dropped: so nothing is said of it. */
extern bool ledger_deaf;

void ledger_begin(rill_scheduler_t *clock);
/** The operator behind the source, between two that note what passes. */
rill_observable_t *ledger_flow(rill_observable_t *source, rill_operator_t *op);
/** All that came in went on, or was told of. */
void ledger_finish(void);

#endif
