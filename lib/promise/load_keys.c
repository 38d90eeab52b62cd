/* SPDX-License-Identifier: MIT */
/* load_keys: found by their hash, forgotten by their age. */
#include "promise/load_keys.h"

#include <string.h>

enum { FIRST_ROOM = 16 };

/* --- Places --------------------------------------------------------------- */

static bool keys_grow(rill_load_keys_t *keys) {
  size_t room = keys->room == 0 ? FIRST_ROOM : 2 * keys->room;
  if (keys->count < keys->room) return true;
  if (room > RILL_TABLE_LIMIT) return false;
  rill_load_key_t **places = rill_allocate(room * sizeof *places);
  if (places == NULL) return false;
  if (keys->count > 0)
    memcpy(places, keys->places, keys->count * sizeof *places);
  rill_release(keys->places, keys->room * sizeof *places);
  keys->places = places;
  keys->room = room;
  return true;
}

/* One that is not in use; NULL without memory. */
static rill_load_key_t *key_take(rill_load_keys_t *keys) {
  rill_load_key_t *key = keys->free;
  if (key != NULL) {
    keys->free = key->older;
    return key;
  }
  if (!keys_grow(keys)) return NULL;
  key = rill_allocate(sizeof *key);
  if (key == NULL) return NULL;
  key->keys = keys;
  key->number = (uint32_t) keys->count;
  key->promise = NULL;
  keys->places[keys->count++] = key;
  return key;
}

/* Gone, but for its memory. Dropping what it held may call out. */
static void key_give(rill_load_key_t *key) {
  rill_value_t value = key->key;
  rill_promise_t *promise = key->promise;
  key->key = rill_none();
  key->promise = NULL;
  key->older = key->keys->free;
  key->keys->free = key;
  rill_value_unref(value);
  rill_unref(promise);
}

/* --- The order of use ----------------------------------------------------- */

static void key_unlink(rill_load_key_t *key) {
  rill_load_keys_t *keys = key->keys;
  *(key->newer != NULL ? &key->newer->older : &keys->newest) = key->older;
  *(key->older != NULL ? &key->older->newer : &keys->oldest) = key->newer;
}

static void key_link(rill_load_key_t *key) {
  rill_load_keys_t *keys = key->keys;
  key->newer = NULL;
  key->older = keys->newest;
  *(key->older != NULL ? &key->older->newer : &keys->oldest) = key;
  keys->newest = key;
}

static void key_drop(rill_load_key_t *key) {
  if (!key->kept) return;
  key_unlink(key);
  key->kept = false;
  key->keys->kept--;
}

void rill_load_key_forget(rill_load_key_t *key) {
  key_drop(key);
  if (key->indexed)
    rill_table_remove(&key->keys->index, key->hash, key->number);
  key->indexed = false;
  if (key->batch == NULL) key_give(key);
}

void rill_load_key_leave(rill_load_key_t *key) {
  if (!key->kept && !key->gathers) rill_load_key_forget(key);
}

void rill_load_key_use(rill_load_key_t *key) {
  rill_load_keys_t *keys = key->keys;
  if (keys->capacity == 0) return;
  if (key->kept)
    key_unlink(key);
  else
    keys->kept++;
  key->kept = true;
  key_link(key);
  if (keys->kept <= keys->capacity) return;
  rill_load_key_t *oldest = keys->oldest;
  key_drop(oldest);
  rill_load_key_leave(oldest);
}

/* --- Finding -------------------------------------------------------------- */

rill_load_key_t *rill_load_keys_find(const rill_load_keys_t *keys,
                                     rill_value_t key) {
  rill_table_at_t at = rill_table_find(&keys->index, rill_value_hash(key));
  for (; rill_table_is(&at); rill_table_next(&keys->index, &at))
    if (rill_value_equal(keys->places[at.number]->key, key))
      return keys->places[at.number];
  return NULL;
}

rill_load_key_t *rill_load_keys_add(rill_load_keys_t *keys, rill_value_t value,
                                    rill_promise_t *promise) {
  rill_load_key_t *key = key_take(keys);
  if (key == NULL) return NULL;
  key->hash = rill_value_hash(value);
  key->key = rill_none();
  key->kept = key->gathers = false;
  key->batch = NULL;
  key->indexed = rill_table_add(&keys->index, key->hash, key->number);
  if (!key->indexed) {
    key_give(key);
    return NULL;
  }
  key->key = value;
  key->promise = promise;
  return key;
}

void rill_load_keys_forget_all(rill_load_keys_t *keys) {
  while (keys->oldest != NULL) rill_load_key_forget(keys->oldest);
}

void rill_load_keys_clear(rill_load_keys_t *keys) {
  rill_load_keys_forget_all(keys);
  for (size_t i = 0; i < keys->count; i++)
    rill_release(keys->places[i], sizeof(rill_load_key_t));
  rill_release(keys->places, keys->room * sizeof(rill_load_key_t *));
  rill_table_clear(&keys->index);
}
