/* SPDX-License-Identifier: MIT */
#include "support/marbles.h"
#include "support/probe.h"

static rill_observable_t *streams(void) {
  return rill_of(rill_object(rill_from_marbles("-1-2|")),
                 rill_object(rill_from_marbles("--3----4|")),
                 rill_object(rill_from_marbles("5|")));
}

TEST(merge_all, runs_so_many_at_once) {
  ck_source(rill_pipe(streams(), rill_merge_all(RILL_UNBOUNDED)),
            "5132---4|");
  ck_source(rill_pipe(streams(), rill_merge_all(2)), "-1325--4|");
  ck_source(rill_pipe(streams(), rill_merge_all(1)), "-1-2--3----45|");
}

TEST(merge_all, refuses_what_is_no_stream) {
  ck_operator_fails(rill_merge_all(4), RILL_ETYPE, "got int");
  ck_operator_fails(rill_merge_all(-4), RILL_EINVAL, "rill_merge_all",
                    "max_concurrent is -4");
}
