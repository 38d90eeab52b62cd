/* SPDX-License-Identifier: MIT */
#include "support/marbles.h"
#include "support/probe.h"

TEST(merge, passes_on_what_comes_as_it_comes) {
  ck_marbles("-1---2---|", rill_merge(rill_from_marbles("---3---|")),
             "-1-3-2---|");
  ck_marbles_stepwise("-1---2---|", rill_merge(rill_from_marbles("---3---|")),
                      "-1-3-2---|");
}

TEST(merge, fails_with_the_first_error) {
  ck_marbles("-1---2---|", rill_merge(rill_from_marbles("---#")), "-1-#");
  rill_observable_t *other = rill_from_marbles("---#");
  ck_marbles("-1---2---|",
             rill_merge_array(&other, 1,
                              &(rill_merge_opts_t){sizeof(rill_merge_opts_t),
                                                   .delay_error = true}),
             "-1---2---#");
}

TEST(merge, of_none_completes) {
  ck_source(rill_merge_of(NULL, 0, NULL), "|");
}

TEST(merge, runs_so_many_at_once) {
  rill_observable_t *sources[] = {rill_from_marbles("-1-2|"),
                                  rill_from_marbles("3|"),
                                  rill_from_marbles("-4|")};
  ck_source(rill_merge_of(sources, 3,
                          &(rill_merge_opts_t){sizeof(rill_merge_opts_t),
                                               .max_concurrent = 2}),
            "3142|");
}

TEST(merge, refuses_bad_arguments) {
  ck_operator_fails(rill_merge(rill_range(1, 1), NULL), RILL_EINVAL,
                    "rill_merge", "source 1 is NULL");
  ck_fails(rill_merge_of(NULL, 3, NULL), RILL_EINVAL, "rill_merge_of",
           "array of 3 sources is NULL");
}
