/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/reenter.h"

#include <rill.h>

#define BOUNDARIES(row) rill_from_marbles(row)

TEST(buffer, collects_between_boundaries) {
  ck_marbles("-1-2-3---4-----5-|",
             rill_buffer(BOUNDARIES("----7-----8--------|")),
             "----[1,2]-[3,4]--([5]|)");
  ck_marbles_stepwise("-1-2-3---4-----5-|",
                      rill_buffer(BOUNDARIES("----7-----8--------|")),
                      "----[1,2]-[3,4]--([5]|)");
}

TEST(buffer, has_empty_lists) {
  ck_marbles("------|", rill_buffer(BOUNDARIES("-7-8-----|")), "-[][]-([]|)");
  ck_marbles("|", rill_buffer(BOUNDARIES("-7-8-----|")), "([]|)");
}

TEST(buffer, ends_with_either_stream) {
  ck_marbles("-1-2-3------|", rill_buffer(BOUNDARIES("--7--|")),
             "--[1]([2,3]|)");
  ck_marbles("-1-2-3------|", rill_buffer(rill_empty()), "([]|)");
}

TEST(buffer, takes_boundaries_that_come_at_once) {
  ck_marbles("(123|)", rill_buffer(rill_of(rill_int(7), rill_int(8))),
             "([][][]|)");
}

TEST(buffer, fails_with_either_stream) {
  ck_marbles("-1-2-#", rill_buffer(BOUNDARIES("--7-------|")), "--[1]#");
  ck_marbles("-1-2-3-|", rill_buffer(BOUNDARIES("--7--#")), "--[1]#");
}

/* The lists that ended on ticks 2 and 4 have become one by tick 6. */
TEST(buffer, collects_on_for_a_slow_consumer) {
  ck_asking("-1-2-3-4-5--------|",
            rill_buffer(BOUNDARIES("--7-7---7---------------|")),
            "@6:[1,2] @9:[3,4] @20:([5]|)", {6, 1}, {9, 1}, {20, 1});
}

/* Two at most are held: the others come when the first two have left. */
TEST(buffer, has_upstream_wait_when_it_is_full) {
  ck_marbles("(12345|)",
             rill_buffer(BOUNDARIES("---7-----7-----------|"), .capacity = 2),
             "---[1,2]-([3,4][5]|)");
}

static void boundary_at_7(reenter_t *r, int64_t item) {
  if (item == 7) rill_subject_next(r->b, rill_int(0));
  if (item == 2) rill_subject_next(r->a, rill_int(7));
}

/* From inside of a list's way down: what comes then waits for it. */
TEST(buffer, never_nests) {
  reenter_t r;
  reenter_open(&r, boundary_at_7);
  rill_observable_t *boundaries = rill_subject_observable(r.b);
  reenter_run(&r, rill_pipe(rill_subject_observable(r.a),
                            rill_buffer(boundaries), rill_merge_all(1)));
  rill_subject_next(r.a, rill_int(1));
  rill_subject_next(r.a, rill_int(2));
  rill_subject_next(r.b, rill_int(0));
  rill_subject_next(r.b, rill_int(0));
  ck_assert_str_eq(r.text, "1 2 7");
  reenter_close(&r);
}

static rill_value_t count(void *context) {
  ++*(int *) context;
  return rill_none();
}

TEST(buffer, cancels_both_streams) {
  int ended = 0;
  rill_observable_t *boundaries = rill_pipe(
      rill_never(), rill_finally(rill_call_with(count, rill_borrow(&ended))));
  ck_marbles_with("-1-2-3-|", rill_buffer(boundaries), "---!", .cancel_at = 3);
  ck_assert_int_eq(ended, 1);
}

TEST(buffer, names_bad_arguments) {
  ck_operator_fails(rill_buffer(NULL), RILL_EINVAL,
                    "rill_buffer: boundaries is NULL");
  ck_operator_fails(rill_buffer(rill_never(), .capacity = -1), RILL_EINVAL,
                    "rill_buffer: capacity is -1");
}
