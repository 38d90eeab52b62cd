/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/heard.h"
#include "support/marbles.h"
#include "support/probe.h"

TEST(yield_every, passes_all_at_the_same_time) {
  ck_marbles("(12345|)", rill_yield_every(2), "(12345|)");
  ck_marbles("-1-2-(34)--|", rill_yield_every(1), "-1-2-(34)--|");
  ck_marbles_stepwise("(12345|)", rill_yield_every(2), "(12345|)");
  ck_marbles("|", rill_yield_every(1), "|");
  ck_marbles("-1-2-#", rill_yield_every(1), "-1-2-#");
}

TEST(yield_every, gives_what_is_asked_for) {
  ck_asking("(12345|)", rill_yield_every(2), "(12)-(34)-(5|)", {0, 2}, {5, 2},
            {10, 1});
  ck_asking("(12345|)", rill_yield_every(4), "(12)-(34)-(5|)", {0, 2}, {5, 2},
            {10, 1});
}

/* What else was due at the time of the subscription. */
struct others {
  probe_t *probe;
  char text[128];
};

static rill_value_t look(void *context) {
  struct others *others = context;
  strcpy(others->text, others->probe->text);
  return rill_none();
}

TEST(yield_every, others_have_their_turn) {
  probe_t probe = {0};
  struct others others = {&probe, ""};
  rill_scheduler_t *clock = clock_new();
  rill_fn_t f = rill_call_with(look, rill_borrow(&others));
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_range(1, 7), rill_yield_every(3)),
                  RILL_UNBOUNDED);
  ck_assert_str_eq(probe.text, "1 2 3");
  ck_assert_int_eq(rill_post_after(clock, 0, f), 0);
  rill_virtual_run(clock);
  ck_assert_str_eq(others.text, "1 2 3 4 5 6");
  ck_assert_str_eq(probe.text, "1 2 3 4 5 6 7 |");
  ck_assert_int_eq(rill_now(clock), 0);
  clock_close(clock);
}

RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }

/* What is dropped below was work, too. */
TEST(yield_every, counts_what_is_dropped_below) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(
      &probe, clock,
      rill_pipe(rill_range(1, 7), rill_yield_every(3), rill_filter(is_even)),
      2);
  ck_assert_str_eq(probe.text, "2");
  rill_virtual_run(clock);
  ck_assert_str_eq(probe.text, "2 4");
  rill_request(probe.subscription, 5);
  rill_virtual_run(clock);
  ck_assert_str_eq(probe.text, "2 4 6 |");
  clock_close(clock);
}

static rill_value_t count_up(rill_value_t x, void *context) {
  ++*(int *) context;
  return rill_value_ref(x);
}

TEST(yield_every, never_asks_for_more_than_up_to_the_pause) {
  probe_t probe = {0};
  int made = 0;
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(
      &probe, clock,
      rill_pipe(rill_range(1, 100),
                rill_map(rill_call_with(count_up, rill_borrow(&made))),
                rill_yield_every(10)),
      RILL_UNBOUNDED);
  ck_assert_int_eq(made, 10);
  rill_cancel(probe.subscription);
  rill_virtual_run(clock);
  ck_assert_int_eq(made, 10);
  clock_close(clock);
}

TEST(yield_every, cancels_during_the_pause) {
  ck_marbles_with("(12345|)", rill_yield_every(2), "(123!)", .cancel_after = 3);
}

/* A timer of the program's own is not kept waiting by a long source. */
static void on_timer(uv_timer_t *timer) {
  heard_t *heard = timer->data;
  heard->cancel_at = heard->items + 1;
  uv_close((uv_handle_t *) timer, NULL);
}

TEST(yield_every, a_timer_of_the_loop_is_heard) {
  struct looper l;
  heard_t heard = {0};
  uv_timer_t timer;
  looper_open(&l);
  uv_timer_init(&l.loop, &timer);
  timer.data = &heard;
  uv_timer_start(&timer, on_timer, 0, 0);
  rill_observable_t *flow =
      rill_pipe(rill_range(1, INT32_MAX), rill_yield_every(100));
  rill_unref(heard_subscribe(&heard, l.scheduler, flow));
  heard_wait_on(&heard, &l.loop);
  ck_assert_int_le(heard.items, 301);
  looper_close(&l);
}

TEST(yield_every, names_bad_arguments) {
  ck_operator_fails(rill_yield_every(0), RILL_EINVAL,
                    "rill_yield_every: count is 0 (must be >= 1)");
  ck_operator_fails(rill_yield_every(-3), RILL_EINVAL, "count is -3");
}

TEST(yield_every, asks_from_inside_of_an_item_for_what_is_left) {
  ck_flow(rill_pipe(rill_range(1, 9), rill_yield_every(9),
                    rill_limit_request(1)),
          "(12)---", .demand = 2);
}
