/* SPDX-License-Identifier: MIT */
/* keys: each item to the group of its key. */
#include "shared/keys.h"
#include "shared/untaken.h"

#include <rill/create.h>

/* --- How long a group goes on --------------------------------------------- */

struct duration {
  rill_group_t *group;
};

/* Its run is over, and so is the group. */
static void duration_over(rill_stage_t *sink) {
  rill_group_t *group = ((struct duration *) rill_state(sink))->group;
  group->closing = NULL;
  rill_group_close(group);
  rill_run_end(sink);
}

static void duration_start(rill_stage_t *sink) { rill_ask(sink, 1); }

static size_t duration_next(rill_stage_t *sink, const rill_value_t *items,
                            size_t count) {
  (void) items;
  duration_over(sink);
  return count;
}

static void duration_error(rill_stage_t *sink, rill_error_t *error) {
  rill_group_t *group = ((struct duration *) rill_state(sink))->group;
  rill_hub_t *hub = group->hub;
  group->closing = NULL;
  rill_run_end(sink);
  rill_hub_end(hub, error);
}

static const rill_stage_ops_t duration_ops = {
    .name = "duration",
    .state_size = sizeof(struct duration),
    .start = duration_start,
    .next = duration_next,
    .complete = duration_over,
    .error = duration_error,
};

static void duration_run(rill_hub_t *hub, rill_group_t *group,
                         rill_observable_t *stream) {
  rill_stage_t *sink = rill_run_new(hub->upstream, stream, &duration_ops);
  if (sink == NULL) {
    rill_hub_fail(hub, rill_error_no_memory());
    return;
  }
  ((struct duration *) rill_state(sink))->group = group;
  group->closing = sink;
  if (rill_run_start(sink) != 0) group->closing = NULL;
}

/* Asks how long. The function may do anything, so that the group has gone. */
static void duration_begin(rill_hub_t *hub, rill_group_t *group,
                           rill_value_t observable) {
  const rill_keys_params_t *p = hub->params;
  rill_ref_object(group);
  rill_value_t answer = rill_invoke1(&p->duration, observable);
  if (answer.kind == RILL_ERROR) {
    rill_hub_fail(hub, rill_as_error(answer));
  } else if (group->hub == NULL) {
    rill_value_unref(answer);
  } else {
    rill_observable_t *stream = rill_from_value(answer);
    duration_run(hub, group, stream);
    rill_unref(stream);
  }
  rill_unref(group);
}

/* --- Items ---------------------------------------------------------------- */

/* Announces a group that has its first item already, when it is known how long
 * it goes on. Takes over the offer. */
static void keys_announce(rill_hub_t *hub, rill_offer_t *offer) {
  rill_group_t *group = rill_offer_group(offer);
  if (group == NULL)
    rill_hub_fail(hub, rill_error_no_memory());
  else
    duration_begin(hub, group, rill_object(offer));
  if (hub->error == NULL)
    rill_hub_emit(hub, rill_object(offer));
  else
    rill_unref(offer);
}

/* Takes over both. */
static void keys_put_first(rill_hub_t *hub, rill_value_t key, uint64_t hash,
                           rill_value_t item) {
  const rill_keys_params_t *p = hub->params;
  int64_t max = p->max_groups;
  if ((int64_t) hub->keyed.count >= max) {
    rill_value_unref(key);
    rill_hub_let_go(hub, item);
    rill_hub_fail(hub, rill_error_new(RILL_EOVERFLOW,
                                      "rill_%s: max_groups is %lld, and there "
                                      "is one more key (raise .max_groups, or "
                                      "cancel groups)",
                                      hub->name, (long long) max));
    return;
  }
  rill_offer_t *offer = rill_hub_offer(hub, key, hash, item);
  if (offer == NULL)
    rill_hub_fail(hub, rill_error_no_memory());
  else if (rill_fn_is_set(p->duration))
    keys_announce(hub, offer);
  else
    rill_hub_present(hub, offer);
}

/* No group takes the item, which is taken over; a known key has none. */
static void keys_miss(rill_hub_t *hub, rill_value_t key, uint64_t hash,
                      rill_value_t item, bool known) {
  if (!known && hub->outer != NULL && !hub->outer->closed) {
    keys_put_first(hub, rill_value_ref(key), hash, item);
    return;
  }
  rill_hub_let_go(hub, item);
  if (!known) rill_hub_check(hub);
}

/* Takes over the item, not the key. */
static void keys_put(rill_hub_t *hub, rill_value_t key, rill_value_t item) {
  uint64_t hash = rill_hash(key);
  rill_keyed_entry_t *entry = rill_keyed_find(&hub->keyed, key, hash);
  rill_group_t *group = entry != NULL ? entry->held : NULL;
  if (group != NULL && !rill_group_is_gone(group)) {
    rill_keyed_note(&hub->keyed, entry);
    if (!rill_group_push(group, item))
      rill_hub_fail(hub, rill_error_no_memory());
    return;
  }
  if (group != NULL) rill_group_bury(group);
  keys_miss(hub, key, hash, item, entry != NULL && group == NULL);
}

/* To a group whose key came lately, if it takes the item at once. Such keys are
 * integers, and the item stays whose it is: there is nothing to count. */
static inline bool keys_lend(const rill_hub_t *hub, rill_value_t key,
                             rill_value_t item) {
  const rill_keyed_entry_t *entry = rill_keyed_recall(&hub->keyed, key);
  return entry != NULL && entry->held != NULL &&
         rill_group_lend(entry->held, item);
}

/* An element that failed was made of the item, a key was not. */
static RILL_COLD void keys_fail(rill_hub_t *hub, rill_value_t key,
                                rill_value_t item, rill_error_t *error) {
  rill_hub_fail(hub, error);
  if (key.kind == RILL_ERROR) rill_hub_tell(hub, item);
}

/* Takes over the key, which may be a failure. */
static __attribute__((noinline)) void
keys_take(rill_hub_t *hub, rill_value_t key, rill_value_t item) {
  const rill_keys_params_t *p = hub->params;
  rill_value_t element = key.kind == RILL_ERROR ? rill_value_ref(key)
                         : rill_fn_is_set(p->element)
                             ? rill_invoke1(&p->element, item)
                             : rill_value_ref(item);
  if (rill_unlikely(element.kind == RILL_ERROR))
    keys_fail(hub, key, item, rill_as_error(element));
  else if (rill_likely(!hub->over))
    keys_put(hub, key, element);
  else
    rill_hub_let_go(hub, element);
  rill_value_unref(key);
}

/* --- Upstream's run ------------------------------------------------------- */

static void upstream_start(rill_stage_t *sink) {
  rill_hub_replenish(rill_hub_of(sink));
}

/* A kernel can be asked ahead: looking in a large table is waiting for memory,
 * so for many at once. With few keys there is nothing to wait for. */
static size_t keys_ahead(const rill_hub_t *hub, const rill_value_t *items,
                         size_t count, rill_value_t *keys) {
  const rill_kernel_t *kernel =
      ((const rill_keys_params_t *) hub->params)->key.kernel;
  if (kernel == NULL || kernel->map == NULL ||
      hub->keyed.count <= RILL_KEYED_FEW)
    return 0;
  size_t done = kernel->map(items, keys, count);
  for (size_t i = 0; i < done; i++)
    rill_table_expect(&hub->keyed.table, rill_hash(keys[i]));
  return done;
}

static void upstream_take(rill_stage_t *sink, const rill_value_t *items,
                          size_t count) {
  rill_hub_t *hub = rill_hub_of(sink);
  const rill_keys_params_t *p = hub->params;
  rill_value_t keys[RILL_BATCH];
  size_t ahead = keys_ahead(hub, items, count, keys);
  bool lends = !rill_fn_is_set(p->element);
  for (size_t i = 0; i < count && !sink->closed; i++) {
    hub->credit--;
    rill_value_t key = i < ahead ? keys[i] : rill_invoke1(&p->key, items[i]);
    if (rill_unlikely(!lends || !keys_lend(hub, key, items[i])))
      keys_take(hub, key, items[i]);
  }
}

static size_t upstream_next(rill_stage_t *sink, const rill_value_t *items,
                            size_t count) {
  for (size_t i = 0; i < count && !sink->closed; i += RILL_BATCH)
    upstream_take(sink, items + i,
                  count - i < RILL_BATCH ? count - i : RILL_BATCH);
  if (!sink->closed) rill_hub_replenish(rill_hub_of(sink));
  return count;
}

static void upstream_complete(rill_stage_t *sink) {
  rill_hub_end(rill_hub_of(sink), NULL);
}

static void upstream_error(rill_stage_t *sink, rill_error_t *error) {
  rill_hub_end(rill_hub_of(sink), error);
}

static const rill_stage_ops_t upstream_ops = {
    .name = "groups",
    .start = upstream_start,
    .next = upstream_next,
    .complete = upstream_complete,
    .error = upstream_error,
    .release = rill_hub_unfed,
};

/* --- The stage ------------------------------------------------------------ */

rill_error_t *rill_keys_check(const void *params) {
  const rill_keys_params_t *p = params;
  rill_error_t *error = rill_check_fn(p->key, 1, "key");
  if (error != NULL) return error;
  if (p->max_groups < 1 || p->max_groups > (int64_t) RILL_TABLE_LIMIT)
    return rill_refuse("max_groups is %lld (must be from 1 to %zu)",
                       (long long) p->max_groups, RILL_TABLE_LIMIT);
  if (p->capacity < 1)
    return rill_refuse("capacity is %lld (must be >= 1)",
                       (long long) p->capacity);
  return rill_check_optional_fn(p->element, 1, "element");
}

void rill_keys_forget(void *params) {
  rill_keys_params_t *p = params;
  rill_fn_drop(p->key);
  rill_fn_drop(p->element);
  rill_fn_drop(p->duration);
}

void rill_keys_start(rill_stage_t *stage) {
  static const rill_hub_kind_t kind = {.size = sizeof(rill_hub_t),
                                       .keyed = true,
                                       .source = &rill_group_source};
  const rill_keys_params_t *p = rill_params(stage);
  rill_hub_t *hub = rill_hub_start(stage, &kind, p->capacity);
  if (hub != NULL) rill_hub_run(hub, rill_upstream(stage), &upstream_ops);
}
