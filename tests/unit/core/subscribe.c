/* SPDX-License-Identifier: MIT */
#include "support/probe.h"

TEST(subscribe, runs_a_synchronous_source_at_once) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock, rill_range(1, 3), RILL_UNBOUNDED);
  ck_assert_str_eq(probe.text, "1 2 3 |");
  ck_assert_int_eq(probe.released, 1);
  clock_close(clock);
}

TEST(subscribe, delivers_within_demand) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock, rill_range(1, 5), 2);
  ck_assert_str_eq(probe.text, "1 2");
  rill_request(probe.subscription, 1);
  ck_assert_str_eq(probe.text, "1 2 3");
  rill_request(probe.subscription, RILL_UNBOUNDED);
  ck_assert_str_eq(probe.text, "1 2 3 4 5 |");
  clock_close(clock);
}

TEST(subscribe, demand_adds_up_and_saturates) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock, rill_range(1, 3), 0);
  ck_assert_str_eq(probe.text, "");
  probe.again = INT64_MAX - 1; /* twice that passes the largest integer */
  rill_request(probe.subscription, 1);
  ck_assert_str_eq(probe.text, "1 2 3 |");
  clock_close(clock);
}

TEST(subscribe, ends_with_the_last_item_without_more_demand) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock, rill_range(1, 2), 2);
  ck_assert_str_eq(probe.text, "1 2 |");
  clock_close(clock);
}

TEST(subscribe, an_empty_source_ends_without_demand) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock, rill_range(1, 0), 0);
  ck_assert_str_eq(probe.text, "|");
  clock_close(clock);
}

TEST(subscribe, cancel_in_the_middle_of_a_batch_stops_there) {
  probe_t probe = {.cancel_at = 3};
  ck_assert_str_eq(probe_run(&probe, rill_range(1, 1000)), "1 2 3");
}

TEST(subscribe, cancel_drops_the_context_once_and_last) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock, rill_range(1, 5), 1);
  rill_subscription_t *subscription = rill_ref(probe.subscription);
  rill_cancel(subscription);
  ck_assert_int_eq(probe.released, 1);
  ck_assert(rill_is_over(subscription));
  rill_cancel(subscription);
  rill_request(subscription, 5);
  ck_assert_int_eq(probe.released, 1);
  ck_assert_str_eq(probe.text, "1");
  rill_unref(subscription);
  clock_close(clock);
}

TEST(subscribe, refuses_a_count_that_is_not_positive) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock, rill_range(1, 5), 1);
  rill_request(probe.subscription, -7);
  ck_assert_str_eq(probe.text, "1 #");
  ck_assert_int_eq(probe.error_code, RILL_EINVAL);
  ck_assert_str_has(probe.error, "rill_request: count is -7");
  ck_assert_int_eq(probe.released, 1);
  clock_close(clock);
}

static void refuse_inside(rill_value_t item, void *context) {
  probe_t *probe = context;
  (void) item;
  probe->items++;
  rill_request(probe->subscription, 0);
  ck_assert_int_eq(probe->ends, 0); /* signals never overlap */
}

static void count_end(rill_error_t *error, void *context) {
  (void) error;
  ((probe_t *) context)->ends++;
}

static void keep_subscription(rill_subscription_t *s, void *context) {
  ((probe_t *) context)->subscription = s;
}

TEST(subscribe, refuses_through_the_drain) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  rill_unref(rill_subscribe(clock, rill_range(1, 5), .next = refuse_inside,
                            .error = count_end,
                            .subscribed = keep_subscription,
                            .context = &probe, .demand = RILL_UNBOUNDED));
  ck_assert_uint_eq(probe.items, 1);
  ck_assert_int_eq(probe.ends, 1);
  clock_close(clock);
}

TEST(subscribe, the_same_observable_runs_twice) {
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *flow = rill_pipe(rill_range(1, 9), rill_take(2));
  rill_observable_t *again = rill_ref(flow);
  probe_t one = {0}, two = {0};
  probe_subscribe(&one, clock, flow, 1);
  probe_subscribe(&two, clock, again, RILL_UNBOUNDED);
  ck_assert_str_eq(one.text, "1");
  ck_assert_str_eq(two.text, "1 2 |");
  rill_request(one.subscription, 1);
  ck_assert_str_eq(one.text, "1 2 |");
  clock_close(clock);
}

TEST(subscribe, closing_the_scheduler_cancels) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock, rill_range(1, 5), 1);
  ck_assert_uint_eq(rill_scheduler_runs(clock), 1);
  clock_close(clock);
  ck_assert_int_eq(probe.released, 1);
  ck_assert_str_eq(probe.text, "1");
}

TEST(subscribe, bad_arguments_come_as_an_error) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, NULL, rill_range(1, 5), 1);
  ck_assert_str_has(probe.error, "rill_subscribe: the scheduler is NULL");
  probe_t other = {0};
  probe_subscribe(&other, clock, NULL, 1);
  ck_assert_str_has(other.error, "rill_subscribe: the observable is NULL");
  ck_assert_int_eq(other.released, 1);
  clock_close(clock);
}

static void save_error(rill_error_t *error, void *context) {
  rill_error_describe(error, context, 256);
}

TEST(subscribe, an_error_that_nobody_handles_goes_to_the_hook) {
  rill_scheduler_t *clock = clock_new();
  char text[256] = "";
  rill_scheduler_on_unhandled(clock, save_error, text);
  rill_unref(rill_subscribe(clock, rill_range(0, -1)));
  ck_assert_str_has(text, "rill_range: count is -1");
  clock_close(clock);
}

static size_t deepest;

static void ask_again(rill_value_t item, void *context) {
  static uintptr_t top;
  probe_t *probe = context;
  uintptr_t here = (uintptr_t) __builtin_frame_address(0);
  (void) item;
  if (probe->items++ == 0) top = here;
  size_t depth = top > here ? top - here : here - top;
  if (depth > deepest) deepest = depth;
  rill_request(probe->subscription, 1);
}

TEST(subscribe, a_million_requests_from_inside_need_no_stack) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  rill_unref(rill_subscribe(clock, rill_range(0, 1000000), .next = ask_again,
                            .subscribed = keep_subscription,
                            .context = &probe, .demand = 1));
  ck_assert_uint_eq(probe.items, 1000000);
  ck_assert_uint_lt(deepest, 4096);
  clock_close(clock);
}

TEST(subscribe, a_handle_of_a_run_that_is_over_keeps_nothing_of_it) {
  for (int ends = 0; ends < 3; ends++) {
    rill_scheduler_t *clock = clock_new();
    probe_t probe = {0};
    rill_subscription_t *run = rill_subscribe(
        clock, rill_just(rill_string("kept")), .subscribed = keep_subscription,
        .next = ask_again, .context = &probe);
    ck_assert_live(&rill_string_type, 1);
    if (ends == 0) rill_cancel(run);
    if (ends == 1) rill_request(run, 1);
    if (ends == 2) rill_scheduler_close(clock);
    ck_assert_live(&rill_string_type, 0);
    ck_assert(rill_is_over(run));
    rill_request(run, 1); /* and may be used as before */
    rill_cancel(run);
    rill_unref(run);
    if (ends != 2) clock_close(clock);
  }
}

static void drop_handle(void *context) {
  rill_unref(*(rill_subscription_t **) context);
}

static rill_value_t same(rill_value_t item, void *context) {
  (void) context;
  return rill_value_ref(item);
}

TEST(subscribe, what_a_run_held_may_drop_its_handle) {
  rill_scheduler_t *clock = clock_new();
  rill_subscription_t *run = NULL;
  rill_observable_t *numbers = rill_pipe(
      rill_timer(5), rill_map(rill_call_with(same, rill_own(&run, drop_handle))));
  run = rill_subscribe(clock, numbers);
  rill_virtual_advance_by(clock, 5);
  ck_assert_live(&rill_subscription_type, 0);
  clock_close(clock);
}
