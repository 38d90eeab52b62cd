/* SPDX-License-Identifier: MIT */
/* What the pictures of <rill/flow.h> call. */
#ifndef RILL_TESTS_PICTURES_FLOW_H
#define RILL_TESTS_PICTURES_FLOW_H

#include <rill.h>
#include <rill/test.h>

/** The seed of a sum. */
__attribute__((unused)) static rill_value_t none_yet(void *context) {
  (void) context;
  return rill_int(0);
}

#endif
