/* SPDX-License-Identifier: MIT */
/* Inner streams whose items are there, and that a row of operators makes
 * something of at once: they are run on the stack, and are like all others in
 * everything else. */
#include "support/failing.h"
#include "support/marbles.h"
#include "support/probe.h"
#include "support/threes.h"

static rill_value_t add(rill_value_t sum, rill_value_t x, void *context) {
  (void) context;
  return rill_int(rill_as_int(sum) + rill_as_int(x));
}

static rill_value_t summed(rill_value_t x, void *context) {
  (void) context;
  return three(x, rill_sum());
}

static rill_value_t reduced(rill_value_t x, void *context) {
  (void) context;
  return three(x, rill_map(rill_call(twice)), rill_reduce(rill_call(add)));
}

static rill_value_t same_flow(rill_value_t x, void *flow) {
  (void) x;
  return rill_object(rill_ref(flow));
}

static rill_operator_t *to_flow(rill_observable_t *flow) {
  return rill_flat_map(rill_call_with(same_flow, rill_borrow(flow)));
}

TEST(flatten_brief, come_out_in_their_turn) {
  ck_source(rill_pipe(rill_range(1, 3), rill_flat_map(rill_call(doubled))),
            "(24466{8}|)");
  ck_source(rill_pipe(rill_range(1, 3), rill_concat_map(rill_call(summed))),
            "(69{12}|)");
  ck_source(
      rill_pipe(rill_range(1, 2), rill_flat_map_ordered(rill_call(reduced))),
      "({12}{18}|)");
  ck_source(rill_pipe(rill_range(1, 3), rill_count(),
                      rill_merge(rill_pipe(rill_range(5, 2), rill_sum()))),
            "(3{11}|)");
}

/* --- What they take ------------------------------------------------------- */

static size_t blocks_for(int64_t runs) {
  probe_t probe = {0};
  rill_observable_t *flow =
      rill_pipe(rill_range(1, 3), rill_map(rill_call(twice)), rill_sum());
  failing_start(0, FAILING_ONE);
  probe_run(&probe, rill_pipe(rill_range(0, runs), to_flow(flow)));
  size_t blocks = failing_count();
  failing_stop();
  ck_assert_uint_eq(probe.items, (size_t) runs);
  rill_unref(flow);
  return blocks;
}

TEST(flatten_brief, take_no_memory) {
  ck_assert_uint_eq(blocks_for(100), blocks_for(1));
}

/* --- Long rows, and many items -------------------------------------------- */

TEST(flatten_brief, fit_or_have_a_block) {
  for (size_t maps = 0; maps < 24; maps++) {
    rill_observable_t *flow = rill_range(1, 2);
    for (size_t i = 0; i < maps; i++)
      flow = rill_pipe(flow, rill_map(rill_call(twice)));
    probe_t probe = {0};
    char text[64];
    long long first = 1LL << maps;
    snprintf(text, sizeof text, "%lld %lld %lld %lld |", first, 2 * first,
             first, 2 * first);
    ck_assert_str_eq(
        probe_run(&probe, rill_pipe(rill_range(0, 2), to_flow(flow))), text);
    rill_unref(flow);
  }
}

TEST(flatten_brief, are_any_number_of_items) {
  const int64_t counts[] = {0, 1, 255, 256, 257, 4096, 4097, 10000};
  for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
    probe_t probe = {0};
    rill_observable_t *flow = rill_pipe(
        rill_range(1, counts[i]), rill_map(rill_call(twice)), rill_count());
    char text[64];
    snprintf(text, sizeof text, "%lld %lld |", (long long) counts[i],
             (long long) counts[i]);
    ck_assert_str_eq(
        probe_run(&probe, rill_pipe(rill_range(0, 2), to_flow(flow))), text);
    rill_unref(flow);
  }
}

/* Not longer at once than what is asked for. */
TEST(flatten_brief, wait_for_demand) {
  probe_t probe = {0}, none = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *nothing = rill_pipe(rill_range(1, 0), rill_count());
  probe_subscribe(
      &probe, clock,
      rill_pipe(rill_range(1, 3), rill_flat_map(rill_call(doubled))), 1);
  ck_assert_str_eq(probe.text, "2");
  rill_request(probe.subscription, 2);
  ck_assert_str_eq(probe.text, "2 4 4");
  rill_request(probe.subscription, 3);
  ck_assert_str_eq(probe.text, "2 4 4 6 6 8 |");
  probe_subscribe(&none, clock, rill_pipe(rill_range(0, 2), to_flow(nothing)),
                  0);
  ck_assert_str_eq(none.text, "");
  rill_request(none.subscription, 1);
  ck_assert_str_eq(none.text, "0");
  rill_request(none.subscription, 1);
  ck_assert_str_eq(none.text, "0 0 |");
  rill_unref(nothing);
  clock_close(clock);
}

static rill_value_t nested(rill_value_t x, void *context) {
  (void) context;
  return three(x, rill_flat_map(rill_call(doubled)), rill_count());
}

TEST(flatten_brief, stand_inside_of_others) {
  ck_source(rill_pipe(rill_range(1, 2), rill_flat_map(rill_call(nested))),
            "(66|)");
}

/* --- Ends ----------------------------------------------------------------- */

static rill_value_t fail_at_3(rill_value_t x, void *context) {
  ++*(int *) context;
  if (rill_as_int(x) == 3) return rill_fail(rill_error_new(7, "no 3"));
  return rill_value_ref(x);
}

static rill_value_t up_to_3(rill_value_t x, void *context) {
  return three(x, rill_map(rill_call_with(fail_at_3, rill_borrow(context))));
}

TEST(flatten_brief, fail_at_once_and_say_where) {
  int calls = 0;
  probe_t probe = {0};
  probe_run(&probe,
            rill_pipe(rill_range(2, 9), rill_flat_map(rill_call_with(
                                            up_to_3, rill_borrow(&calls)))));
  ck_assert_str_eq(probe.text, "2 #");
  ck_assert_int_eq(calls, 2);
  ck_assert_int_eq(probe.error_code, 7);
  ck_assert_str_has(probe.error, "flatten_brief.c");
  ck_assert_str_has(probe.error, "stage 1 (map)");
}

/* Not when upstream has something more. */
TEST(flatten_brief, fail_before_upstream_goes_on) {
  int calls = 0;
  ck_marbles("7-2-|",
             rill_flat_map(rill_call_with(up_to_3, rill_borrow(&calls))),
             "(789)@2:(2#)");
}

/* Where a stage does not know where it was written, its subscriber does. */
TEST(flatten_brief, fail_where_they_were_subscribed) {
  int calls = 0;
  probe_t probe = {0};
  rill_operator_t *map =
      rill_map(rill_call_with(fail_at_3, rill_borrow(&calls)));
  rill_observable_t *flow = rill_pipe_array(rill_range(2, 3), &map, 1, NULL);
  probe_run(&probe, rill_pipe(rill_just(rill_int(1)), to_flow(flow)));
  ck_assert_str_has(probe.error, "probe.c");
  rill_unref(flow);
}

TEST(flatten_brief, fail_behind_the_others_if_that_is_wanted) {
  int calls = 0;
  rill_observable_t *flows[] = {rill_from_value(up_to_3(rill_int(2), &calls)),
                                rill_pipe(rill_range(6, 2), rill_sum())};
  const rill_merge_opts_t options = {.size = sizeof options,
                                     .delay_error = true};
  ck_source(rill_merge_of(flows, 2, &options), "(2{13}#)");
}

TEST(flatten_brief, stop_when_they_are_cancelled) {
  probe_t probe = {.cancel_at = 2};
  int calls = 0;
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(
      &probe, clock,
      rill_pipe(rill_range(4, 9),
                rill_flat_map(rill_call_with(up_to_3, rill_borrow(&calls)))),
      RILL_UNBOUNDED);
  ck_assert_str_eq(probe.text, "4 5");
  ck_assert_int_eq(calls, 2);
  ck_assert_int_eq(probe.released, 1);
  ck_assert_uint_eq(rill_scheduler_runs(clock), 0);
  clock_close(clock);
}

struct cancelled {
  probe_t probe;
  int calls;
};

static rill_value_t cancel_at_4(rill_value_t x, void *context) {
  struct cancelled *c = context;
  c->calls++;
  if (rill_as_int(x) == 4) rill_cancel(c->probe.subscription);
  return rill_value_ref(x);
}

static rill_value_t cancelling(rill_value_t x, void *context) {
  return three(x, rill_map(rill_call_with(cancel_at_4, rill_borrow(context))),
               rill_to_list());
}

/* From inside of the row, which has kept an item; it sees none more. */
TEST(flatten_brief, are_cancelled_from_inside) {
  struct cancelled c = {.calls = 0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(
      &c.probe, clock,
      rill_pipe(rill_of(rill_int(1), rill_int(3), rill_int(6)),
                rill_flat_map(rill_call_with(cancelling, rill_borrow(&c)))),
      RILL_UNBOUNDED);
  ck_assert_str_eq(c.probe.text, "[1, 2, 3]");
  ck_assert_int_eq(c.calls, 5);
  ck_assert_int_eq(c.probe.released, 1);
  clock_close(clock);
}

static rill_value_t close_at_5(rill_value_t x, void *clock) {
  if (rill_as_int(x) == 5) rill_scheduler_close(clock);
  return rill_value_ref(x);
}

static rill_value_t closing(rill_value_t x, void *clock) {
  return three(x, rill_map(rill_call_with(close_at_5, rill_borrow(clock))));
}

TEST(flatten_brief, end_with_a_scheduler_that_closes_inside) {
  probe_t probe = {0};
  rill_scheduler_t *clock = rill_virtual_scheduler_new();
  probe_subscribe(
      &probe, clock,
      rill_pipe(rill_range(2, 9),
                rill_flat_map(rill_call_with(closing, rill_borrow(clock)))),
      RILL_UNBOUNDED);
  ck_assert_str_eq(probe.text, "2 3 4 3 4");
  ck_assert_int_eq(probe.released, 1);
  ck_assert_uint_eq(rill_live_objects(NULL), 0);
}
