/* SPDX-License-Identifier: MIT */
/* mapping: a row of pairs and a hash index of their keys. */
#include "shared/mapping.h"

rill_error_t *rill_mapping_check(const void *params) {
  const rill_mapping_params_t *p = params;
  rill_error_t *error = p->needs_key ? rill_check_fn(p->key, 1, "key") : NULL;
  if (error == NULL) error = rill_check_optional_fn(p->element, 1, "element");
  return error != NULL ? error : rill_check_capacity(p->capacity);
}

void rill_mapping_forget(void *params) {
  rill_mapping_params_t *p = params;
  rill_fn_drop(p->key);
  rill_fn_drop(p->element);
}

/* --- Pairs ---------------------------------------------------------------- */

static bool mapping_grow(rill_mapping_t *m) {
  size_t room = m->room > 0 ? 2 * m->room : 8;
  rill_value_t *pairs = rill_allocate(2 * room * sizeof *pairs);
  if (pairs == NULL) return false;
  if (m->count > 0) memcpy(pairs, m->pairs, 2 * m->count * sizeof *pairs);
  rill_release(m->pairs, 2 * m->room * sizeof *pairs);
  m->pairs = pairs;
  m->room = room;
  return true;
}

/* The number of the key's pair; that of a new one if there is none. */
static size_t mapping_find(const rill_mapping_t *m, rill_value_t key,
                           uint64_t hash) {
  rill_table_at_t at = rill_table_find(&m->table, hash);
  for (; rill_table_is(&at); rill_table_next(&m->table, &at))
    if (rill_value_equal(m->pairs[2 * (size_t) at.number], key))
      return at.number;
  return m->count;
}

/* A pair for the key, with nothing in it. NULL or an error. */
static rill_error_t *mapping_add(rill_stage_t *stage, rill_value_t key,
                                 uint64_t hash) {
  const rill_mapping_params_t *p = rill_params(stage);
  rill_mapping_t *m = rill_state(stage);
  int64_t limit = RILL_TABLE_LIMIT;
  if (p->capacity > 0 && p->capacity < limit) limit = p->capacity;
  if ((int64_t) m->count == limit) return rill_total_full(stage, limit, "keys");
  if ((m->count == m->room && !mapping_grow(m)) ||
      !rill_table_add(&m->table, hash, (uint32_t) m->count))
    return rill_error_no_memory();
  m->pairs[2 * m->count] = rill_value_ref(key);
  m->pairs[2 * m->count + 1] = rill_none();
  m->count++;
  return NULL;
}

rill_error_t *rill_mapping_replace(rill_stage_t *stage, size_t index,
                                   rill_value_t element) {
  rill_value_t *value =
      &((rill_mapping_t *) rill_state(stage))->pairs[2 * index + 1];
  rill_value_t before = *value;
  *value = element;
  rill_value_unref(before);
  return NULL;
}

/* --- Items ---------------------------------------------------------------- */

/* Takes over the element. NULL or an error. */
static rill_error_t *mapping_put(rill_stage_t *stage, rill_value_t key,
                                 rill_value_t element,
                                 rill_mapping_put_fn put) {
  const rill_mapping_t *m = rill_state(stage);
  uint64_t hash = rill_value_hash(key);
  size_t index = mapping_find(m, key, hash);
  rill_error_t *error =
      index == m->count ? mapping_add(stage, key, hash) : NULL;
  if (error == NULL) return put(stage, index, element);
  rill_value_unref(element);
  return error;
}

static rill_value_t value_of(const rill_fn_t *fn, rill_value_t item) {
  return rill_fn_is_set(*fn) ? rill_invoke1(fn, item) : rill_value_ref(item);
}

static rill_error_t *mapping_take(rill_stage_t *stage, rill_value_t item,
                                  rill_mapping_put_fn put) {
  const rill_mapping_params_t *p = rill_params(stage);
  rill_value_t key = value_of(&p->key, item);
  if (stage->closed || key.kind == RILL_ERROR) {
    if (key.kind == RILL_ERROR) return rill_as_error(key);
    rill_value_unref(key);
    return NULL;
  }
  rill_value_t element = value_of(&p->element, item);
  rill_error_t *error = rill_as_error(element);
  if (error == NULL) error = mapping_put(stage, key, element, put);
  rill_value_unref(key);
  return error;
}

size_t rill_mapping_next(rill_stage_t *stage, const rill_value_t *items,
                         size_t count, rill_mapping_put_fn put) {
  for (size_t i = 0; i < count && !stage->closed; i++) {
    rill_error_t *error = mapping_take(stage, items[i], put);
    if (error != NULL) rill_emit_error(stage, error);
  }
  return count;
}

/* --- The map -------------------------------------------------------------- */

static void mapping_clear(rill_mapping_t *m) {
  rill_table_clear(&m->table);
  while (m->count > 0) {
    m->count--;
    rill_value_unref(m->pairs[2 * m->count]);
    rill_value_unref(m->pairs[2 * m->count + 1]);
  }
  rill_release(m->pairs, 2 * m->room * sizeof *m->pairs);
  m->pairs = NULL;
  m->room = 0;
}

void rill_mapping_complete(rill_stage_t *stage) {
  rill_mapping_t *m = rill_state(stage);
  rill_value_t map = rill_map_of(m->pairs, m->count);
  mapping_clear(m);
  rill_total_set(stage, map);
}

void rill_mapping_release(rill_stage_t *stage) {
  mapping_clear(rill_state(stage));
  rill_total_release(stage);
}
