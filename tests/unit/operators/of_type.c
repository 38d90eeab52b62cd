/* SPDX-License-Identifier: MIT */
/* of_type: objects of one type alone. */
#include "support/marbles.h"
#include "support/probe.h"
#include "support/values.h"

#include <rill.h>

typedef struct point {
  int x, y;
} point_t;
static const rill_type_t point_type = {.name = "point",
                                       .size = sizeof(point_t)};
static const rill_type_t other_type = {.name = "point",
                                       .size = sizeof(point_t)};

TEST(of_type, passes_objects_of_that_type) {
  ck_marbles("1a[2]b|", rill_of_type(&rill_string_type), "-a---b|");
  ck_marbles("1a[2]b|", rill_of_type(&rill_list_type), "--[2]-|");
}

TEST(of_type, passes_boxes_of_that_type) {
  point_t p = {1, 2};
  ck_marbles_of("1abc|", rill_of_type(&point_type), "--b-|", rill_string("p"),
                rill_box(&point_type, &p), rill_box(&other_type, &p));
}

TEST(of_type, uses_no_demand_for_what_it_drops) {
  ck_marbles_stepwise("1a2b|", rill_of_type(&rill_string_type), "-a-b|");
  ck_marbles_with("1a2b3|", rill_of_type(&rill_string_type), "-a----",
                  .demand = 1);
}

TEST(of_type, runs_among_kernels) {
  probe_t probe = {0};
  rill_value_t items[] = {rill_int(1), LIST(rill_int(2)), rill_string("x"),
                          rill_string("y"), rill_int(5)};
  ck_assert_str_eq(
      probe_run(&probe,
                rill_pipe(rill_from_list(rill_list_own(items, 5)),
                          rill_of_type(&rill_string_type), rill_skip(1))),
      "y |");
}

TEST(of_type, passes_an_error_on) {
  ck_marbles("1a#", rill_of_type(&rill_string_type), "-a#");
}

TEST(of_type, refuses_null) {
  ck_operator_fails(rill_of_type(NULL), RILL_EINVAL,
                    "rill_of_type: type is NULL");
}
