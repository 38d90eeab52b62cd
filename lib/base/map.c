/* SPDX-License-Identifier: MIT */
/* map: entries in order of insertion, and an index, in one allocation. */
#include <string.h>

#include "base/value.h"

#include <rill/object.h>

struct entry {
  uint64_t hash;
  rill_value_t key, value;
};

/* The index is an open-addressing table with linear probing: an entry belongs
 * where the top `bits` of its hash point, and each run is kept in order of the
 * hashes. So all slots are, from first to last, and maps that hold the same
 * show it in the same order, however they were filled. A small map has no
 * bits: its index is a sorted row, searched from the start. There are as many
 * slots behind the table as there are entries, so that no run wraps around. */
struct map {
  rill_object_t base;
  uint32_t count, room; /* entries that are there; that were made room for */
  uint32_t bits;
  uint32_t *slots; /* 1 + the entry's number; 0: free */
  struct entry entries[];
};

enum { SMALL = 8 };

static size_t slot_count(const struct map *map) {
  return ((size_t) 1 << map->bits) + map->room;
}

static void map_destroy(void *object) {
  struct map *map = object;
  for (size_t i = 0; i < map->count; i++) {
    rill_value_unref(map->entries[i].key);
    rill_value_unref(map->entries[i].value);
  }
}

/* Key, value, key, value…, in the order of the index. */
static bool map_next(const void *object, size_t *cursor, rill_value_t *inside) {
  const struct map *map = object;
  size_t end = 2 * slot_count(map);
  while (*cursor < end && map->slots[*cursor / 2] == 0) *cursor += 2;
  if (*cursor >= end) return false;
  const struct entry *entry = &map->entries[map->slots[*cursor / 2] - 1];
  *inside = *cursor % 2 == 0 ? entry->key : entry->value;
  ++*cursor;
  return true;
}

static bool map_show(const void *object, size_t index, const char **text,
                     rill_value_t *inside) {
  const struct map *map = object;
  if (index == 2 * (size_t) map->count) {
    *text = index == 0 ? "{}" : "}";
    return false;
  }
  const struct entry *entry = &map->entries[index / 2];
  *inside = index % 2 == 0 ? entry->key : entry->value;
  *text = index == 0 ? "{" : index % 2 == 0 ? ", " : ": ";
  return true;
}

static const rill_nest_t map_nest = {map_next, map_show};

const rill_type_t rill_map_type = {
    .name = "map",
    .destroy = map_destroy,
    .reserved = {RILL_TYPE_WHOLE, RILL_NEST(&map_nest)},
};

/* The slot of the key, or where it would have to go. All keys of that hash are
 * asked: a type may tell equal ones without being able to order them. */
static size_t map_search(const struct map *map, rill_value_t key, uint64_t hash,
                         bool *found) {
  size_t slot = map->bits > 0 ? (size_t) (hash >> (64 - map->bits)) : 0;
  size_t place = SIZE_MAX;
  *found = false;
  for (; map->slots[slot] != 0; slot++) {
    const struct entry *entry = &map->entries[map->slots[slot] - 1];
    if (entry->hash < hash) continue;
    if (entry->hash > hash) break;
    *found = rill_value_equal(entry->key, key);
    if (*found) return slot;
    if (place == SIZE_MAX && rill_value_compare(entry->key, key) > 0)
      place = slot;
  }
  return place != SIZE_MAX ? place : slot;
}

static void map_put(struct map *map, rill_value_t key, rill_value_t value) {
  uint64_t hash = rill_value_hash(key);
  bool found;
  size_t slot = map_search(map, key, hash, &found);
  if (found) {
    struct entry *entry = &map->entries[map->slots[slot] - 1];
    rill_value_t old = entry->value;
    entry->value = rill_value_ref(value);
    rill_value_unref(old);
    return;
  }
  struct entry entry = {hash, rill_value_ref(key), rill_value_ref(value)};
  map->entries[map->count++] = entry;
  size_t end = slot;
  while (map->slots[end] != 0) end++;
  memmove(&map->slots[slot + 1], &map->slots[slot],
          (end - slot) * sizeof *map->slots);
  map->slots[slot] = map->count;
}

static struct map *map_new(size_t count) {
  uint32_t bits = 0;
  if (count > SMALL)
    while (((size_t) 1 << bits) < 2 * count) bits++;
  size_t slots = ((size_t) 1 << bits) + count;
  size_t size = sizeof(struct map) + count * sizeof(struct entry);
  if (size + slots * sizeof(uint32_t) > UINT32_MAX) return NULL;
  struct map *map =
      rill_object_new(&rill_map_type, size + slots * sizeof(uint32_t));
  if (map == NULL) return NULL;
  map->count = 0;
  map->room = (uint32_t) count;
  map->bits = bits;
  map->slots = (uint32_t *) (void *) &map->entries[count];
  memset(map->slots, 0, slots * sizeof *map->slots);
  return map;
}

rill_value_t rill_map_of(const rill_value_t *pairs, size_t count) {
  if (pairs == NULL && count > 0)
    return rill_fail(rill_refuse("rill_map_of: pairs is NULL"));
  struct map *map =
      count <= UINT32_MAX / sizeof(struct entry) ? map_new(count) : NULL;
  if (map == NULL) return rill_no_memory();
  for (size_t i = 0; i < count; i++)
    map_put(map, pairs[2 * i], pairs[2 * i + 1]);
  return rill_object(map);
}

static const struct entry *map_find(rill_value_t v, rill_value_t key) {
  const struct map *map = rill_as_object(v, &rill_map_type);
  if (map == NULL) return NULL;
  bool found;
  size_t slot = map_search(map, key, rill_value_hash(key), &found);
  return found ? &map->entries[map->slots[slot] - 1] : NULL;
}

size_t rill_map_length(rill_value_t v) {
  const struct map *map = rill_as_object(v, &rill_map_type);
  return map != NULL ? map->count : 0;
}

rill_value_t rill_map_get(rill_value_t map, rill_value_t key) {
  const struct entry *entry = map_find(map, key);
  return entry != NULL ? entry->value : rill_none();
}

bool rill_map_has(rill_value_t map, rill_value_t key) {
  return map_find(map, key) != NULL;
}

bool rill_map_at(rill_value_t v, size_t index, rill_value_t *key,
                 rill_value_t *value) {
  const struct map *map = rill_as_object(v, &rill_map_type);
  if (map == NULL || index >= map->count) return false;
  *key = map->entries[index].key;
  *value = map->entries[index].value;
  return true;
}
