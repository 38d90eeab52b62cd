/* SPDX-License-Identifier: MIT */
/* verdict: looks for the item that decides. */
#include "shared/verdict.h"

size_t rill_verdict_next(rill_stage_t *stage, const rill_value_t *items,
                         size_t count, rill_verdict_fn answer, bool decisive) {
  for (size_t i = 0; i < count && !stage->closed; i++) {
    rill_value_t got = answer(stage, items[i]);
    if (got.kind == RILL_ERROR)
      rill_emit_failure(stage, got);
    else if (rill_as_bool(got) == decisive)
      rill_total_set(stage, rill_bool(decisive));
  }
  return 0;
}
