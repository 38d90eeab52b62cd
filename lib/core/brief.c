/* SPDX-License-Identifier: MIT */
/* Brief runs: those that are over before the call returns that began them, and
 * that nobody has a handle of. They live on the stack.
 *
 * They are runs like all others meanwhile, but for their memory: on the list of
 * the scheduler, which may cancel them, or among the inner runs of another, and
 * with all stages in place. As an object the chain is static, so that
 * references to it count for nothing. */
#include "core/chain.h"

/* --- Items that are there ------------------------------------------------- */

bool rill_observable_supply(const rill_observable_t *o,
                            rill_supply_t *supply) {
  const rill_operator_t *source = o->stages[0].op;
  if (o->count != 1 || source->ops->supply == NULL) return false;
  *supply = source->ops->supply(rill_operator_params(source));
  return true;
}

bool rill_observable_lend(rill_observable_t *o, const rill_stage_t *stage,
                          uint64_t room, rill_supply_t *items) {
  const rill_operator_t *source = o->stages[0].op;
  if (source->ops->lend != NULL)
    return source->ops->lend(rill_observable_base(o), stage, room, items);
  *items = source->ops->supply(rill_operator_params(source));
  return items->count <= room;
}

/* --- The run -------------------------------------------------------------- */

rill_stage_t *rill_brief_new(rill_brief_t *brief, rill_scheduler_t *scheduler,
                             rill_observable_t *o,
                             const rill_stage_ops_t *sink_ops,
                             rill_stage_t *parent) {
  rill_chain_t *chain = &brief->chain;
  memset(brief, 0, sizeof *chain + o->block + rill_stage_size(sink_ops));
  chain->base = (rill_object_t) RILL_STATIC_OBJECT(rill_subscription_type);
  chain->observable = o;
  chain->scheduler = scheduler;
  rill_chain_lay(chain, sink_ops, parent);
  if (parent == NULL) {
    rill_chain_list(chain);
  } else {
    rill_chain_link(chain, parent->chain);
    chain->site = parent->chain->site;
  }
  return chain->sink;
}

static void brief_emit(rill_stage_t *source, const rill_supply_t *items) {
  uint64_t at = 0;
  for (; items->count - at > RILL_BATCH && !source->closed; at += RILL_BATCH)
    rill_emit_supply(source, items, at, RILL_BATCH);
  rill_emit_supply(source, items, at, (size_t) (items->count - at));
  rill_emit_complete(source);
}

void rill_brief_run(rill_brief_t *brief, const rill_supply_t *items) {
  rill_chain_t *chain = &brief->chain;
  chain->depth = 1;
  chain->begun = true;
  rill_chain_init(chain);
  if (chain->observable->asked) rill_ask(chain->sink, RILL_UNBOUNDED);
  rill_chain_start_stages(chain, chain->sink->up);
  brief_emit(chain->first, items);
  rill_close_from(chain->sink); /* if what it runs for has ended */
  while (chain->dirty) rill_chain_release(chain);
  if (chain->parent == NULL)
    rill_chain_unlist(chain);
  else
    rill_chain_unlink(chain);
}
