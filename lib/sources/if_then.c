/* SPDX-License-Identifier: MIT */
/* if_then: each run asks a condition which of two streams it is. */
#include "shared/options.h"
#include "shared/predicate.h"
#include "shared/resubscribe.h"

#include <rill/create.h>

struct if_then_params {
  rill_fn_t cond;
  rill_observable_t *then, *otherwise; /* owned; NULL: empty */
};

static rill_error_t *if_then_check(const void *params) {
  const struct if_then_params *p = params;
  if (p->then == NULL) return rill_refuse("then is NULL");
  return rill_check_fn(p->cond, 0, "cond");
}

static void if_then_forget(void *params) {
  struct if_then_params *p = params;
  rill_fn_drop(p->cond);
  rill_unref(p->then);
  rill_unref(p->otherwise);
}

static void if_then_start(rill_stage_t *stage) {
  const struct if_then_params *p = rill_params(stage);
  rill_value_t answer = rill_predicate_answer(stage, rill_invoke0(&p->cond));
  rill_observable_t *chosen = rill_as_bool(answer) ? p->then : p->otherwise;
  if (stage->closed)
    rill_value_unref(answer);
  else if (answer.kind == RILL_ERROR)
    rill_emit_failure(stage, answer);
  else if (chosen == NULL)
    rill_emit_complete(stage);
  else
    rill_resubscribe_last(stage, rill_ref(chosen));
}

static const rill_stage_ops_t if_then_ops = {
    .name = "if_then",
    .state_size = sizeof(rill_resubscribe_t),
    .params_size = sizeof(struct if_then_params),
    .check = if_then_check,
    .forget = if_then_forget,
    .start = if_then_start,
    RILL_RESUBSCRIBE_OPS,
};

rill_observable_t *rill_if_then_opts(const rill_if_then_opts_t *options) {
  RILL_OPTIONS(rill_if_then_opts_t, o, options);
  struct if_then_params params = {o.cond, o.then, o.otherwise};
  return rill_source_make(&if_then_ops, &params);
}
