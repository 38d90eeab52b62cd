/* SPDX-License-Identifier: MIT */
/* overflow: what a bounded queue lets go is told of by the operator that has
 * it. */
#include "support/told.h"

static rill_value_t push_five(rill_value_t emitter, void *context) {
  (void) context;
  for (int i = 1; i <= 5; i++)
    rill_emitter_next(rill_emitter_of(emitter), rill_int(i));
  return rill_none();
}

static rill_value_t ignore(rill_value_t token, void *context) {
  (void) token;
  (void) context;
  return rill_none();
}

/* What is told of when one item is asked for, and then cancelled. */
static void ck_told(rill_observable_t *flow, const char *heard,
                    const char *expected) {
  probe_t probe = {0};
  rill_scheduler_t *clock = told_clock();
  probe_subscribe(&probe, clock, flow, 1);
  if (probe.released == 0) rill_cancel(probe.subscription);
  clock_close(clock);
  ck_assert_str_eq(probe.text, heard);
  ck_assert_str_eq(told, expected);
}

TEST(overflow, what_is_queued_is_told_of_at_a_cancel) {
  ck_told(rill_create(rill_call(push_five)), "1",
          "2@create 3@create 4@create 5@create ");
  ck_told(rill_pipe(rill_range(1, 3), rill_on_overflow(RILL_OVERFLOW_GROW)),
          "1", "2@on_overflow 3@on_overflow ");
}

TEST(overflow, an_event_goes_by_the_name_that_the_program_has_written) {
  ck_told(rill_from_event(rill_call(push_five), rill_call(ignore),
                          RILL_OVERFLOW_DROP_NEW, .capacity = 3),
          "1", "5@from_event 2@from_event 3@from_event 4@from_event ");
}

TEST(overflow, the_one_too_many_is_told_of) {
  ck_told(rill_create(rill_call(push_five), RILL_OVERFLOW_FAIL, .capacity = 1),
          "1 #", "3@create 2@create ");
  ck_told(rill_pipe(rill_create(rill_call(push_five), RILL_OVERFLOW_GROW),
                    rill_on_overflow(RILL_OVERFLOW_FAIL, .capacity = 1)),
          "1 #", "3@on_overflow 2@on_overflow ");
}

TEST(overflow, what_has_to_wait_is_still_the_producers) {
  ck_told(rill_create(rill_call(push_five), RILL_OVERFLOW_WAIT, .capacity = 2),
          "1", "2@create 3@create ");
}
