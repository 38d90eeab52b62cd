/* SPDX-License-Identifier: MIT */
/* The functions that stand in the pictures of <rill/buffer.h>. */
#ifndef RILL_TESTS_PICTURES_BUFFER_H
#define RILL_TESTS_PICTURES_BUFFER_H

#include <rill.h>
#include <rill/test.h>

#define PICTURED static inline __attribute__((unused)) rill_value_t

PICTURED after_5_ticks(void *context) {
  (void) context;
  return rill_object(rill_timer(5));
}

PICTURED after_so_many_ticks(rill_value_t item, void *context) {
  (void) context;
  return rill_object(rill_timer(rill_as_int(item)));
}

PICTURED group_for_5_ticks(rill_value_t group, void *context) {
  (void) group;
  (void) context;
  return rill_object(rill_timer(5));
}

/** What a window emits, as one list. */
PICTURED list_of(rill_value_t window, void *context) {
  (void) context;
  return rill_object(
      rill_pipe(rill_from_value(rill_value_ref(window)), rill_to_list()));
}

#undef PICTURED

#endif
