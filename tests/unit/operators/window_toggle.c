/* SPDX-License-Identifier: MIT */
#include "support/marbles.h"
#include "support/probe.h"
#include "support/reenter.h"
#include "support/windows.h"

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

#define TOGGLE(row) rill_window_toggle(rill_from_marbles(row), rill_call(after))

TEST(window_toggle, opens_and_closes) {
  int64_t count = 0;
  ck_marbles(
      "-1-2-----3---4----5-6----7------|",
      rill_compose(TOGGLE("--3----9-3--------------6-----|"), NUMBERED(&count)),
      "---2-----{13}{14}@25:{37}@32:|");
  ck_marbles("-1-2-3-4-5-6-7-8-|", rill_compose(TOGGLE("--9-2-----|"), LISTS),
             "@6:[3]@11:[2,3,4,5,6]@17:|");
}

TEST(window_toggle, drops_what_no_window_wants) {
  ck_marbles("(1234|)", rill_compose(TOGGLE("-5----|"), LISTS), "|");
  ck_marbles("-1-2-3-|", rill_compose(TOGGLE("------|"), LISTS), "-------|");
}

TEST(window_toggle, closes_what_is_open_at_the_end) {
  ck_marbles("-1-2-3-|",
             rill_compose(rill_window_toggle(rill_from_marbles("7-8---9---|"),
                                             rill_call(never)),
                          LISTS),
             "-------([1,2,3][2,3][]|)");
}

TEST(window_toggle, takes_closings_that_come_at_once) {
  ck_marbles("-1-2-3-|",
             rill_compose(rill_window_toggle(rill_from_marbles("-7-8---|"),
                                             rill_call(now)),
                          LISTS),
             "-[][]--|");
}

TEST(window_toggle, has_openings_wait) {
  ck_marbles("-1-2-3-4-5-6-7-8-|",
             rill_compose(rill_window_toggle(rill_from_marbles("(49)----|"),
                                             rill_call(after), .max_open = 1),
                          LISTS),
             "----[1,2]@13:[3,4,5,6,7]@17:|");
}

/* Three windows become one while nobody asks: it takes what any would. */
TEST(window_toggle, merges_windows_that_nobody_asks_for) {
  struct windows_kept kept = {.count = 0};
  rill_scheduler_t *clock = clock_new();
  probe_t outer = {0}, window = {0};
  probe_subscribe(&outer, clock,
                  rill_pipe(rill_from_marbles("-1-2-3-4-5-6-7-8-9-|"),
                            TOGGLE("2-----4-2------2-|"), KEPT(&kept)),
                  0);
  rill_virtual_advance_to(clock, 14);
  rill_request(outer.subscription, 1);
  ck_assert_uint_eq(kept.count, 1);
  probe_subscribe(&window, clock, windows_take(&kept, 0), RILL_UNBOUNDED);
  ck_assert_str_eq(window.text, "1 4 5 |");
  rill_request(outer.subscription, 9);
  rill_virtual_run(clock);
  ck_assert_uint_eq(kept.count, 2);
  ck_assert_int_eq(outer.ends, 1);
  windows_drop(&kept);
  clock_close(clock);
}

static void open_one(reenter_t *r, int64_t item) {
  if (item == 1) rill_subject_next(r->b, rill_int(0));
}

/* One that is opened from inside of an item comes too late for it. */
TEST(window_toggle, gives_an_item_to_those_that_were_open) {
  reenter_t r;
  int64_t count = 0;
  reenter_open(&r, open_one);
  rill_observable_t *openings = rill_subject_observable(r.b);
  reenter_run(&r, rill_pipe(rill_subject_observable(r.a),
                            rill_window_toggle(openings, rill_call(never)),
                            NUMBERED(&count)));
  rill_subject_next(r.b, rill_int(0));
  rill_subject_next(r.b, rill_int(0));
  rill_subject_next(r.a, rill_int(1));
  ck_assert_str_eq(r.text, "1 11");
  rill_subject_next(r.a, rill_int(2));
  ck_assert_str_eq(r.text, "1 11 2 12 22");
  reenter_close(&r);
}

TEST(window_toggle, goes_on_without_the_stream_of_windows) {
  ck_marbles(
      "-1-2-3-4-5-6-7-8-|",
      rill_compose(TOGGLE("--9-2-----|"), rill_take(1), rill_merge_all(2)),
      "---2-3-4-5-(6|)");
}

TEST(window_toggle, fails_with_its_streams) {
  int64_t count = 0;
  ck_marbles("-1-2-#", rill_compose(TOGGLE("--9---------|"), NUMBERED(&count)),
             "---2-#");
  ck_marbles("-1-2-3-|", rill_compose(TOGGLE("9---#"), LISTS), "----#");
  ck_fails(
      rill_pipe(rill_never(),
                rill_window_toggle(rill_just(rill_int(7)), rill_call(spill)),
                rill_merge_all(2)),
      7, "spilt", "window_toggle");
}

TEST(window_toggle, names_bad_arguments) {
  ck_operator_fails(rill_window_toggle(NULL, rill_call(never)), RILL_EINVAL,
                    "rill_window_toggle: openings is NULL");
  ck_operator_fails(rill_window_toggle(rill_never(), rill_no_fn()), RILL_EINVAL,
                    "rill_window_toggle: closing is NULL");
  ck_operator_fails(
      rill_window_toggle(rill_never(), rill_call(never), .max_open = -1),
      RILL_EINVAL, "rill_window_toggle: max_open is -1");
  ck_operator_fails(
      rill_window_toggle(rill_never(), rill_call(never), .capacity = -1),
      RILL_EINVAL, "rill_window_toggle: capacity is -1");
}
