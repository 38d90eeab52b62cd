/* SPDX-License-Identifier: MIT */
/* What the pictures of <rill/share.h> call. */
#ifndef RILL_TESTS_PICTURES_SHARE_H
#define RILL_TESTS_PICTURES_SHARE_H

#include <rill.h>
#include <rill/test.h>

#include "support/marbles.h"

__attribute__((unused)) static rill_value_t sum_of_list(rill_value_t list,
                                                        void *context) {
  int64_t sum = 0;
  (void) context;
  for (size_t i = 0; i < rill_list_length(list); i++)
    sum += rill_as_int(rill_list_get(list, i));
  return rill_int(sum);
}

/** Each item and the one before it. */
__attribute__((unused)) static rill_value_t sums_of_neighbours(
    rill_value_t shared, void *context) {
  rill_value_t one = rill_value_ref(shared), two = rill_value_ref(shared);
  (void) context;
  rill_observable_t *next = rill_pipe(rill_from_value(one), rill_skip(1));
  return rill_object(rill_pipe(rill_from_value(two), rill_zip(next),
                               rill_map(rill_call(sum_of_list))));
}

/** All of it, and after its end once more. */
__attribute__((unused)) static rill_value_t then_once_more(
    rill_value_t shared, void *context) {
  rill_value_t one = rill_value_ref(shared), two = rill_value_ref(shared);
  (void) context;
  rill_observable_t *again = rill_from_value(two);
  return rill_object(rill_pipe(rill_from_value(one), rill_concat(again)));
}

__attribute__((unused)) static rill_value_t new_async_subject(void *context) {
  (void) context;
  return rill_object(rill_async_subject_new(ck_clock()));
}

#endif
