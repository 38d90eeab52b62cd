/* SPDX-License-Identifier: MIT */
/* create: a producer of one's own. */
#include "held.h"
#include "support/failing.h"
#include "support/marbles.h"

#include <pthread.h>

static rill_value_t push_one_two(rill_value_t value, void *context) {
  rill_emitter_t *emitter = rill_emitter_of(value);
  (void) context;
  rill_emitter_next(emitter, rill_int(1));
  rill_emitter_next(emitter, rill_int(2));
  rill_emitter_complete(emitter);
  return rill_none();
}

TEST(create, gives_what_is_pushed) {
  ck_source(rill_create(rill_call(push_one_two)), "(12|)");
  ck_flow(rill_create(rill_call(push_one_two)), "(12|)", .demand = 1,
          .again = 1);
}

TEST(create, completes_when_the_queue_is_empty) {
  ck_flow(rill_create(rill_call(push_one_two)), "1----", .demand = 1);
  ck_flow(rill_create(rill_call(push_one_two)), "(12|)", .demand = 2);
}

TEST(create, may_push_at_any_time) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock, rill_create(rill_call(keep)), RILL_UNBOUNDED);
  ck_assert_int_eq(rill_emitter_next(held, rill_int(5)), 0);
  ck_assert_str_eq(probe.text, "5");
  ck_assert_int_eq(rill_emitter_complete(held), 0);
  ck_assert_str_eq(probe.text, "5 |");
  ck_assert_int_eq(probe.released, 1);
  clock_close(clock);
  forget();
}

TEST(create, answers_that_a_run_is_over) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock, rill_create(rill_call(keep)), RILL_UNBOUNDED);
  rill_cancel(probe.subscription);
  clock_close(clock); /* the emitter outlives them all */
  ck_assert_int_eq(rill_emitter_next(held, rill_int(5)), RILL_ECLOSED);
  ck_assert_int_eq(rill_emitter_complete(held), RILL_ECLOSED);
  ck_assert_int_eq(rill_emitter_error(held, rill_error_new(7, "late")),
                   RILL_ECLOSED);
  ck_assert_int_eq(rill_emitter_requested(held), 0);
  ck_assert_int_eq(rill_emitter_next(NULL, rill_int(5)), RILL_ECLOSED);
  ck_assert_str_eq(probe.text, "");
  forget();
}

TEST(create, lets_an_error_overtake_the_queue) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock, rill_create(rill_call(keep)), 1);
  push(1, 3);
  rill_emitter_error(held, rill_error_new(7, "spilt"));
  ck_assert_str_eq(probe.text, "1 #");
  ck_assert_int_eq(probe.error_code, 7);
  ck_assert_str_has(probe.error, "(create)");
  clock_close(clock);
  forget();
}

TEST(create, takes_an_error_value_for_the_error) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock, rill_create(rill_call(keep)), 1);
  rill_value_t failure = rill_fail(rill_error_new(7, "spilt"));
  ck_assert_int_eq(rill_emitter_next(held, failure), 0);
  rill_value_unref(failure);
  ck_assert_str_eq(probe.text, "#");
  clock_close(clock);
  forget();
}

static rill_value_t spill(rill_value_t x, void *context) {
  (void) x;
  (void) context;
  return rill_fail(rill_error_new(7, "spilt"));
}

TEST(create, fails_with_its_function) {
  ck_fails(rill_create(rill_call(spill)), 7, "spilt", "(create)");
}

static void *push_from_elsewhere(void *answer) {
  *(int *) answer = rill_emitter_next(held, rill_int(1));
  return NULL;
}

TEST(create, refuses_another_thread) {
  int answer = 0;
  pthread_t thread;
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, clock, rill_create(rill_call(keep)), 1);
  pthread_create(&thread, NULL, push_from_elsewhere, &answer);
  pthread_join(thread, NULL);
  ck_assert_int_eq(answer, RILL_EWRONGTHREAD);
  ck_assert_str_eq(probe.text, "");
  clock_close(clock);
  forget();
}

TEST(create, runs_are_independent) {
  rill_scheduler_t *clock = clock_new();
  probe_t one = {0}, two = {0};
  rill_observable_t *flow = rill_create(rill_call(push_one_two));
  rill_observable_t *again = rill_ref(flow);
  probe_subscribe(&one, clock, flow, 1);
  probe_subscribe(&two, clock, again, RILL_UNBOUNDED);
  ck_assert_str_eq(one.text, "1");
  ck_assert_str_eq(two.text, "1 2 |");
  clock_close(clock);
}

TEST(create, ends_with_an_error_or_well_without_memory) {
  failing_each(FAILING_ONE) {
    probe_t probe = {0};
    rill_scheduler_t *clock = rill_virtual_scheduler_new();
    if (clock != NULL) {
      probe_subscribe(&probe, clock, rill_create(rill_call(push_one_two)), 1);
      if (probe.ends == 0) rill_request(probe.subscription, 5);
      ck_assert_int_eq(probe.ends, 1);
    }
    rill_scheduler_close(clock);
  }
}

TEST(create, refuses_bad_arguments) {
  ck_fails(rill_create(rill_no_fn()), RILL_EINVAL,
           "rill_create: the function is NULL");
  ck_fails(rill_create(rill_call(keep), (rill_overflow_t) 99), RILL_EINVAL,
           "rill_create: overflow is 99");
}
