/* SPDX-License-Identifier: MIT */
/* from_array: values that stay the caller's. */
#include "support/marbles.h"

#include <rill.h>

TEST(from_array, gives_the_values_in_order) {
  const rill_value_t digits[] = {rill_int(0), rill_int(1), rill_int(2)};
  ck_source(rill_from_array(digits, 3), "(012|)");
}

TEST(from_array, takes_no_more_than_the_count) {
  const rill_value_t digits[] = {rill_int(0), rill_int(1), rill_int(2)};
  ck_source(rill_from_array(digits, 2), "(01|)");
  ck_source(rill_from_array(digits, 0), "|");
}

TEST(from_array, references_the_values) {
  rill_value_t word = rill_string("word");
  rill_observable_t *flow = rill_from_array(&word, 1);
  rill_value_unref(word); /* the source has one of its own */
  ck_source(flow, "({word}|)");
}

TEST(from_array, copies_the_array) {
  rill_value_t digits[] = {rill_int(1)};
  rill_observable_t *flow = rill_from_array(digits, 1);
  digits[0] = rill_int(9);
  ck_source(flow, "(1|)");
}

TEST(from_array, names_the_error_among_the_values) {
  rill_value_t values[] = {rill_int(1), rill_fail(rill_error_new(7, "spilt"))};
  ck_fails(rill_from_array(values, 2), 7,
           "rill_from_array: item 1 is an error: spilt");
  rill_value_unref(values[1]);
}

TEST(from_array, refuses_null) {
  ck_fails(rill_from_array(NULL, 2), RILL_EINVAL,
           "rill_from_array: values is NULL");
}
