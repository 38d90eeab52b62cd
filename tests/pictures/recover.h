/* SPDX-License-Identifier: MIT */
/* What the pictures in <rill/recover.h> call. */
#ifndef RILL_TESTS_PICTURES_RECOVER_H
#define RILL_TESTS_PICTURES_RECOVER_H

#include <rill.h>
#include <rill/test.h>

#define PICTURE static inline __attribute__((unused))

PICTURE rill_value_t just_zero(rill_value_t error, void *context) {
  (void) error;
  (void) context;
  return rill_object(rill_just(rill_int(0)));
}

PICTURE rill_value_t explain(rill_value_t error, void *context) {
  (void) context;
  return rill_fail(rill_error_wrap(rill_ref(rill_as_error(error)),
                                   RILL_EFOREIGN, "reading the list"));
}

/* The ends, each two ticks later. */
PICTURE rill_value_t two_later(rill_value_t ends, void *context) {
  (void) context;
  rill_value_ref(ends);
  rill_observable_t *all = rill_from_value(ends);
  return rill_object(rill_pipe(all, rill_delay(2)));
}

/* Yes, no, yes, no… */
PICTURE rill_value_t once_more(void *context) {
  static bool said;
  (void) context;
  said = !said;
  return rill_bool(said);
}

PICTURE rill_value_t count_ends(void *context) {
  (void) context;
  return rill_none();
}

#undef PICTURE

#endif
