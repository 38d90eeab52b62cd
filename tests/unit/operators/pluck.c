/* SPDX-License-Identifier: MIT */
#include <rill.h>

#include "support/marbles.h"
#include "support/values.h"

static rill_value_t map_of(rill_value_t value) {
  return MAP(rill_string("prop"), value, rill_string("other"), rill_int(9));
}

TEST(pluck, takes_the_value_of_the_key) {
  ck_marbles_of("^a-b-c-|", rill_pluck(rill_string("prop")), "-2-3-x-|",
                map_of(rill_int(2)), map_of(rill_int(3)),
                map_of(rill_string("x")));
  ck_marbles_stepwise("|", rill_pluck(rill_string("prop")), "|");
}

TEST(pluck, a_value_may_be_nothing_or_under_any_key) {
  ck_marbles_of("a-----|", rill_pluck(rill_string("prop")), "{none}|",
                map_of(rill_none()));
  ck_marbles_of("a-|", rill_pluck(rill_int(1)), "2-|",
                MAP(rill_double(1), rill_int(2)));
}

TEST(pluck, fails_without_the_key) {
  ck_marbles_of("-a-b-|", rill_pluck(rill_string("prop")), "-2-#",
                map_of(rill_int(2)), MAP(rill_string("p"), rill_int(1)));
  ck_fails(rill_pipe(rill_just(MAP(rill_string("p"), rill_int(1))),
                     rill_pluck(rill_string("prop"))),
           RILL_EINVAL, "rill_pluck", "key is prop", "{\"p\": 1}");
}

TEST(pluck, fails_with_what_is_no_map) {
  ck_operator_fails(rill_pluck(rill_string("prop")), RILL_ETYPE, "rill_pluck",
                    "int 1", "not a map");
}

TEST(pluck, refuses_an_error_as_key) {
  ck_operator_fails(rill_pluck(rill_fail(rill_error_new(7, "spilt"))), 7,
                    "rill_pluck", "key is an error");
}
