/* SPDX-License-Identifier: MIT */
/* The functions in the pictures of <rill/time.h>. */
#ifndef RILL_TESTS_PICTURES_TIME_H
#define RILL_TESTS_PICTURES_TIME_H

#include <rill.h>
#include <rill/test.h>

static inline __attribute__((unused)) rill_value_t two_ticks(
    rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_object(rill_timer(2));
}

static inline __attribute__((unused)) rill_value_t three_ticks(
    rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_object(rill_timer(3));
}

static inline __attribute__((unused)) rill_value_t four_ticks(
    rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_object(rill_timer(4));
}

/** As many ticks as the item says. */
static inline __attribute__((unused)) rill_value_t item_ticks(
    rill_value_t item, void *context) {
  (void) context;
  return rill_object(rill_timer(rill_as_int(item)));
}

#endif
