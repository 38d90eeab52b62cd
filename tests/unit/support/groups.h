/* SPDX-License-Identifier: MIT */
/* Groups of integers in pictures.
 *
 *     ck_marbles("-7-8-9-1-|",
 *                rill_compose(rill_group_by(MODULO(3)), KEYS),
 *                "-1-2-0---|");
 *
 * shows the key of each group; windows_keep(), LISTS and the others of
 * support/windows.h are for groups, too. */
#ifndef RILL_TESTS_SUPPORT_GROUPS_H
#define RILL_TESTS_SUPPORT_GROUPS_H

#include "support/windows.h"

WINDOWS_FN groups_is_even(rill_value_t item, void *context) {
  (void) context;
  return rill_bool(item.as.i % 2 == 0);
}

WINDOWS_FN groups_modulo(rill_value_t item, void *context) {
  return rill_int(item.as.i % (int64_t) (intptr_t) context);
}

WINDOWS_FN groups_key(rill_value_t group, void *context) {
  (void) context;
  return rill_value_ref(rill_group_key(group));
}

#define EVEN rill_call(groups_is_even)
#define MODULO(n)                                                             \
  rill_call_with(groups_modulo, rill_borrow((void *) (intptr_t) (n)))
#define KEYS rill_map(rill_call(groups_key))
/** Keeps the groups beyond their callback, and hands them on. */
#define KEEP(kept)                                                            \
  rill_do(.next = rill_call_with(windows_keep, rill_borrow(kept)))

#endif
