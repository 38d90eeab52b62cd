/* SPDX-License-Identifier: MIT */
/* do: sees everything, changes nothing. */
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

/* What was seen, in order, a word each. */
static char seen[256];

static void see(const char *word) {
  size_t length = strlen(seen);
  snprintf(seen + length, sizeof seen - length, "%s%s", length > 0 ? " " : "",
           word);
}

static rill_value_t saw(void *word) {
  see(word);
  return rill_none();
}

static rill_value_t saw_value(rill_value_t value, void *word) {
  char text[64], item[32];
  rill_value_format(value, item, sizeof item);
  snprintf(text, sizeof text, "%s:%s", (const char *) word,
           rill_is_error(value) ? "error" : item);
  see(text);
  return rill_none();
}

#define SAW(word) rill_call_with(saw, rill_borrow(word))
#define SAW_VALUE(word) rill_call_with(saw_value, rill_borrow(word))

static rill_operator_t *look(void) {
  seen[0] = '\0';
  return rill_do(.next = SAW_VALUE("next"), .error = SAW_VALUE("error"),
                 .complete = SAW("complete"), .subscribe = SAW("subscribe"),
                 .request = SAW_VALUE("request"), .cancel = SAW("cancel"),
                 .finally = SAW("finally"));
}

TEST(do, passes_everything_on) {
  ck_marbles("-1-2-|", look(), "-1-2-|");
  ck_marbles_stepwise("-1-2-|", look(), "-1-2-|");
  ck_assert_str_eq(seen, "request:1 subscribe next:1 request:1 next:2 "
                         "request:1 complete finally");
  ck_marbles("-1-#", look(), "-1-#");
  ck_assert_str_has(seen, "next:1 error:error finally");
}

TEST(do, sees_a_cancel) {
  probe_t probe = {.cancel_at = 2};
  probe_run(&probe, rill_pipe(rill_range(1, 5), look()));
  ck_assert_str_has(seen, "next:1 next:2 cancel finally");
}

TEST(do, sees_downstream_s_end_as_a_cancel) {
  probe_t probe = {0};
  probe_run(&probe, rill_pipe(rill_range(1, 5), look(), rill_take(2)));
  ck_assert_str_eq(seen, "request:2 subscribe next:1 next:2 cancel finally");
}

TEST(do, sees_nothing_when_it_is_never_subscribed) {
  probe_t probe = {0};
  probe_run(&probe, rill_pipe(rill_range(1, 5), look(), rill_take(0)));
  ck_assert_str_eq(seen, "");
}

TEST(do, without_functions_does_nothing) {
  ck_marbles("-1-2-|", rill_do(), "-1-2-|");
}

static rill_value_t spill0(void *context) {
  (void) context;
  return rill_fail(rill_error_new(7, "spilt"));
}

static rill_value_t spill(rill_value_t x, void *context) {
  (void) x;
  return spill0(context);
}

TEST(do, fails_with_its_functions) {
  ck_marbles("-1-2-|", rill_do(.next = rill_call(spill)), "-#");
  ck_marbles("-1-2-|", rill_do(.complete = rill_call(spill0)), "-1-2-#");
  ck_marbles("-1-2-|", rill_do(.subscribe = rill_call(spill0)), "#");
  ck_marbles("-1-2-|", rill_do(.request = rill_call(spill)), "#");
}

TEST(do, keeps_the_error_as_the_cause_of_a_failure) {
  probe_t probe = {0};
  probe_run(&probe, rill_pipe(rill_throw(rill_error_new(8, "first")),
                              rill_do(.error = rill_call(spill))));
  ck_assert_int_eq(probe.error_code, 7);
  ck_assert_str_has(probe.error, "spilt");
  ck_assert_str_has(probe.error, "caused by: first");
}

static rill_value_t give_back(rill_value_t error, void *context) {
  (void) context;
  return rill_value_ref(error);
}

TEST(do, may_return_the_error_that_it_got) {
  probe_t probe = {0};
  probe_run(&probe, rill_pipe(rill_throw(rill_error_new(8, "first")),
                              rill_do(.error = rill_call(give_back))));
  ck_assert_int_eq(probe.error_code, 8);
}

static void unhandled(rill_error_t *error, void *context) {
  *(int *) context += rill_error_code(error);
}

TEST(do, tells_the_hook_of_failures_that_nobody_hears) {
  int sum = 0;
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  rill_scheduler_on_unhandled(clock, unhandled, &sum);
  rill_operator_t *op =
      rill_do(.cancel = rill_call(spill0), .finally = rill_call(spill0));
  probe_subscribe(&probe, clock, rill_pipe(rill_never(), op), 1);
  rill_cancel(probe.subscription);
  ck_assert_int_eq(sum, 14);
  clock_close(clock);
}

TEST(do, refuses_functions_that_do_not_fit) {
  ck_operator_fails(rill_do(.next = rill_call(spill0)), RILL_EINVAL,
                    "rill_do: next takes 0 arguments (must take 1)");
  ck_operator_fails(rill_do(.finally = rill_call(spill)), RILL_EINVAL,
                    "rill_do: finally takes 1 arguments (must take 0)");
}
