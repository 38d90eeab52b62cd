/* SPDX-License-Identifier: MIT */
/* predicate: asking one, and holding it to bool. */
#include "shared/predicate.h"

rill_value_t rill_predicate_answer(const rill_stage_t *stage,
                                   rill_value_t answer) {
  if (answer.kind == RILL_BOOL || answer.kind == RILL_ERROR) return answer;
  rill_value_t wrong = rill_wrong_kind(stage->ops->name, "bool", answer);
  rill_value_unref(answer);
  return wrong;
}

rill_value_t rill_predicate_ask(const rill_stage_t *stage,
                                const rill_fn_t *pred, rill_value_t item) {
  if (!rill_fn_is_set(*pred)) return rill_bool(true);
  return rill_predicate_answer(stage, rill_invoke1(pred, item));
}

rill_value_t rill_predicate_ask_next(const rill_stage_t *stage,
                                     const rill_fn_t *pred, rill_value_t item,
                                     int64_t *index) {
  int64_t at = (*index)++; /* before calling out */
  rill_value_t answer = pred->arity == 2
                            ? rill_invoke2(pred, item, rill_int(at))
                            : rill_invoke1(pred, item);
  return rill_predicate_answer(stage, answer);
}

rill_error_t *rill_predicate_check(const void *params) {
  return rill_check_optional_fn(*(const rill_fn_t *) params, 1,
                                "the predicate");
}

rill_error_t *rill_predicate1_check(const void *params) {
  return rill_check_fn(*(const rill_fn_t *) params, 1, "pred");
}

rill_error_t *rill_predicate2_check(const void *params) {
  return rill_check_fn(*(const rill_fn_t *) params, 2, "pred");
}
