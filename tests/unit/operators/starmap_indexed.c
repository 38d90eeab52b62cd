/* SPDX-License-Identifier: MIT */
#include <rill.h>

#include "support/marbles.h"
#include "support/values.h"

static rill_value_t first_times_index(rill_value_t list, rill_value_t index,
                                      void *context) {
  (void) context;
  return rill_int(rill_as_int(rill_list_get(list, 0)) * rill_as_int(index));
}

TEST(starmap_indexed, calls_with_the_list_and_the_index) {
  ck_marbles("^-[4,0]-[4,1]-[4,2]-|",
             rill_starmap_indexed(rill_call(first_times_index)),
             "--0-----4-----8-----|");
}

TEST(starmap_indexed, counts_anew_in_each_run) {
  ck_marbles("[4][4]|",
             rill_compose(rill_starmap_indexed(rill_call(first_times_index)),
                          rill_repeat(2)),
             "0--4--0--4--|");
}

TEST(starmap_indexed, fails_with_what_is_no_list) {
  ck_operator_fails(rill_starmap_indexed(rill_call(first_times_index)),
                    RILL_ETYPE, "rill_starmap_indexed", "int 1", "not a list");
}

TEST(starmap_indexed, refuses_a_wrong_function) {
  ck_operator_fails(rill_starmap_indexed(rill_no_fn()), RILL_EINVAL,
                    "rill_starmap_indexed", "function is NULL");
}
