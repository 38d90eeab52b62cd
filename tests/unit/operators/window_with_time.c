/* SPDX-License-Identifier: MIT */
#include "support/marbles.h"
#include "support/probe.h"
#include "support/windows.h"

#include <rill.h>

TEST(window_with_time, splits_by_time) {
  int64_t count = 0;
  ck_marbles("-1-2-----3-------|",
             rill_compose(rill_window_with_time(5), NUMBERED(&count)),
             "-1-2-----{13}----|");
  ck_marbles("-1-2-----3-------|",
             rill_compose(rill_window_with_time(5), LISTS),
             "-----[1,2][3]--[]([]|)");
}

/* [0,8) [3,11) [6,14)…: 2 is in three of them, the older ones first. */
TEST(window_with_time, overlaps) {
  int64_t count = 0;
  ck_marbles(
      "-1-----2---------------|",
      rill_compose(rill_window_with_time(8, .shift = 3), NUMBERED(&count)),
      "-1-----(2{12}{22})@23:|");
  ck_marbles("-1-----2----|",
             rill_compose(rill_window_with_time(8, .shift = 3), LISTS),
             "@8:[1,2] @11:[2] @12:([2][]|)");
}

TEST(window_with_time, leaves_gaps) {
  ck_marbles("-1-2--3----4-|",
             rill_compose(rill_window_with_time(2, .shift = 5), LISTS),
             "@2:[1] @7:[3] @12:[4] @13:|");
}

static rill_value_t keep_emitter(rill_value_t emitter, void *context) {
  *(rill_emitter_t **) context = rill_emitter_of(emitter);
  return rill_none();
}

static rill_value_t push_9(rill_value_t window, void *context) {
  rill_emitter_t **emitter = context;
  if (*emitter != NULL) rill_emitter_next(*emitter, rill_int(9));
  return windows_list(window, NULL);
}

/* 9 is pushed from inside of the beginning of a window: the one before is
 * still open, and who comes to the new one is in time. */
TEST(window_with_time, opens_the_new_before_it_closes_the_old) {
  rill_emitter_t *emitter = NULL;
  ck_flow(rill_pipe(
              rill_create(rill_call_with(keep_emitter, rill_borrow(&emitter))),
              rill_window_with_time(6),
              rill_flat_map(rill_call_with(push_9, rill_borrow(&emitter)))),
          "------[9]---[9,9]!", .cancel_at = 17);
}

TEST(window_with_time, goes_on_while_it_waits_to_be_asked_for) {
  struct windows_kept kept = {.count = 0};
  rill_scheduler_t *clock = clock_new();
  probe_t outer = {0}, window = {0};
  probe_subscribe(&outer, clock,
                  rill_pipe(rill_from_marbles("-1---2---3---4---5---|"),
                            rill_window_with_time(4), KEPT(&kept)),
                  0);
  rill_virtual_advance_to(clock, 10);
  rill_request(outer.subscription, 1);
  probe_subscribe(&window, clock, windows_take(&kept, 0), RILL_UNBOUNDED);
  ck_assert_str_eq(window.text, "1 2 3");
  rill_virtual_advance_to(clock, 12);
  ck_assert_str_eq(window.text, "1 2 3 |");
  rill_request(outer.subscription, 9);
  rill_virtual_run(clock);
  ck_assert_uint_eq(kept.count, 4);
  windows_drop(&kept);
  clock_close(clock);
}

TEST(window_with_time, fails_with_upstream) {
  int64_t count = 0;
  ck_marbles("-1-2-3-#",
             rill_compose(rill_window_with_time(9), NUMBERED(&count)),
             "-1-2-3-#");
}

TEST(window_with_time, names_bad_arguments) {
  ck_operator_fails(rill_window_with_time(0), RILL_EINVAL,
                    "rill_window_with_time: span is 0 ns");
  ck_operator_fails(rill_window_with_time(1, .shift = -1), RILL_EINVAL,
                    "shift is -1 ns");
  ck_operator_fails(rill_window_with_time(1, .capacity = -1), RILL_EINVAL,
                    "capacity is -1");
}
