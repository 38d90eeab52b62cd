/* SPDX-License-Identifier: MIT */
/* signals: real ones, to this process. */
#include "io.h"

#include <signal.h>

#include "support/failing.h"
#include "support/probe.h"

#include <rill/signal.h>

/* Sends it, and lets the loop hear of it. */
static void raise_and_run(int signum) {
  kill(getpid(), signum);
  for (int i = 0; i < 3; i++) uv_run(&uv_, UV_RUN_NOWAIT);
}

static void run_until_items(const probe_t *probe, size_t items) {
  while (probe->items < items) ck_assert(uv_run(&uv_, UV_RUN_ONCE) != 0);
}

TEST(signals, gives_the_number) {
  probe_t probe = {0};
  io_open_loop();
  probe_subscribe(&probe, loop_, rill_signals(SIGUSR1), RILL_UNBOUNDED);
  kill(getpid(), SIGUSR1);
  run_until_items(&probe, 1);
  kill(getpid(), SIGUSR1);
  run_until_items(&probe, 2);
  ck_assert_str_eq(probe.text, "10 10");
  io_close_loop();
  ck_assert_int_eq(probe.released, 1);
}

TEST(signals, listens_to_several) {
  probe_t probe = {0};
  io_open_loop();
  probe_subscribe(&probe, loop_, rill_signals(SIGUSR1, SIGUSR2, SIGHUP),
                  RILL_UNBOUNDED);
  kill(getpid(), SIGUSR2);
  run_until_items(&probe, 1);
  kill(getpid(), SIGHUP);
  run_until_items(&probe, 2);
  kill(getpid(), SIGUSR1);
  run_until_items(&probe, 3);
  ck_assert_str_eq(probe.text, "12 1 10");
  io_close_loop();
}

TEST(signals, keeps_one_of_each_until_it_is_asked_for) {
  probe_t probe = {0};
  io_open_loop();
  probe_subscribe(&probe, loop_, rill_signals(SIGUSR1, SIGUSR2), 0);
  raise_and_run(SIGUSR2);
  raise_and_run(SIGUSR1);
  raise_and_run(SIGUSR2);
  raise_and_run(SIGUSR1);
  ck_assert_str_eq(probe.text, "");
  rill_request(probe.subscription, 1);
  ck_assert_str_eq(probe.text, "12");
  rill_request(probe.subscription, 5);
  ck_assert_str_eq(probe.text, "12 10");
  raise_and_run(SIGUSR2);
  ck_assert_str_eq(probe.text, "12 10 12");
  io_close_loop();
}

TEST(signals, two_runs_get_each_of_them) {
  probe_t one = {0}, two = {.cancel_at = 1};
  io_open_loop();
  rill_observable_t *signals = rill_signals(SIGUSR1);
  rill_observable_t *again = rill_ref(signals);
  probe_subscribe(&one, loop_, signals, RILL_UNBOUNDED);
  probe_subscribe(&two, loop_, again, RILL_UNBOUNDED);
  raise_and_run(SIGUSR1);
  raise_and_run(SIGUSR1);
  ck_assert_str_eq(one.text, "10 10");
  ck_assert_str_eq(two.text, "10");
  ck_assert_int_eq(two.released, 1);
  io_close_loop();
}

TEST(signals, the_default_action_is_back_after_the_run) {
  struct sigaction before, during, after;
  probe_t probe = {0};
  io_open_loop();
  sigaction(SIGUSR1, NULL, &before);
  probe_subscribe(&probe, loop_, rill_signals(SIGUSR1), 0);
  sigaction(SIGUSR1, NULL, &during);
  rill_cancel(probe.subscription);
  sigaction(SIGUSR1, NULL, &after);
  ck_assert(before.sa_handler == SIG_DFL);
  ck_assert(during.sa_handler != SIG_DFL);
  ck_assert(after.sa_handler == SIG_DFL);
  io_close_loop();
}

TEST(signals, keeps_the_loop_alive_unless_told_not_to) {
  probe_t probe = {0}, quiet = {0};
  io_open_loop();
  probe_subscribe(&quiet, loop_, rill_signals(SIGUSR1, .unref = true), 1);
  ck_assert(!uv_loop_alive(&uv_));
  probe_subscribe(&probe, loop_, rill_signals(SIGUSR1), 1);
  ck_assert(uv_loop_alive(&uv_));
  raise_and_run(SIGUSR1);
  ck_assert_str_eq(quiet.text, "10");
  ck_assert_str_eq(probe.text, "10");
  rill_cancel(probe.subscription);
  uv_run(&uv_, UV_RUN_DEFAULT); /* for nothing but that one's handle */
  ck_assert(!uv_loop_alive(&uv_));
  io_close_loop();
}

static void fails(rill_observable_t *signals, int code, const char *text) {
  probe_t probe = {0};
  probe_subscribe(&probe, loop_, signals, 1);
  ck_assert_str_eq(probe.text, "#");
  ck_assert_str_has(probe.error, text);
  ck_assert_int_eq(probe.error_code, code);
}

TEST(signals, says_which_cannot_be_caught) {
  io_open_loop();
  fails(rill_signals(SIGUSR1, SIGKILL), UV_EINVAL, "signal 9: invalid arg");
  fails(rill_signals(1000), UV_EINVAL, "signal 1000: invalid argument");
  fails(rill_signals(-1), UV_EINVAL, "signal -1: invalid argument");
  fails(rill_signals(0), RILL_EINVAL, "rill_signals: signum is 0 (must be");
  fails(rill_signals(SIGHUP, SIGINT, SIGHUP), RILL_EINVAL,
        "rill_signals: signum 1 is given twice");
  io_close_loop();
}

TEST(signals, needs_a_loop) {
  probe_t probe = {0};
  ck_assert_str_eq(probe_run(&probe, rill_signals(SIGUSR1)), "#");
  ck_assert_int_eq(probe.error_code, RILL_EINVAL);
  ck_assert_str_has(probe.error, "scheduler is of the kind virtual (must be");
}

static void subscribe_and_close(rill_observable_t *(*make)(void) ) {
  probe_t probe = {0};
  io_open_loop();
  if (loop_ == NULL) {
    ck_assert_int_eq(uv_loop_close(&uv_), 0);
    return;
  }
  probe_subscribe(&probe, loop_, make(), 1);
  io_close_loop();
  ck_assert_int_eq(probe.released, 1);
}

static rill_observable_t *two_signals(void) {
  return rill_signals(SIGUSR1, SIGUSR2);
}

TEST(signals, every_failing_allocation_is_an_error_and_leaks_nothing) {
  io_open_loop();
  io_close_loop();
  failing_each(FAILING_ONE) subscribe_and_close(two_signals);
  failing_each(FAILING_FROM) subscribe_and_close(two_signals);
}
