/* SPDX-License-Identifier: MIT */
/* Callbacks for the registrations: of any item, and each is used somewhere. */
#ifndef RILL_TESTS_CALLBACKS_H
#define RILL_TESTS_CALLBACKS_H

#include <rill.h>
#include <rill/test.h>

#define CALLBACK static inline __attribute__((unused)) rill_value_t

/** A letter or a number, as a number. */
static inline int64_t number_of(rill_value_t item) {
  if (rill_is_int(item)) return item.as.i;
  return rill_as_string(item)[0] - 'a' + 1;
}

CALLBACK same(rill_value_t item, void *context) {
  (void) context;
  return rill_value_ref(item);
}

/** All but every third. */
CALLBACK is_kept(rill_value_t item, void *context) {
  (void) context;
  return rill_bool(number_of(item) % 3 != 0);
}

CALLBACK is_small(rill_value_t item, void *context) {
  (void) context;
  return rill_bool(number_of(item) < 7);
}

CALLBACK always(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_bool(true);
}

CALLBACK third(rill_value_t item, void *context) {
  (void) context;
  return rill_int(number_of(item) / 3);
}

CALLBACK are_equal(rill_value_t a, rill_value_t b, void *context) {
  (void) context;
  return rill_bool(rill_value_equal(a, b));
}

CALLBACK nothing(void *context) {
  (void) context;
  return rill_none();
}

CALLBACK seen(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_none();
}

/** A stream for an item or an error: two letters. */
CALLBACK instead(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_object(rill_from_marbles("x-y|"));
}

/** All but every third, for handle. */
CALLBACK kept(rill_value_t item, void *context) {
  (void) context;
  return number_of(item) % 3 != 0 ? rill_value_ref(item) : rill_none();
}

/** The item twice, at once. */
CALLBACK pair_of(rill_value_t item, void *context) {
  (void) context;
  rill_value_t items[] = {item, item};
  return rill_list(items, 2);
}

/** Two letters, in time. */
CALLBACK later(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_object(rill_from_marbles("--x-y|"));
}

CALLBACK latter(rill_value_t a, rill_value_t b, void *context) {
  (void) a;
  (void) context;
  return rill_value_ref(b);
}

CALLBACK add(rill_value_t a, rill_value_t b, void *context) {
  (void) context;
  return rill_int(number_of(a) + number_of(b));
}

#endif
