/* SPDX-License-Identifier: MIT */
/* partition: one stream of the items for which the predicate is true, and one
 * of the others. */
#include "shared/predicate.h"

#include <rill/transform.h>

/* The function that both sides hold. */
struct shared_pred {
  rill_object_t base;
  rill_fn_t fn;
};

static void shared_pred_destroy(void *object) {
  rill_fn_drop(((struct shared_pred *) object)->fn);
}

static const rill_type_t shared_pred_type = {
    .name = "predicate",
    .destroy = shared_pred_destroy,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

struct partition_params {
  struct shared_pred *pred; /* NULL: no memory */
  bool wanted;              /* the answer that lets an item pass */
};

static rill_error_t *partition_check(const void *params) {
  const struct partition_params *p = params;
  if (p->pred == NULL) return rill_error_no_memory();
  return rill_check_fn(p->pred->fn, 1, "pred");
}

static void partition_forget(void *params) {
  rill_unref(((struct partition_params *) params)->pred);
}

static rill_step_t partition_step(rill_stage_t *stage, rill_value_t *item) {
  const struct partition_params *p = rill_params(stage);
  rill_value_t answer = rill_predicate_ask(stage, &p->pred->fn, *item);
  if (answer.kind == RILL_ERROR) {
    *item = answer;
    return RILL_FAIL;
  }
  return rill_as_bool(answer) == p->wanted ? RILL_PASS : RILL_DROP;
}

static const rill_stage_ops_t partition_ops = {
    .name = "partition",
    .code = RILL_CODE_STEP,
    .params_size = sizeof(struct partition_params),
    .check = partition_check,
    .forget = partition_forget,
    .step = partition_step,
    .keeps = true, /* it goes the other way */
};

static rill_observable_t *partition_side(rill_observable_t *source,
                                         struct shared_pred *pred,
                                         bool wanted) {
  struct partition_params params = {rill_ref(pred), wanted};
  rill_operator_t *side = rill_operator_make(&partition_ops, &params);
  return rill_pipe_array(rill_ref(source), &side, 1, NULL);
}

void rill_partition(rill_observable_t *source, rill_fn_t pred,
                    rill_observable_t **yes, rill_observable_t **no) {
  struct shared_pred *shared =
      rill_object_new(&shared_pred_type, sizeof *shared);
  if (shared != NULL)
    shared->fn = pred;
  else
    rill_fn_drop(pred);
  if (yes != NULL) *yes = partition_side(source, shared, true);
  if (no != NULL) *no = partition_side(source, shared, false);
  rill_unref(shared);
  rill_unref(source);
}
