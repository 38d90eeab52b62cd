/* SPDX-License-Identifier: MIT */
/* buckets: one number per bucket, the time at which it is full again. */
#include "shared/buckets.h"

#include <string.h>

#include "core/dropped.h"

int64_t rill_bucket_tokens(const rill_bucket_t *bucket,
                           const rill_bucket_params_t *p, rill_time_t now) {
  if (bucket->full <= now) return p->burst;
  return p->burst - 1 - (bucket->full - now - 1) / p->spacing;
}

rill_time_t rill_bucket_time(const rill_bucket_t *bucket,
                             const rill_bucket_params_t *p, int64_t tokens) {
  return bucket->full - (p->burst - tokens) * p->spacing;
}

void rill_bucket_take(rill_bucket_t *bucket, const rill_bucket_params_t *p,
                      rill_time_t now) {
  if (bucket->full < now) bucket->full = now;
  bucket->full += p->spacing;
}

/* --- One per key ---------------------------------------------------------- */

struct rill_bucket_entry {
  rill_task_t turn; /* never run: its place in one of the two heaps */
  uint32_t number;  /* its place in `entries` */
  rill_value_t key;
  uint64_t hash;
  rill_bucket_t bucket;
  rill_ring_t items;
};
typedef struct rill_bucket_entry entry_t;

static void enlist(rill_buckets_t *b, rill_heap_t *heap, entry_t *entry,
                   rill_time_t due) {
  entry->turn.due = due;
  entry->turn.order = ++b->order;
  rill_heap_insert(heap, &entry->turn);
}

/* Behind those that could go before now. */
static void enlist_waiting(rill_buckets_t *b, const rill_bucket_params_t *p,
                           entry_t *entry, rill_time_t now) {
  rill_time_t due = rill_bucket_time(&entry->bucket, p, 1);
  enlist(b, &b->waiting, entry, due < now ? now : due);
}

static bool grow(rill_buckets_t *b) {
  size_t room = b->room > 0 ? 2 * b->room : 8;
  entry_t **entries = rill_allocate(room * sizeof *entries);
  if (entries == NULL) return false;
  if (b->keys > 0) memcpy(entries, b->entries, b->keys * sizeof *entries);
  rill_release(b->entries, b->room * sizeof *entries);
  b->entries = entries;
  b->room = room;
  return true;
}

static void entry_free(entry_t *entry) {
  rill_ring_clear(&entry->items);
  rill_value_unref(entry->key);
  rill_release(entry, sizeof *entry);
}

/* The last one moves to its place. */
static void forget(rill_buckets_t *b, entry_t *entry) {
  entry_t *last = b->entries[--b->keys];
  rill_table_remove(&b->table, entry->hash, entry->number);
  if (last != entry) {
    rill_table_remove(&b->table, last->hash, last->number);
    last->number = entry->number;
    b->entries[last->number] = last;
    rill_table_add(&b->table, last->hash, last->number); /* there is room */
  }
  rill_heap_remove(&b->idle, &entry->turn);
  entry_free(entry);
}

/* Two for each new one: their number cannot grow without need. */
static void forget_some(rill_buckets_t *b, rill_time_t now) {
  for (int i = 0; i < 2 && b->idle.root != NULL; i++) {
    entry_t *entry = rill_container_of(b->idle.root, entry_t, turn);
    if (entry->turn.due > now) return;
    forget(b, entry);
  }
}

static entry_t *find(const rill_buckets_t *b, rill_value_t key,
                     uint64_t hash) {
  rill_table_at_t at = rill_table_find(&b->table, hash);
  for (; rill_table_is(&at); rill_table_next(&b->table, &at))
    if (rill_value_equal(b->entries[at.number]->key, key))
      return b->entries[at.number];
  return NULL;
}

/* Takes over the key, if there is memory. */
static entry_t *add(rill_buckets_t *b, rill_value_t key, uint64_t hash,
                    rill_time_t now) {
  forget_some(b, now);
  if (b->keys == RILL_TABLE_LIMIT || (b->keys == b->room && !grow(b)))
    return NULL;
  entry_t *entry = rill_allocate_zeroed(sizeof *entry);
  if (entry == NULL) return NULL;
  entry->number = (uint32_t) b->keys;
  if (!rill_table_add(&b->table, hash, entry->number)) {
    rill_release(entry, sizeof *entry);
    return NULL;
  }
  b->entries[b->keys++] = entry;
  entry->key = key;
  entry->hash = hash;
  enlist(b, &b->idle, entry, now);
  return entry;
}

bool rill_buckets_put(rill_buckets_t *b, const rill_bucket_params_t *p,
                      rill_time_t now, rill_value_t key, rill_value_t item) {
  uint64_t hash = rill_value_hash(key);
  entry_t *entry = find(b, key, hash);
  if (entry != NULL) {
    rill_value_unref(key);
  } else if ((entry = add(b, key, hash, now)) == NULL) {
    rill_value_unref(key);
    rill_value_unref(item);
    return false;
  }
  if (!rill_ring_push(&entry->items, item)) return false;
  b->items++;
  if (entry->items.count > 1) return true;
  rill_heap_remove(&b->idle, &entry->turn);
  enlist_waiting(b, p, entry, now);
  return true;
}

rill_time_t rill_buckets_due(const rill_buckets_t *b) {
  return b->waiting.root != NULL ? b->waiting.root->due : RILL_TIME_NEVER;
}

rill_value_t rill_buckets_take(rill_buckets_t *b,
                               const rill_bucket_params_t *p,
                               rill_time_t now) {
  entry_t *entry = rill_container_of(b->waiting.root, entry_t, turn);
  rill_value_t item = rill_ring_pop(&entry->items);
  b->items--;
  rill_heap_remove(&b->waiting, &entry->turn);
  rill_bucket_take(&entry->bucket, p, now);
  if (entry->items.count > 0)
    enlist_waiting(b, p, entry, now);
  else
    enlist(b, &b->idle, entry, entry->bucket.full);
  return item;
}

void rill_buckets_clear(const rill_stage_t *stage, rill_buckets_t *buckets) {
  rill_buckets_t old = *buckets; /* dropping an item may call back */
  memset(buckets, 0, sizeof *buckets);
  for (size_t i = 0; i < old.keys; i++) {
    rill_let_go_ring(stage, &old.entries[i]->items);
    entry_free(old.entries[i]);
  }
  rill_release(old.entries, old.room * sizeof *old.entries);
  rill_table_clear(&old.table);
}
