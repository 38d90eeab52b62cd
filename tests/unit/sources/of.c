/* SPDX-License-Identifier: MIT */
/* of: values as written. */
#include "support/marbles.h"

#include <rill.h>

TEST(of, gives_the_values_in_order) {
  ck_source(rill_of(rill_int(1), rill_int(2), rill_int(3)), "(123|)");
}

TEST(of, owns_the_values) {
  ck_source(rill_of(rill_string("ab"), rill_string("cd")),
                 "({ab}{cd}|)");
}

TEST(of, names_the_error_among_the_values) {
  ck_fails(rill_of(rill_int(1), rill_fail(rill_error_new(7, "spilt"))), 7,
           "rill_of: item 1 is an error: spilt");
}

TEST(of, takes_an_array_of_none) { ck_source(rill_of_array(NULL, 0), "|"); }

TEST(of, refuses_null) {
  ck_fails(rill_of_array(NULL, 2), RILL_EINVAL, "rill_of: values is NULL");
}
