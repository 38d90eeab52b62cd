/* SPDX-License-Identifier: MIT */
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

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

static rill_value_t item_later(rill_value_t item, void *context) {
  (void) context;
  return rill_object(rill_pipe(rill_just(rill_value_ref(item)),
                               rill_delay(3)));
}

/* What may not run yet waits here: so upstream's error comes when it does, and
 * its end does not hold it back. */
TEST(merge_all, lets_streams_wait_for_their_turn) {
  ck_marbles("(123)--#",
             rill_compose(rill_map(rill_call(item_later)), rill_merge_all(1)),
             "---1--2#");
  ck_marbles("(123)|",
             rill_compose(rill_map(rill_call(item_later)), rill_merge_all(2)),
             "---(12)@6:(3|)");
}
