/* SPDX-License-Identifier: MIT */
/* Where a row of items is cut, by what the items are. */
#ifndef RILL_SHARED_CUT_H
#define RILL_SHARED_CUT_H

#include "core/operator.h"

/** What one cut knows of the items before; all zero at first. */
typedef struct rill_cut {
  rill_value_t last; /* a key */
  bool any;
} rill_cut_t;

typedef struct rill_cut_kind {
  bool after; /* it is cut behind the item; else in front of it */
  /** Whether here: RILL_BOOL, or RILL_ERROR (owned) when `fn` fails or answers
   * something wrong. `name` is the operator's. */
  rill_value_t (*here)(rill_cut_t *cut, const rill_fn_t *fn,
                       rill_value_t item, const char *name);
} rill_cut_kind_t;

/** Behind an item for which the predicate is true. */
extern const rill_cut_kind_t rill_cut_until;
/** In front of an item for which it is false. */
extern const rill_cut_kind_t rill_cut_while;
/** In front of an item with another key than the one before. */
extern const rill_cut_kind_t rill_cut_changed;

static inline void rill_cut_release(rill_cut_t *cut) {
  rill_value_t last = cut->last;
  cut->last = rill_none();
  rill_value_unref(last);
}

#endif
