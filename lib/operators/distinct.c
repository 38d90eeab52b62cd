/* SPDX-License-Identifier: MIT */
/* distinct: drops an item that has been there before. */
#include "base/value.h"
#include "core/operator.h"
#include "shared/options.h"
#include "shared/table.h"

#include <rill/filter.h>

enum { DISTINCT_CAPACITY = 1 << 20 };

struct distinct_params {
  rill_fn_t key;
  int64_t capacity;
  rill_time_t ttl;
};

struct seen {
  rill_value_t key;
  rill_time_t at;
};

/* What was seen, oldest first; the entry `number` has the place number modulo
 * the room, which is a power of two. Numbers wrap around. */
struct distinct {
  rill_table_t table;
  struct seen *seen;
  size_t room;
  uint32_t oldest, next;
};

static rill_error_t *distinct_check(const void *params) {
  const struct distinct_params *p = params;
  if (p->ttl < 0)
    return rill_refuse("ttl is %lld (must be >= 0)", (long long) p->ttl);
  if (p->capacity < 1 || p->capacity > (int64_t) RILL_TABLE_LIMIT)
    return rill_refuse("capacity is %lld (must be 1 to %zu)",
                       (long long) p->capacity, RILL_TABLE_LIMIT);
  return rill_check_optional_fn(p->key, 1, "key");
}

static void distinct_forget(void *params) {
  rill_fn_drop(((struct distinct_params *) params)->key);
}

static struct seen *distinct_at(const struct distinct *state,
                                uint32_t number) {
  return &state->seen[number & (state->room - 1)];
}

/* As the table knows it: below what would be all ones. */
static uint32_t table_number(uint32_t number) { return number & INT32_MAX; }

static bool distinct_grow(struct distinct *state) {
  struct distinct more = *state;
  more.room = state->room > 0 ? 2 * state->room : 8;
  more.seen = rill_allocate(more.room * sizeof *more.seen);
  if (more.seen == NULL) return false;
  for (uint32_t i = state->oldest; i != state->next; i++)
    *distinct_at(&more, i) = *distinct_at(state, i);
  rill_release(state->seen, state->room * sizeof *state->seen);
  *state = more;
  return true;
}

static void distinct_drop_oldest(struct distinct *state) {
  uint32_t number = state->oldest++;
  rill_value_t key = distinct_at(state, number)->key;
  rill_table_remove(&state->table, rill_value_hash(key), table_number(number));
  rill_value_unref(key);
}

static bool distinct_is_full(const struct distinct_params *p,
                             const struct distinct *state) {
  return (int64_t) (state->next - state->oldest) >= p->capacity;
}

static bool distinct_has(const struct distinct *state, rill_value_t key,
                         uint64_t hash) {
  rill_table_at_t at = rill_table_find(&state->table, hash);
  for (; rill_table_is(&at); rill_table_next(&state->table, &at))
    if (rill_same(distinct_at(state, at.number)->key, key)) return true;
  return false;
}

/* Takes over the key. False without memory. */
static bool distinct_add(struct distinct *state, rill_value_t key,
                         uint64_t hash, rill_time_t now) {
  bool room = state->next - state->oldest < state->room ||
              distinct_grow(state);
  if (!room ||
      !rill_table_add(&state->table, hash, table_number(state->next))) {
    rill_value_unref(key);
    return false;
  }
  *distinct_at(state, state->next++) = (struct seen){key, now};
  return true;
}

static void distinct_expire(struct distinct *state, rill_time_t ttl,
                            rill_time_t now) {
  while (state->oldest != state->next &&
         now - distinct_at(state, state->oldest)->at >= ttl)
    distinct_drop_oldest(state);
}

static rill_step_t distinct_step(rill_stage_t *stage, rill_value_t *item) {
  const struct distinct_params *p = rill_params(stage);
  struct distinct *state = rill_state(stage);
  rill_time_t now = p->ttl > 0 ? rill_stage_now(stage) : 0;
  rill_value_t key = rill_fn_is_set(p->key) ? rill_invoke1(&p->key, *item)
                                            : rill_value_ref(*item);
  if (key.kind == RILL_ERROR) {
    *item = key;
    return RILL_FAIL;
  }
  uint64_t hash = rill_hash(key);
  if (p->ttl > 0) distinct_expire(state, p->ttl, now);
  if (distinct_has(state, key, hash)) {
    rill_value_unref(key);
    return RILL_DROP;
  }
  if (distinct_is_full(p, state)) distinct_drop_oldest(state);
  if (distinct_add(state, key, hash, now)) return RILL_PASS;
  *item = rill_no_memory();
  return RILL_FAIL;
}

/* Looking in a large table is waiting for memory: so for many at once. */
static rill_batch_t distinct_batch(rill_stage_t *stage, const rill_value_t *in,
                                   rill_value_t *out, size_t count) {
  const struct distinct_params *p = rill_params(stage);
  struct distinct *state = rill_state(stage);
  rill_batch_t batch = {.then = RILL_PASS};
  uint64_t hashes[RILL_BATCH];
  for (size_t i = 0; i < count; i++) {
    hashes[i] = rill_hash(in[i]);
    rill_table_expect(&state->table, hashes[i]);
  }
  for (size_t i = 0; i < count; i++) {
    rill_value_t item = in[i];
    if (distinct_has(state, item, hashes[i])) continue;
    if (distinct_is_full(p, state)) distinct_drop_oldest(state);
    if (!distinct_add(state, rill_value_ref(item), hashes[i], 0)) {
      batch.then = RILL_FAIL;
      batch.error = rill_no_memory();
      break;
    }
    out[batch.out++] = item;
  }
  return batch;
}

static bool distinct_pure(const void *params) {
  const struct distinct_params *p = params;
  return !rill_fn_is_set(p->key) && p->ttl == 0;
}

static void distinct_release(rill_stage_t *stage) {
  struct distinct *state = rill_state(stage);
  rill_table_clear(&state->table);
  for (; state->oldest != state->next; state->oldest++)
    rill_value_unref(distinct_at(state, state->oldest)->key);
  rill_release(state->seen, state->room * sizeof *state->seen);
}

static const rill_stage_ops_t distinct_ops = {
    .name = "distinct",
    .code = RILL_CODE_STEP,
    .state_size = sizeof(struct distinct),
    .params_size = sizeof(struct distinct_params),
    .check = distinct_check,
    .forget = distinct_forget,
    .step = distinct_step,
    .chooses = true,
    .batch = distinct_batch,
    .pure = distinct_pure,
    .release = distinct_release,
};

rill_operator_t *rill_distinct_opts(const rill_distinct_opts_t *options) {
  RILL_OPTIONS(rill_distinct_opts_t, o, options);
  int64_t capacity = o.capacity == 0 ? DISTINCT_CAPACITY : o.capacity;
  struct distinct_params params = {o.key, capacity, o.ttl};
  return rill_operator_make(&distinct_ops, &params);
}
