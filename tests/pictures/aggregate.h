/* SPDX-License-Identifier: MIT */
/* The functions that stand in the pictures of <rill/aggregate.h>. */
#ifndef RILL_TESTS_PICTURES_AGGREGATE_H
#define RILL_TESTS_PICTURES_AGGREGATE_H

#include <rill.h>
#include <rill/test.h>

/** The greater comes first. */
static inline __attribute__((unused)) rill_value_t descending(
    rill_value_t a, rill_value_t b, void *context) {
  (void) context;
  return rill_int(rill_value_compare(b, a));
}

static inline __attribute__((unused)) rill_value_t no_text(void *context) {
  (void) context;
  return rill_string("");
}

static inline __attribute__((unused)) rill_value_t append(
    rill_value_t text, rill_value_t item, void *context) {
  (void) context;
  return rill_stringf("%s%lld", rill_as_string(text),
                      (long long) rill_as_int(item));
}

#endif
