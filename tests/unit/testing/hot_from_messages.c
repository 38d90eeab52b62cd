/* SPDX-License-Identifier: MIT */
/* hot_from_messages: played once, at times of the clock. */
#include "support/marbles.h"

#include <rill.h>
#include "support/probe.h"

static rill_observable_t *three(rill_scheduler_t *on) {
  rill_message_t messages[] = {rill_on_next(1, rill_int(1)),
                               rill_on_next(3, rill_int(2)),
                               rill_on_complete(5)};
  return rill_hot_from_messages(on, messages, 3);
}

TEST(hot_from_messages, gives_each_what_comes_later) {
  rill_scheduler_t *clock = clock_new();
  char text[64];
  rill_observable_t *hot = three(clock), *again = rill_ref(hot);
  rill_recorder_t *a = rill_recorder_new(clock, hot);
  rill_virtual_advance_to(clock, 2);
  rill_recorder_t *b = rill_recorder_new(clock, again);
  rill_virtual_run(clock);
  rill_recorder_draw(a, rill_none(), text, sizeof text);
  ck_assert_str_eq(text, "-1-2-|");
  rill_recorder_draw(b, rill_none(), text, sizeof text);
  ck_assert_str_eq(text, "-2-|");
  rill_unref(a);
  rill_unref(b);
  clock_close(clock);
}

TEST(hot_from_messages, loses_what_has_passed) {
  rill_scheduler_t *clock = clock_new();
  char text[64];
  rill_virtual_advance_to(clock, 2);
  rill_recorder_t *a = rill_recorder_new(clock, three(clock));
  rill_virtual_run(clock);
  rill_recorder_draw(a, rill_none(), text, sizeof text);
  ck_assert_str_eq(text, "-2-|");
  rill_unref(a);
  clock_close(clock);
}

TEST(hot_from_messages, wants_a_clock) {
  ck_fails(three(NULL), RILL_EINVAL, "rill_hot_from_messages", "clock");
}
