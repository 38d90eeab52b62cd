/* SPDX-License-Identifier: MIT */
#include "support/marbles.h"

#include <rill/time.h>

TEST(timestamp, tells_when_items_came) {
  rill_scheduler_t *clock = rill_virtual_scheduler_new();
  rill_virtual_advance_to(clock, 200);
  rill_recorder_t *recorder = rill_recorder_new(
      clock, rill_pipe(rill_from_marbles("-7--8|"), rill_timestamp()));
  rill_virtual_advance_to(clock, 300);
  static const struct { rill_time_t at; int64_t item; } expected[] = {
    {201, 7}, {204, 8}};
  for (size_t i = 0; i < 2; i++) {
    rill_value_t value = rill_recorder_at(recorder, i).value;
    const rill_timestamped_t *stamped =
        rill_unbox(value, &rill_timestamped_type);
    ck_assert_ptr_nonnull(stamped);
    ck_assert_int_eq(stamped->at, expected[i].at);
    ck_assert_int_eq(rill_as_int(stamped->value), expected[i].item);
  }
  ck_assert_uint_eq(rill_recorder_count(recorder), 3);
  rill_scheduler_close(clock);
  rill_unref(recorder);
}

TEST(timestamp, prints_both) {
  ck_marbles("-1-----2-----|", rill_timestamp(), "-{1@1}-{2@7}-|");
}

TEST(timestamp, forwards_an_error) {
  ck_marbles("-#", rill_timestamp(), "-#");
}
