/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"

#include <rill.h>

/* So many ticks. */
static rill_value_t after(rill_value_t ticks, void *context) {
  (void) context;
  return rill_object(rill_timer(rill_as_int(ticks)));
}

static rill_value_t never(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_object(rill_never());
}

static rill_value_t now(rill_value_t item, void *context) {
  (void) context;
  return rill_list(&item, 1);
}

static rill_value_t spill(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_fail(rill_error_new(7, "spilt"));
}

static rill_value_t fail_after_3(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_object(rill_from_marbles("---#"));
}

#define TOGGLE(row) rill_buffer_toggle(rill_from_marbles(row), rill_call(after))

TEST(buffer_toggle, collects_from_an_opening_to_its_closing) {
  ck_marbles("-1-2-3-4-5-6-7---|", TOGGLE("--5---------2---|"),
             "-------[2,3,4]@14:[7]@17:|");
  ck_marbles_stepwise("-1-2-3-4-5-6-7---|", TOGGLE("--5---------2---|"),
                      "-------[2,3,4]@14:[7]@17:|");
}

TEST(buffer_toggle, overlaps) {
  ck_marbles("-1-2-3-4-5-6-7-8-|", TOGGLE("--9-2-----|"),
             "@6:[3]@11:[2,3,4,5,6]@17:|");
}

TEST(buffer_toggle, drops_what_no_list_wants) {
  ck_marbles("(1234|)", TOGGLE("-5----|"), "|");
  ck_marbles("-1-2-3-|", TOGGLE("------|"), "-------|");
}

TEST(buffer_toggle, closes_what_is_open_at_the_end) {
  ck_marbles(
      "-1-2-3-|",
      rill_buffer_toggle(rill_from_marbles("7-8---9---|"), rill_call(never)),
      "-------([1,2,3][2,3][]|)");
}

TEST(buffer_toggle, takes_closings_that_come_at_once) {
  ck_marbles("-1-2-3-|",
             rill_buffer_toggle(rill_from_marbles("-7-8---|"), rill_call(now)),
             "-[][]--|");
}

/* Of two openings the second waits until the first list has ended. */
TEST(buffer_toggle, has_openings_wait) {
  ck_marbles("-1-2-3-4-5-6-7-8-|",
             rill_buffer_toggle(rill_from_marbles("(49)----|"),
                                rill_call(after), .max_open = 1),
             "----[1,2]@13:[3,4,5,6,7]@17:|");
}

TEST(buffer_toggle, has_upstream_wait_when_it_is_full) {
  ck_marbles("(12345|)",
             rill_buffer_toggle(rill_from_marbles("5-----9---|"),
                                rill_call(after), .capacity = 2),
             "-----[1,2]-----([3,4]|)");
}

TEST(buffer_toggle, merges_lists_without_doubles_for_a_slow_consumer) {
  ck_asking("-1-2-3-4-5-6-7-8-|", TOGGLE("--9-2---------|"), "@12:[2,3,4,5,6]",
            {12, 1});
  ck_asking("-1-2-3-4-5-6-7-8-9-|", TOGGLE("2-----2-----2--|"),
            "@15:[1,4,7]@19:|", {15, 1});
}

TEST(buffer_toggle, fails_with_its_streams) {
  ck_marbles("-1-2-#", TOGGLE("--9---------|"), "-----#");
  ck_marbles("-1-2-3-|", TOGGLE("--9-#"), "----#");
  ck_marbles(
      "-1-2-3-4-|",
      rill_buffer_toggle(rill_from_marbles("--7---|"), rill_call(fail_after_3)),
      "-----#");
  ck_fails(rill_pipe(rill_never(), rill_buffer_toggle(rill_just(rill_int(7)),
                                                      rill_call(spill))),
           7, "spilt", "buffer_toggle");
}

TEST(buffer_toggle, names_bad_arguments) {
  ck_operator_fails(rill_buffer_toggle(NULL, rill_call(never)), RILL_EINVAL,
                    "rill_buffer_toggle: openings is NULL");
  ck_operator_fails(rill_buffer_toggle(rill_never(), rill_no_fn()), RILL_EINVAL,
                    "rill_buffer_toggle: closing is NULL");
  ck_operator_fails(
      rill_buffer_toggle(rill_never(), rill_call(never), .max_open = -1),
      RILL_EINVAL, "rill_buffer_toggle: max_open is -1");
  ck_operator_fails(
      rill_buffer_toggle(rill_never(), rill_call(never), .capacity = -1),
      RILL_EINVAL, "rill_buffer_toggle: capacity is -1");
}
