/* SPDX-License-Identifier: MIT */
/* Which of two comes first: what min, max, sort and top share. */
#ifndef RILL_SHARED_ORDER_H
#define RILL_SHARED_ORDER_H

#include "core/operator.h"

/** Compares by `cmp`, which gives an int, or by rill_value_compare() if it is
 * not set: `*order` is below, at or above 0. NULL, or the failure (owned). */
rill_error_t *rill_order(const rill_stage_t *stage, const rill_fn_t *cmp,
                         rill_value_t a, rill_value_t b, int *order);

#endif
