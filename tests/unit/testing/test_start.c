/* SPDX-License-Identifier: MIT */
/* test_start: made, subscribed and cancelled on time. */
#include "support/probe.h"

#include <rill/test.h>

struct made {
  rill_scheduler_t *clock;
  rill_observable_t *flow; /* what is to be run */
  rill_time_t at;
};

static rill_value_t make(void *context) {
  struct made *made = context;
  made->at = rill_now(made->clock);
  return rill_object(made->flow);
}

static void ck_drawn(rill_recorder_t *recorder, const char *expected) {
  char text[256];
  rill_recorder_draw(recorder, rill_none(), text, sizeof text);
  ck_assert_str_eq(text, expected);
  rill_unref(recorder);
}

TEST(test_start, has_the_usual_times) {
  rill_scheduler_t *clock = clock_new();
  struct made made = {clock, rill_never(), 0};
  rill_recorder_t *recorder =
      rill_test_start(clock, rill_call_with(make, rill_borrow(&made)));
  ck_assert_int_eq(made.at, 100);
  ck_assert_int_eq(rill_recorder_started(recorder), 200);
  ck_assert_int_eq(rill_recorder_at(recorder, 0).at, 800);
  ck_assert_int_eq(rill_recorder_at(recorder, 0).mark, RILL_MARK_CANCEL);
  ck_assert_int_eq(rill_now(clock), 1000);
  rill_unref(recorder);
  clock_close(clock);
}

/* A hot item is lost on the tick of the subscription, and comes on that of the
 * cancel; a timer does not. */
TEST(test_start, lets_hot_sources_come_first) {
  rill_scheduler_t *clock = clock_new();
  rill_message_t messages[] = {rill_on_next(4, rill_int(1)),
                               rill_on_next(6, rill_int(2)),
                               rill_on_next(10, rill_int(3))};
  struct made made = {clock, rill_hot_from_messages(clock, messages, 3), 0};
  ck_drawn(rill_test_start(clock, rill_call_with(make, rill_borrow(&made)),
                           .created = 1, .subscribed = 4, .disposed = 10),
           "--2---(3!)");
  clock_close(clock);
  clock = clock_new();
  made = (struct made){clock, rill_timer(6), 0};
  ck_drawn(rill_test_start(clock, rill_call_with(make, rill_borrow(&made)),
                           .created = 1, .subscribed = 4, .disposed = 10),
           "------!");
  clock_close(clock);
}

TEST(test_start, hears_nothing_of_what_is_disposed_of_at_once) {
  rill_scheduler_t *clock = clock_new();
  struct made made = {clock, rill_range(1, 3), 0};
  ck_drawn(rill_test_start(clock, rill_call_with(make, rill_borrow(&made)),
                           .disposed = 200),
           "!");
  clock_close(clock);
}

TEST(test_start, asks_for_what_it_is_told_to) {
  rill_scheduler_t *clock = clock_new();
  struct made made = {clock, rill_range(1, 9), 0};
  ck_drawn(rill_test_start(clock, rill_call_with(make, rill_borrow(&made)),
                           .disposed = 202, .demand = 2),
           "(12)@2:!");
  clock_close(clock);
}
