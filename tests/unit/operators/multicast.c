/* SPDX-License-Identifier: MIT */
#include "support/failing.h"
#include "support/heard.h"
#include "support/marbles.h"
#include "support/probe.h"

static rill_value_t new_plain(void *context) {
  return rill_object(rill_subject_new(*(rill_scheduler_t **) context));
}

static rill_value_t new_narrow(void *context) {
  return rill_object(
      rill_subject_new(*(rill_scheduler_t **) context, .capacity = 2));
}

static rill_value_t new_behavior(void *context) {
  return rill_object(
      rill_behavior_new(*(rill_scheduler_t **) context, rill_int(7)));
}

static rill_value_t new_replay(void *context) {
  return rill_object(rill_replay_subject_new(*(rill_scheduler_t **) context));
}

static rill_value_t new_async(void *context) {
  return rill_object(rill_async_subject_new(*(rill_scheduler_t **) context));
}

static rill_scheduler_t *scheduler;

static rill_fn_t making(rill_call0_fn f) {
  scheduler = ck_clock();
  return rill_call_with(f, rill_borrow(&scheduler));
}

static rill_operator_t *counted(rill_call0_fn f) {
  return rill_compose(rill_multicast(making(f)), rill_ref_count());
}

TEST(multicast, gives_what_the_subject_gives) {
  ck_marbles("-1-2-3-|", counted(new_plain), "-1-2-3-|");
  ck_marbles("-1-2-3-|", counted(new_behavior), "71-2-3-|");
  ck_marbles("-1-2-3-|", counted(new_replay), "-1-2-3-|");
  ck_marbles("-1-2-3-|", counted(new_async), "-------(3|)");
  ck_marbles("-1-2-#", counted(new_plain), "-1-2-#");
  ck_marbles("-1-2-#", counted(new_async), "-----#");
  ck_marbles("|", counted(new_plain), "|");
}

TEST(multicast, asks_for_what_the_subject_has_room_for) {
  ck_marbles_stepwise("(123456|)", counted(new_narrow), "(123456|)");
  ck_marbles("(123456789|)", counted(new_narrow), "(123456789|)");
  ck_marbles("(123456789|)", counted(new_async), "(9|)");
}

static rill_value_t itself(rill_value_t shared, void *context) {
  (void) context;
  return rill_value_ref(shared);
}

static rill_value_t sum_of_list(rill_value_t list, void *context) {
  (void) context;
  return rill_int(rill_as_int(rill_list_get(list, 0)) +
                  rill_as_int(rill_list_get(list, 1)));
}

static rill_value_t zipped(rill_value_t shared, void *context) {
  rill_value_t one = rill_value_ref(shared), two = rill_value_ref(shared);
  (void) context;
  rill_observable_t *other = rill_from_value(two);
  return rill_object(rill_pipe(rill_from_value(one), rill_zip(other),
                               rill_map(rill_call(sum_of_list))));
}

TEST(multicast, goes_on_with_what_the_selector_gives) {
  ck_marbles("01^-3--4-5-(67)-|",
             rill_multicast(making(new_plain), .selector = rill_call(itself)),
             "  --3--4-5-(67)-|");
  ck_marbles("01^-1--2-3-(45)---#",
             rill_multicast(making(new_plain), .selector = rill_call(zipped)),
             "  --2--4-6-(8{10})#");
  ck_marbles("-1-2-|",
             rill_multicast(making(new_async), .selector = rill_call(itself)),
             "-----(2|)");
}

/* --- The subject in the program's hands ----------------------------------- */

static rill_value_t the_one(void *context) {
  rill_subject_t *subject = rill_ref(*(rill_subject_t **) context);
  return rill_object(subject);
}

static rill_observable_t *through(rill_observable_t *source,
                                  rill_subject_t **subject) {
  rill_fn_t f = rill_call_with(the_one, rill_borrow(subject));
  return rill_pipe(source, rill_multicast(f), rill_ref_count());
}

TEST(multicast, what_the_program_pushes_is_heard_too) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_subject_new(clock);
  probe_subscribe(&probe, clock, through(rill_from_marbles("-1-2-|"), &subject),
                  RILL_UNBOUNDED);
  rill_virtual_advance_to(clock, 2);
  ck_assert_int_eq(rill_subject_next(subject, rill_int(9)), 0);
  ck_assert_int_eq(rill_subject_post(subject, rill_int(8)), 0);
  rill_virtual_run(clock);
  ck_assert_str_eq(probe.text, "1 9 8 2 |");
  ck_assert_int_eq(rill_subject_next(subject, rill_int(9)), RILL_ECLOSED);
  ck_assert_int_eq(rill_subject_post(subject, rill_int(9)), RILL_ECLOSED);
  rill_unref(subject);
  clock_close(clock);
}

TEST(multicast, ending_the_subject_cancels_upstream) {
  probe_t probe = {0}, after = {0};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_subject_new(clock);
  rill_observable_t *flow = through(rill_interval(10), &subject);
  rill_observable_t *again = rill_ref(flow);
  probe_subscribe(&probe, clock, flow, RILL_UNBOUNDED);
  rill_virtual_advance_to(clock, 15);
  rill_subject_complete(subject);
  ck_assert_int_eq(rill_virtual_run(clock), 15);
  ck_assert_str_eq(probe.text, "0 |");
  probe_subscribe(&after, clock, again, RILL_UNBOUNDED);
  ck_assert_str_eq(after.text, "|"); /* it has ended for good */
  rill_unref(subject);
  clock_close(clock);
}

TEST(multicast, ending_the_subject_ends_a_run_without_subscribers) {
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_subject_new(clock);
  rill_fn_t f = rill_call_with(the_one, rill_borrow(&subject));
  rill_subscription_t *run =
      rill_connect(clock, rill_pipe(rill_interval(10), rill_multicast(f)));
  rill_virtual_advance_to(clock, 15);
  ck_assert(!rill_is_over(run));
  rill_subject_complete(subject);
  ck_assert(rill_is_over(run));
  rill_unref(run);
  rill_unref(subject);
  clock_close(clock);
}

static rill_value_t complete_at_3(rill_value_t item, void *context) {
  if (rill_as_int(item) == 3)
    rill_subject_complete(*(rill_subject_t **) context);
  return rill_value_ref(item);
}

TEST(multicast, the_subject_may_end_from_inside_of_an_item) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_subject_new(clock, .capacity = 4);
  rill_fn_t f = rill_call_with(complete_at_3, rill_borrow(&subject));
  probe_subscribe(
      &probe, clock,
      rill_pipe(through(rill_range(1, 1000), &subject), rill_map(f)),
      RILL_UNBOUNDED);
  ck_assert_str_eq(probe.text, "1 2 3 |");
  rill_unref(subject);
  clock_close(clock);
}

TEST(multicast, two_may_feed_one_subject) {
  probe_t one = {0}, two = {0};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_subject_new(clock, .capacity = 1);
  probe_subscribe(&one, clock,
                  through(rill_from_marbles("(1234)-5|"), &subject),
                  RILL_UNBOUNDED);
  probe_subscribe(&two, clock,
                  through(rill_from_marbles("-7---------8"), &subject),
                  RILL_UNBOUNDED);
  rill_virtual_run(clock);
  ck_assert_str_eq(one.text, "1 2 3 4 7 5 |");
  ck_assert_str_eq(two.text, "7 5 |");
  rill_unref(subject);
  clock_close(clock);
}

static rill_value_t count_made(void *context) {
  ++*(int *) context;
  return rill_object(rill_subject_new(scheduler));
}

TEST(multicast, makes_a_subject_for_each_run) {
  int made = 0;
  probe_t one = {0}, two = {0}, three = {0};
  scheduler = clock_new();
  rill_fn_t f = rill_call_with(count_made, rill_borrow(&made));
  rill_observable_t *shared =
      rill_pipe(rill_from_marbles("-1-|"), rill_multicast(f), rill_ref_count());
  rill_observable_t *again = rill_ref(shared), *late = rill_ref(shared);
  ck_assert_int_eq(made, 0);
  probe_subscribe(&one, scheduler, shared, RILL_UNBOUNDED);
  probe_subscribe(&two, scheduler, again, RILL_UNBOUNDED);
  rill_virtual_run(scheduler);
  ck_assert_int_eq(made, 1);
  probe_subscribe(&three, scheduler, late, RILL_UNBOUNDED);
  rill_virtual_run(scheduler);
  ck_assert_int_eq(made, 2);
  ck_assert_str_eq(three.text, "1 |");
  clock_close(scheduler);
}

/* --- Bad answers ---------------------------------------------------------- */

static rill_value_t no_subject(void *context) {
  (void) context;
  return rill_string("no subject");
}

static rill_value_t nothing(void *context) {
  (void) context;
  return rill_object(NULL);
}

static rill_value_t spill(void *context) {
  (void) context;
  return rill_fail(rill_error_new(7, "spilt"));
}

TEST(multicast, fails_with_its_function) {
  ck_operator_fails(counted(no_subject), RILL_ETYPE,
                    "rill_multicast: the function gave string");
  ck_operator_fails(counted(nothing), RILL_ENOMEM, "gave no subject");
  ck_operator_fails(counted(spill), 7, "spilt");
  ck_operator_fails(
      rill_multicast(rill_call(spill), .selector = rill_call(itself)), 7,
      "spilt", "(multicast)");
  ck_operator_fails(rill_multicast(rill_no_fn()), RILL_EINVAL,
                    "rill_multicast: subject0 is NULL");
  ck_operator_fails(
      rill_multicast(rill_call(spill), .selector = rill_call(spill)),
      RILL_EINVAL, "rill_multicast: the selector takes 0 arguments");
}

TEST(multicast, a_subject_of_another_thread_is_refused) {
  heard_t heard = {0};
  rill_scheduler_t *clock = clock_new();
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  rill_subject_t *subject = rill_subject_new(clock);
  rill_unref(
      heard_subscribe(&heard, pool, through(rill_range(1, 3), &subject)));
  heard_wait(&heard);
  ck_assert_int_eq(heard.code, RILL_EWRONGTHREAD);
  ck_assert_str_has(heard.error,
                    "rill_multicast: the subject lives on another");
  rill_scheduler_close(pool);
  rill_unref(subject);
  clock_close(clock);
}

TEST(multicast, survives_without_memory) {
  failing_each(FAILING_ONE) {
    scheduler = rill_virtual_scheduler_new();
    if (scheduler == NULL) continue;
    probe_t probe = {0};
    rill_fn_t f = rill_call_with(new_async, rill_borrow(&scheduler));
    probe_subscribe(
        &probe, scheduler,
        rill_pipe(rill_range(1, 3), rill_multicast(f), rill_ref_count()),
        RILL_UNBOUNDED);
    rill_virtual_run(scheduler);
    ck_assert_int_eq(probe.ends, 1);
    rill_scheduler_close(scheduler);
  }
}
