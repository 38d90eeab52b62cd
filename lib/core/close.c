/* SPDX-License-Identifier: MIT */
/* Closing: stages that emit and take nothing more, and whole runs. They are let
 * go when nobody is inside. */
#include "core/chain.h"

/* What feeds a stage that has ended must not go on, wherever it is on the
 * stack. The sinks themselves are left to the stage's release, which knows
 * them. */
static void chain_close_children(rill_chain_t *chain) {
  for (rill_chain_t *child = chain->children; child != NULL;
       child = child->next)
    if (rill_run_parent(child->sink)->closed && !child->sink->closed)
      rill_close_upstream(child->sink);
}

void rill_close_from(rill_stage_t *stage) {
  rill_chain_t *chain = stage->chain;
  if (stage->closed) return;
  chain->dirty = true;
  for (; stage != NULL && !stage->closed; stage = stage->up) {
    stage->closed = true;
    stage->code = RILL_CODE_DEAF; /* what the driver looks at anyway */
  }
  chain_close_children(chain);
}

void rill_close_upstream(rill_stage_t *stage) {
  stage->code = RILL_CODE_DEAF;
  if (stage->up != NULL) rill_close_from(stage->up);
}

void rill_chain_cancel(rill_chain_t *chain) {
  if (chain->over || chain->sink->closed) return;
  if (chain->depth > 0) { /* who is inside lets go on the way out */
    rill_close_from(chain->sink);
    return;
  }
  rill_enter(chain);
  rill_close_from(chain->sink);
  rill_leave(chain);
}
