/* SPDX-License-Identifier: MIT */
/* distinct_until_changed: drops an item that equals the one before it. */
#include "base/value.h"
#include "shared/options.h"
#include "shared/predicate.h"

#include <rill/filter.h>

struct distinct_until_changed_params { rill_fn_t key, equal; };
struct distinct_until_changed {
  struct rill_last_state before; /* the key of the item before; so first */
  bool any;
};

static rill_error_t *changed_check(const void *params) {
  const struct distinct_until_changed_params *p = params;
  rill_error_t *error = rill_check_optional_fn(p->key, 1, "key");
  if (error != NULL) return error;
  return rill_check_optional_fn(p->equal, 2, "equal");
}

static void changed_forget(void *params) {
  struct distinct_until_changed_params *p = params;
  rill_fn_drop(p->key);
  rill_fn_drop(p->equal);
}

/* Whether the key is the last one: a bool or a failure. */
static rill_value_t changed_compare(rill_stage_t *stage, rill_value_t key) {
  const struct distinct_until_changed_params *p = rill_params(stage);
  struct distinct_until_changed *state = rill_state(stage);
  if (!state->any) return rill_bool(false);
  rill_value_t last = state->before.last;
  if (!rill_fn_is_set(p->equal)) return rill_bool(rill_value_equal(last, key));
  return rill_predicate_answer(stage, rill_invoke2(&p->equal, last, key));
}

/* Without functions: whether it differs, and is the last one now. */
static bool changed_by(struct distinct_until_changed *state,
                       rill_value_t item) {
  rill_value_t last = state->before.last;
  if (state->any && rill_same(last, item)) return false;
  state->before.last = rill_value_ref(item);
  state->any = true;
  rill_value_unref(last);
  return true;
}

static bool changed_plain(const void *params) {
  const struct distinct_until_changed_params *p = params;
  return !rill_fn_is_set(p->key) && !rill_fn_is_set(p->equal);
}

static void changed_init(rill_stage_t *stage) {
  if (changed_plain(rill_params(stage))) stage->code = RILL_CODE_CHANGED;
}

static rill_batch_t changed_batch(rill_stage_t *stage, const rill_value_t *in,
                                  rill_value_t *out, size_t count) {
  struct distinct_until_changed *state = rill_state(stage);
  rill_batch_t batch = {.then = RILL_PASS};
  for (size_t i = 0; i < count; i++)
    if (changed_by(state, in[i])) out[batch.out++] = in[i];
  return batch;
}

/* With functions. */
static rill_step_t changed_call(rill_stage_t *stage, rill_value_t *item) {
  const struct distinct_until_changed_params *p = rill_params(stage);
  struct distinct_until_changed *state = rill_state(stage);
  rill_value_t key = rill_fn_is_set(p->key) ? rill_invoke1(&p->key, *item)
                                            : rill_value_ref(*item);
  rill_value_t same =
      key.kind == RILL_ERROR ? key : changed_compare(stage, key);
  if (same.kind == RILL_ERROR) {
    if (key.kind != RILL_ERROR) rill_value_unref(key);
    *item = same;
    return RILL_FAIL;
  }
  if (rill_as_bool(same)) {
    rill_value_unref(key);
    return RILL_DROP;
  }
  rill_value_t last = state->before.last;
  state->before.last = key;
  state->any = true;
  rill_value_unref(last);
  return RILL_PASS;
}

static rill_step_t changed_step(rill_stage_t *stage, rill_value_t *item) {
  if (!changed_plain(stage)) return changed_call(stage, item);
  return changed_by(rill_state(stage), *item) ? RILL_PASS : RILL_DROP;
}

static void changed_release(rill_stage_t *stage) {
  rill_value_unref(((struct rill_last_state *) rill_state(stage))->last);
}

static const rill_stage_ops_t distinct_until_changed_ops = {
    .name = "distinct_until_changed",
    .code = RILL_CODE_STEP,
    .state_size = sizeof(struct distinct_until_changed),
    .params_size = sizeof(struct distinct_until_changed_params),
    .check = changed_check,
    .forget = changed_forget,
    .init = changed_init,
    .step = changed_step,
    .chooses = true,
    .batch = changed_batch,
    .pure = changed_plain,
    .release = changed_release,
};

rill_operator_t *rill_distinct_until_changed_opts(
    const rill_distinct_until_changed_opts_t *options) {
  RILL_OPTIONS(rill_distinct_until_changed_opts_t, o, options);
  struct distinct_until_changed_params params = {o.key, o.equal};
  return rill_operator_make(&distinct_until_changed_ops, &params);
}
