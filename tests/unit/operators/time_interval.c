/* SPDX-License-Identifier: MIT */
#include "support/marbles.h"

#include <rill.h>

TEST(time_interval, tells_the_span_since_the_item_before) {
  ck_marbles("-1-----2-----|",
             rill_time_interval(),
             "-{1+1}-{2+6}-|");
  ck_marbles_stepwise("-1-----2-----|", rill_time_interval(),
                      "-{1+1}-{2+6}-|");
}

TEST(time_interval, is_none_between_items_of_one_tick) {
  ck_marbles("---(12)----|", rill_time_interval(), "---({1+3}{2+0})@11:|");
}

TEST(time_interval, counts_from_the_subscription) {
  ck_marbles("  1--^--2-----|",
             rill_time_interval(),
             "     ---{2+3}-|");
}

TEST(time_interval, gives_records) {
  rill_scheduler_t *clock = rill_virtual_scheduler_new();
  rill_virtual_advance_to(clock, 200);
  rill_recorder_t *recorder = rill_recorder_new(
      clock, rill_pipe(rill_from_marbles("-7--8|"), rill_time_interval()));
  rill_virtual_advance_to(clock, 300);
  static const struct { rill_time_t span; int64_t item; } expected[] = {
    {1, 7}, {3, 8}};
  for (size_t i = 0; i < 2; i++) {
    rill_value_t value = rill_recorder_at(recorder, i).value;
    const rill_interval_record_t *record =
        rill_unbox(value, &rill_interval_type);
    ck_assert_ptr_nonnull(record);
    ck_assert_int_eq(record->span, expected[i].span);
    ck_assert_int_eq(rill_as_int(record->value), expected[i].item);
  }
  ck_assert_uint_eq(rill_recorder_count(recorder), 3);
  rill_scheduler_close(clock);
  rill_unref(recorder);
}

TEST(time_interval, counts_anew_in_each_run) {
  ck_marbles("--1|",
             rill_compose(rill_time_interval(), rill_repeat(2)),
             "--{1+2}@5:{1+2}@6:|");
}

TEST(time_interval, forwards_the_ends) {
  ck_marbles("--#", rill_time_interval(), "--#");
  ck_marbles("--|", rill_time_interval(), "--|");
}
