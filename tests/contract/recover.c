/* SPDX-License-Identifier: MIT */
/* The laws of the operators that answer errors and ends. */
#include <stdlib.h>

#include "callbacks.h"
#include "laws.h"

/* The same error, and no other. */
static rill_value_t blame(rill_value_t error, void *context) {
  (void) context;
  return rill_value_ref(error);
}

/* Two tries more, a tick apart. */
static rill_value_t twice_more(rill_value_t ends, void *context) {
  (void) context;
  rill_value_ref(ends);
  rill_observable_t *all = rill_from_value(ends);
  return rill_object(rill_pipe(all, rill_delay(1), rill_take(3)));
}

/* The same at once. */
static rill_value_t at_once(rill_value_t ends, void *context) {
  (void) context;
  rill_value_ref(ends);
  return rill_object(rill_pipe(rill_from_value(ends), rill_take(3)));
}

/* Each counts its own asking: yes, no; or yes, yes, no. */
struct asking { int64_t count, until; };

static rill_value_t ask_on(void *context) {
  struct asking *asking = context;
  if (++asking->count < asking->until) return rill_bool(true);
  asking->count = 0;
  return rill_bool(false);
}

static rill_fn_t true_before(int64_t until) {
  struct asking *asking = malloc(sizeof *asking);
  ck_assert_ptr_nonnull(asking);
  *asking = (struct asking){0, until};
  return rill_call0(ask_on, rill_own(asking, free));
}

LAWS(catch, ANSWERS_ERRORS, rill_catch(CALL1(instead)));
LAWS(retry, 0, rill_retry(2));
LAWS(retry_delayed, 0, rill_retry(2, .delay = 3, .when = CALL1(always)));
LAWS(repeat, 0, rill_repeat(2));
LAWS(repeat_delayed, 0, rill_repeat(2, .delay = 3));
LAWS(finally, 0, rill_finally(CALL0(nothing)));
LAWS(on_error_return, ANSWERS_ERRORS,
     rill_on_error_return(rill_string("z")));
LAWS(catch_with, ANSWERS_ERRORS,
     rill_catch_with(rill_from_marbles("x-y|")));
LAWS(on_error_resume_next, ANSWERS_ERRORS,
     rill_on_error_resume_next(rill_from_marbles("x-y#")));
LAWS(map_error, 0, rill_map_error(CALL1(blame)));
LAWS(retry_when, ANSWERS_ERRORS, rill_retry_when(CALL1(twice_more)));
LAWS(retry_when_at_once, ANSWERS_ERRORS, rill_retry_when(CALL1(at_once)));
LAWS(repeat_when, 0, rill_repeat_when(CALL1(twice_more)));
LAWS(repeat_when_at_once, 0, rill_repeat_when(CALL1(at_once)));
LAWS(do_while, SHARES, rill_do_while(true_before(2)));
LAWS(while_do, SHARES, rill_while_do(true_before(3)));
LAWS(circuit_breaker, SHARES,
     rill_circuit_breaker(.failures = 3, .reset = 5));
