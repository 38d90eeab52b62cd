/* SPDX-License-Identifier: MIT */
/* circuit_breaker: what the runs of one observable know of each other. */
#include "support/asking.h"
#include "support/heard.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

/* A service that plays a row of marbles in each run: the next of a list, then
 * the last one again. */
struct service {
  rill_scheduler_t *clock;
  rill_observable_t *flow;
  const char *rows[16];
  size_t runs;
  char text[256];
};

static rill_value_t serve(void *context) {
  struct service *service = context;
  size_t i = 0;
  while (i < service->runs && service->rows[i + 1] != NULL) i++;
  service->runs++;
  return rill_object(rill_from_marbles(service->rows[i]));
}

static void service_open(struct service *service, rill_operator_t *op) {
  service->clock = clock_new();
  service->flow =
      rill_pipe(rill_defer(rill_call_with(serve, rill_borrow(service))), op);
}

#define SERVICE(op, ...)                                                       \
 struct service service = {.rows = {__VA_ARGS__}};                             \
 service_open(&service, op)

static void service_close(struct service *service) {
  rill_unref(service->flow);
  clock_close(service->clock);
}

/* What one run gives within ten ticks. */
static const char *hear(struct service *service) {
  probe_t probe = {0};
  rill_observable_t *flow = rill_ref(service->flow);
  probe_subscribe(&probe, service->clock, flow, RILL_UNBOUNDED);
  rill_virtual_advance_by(service->clock, 10);
  snprintf(service->text, sizeof service->text, "%.99s%s", probe.text,
           probe.error_code == RILL_EAGAIN ? " refused" : "");
  rill_cancel(probe.subscription);
  return service->text;
}

#define ck_heard(expected) ck_assert_str_eq(hear(&service), expected)
#define ck_runs(expected) ck_assert_uint_eq(service.runs, (expected))

TEST(circuit_breaker, leaves_a_stream_alone) {
  ck_marbles("-1-2-|", rill_circuit_breaker(), "-1-2-|");
  ck_marbles("-1-#", rill_circuit_breaker(.failures = 1), "-1-#");
  ck_marbles("|", rill_circuit_breaker(), "|");
  ck_marbles_stepwise("-1-(23)-|", rill_circuit_breaker(), "-1-(23)-|");
  ck_asking("1-2-|", rill_circuit_breaker(), "---1--(2|)", {3, 1}, {6, 1});
  ck_marbles_with("-1-2-|", rill_circuit_breaker(), "-1!", .cancel_at = 2);
}

TEST(circuit_breaker, opens_after_failures_in_a_row) {
  SERVICE(rill_circuit_breaker(.failures = 3, .reset = 1000), "#");
  for (int i = 0; i < 3; i++) ck_heard("#");
  ck_runs(3);
  ck_heard("# refused");
  ck_heard("# refused");
  ck_runs(3);
  service_close(&service);
}

TEST(circuit_breaker, counts_anew_after_a_success) {
  SERVICE(rill_circuit_breaker(.failures = 2, .reset = 1000), "#", "|", "#",
          "1|", "1#", "#");
  ck_heard("#");
  ck_heard("|");
  ck_heard("#");
  ck_heard("1 |");
  ck_heard("1 #"); /* an item is no success if a failure follows */
  ck_heard("#");
  ck_heard("# refused");
  service_close(&service);
}

TEST(circuit_breaker, lets_one_trial_through_and_closes) {
  SERVICE(rill_circuit_breaker(.failures = 1, .reset = 25), "#", "1|", "#");
  ck_heard("#");         /* open until 25 */
  ck_heard("# refused"); /* at 10 */
  ck_heard("# refused"); /* at 20 */
  ck_heard("1 |");       /* at 30 */
  ck_heard("#");         /* so this one was let through */
  ck_heard("# refused");
  ck_runs(3);
  service_close(&service);
}

TEST(circuit_breaker, opens_again_when_the_trial_fails) {
  SERVICE(rill_circuit_breaker(.failures = 3, .reset = 15), "#");
  for (int i = 0; i < 3; i++) ck_heard("#"); /* at 0, 10 and 20 */
  ck_heard("# refused");                     /* at 30: open until 35 */
  ck_heard("#");                             /* at 40 */
  ck_heard("# refused");                     /* at 50: open until 55 */
  ck_heard("#");
  ck_runs(5);
  service_close(&service);
}

TEST(circuit_breaker, refuses_others_while_the_trial_is_under_way) {
  SERVICE(rill_circuit_breaker(.failures = 1, .reset = 5), "#", "-----1-|",
          "(2|)");
  ck_heard("#");
  probe_t trial = {0}, other = {0}, late = {0};
  rill_observable_t *flow = rill_ref(service.flow), *flow2 = rill_ref(flow),
                    *flow3 = rill_ref(flow);
  probe_subscribe(&trial, service.clock, flow, RILL_UNBOUNDED);
  probe_subscribe(&other, service.clock, flow2, RILL_UNBOUNDED);
  ck_assert_str_eq(other.text, "#");
  ck_assert_int_eq(other.error_code, RILL_EAGAIN);
  ck_assert_str_has(other.error, "a trial run is under way");
  rill_virtual_advance_by(service.clock, 5);
  ck_assert_str_eq(trial.text, "1"); /* its item is enough */
  probe_subscribe(&late, service.clock, flow3, RILL_UNBOUNDED);
  ck_assert_str_eq(late.text, "2 |");
  service_close(&service);
}

TEST(circuit_breaker, opens_again_when_the_trial_fails_after_an_item) {
  SERVICE(rill_circuit_breaker(.failures = 3, .reset = 15), "#", "#", "#",
          "1#");
  for (int i = 0; i < 3; i++) ck_heard("#");
  ck_heard("# refused");
  ck_heard("1 #");
  ck_heard("# refused");
  service_close(&service);
}

TEST(circuit_breaker, tries_again_when_the_trial_was_cancelled) {
  SERVICE(rill_circuit_breaker(.failures = 1, .reset = 5), "#", "---", "1|");
  ck_heard("#");
  ck_heard(""); /* cancelled at its end, and has said nothing */
  ck_heard("1 |");
  service_close(&service);
}

TEST(circuit_breaker, takes_an_item_before_a_cancel_for_a_success) {
  SERVICE(rill_circuit_breaker(.failures = 2, .reset = 1000), "#", "1--", "#",
          "---", "#");
  ck_heard("#");
  ck_heard("1");
  ck_heard("#");
  ck_heard(""); /* without an item: neither nor */
  ck_heard("#");
  ck_heard("# refused");
  service_close(&service);
}

/* Runs that began before the others had failed say nothing about later. */
TEST(circuit_breaker, does_not_hear_of_what_began_before_it_opened) {
  SERVICE(rill_circuit_breaker(.failures = 2, .reset = 12), "---------------|",
          "---------------#", "#");
  probe_t good = {0}, bad = {0}, refused = {0};
  rill_observable_t *flow = rill_ref(service.flow), *flow2 = rill_ref(flow),
                    *flow3 = rill_ref(flow);
  probe_subscribe(&good, service.clock, flow, RILL_UNBOUNDED);
  probe_subscribe(&bad, service.clock, flow2, RILL_UNBOUNDED);
  ck_heard("#"); /* at 0 */
  ck_heard("#"); /* at 10: open until 22 */
  ck_assert_str_eq(good.text, "|");
  ck_assert_str_eq(bad.text, "#");
  probe_subscribe(&refused, service.clock, flow3, RILL_UNBOUNDED);
  ck_assert_str_has(refused.error, "open after 2 failures in a row");
  rill_virtual_advance_to(service.clock, 22);
  ck_heard("#"); /* this was the trial */
  ck_runs(5);
  service_close(&service);
}

TEST(circuit_breaker, says_when_and_why) {
  SERVICE(rill_circuit_breaker(.failures = 1, .reset = RILL_SEC(2)), "#");
  ck_heard("#");
  rill_virtual_advance_to(service.clock, RILL_MS(500));
  probe_t probe = {0};
  rill_observable_t *flow = rill_ref(service.flow);
  probe_subscribe(&probe, service.clock, flow, RILL_UNBOUNDED);
  ck_assert_int_eq(probe.error_code, RILL_EAGAIN);
  ck_assert_str_has(probe.error,
                    "rill_circuit_breaker: open after 1 failures in a row, "
                    "and the next trial run may begin in 1.5 s");
  ck_assert_str_has(probe.error, "caused by");
  ck_assert_str_has(probe.error, "(circuit_breaker)");
  service_close(&service);
}

TEST(circuit_breaker, belongs_to_the_observable) {
  rill_operator_t *op = rill_circuit_breaker(.failures = 1, .reset = 1000);
  rill_operator_t *again = rill_ref(op);
  SERVICE(op, "#");
  ck_heard("#");
  ck_heard("# refused");
  service_close(&service);
  ck_marbles("1|", again, "1|");
}

TEST(circuit_breaker, works_below_retry) {
  SERVICE(rill_compose(rill_circuit_breaker(.failures = 2, .reset = 5),
                       rill_retry(0, .delay = 1, .factor = 1)),
          "-#", "-#", "1|");
  ck_heard("1 |"); /* fails at 1 and 3; refused from 4 to 7 */
  ck_runs(3);
  service_close(&service);
}

static rill_value_t fail_or_count(void *context) {
  if (__atomic_fetch_add((int *) context, 1, __ATOMIC_RELAXED) % 2 == 0)
    return rill_fail(rill_error_new(7, "spilt"));
  return rill_int(1);
}

/* Many runs on many threads: each ends in one of three ways. */
TEST(circuit_breaker, is_shared_by_threads) {
  enum { RUNS = 400 };
  static heard_t heard[RUNS];
  int calls = 0;
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 4);
  rill_fn_t f = rill_call_with(fail_or_count, rill_borrow(&calls));
  rill_observable_t *flow =
      rill_pipe(rill_from_callable(f),
                rill_circuit_breaker(.failures = 1, .reset = RILL_US(50)));
  for (size_t i = 0; i < RUNS; i++) {
    rill_observable_t *again = rill_ref(flow);
    rill_unref(heard_subscribe(&heard[i], pool, again));
  }
  int completed = 0, failed = 0, refused = 0;
  for (size_t i = 0; i < RUNS; i++) {
    heard_wait(&heard[i]);
    completed += heard[i].completions;
    failed += heard[i].code == 7;
    refused += heard[i].code == RILL_EAGAIN;
  }
  ck_assert_int_eq(completed + failed + refused, RUNS);
  ck_assert_int_eq(completed + failed, calls);
  ck_assert_int_gt(failed, 0);
  rill_unref(flow);
  rill_scheduler_close(pool);
}

TEST(circuit_breaker, refuses_what_does_not_fit) {
  ck_operator_fails(rill_circuit_breaker(.failures = -1), RILL_EINVAL,
                    "rill_circuit_breaker: failures is -1 (must be > 0)");
  ck_operator_fails(rill_circuit_breaker(.reset = -1), RILL_EINVAL,
                    "rill_circuit_breaker: reset is -1 ns (must be > 0)");
}
