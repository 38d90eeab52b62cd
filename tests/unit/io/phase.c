/* SPDX-License-Identifier: MIT */
/* idle, prepare, check: the iterations of a real loop. */
#include "io.h"

#include "support/failing.h"
#include "support/probe.h"

#include <rill/loop.h>

static rill_observable_t *(*const phases_[])(void) = {rill_idle, rill_prepare,
                                                      rill_check};
enum { PHASES = 3 };

TEST(phase, one_for_each_iteration_within_demand) {
  for (int i = 0; i < PHASES; i++) {
    probe_t probe = {0};
    io_open_loop();
    probe_subscribe(&probe, loop_, phases_[i](), 2);
    uv_run(&uv_, UV_RUN_NOWAIT);
    ck_assert_str_eq(probe.text, "0");
    uv_run(&uv_, UV_RUN_NOWAIT);
    uv_run(&uv_, UV_RUN_NOWAIT);
    ck_assert_str_eq(probe.text, "0 1");
    rill_request(probe.subscription, 1);
    uv_run(&uv_, UV_RUN_NOWAIT);
    ck_assert_str_eq(probe.text, "0 1 2");
    io_close_loop();
    ck_assert_int_eq(probe.released, 1);
  }
}

TEST(phase, is_active_only_while_there_is_demand) {
  for (int i = 0; i < PHASES; i++) {
    probe_t probe = {0};
    io_open_loop();
    probe_subscribe(&probe, loop_, phases_[i](), 0);
    ck_assert(!uv_loop_alive(&uv_));
    rill_request(probe.subscription, 1);
    ck_assert(uv_loop_alive(&uv_));
    uv_run(&uv_, UV_RUN_NOWAIT);
    ck_assert(!uv_loop_alive(&uv_));
    io_close_loop();
  }
}

TEST(phase, asks_for_more_from_inside) {
  for (int i = 0; i < PHASES; i++) {
    probe_t probe = {.again = 1, .cancel_at = 4};
    io_open_loop();
    probe_subscribe(&probe, loop_, phases_[i](), 1);
    for (int k = 0; k < 6; k++) uv_run(&uv_, UV_RUN_NOWAIT);
    ck_assert_str_eq(probe.text, "0 1 2 3");
    ck_assert_int_eq(probe.released, 1);
    io_close_loop();
  }
}

static char order_[16];

static void note_i(rill_value_t item, void *context) {
  (void) item;
  strcat(order_, context);
}

TEST(phase, idle_and_prepare_come_before_events_and_check_after) {
  char texts[PHASES][2] = {"i", "p", "c"};
  order_[0] = '\0';
  io_open_loop();
  for (int i = PHASES - 1; i >= 0; i--)
    rill_unref(rill_subscribe(loop_, phases_[i](), .next = note_i,
                              .context = texts[i]));
  uv_run(&uv_, UV_RUN_NOWAIT);
  uv_run(&uv_, UV_RUN_NOWAIT);
  ck_assert_str_eq(order_, "ipcipc");
  io_close_loop();
}

TEST(phase, two_runs_count_for_themselves) {
  for (int i = 0; i < PHASES; i++) {
    probe_t one = {0}, two = {0};
    io_open_loop();
    rill_observable_t *phase = phases_[i]();
    rill_observable_t *again = rill_ref(phase);
    probe_subscribe(&one, loop_, phase, RILL_UNBOUNDED);
    uv_run(&uv_, UV_RUN_NOWAIT);
    probe_subscribe(&two, loop_, again, 1);
    uv_run(&uv_, UV_RUN_NOWAIT);
    ck_assert_str_eq(one.text, "0 1");
    ck_assert_str_eq(two.text, "0");
    io_close_loop();
  }
}

TEST(phase, needs_a_loop) {
  for (int i = 0; i < PHASES; i++) {
    probe_t probe = {0};
    ck_assert_str_eq(probe_run(&probe, phases_[i]()), "#");
    ck_assert_str_has(probe.error, "scheduler is of the kind virtual");
  }
}

static void without_memory(int i) {
  probe_t probe = {0};
  io_open_loop();
  if (loop_ != NULL) {
    probe_subscribe(&probe, loop_, phases_[i](), 1);
    io_close_loop();
    ck_assert_int_eq(probe.released, 1);
  } else {
    ck_assert_int_eq(uv_loop_close(&uv_), 0);
  }
}

TEST(phase, every_failing_allocation_is_an_error_and_leaks_nothing) {
  for (int i = 0; i < PHASES; i++) {
    failing_each(FAILING_ONE) without_memory(i);
    failing_each(FAILING_FROM) without_memory(i);
  }
}
