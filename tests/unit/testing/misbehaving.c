/* SPDX-License-Identifier: MIT */
/* misbehaving: rules are broken, and what stands below copes. */
#include "support/marbles.h"

#include <rill.h>
#include "support/probe.h"

static rill_observable_t *beyond(void) {
  rill_message_t messages[] = {
    rill_on_next(0, rill_int(1)), rill_on_next(0, rill_int(2)),
    rill_on_complete(0),          rill_on_next(0, rill_int(3)),
    rill_on_complete(0),          rill_on_next(2, rill_int(4))};
  return rill_misbehaving(messages, 6);
}

TEST(misbehaving, emits_beyond_demand) {
  rill_scheduler_t *clock = clock_new();
  rill_recorder_t *recorder = rill_recorder_new(clock, beyond(), .demand = 1);
  rill_virtual_run(clock);
  ck_assert_str_eq(rill_recorder_broken(recorder), "an item beyond demand");
  rill_unref(recorder);
  clock_close(clock);
}

TEST(misbehaving, what_comes_after_the_end_is_not_heard) {
  ck_source(beyond(), "(12|)");
  ck_source(rill_pipe(beyond(), rill_map(rill_no_fn())), "#");
}

TEST(misbehaving, what_comes_after_a_cancel_is_not_heard) {
  ck_source(rill_pipe(beyond(), rill_take(1)), "(1|)");
  ck_flow(beyond(), "(1!)", .cancel_after = 1);
}

static void count(rill_error_t *error, void *context) {
  ck_assert_int_eq(rill_error_code(error), RILL_EFOREIGN);
  ++*(int *) context;
}

TEST(misbehaving, an_error_after_the_end_is_unhandled) {
  rill_scheduler_t *clock = clock_new();
  int unhandled = 0;
  rill_scheduler_on_unhandled(clock, count, &unhandled);
  rill_message_t messages[] = {
    rill_on_complete(0),
    rill_on_error(0, rill_error_new(RILL_EFOREIGN, "too late"))};
  rill_recorder_t *recorder =
      rill_recorder_new(clock, rill_misbehaving(messages, 2));
  ck_assert_uint_eq(rill_recorder_count(recorder), 1);
  ck_assert_int_eq(unhandled, 1);
  rill_unref(recorder);
  clock_close(clock);
}

TEST(misbehaving, names_bad_messages) {
  rill_message_t messages[] = {{0, RILL_MARK_CANCEL, rill_none()}};
  ck_fails(rill_misbehaving(messages, 1), RILL_EINVAL, "rill_misbehaving",
           "message 0");
}
