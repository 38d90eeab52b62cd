/* SPDX-License-Identifier: MIT */
/* The functions that the pictures in several headers name. */
#ifndef RILL_TESTS_PICTURES_COMMON_H
#define RILL_TESTS_PICTURES_COMMON_H

#include <rill.h>
#include <rill/test.h>

#include "support/marbles.h"

/** The clock that the pictures run on. */
#define clock ck_clock()

RILL_MAP_FN(square, int64_t, int64_t, x) { return x * x; }
RILL_MAP_FN(increment, int64_t, int64_t, x) { return x + 1; }
RILL_MAP_FN(identity, rill_value_t, rill_value_t, x) {
  return rill_value_ref(x);
}
RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }
RILL_FILTER_FN(is_negative, int64_t, x) { return x < 0; }
RILL_FOLD_FN(add, int64_t, int64_t, sum, x) { return sum + x; }

#endif
