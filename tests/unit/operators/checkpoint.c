/* SPDX-License-Identifier: MIT */
/* checkpoint: where an error came by. */
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

TEST(checkpoint, passes_everything_on) {
  ck_marbles("-1-2-|", rill_checkpoint("here"), "-1-2-|");
  ck_marbles_stepwise("-1-2-|", rill_checkpoint("here"), "-1-2-|");
  ck_source(rill_pipe(rill_range(1, 9), rill_checkpoint("here"), rill_take(2)),
            "(12|)");
}

static rill_observable_t *fails(void) {
  return rill_throw(rill_error_new(8, "first"));
}

TEST(checkpoint, adds_a_place_to_an_error) {
  ck_marbles("-1-#", rill_checkpoint("here"), "-1-#");
  ck_fails(rill_pipe(fails(), rill_checkpoint("in the orders")), 8,
           "in the orders: first, at ",
           "stage 1 (checkpoint); caused by: "
           "first");
  ck_fails(rill_pipe(fails(), rill_checkpoint("a"), rill_checkpoint("b")), 8,
           "b: a: first", "caused by: a: first", "caused by: first");
}

static void keep(rill_error_t *error, void *context) {
  *(rill_error_t **) context = rill_ref(error);
}

TEST(checkpoint, keeps_code_cause_and_payload) {
  rill_error_t *got = NULL;
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *flow = rill_pipe(rill_throw(rill_error_of(rill_int(42))),
                                      rill_checkpoint("here"));
  rill_unref(rill_subscribe(clock, flow, .error = keep, .context = &got));
  ck_assert_int_eq(rill_error_code(got), RILL_EFOREIGN);
  ck_assert_int_eq(rill_as_int(rill_error_payload(got)), 42);
  ck_assert_str_eq(rill_error_message(rill_error_cause(got)), "42");
  ck_assert_str_has(rill_error_site(got), "checkpoint.c:");
  ck_assert_int_eq(rill_error_stage(got), 1);
  rill_unref(got);
  clock_close(clock);
}

TEST(checkpoint, serves_several_runs) {
  rill_operator_t *op = rill_checkpoint("here");
  probe_t probe = {0};
  probe_run(&probe, rill_pipe(fails(), op, rill_retry(3)));
  ck_assert_str_has(probe.error, "here: first");
}

TEST(checkpoint, copies_its_text) {
  char text[] = "here";
  rill_operator_t *op = rill_checkpoint(text);
  text[0] = 'w';
  ck_fails(rill_pipe(fails(), op), 8, "here: first");
}

TEST(checkpoint, refuses_to_be_empty) {
  ck_operator_fails(rill_checkpoint(NULL), RILL_EINVAL,
                    "rill_checkpoint: text is empty");
  ck_operator_fails(rill_checkpoint(""), RILL_EINVAL,
                    "rill_checkpoint: text is empty");
}
