/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

/* What was dropped, in a row. */
struct bin { char text[128]; };

static rill_value_t into_bin(rill_value_t item, void *context) {
  struct bin *bin = context;
  size_t n = strlen(bin->text);
  rill_value_format(item, bin->text + n, sizeof bin->text - n);
  return rill_none();
}

/* Five items of which one was asked for; two more are asked for later. */
static void overflow_case(rill_overflow_t policy, const char *kept,
                          const char *dropped) {
  probe_t probe = {0};
  struct bin bin = {""};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *flow = rill_pipe(
      rill_from_marbles("12345-----|"),
      rill_on_overflow(policy, .capacity = 2,
                       .dropped = rill_call_with(into_bin,
                                                 rill_borrow(&bin))));
  probe_subscribe(&probe, clock, flow, 1);
  rill_virtual_advance_to(clock, 6);
  ck_assert_str_eq(bin.text, dropped);
  if (probe.subscription != NULL)
    rill_request(probe.subscription, RILL_UNBOUNDED);
  rill_virtual_run(clock);
  ck_assert_str_eq(probe.text, kept);
  clock_close(clock);
}

TEST(on_overflow, drop_head_drops_the_oldest) {
  overflow_case(RILL_OVERFLOW_DROP_HEAD, "1 4 5 |", "23");
}

TEST(on_overflow, drop_tail_drops_the_youngest_that_waits) {
  overflow_case(RILL_OVERFLOW_DROP_TAIL, "1 2 5 |", "34");
}

TEST(on_overflow, drop_new_drops_what_comes) {
  overflow_case(RILL_OVERFLOW_DROP_NEW, "1 2 3 |", "45");
}

TEST(on_overflow, drop_all_drops_all_that_waits) {
  overflow_case(RILL_OVERFLOW_DROP_ALL, "1 4 5 |", "23");
}

TEST(on_overflow, latest_keeps_one) {
  overflow_case(RILL_OVERFLOW_LATEST, "1 5 |", "234");
}

TEST(on_overflow, grow_keeps_all) {
  overflow_case(RILL_OVERFLOW_GROW, "1 2 3 4 5 |", "");
}

TEST(on_overflow, fail_says_what_to_do) {
  overflow_case(RILL_OVERFLOW_FAIL, "1 #", "23");
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *flow =
      rill_pipe(rill_from_marbles("12345|"),
                rill_on_overflow(RILL_OVERFLOW_FAIL, .capacity = 3));
  probe_subscribe(&probe, clock, flow, 1);
  rill_virtual_run(clock);
  ck_assert_int_eq(probe.error_code, RILL_EOVERFLOW);
  ck_assert_str_has(probe.error, "rill_on_overflow: 3 items are queued "
                                 "(capacity 3) and downstream asks for 0: "
                                 "request more");
  clock_close(clock);
}

static rill_value_t count_up(rill_value_t x, void *context) {
  ++*(int *) context;
  return rill_value_ref(x);
}

TEST(on_overflow, wait_asks_for_no_more_than_there_is_room) {
  probe_t probe = {0};
  int made = 0;
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *flow =
      rill_pipe(rill_range(1, 1000),
                rill_map(rill_call_with(count_up, rill_borrow(&made))),
                rill_on_overflow(RILL_OVERFLOW_WAIT, .capacity = 8));
  probe_subscribe(&probe, clock, flow, 0);
  ck_assert_int_eq(made, 8);
  rill_request(probe.subscription, 6);
  ck_assert_int_eq(made, 14);
  rill_request(probe.subscription, RILL_UNBOUNDED);
  ck_assert_uint_eq(probe.items, 1000);
  ck_assert_int_eq(probe.ends, 1);
  clock_close(clock);
}

TEST(on_overflow, passes_all_when_all_is_asked_for) {
  ck_marbles("-1-2-3-|", rill_on_overflow(RILL_OVERFLOW_DROP_HEAD),
                   "-1-2-3-|");
  ck_marbles("-1-2-3-|", rill_on_overflow(RILL_OVERFLOW_WAIT),
                   "-1-2-3-|");
}

TEST(on_overflow, an_error_overtakes_unless_delayed) {
  for (int delay = 0; delay < 2; delay++) {
    probe_t probe = {0};
    rill_scheduler_t *clock = clock_new();
    rill_observable_t *flow = rill_pipe(
        rill_from_marbles("12#"),
        rill_on_overflow(RILL_OVERFLOW_FAIL, .delay_error = delay == 1));
    probe_subscribe(&probe, clock, flow, 1);
    rill_virtual_run(clock);
    ck_assert_str_eq(probe.text, delay ? "1" : "1 #");
    if (delay) rill_request(probe.subscription, 1);
    ck_assert_str_eq(probe.text, delay ? "1 2 #" : "1 #");
    clock_close(clock);
  }
}

static rill_value_t refuse(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_fail(rill_error_new(3, "dropping failed"));
}

TEST(on_overflow, a_failing_hook_fails_the_stream) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *flow =
      rill_pipe(rill_from_marbles("12345|"),
                rill_on_overflow(RILL_OVERFLOW_DROP_NEW, .capacity = 1,
                                 .dropped = rill_call(refuse)));
  probe_subscribe(&probe, clock, flow, 1);
  rill_virtual_run(clock);
  ck_assert_str_eq(probe.text, "1 #");
  ck_assert_int_eq(probe.error_code, 3);
  clock_close(clock);
}

TEST(on_overflow, a_cancelled_run_shows_what_was_queued) {
  probe_t probe = {0};
  struct bin bin = {""};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *flow =
      rill_pipe(rill_of(rill_string("a"), rill_string("b")),
                rill_on_overflow(RILL_OVERFLOW_FAIL,
                                 .dropped = rill_call_with(
                                     into_bin, rill_borrow(&bin))));
  probe_subscribe(&probe, clock, flow, 0);
  rill_cancel(probe.subscription);
  ck_assert_str_eq(bin.text, "ab");
  clock_close(clock);
}

TEST(on_overflow, drops_what_has_waited_for_too_long) {
  struct bin bin = {""};
  rill_fn_t dropped = rill_call_with(into_bin, rill_borrow(&bin));
  ck_asking("1-2-3-----|",
            rill_on_overflow(RILL_OVERFLOW_DROP_NEW, .dropped = dropped,
                             .ttl = 5),
            "--------3-|", {8, 1});
  ck_assert_str_eq(bin.text, "12");
  ck_asking("12|", rill_on_overflow(RILL_OVERFLOW_GROW, .ttl = 5), "------|",
            {7, 1});
  ck_asking("12|", rill_on_overflow(RILL_OVERFLOW_GROW, .ttl = 5), "---(12|)",
            {3, 2});
  ck_asking("1-2-3-|", rill_on_overflow(RILL_OVERFLOW_LATEST, .ttl = 3),
            "-----3|", {5, 1});
}

TEST(on_overflow, what_was_too_old_is_asked_for_again) {
  probe_t probe = {0};
  int made = 0;
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_range(1, 10),
                            rill_map(rill_call_with(count_up,
                                                    rill_borrow(&made))),
                            rill_on_overflow(RILL_OVERFLOW_WAIT, .capacity = 4,
                                             .ttl = 10)),
                  0);
  ck_assert_int_eq(made, 4);
  rill_virtual_advance_to(clock, 10);
  ck_assert_int_eq(made, 8);
  rill_request(probe.subscription, 1);
  ck_assert_str_eq(probe.text, "5");
  rill_virtual_run(clock);
  ck_assert_str_eq(probe.text, "5 |");
  clock_close(clock);
}

TEST(on_overflow, names_bad_arguments) {
  ck_operator_fails(rill_on_overflow(RILL_OVERFLOW_FAIL, .ttl = -1),
                    RILL_EINVAL, "rill_on_overflow: ttl is -1 ns");
  ck_operator_fails(rill_on_overflow((rill_overflow_t) 77), RILL_EINVAL,
                    "rill_on_overflow: policy is 77");
  ck_operator_fails(
      rill_on_overflow(RILL_OVERFLOW_FAIL, .capacity = -2), RILL_EINVAL,
      "rill_on_overflow: capacity is -2");
}
