/* SPDX-License-Identifier: MIT */
/* urls: all URLs that were met, each once, and which leads to which. */
#include "urls.h"

#include <stdlib.h>
#include <string.h>

/* --- The table ------------------------------------------------------------ */

static uint32_t hash(const char *text) {
  uint64_t hash = UINT64_C(0xcbf29ce484222325);
  for (; *text != '\0'; text++) {
    hash = (hash ^ (unsigned char) *text) * UINT64_C(0x100000001b3);
  }
  return (uint32_t) (hash ^ hash >> 32);
}

/* where `text` is, or would be */
static uint32_t find_slot(const struct urls *urls, const char *text) {
  uint32_t slot = hash(text) & (urls->slot_count - 1);
  while (urls->slots[slot] != 0 &&
         strcmp(urls->all[urls->slots[slot] - 1]->text, text) != 0) {
    slot = (slot + 1) & (urls->slot_count - 1);
  }
  return slot;
}

static bool grow_array(void *array, uint32_t *room, size_t size) {
  uint32_t more = *room > 0 ? *room + *room / 2 : 256;
  void **memory = array;
  void *grown = more > *room ? realloc(*memory, more * size) : NULL;
  if (grown == NULL) return false;
  *memory = grown;
  *room = more;
  return true;
}

static bool grow_slots(struct urls *urls) {
  uint32_t count = urls->slot_count > 0 ? 2 * urls->slot_count : 1024;
  uint32_t *slots = calloc(count, sizeof *slots);
  if (slots == NULL) return false;
  free(urls->slots);
  urls->slots = slots;
  urls->slot_count = count;
  for (uint32_t i = 0; i < urls->count; i++) {
    slots[find_slot(urls, urls->all[i]->text)] = i + 1;
  }
  return true;
}

/* the index, or UINT32_MAX */
static uint32_t index_of(struct urls *urls, const char *text) {
  if (urls->count >= urls->slot_count / 2 && !grow_slots(urls)) {
    return UINT32_MAX;
  }
  uint32_t slot = find_slot(urls, text);
  if (urls->slots[slot] != 0) return urls->slots[slot] - 1;
  if (urls->count == urls->room &&
      !grow_array(&urls->all, &urls->room, sizeof *urls->all)) {
    return UINT32_MAX;
  }
  size_t length = strlen(text) + 1;
  struct url *url = calloc(1, sizeof *url + length);
  if (url == NULL) return UINT32_MAX;
  memcpy(url->text, text, length);
  url->depth = UINT32_MAX;
  urls->all[urls->count] = url;
  urls->slots[slot] = ++urls->count;
  return urls->count - 1;
}

struct url *urls_intern(struct urls *urls, const char *text) {
  uint32_t index = index_of(urls, text);
  return index != UINT32_MAX ? urls->all[index] : NULL;
}

/* --- Links ---------------------------------------------------------------- */

static int compare_indexes(const void *a, const void *b) {
  uint32_t left = *(const uint32_t *) a, right = *(const uint32_t *) b;
  return (left > right) - (left < right);
}

static uint32_t drop_repeated(uint32_t *sorted, uint32_t count) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < count; i++) {
    if (kept == 0 || sorted[kept - 1] != sorted[i]) sorted[kept++] = sorted[i];
  }
  return kept;
}

bool urls_record(struct urls *urls, struct url *source,
                 const struct links *links) {
  uint32_t first = urls->link_count, count = 0;
  for (const char *link = links_next(links, NULL); link != NULL;
       link = links_next(links, link)) {
    uint32_t target = index_of(urls, link);
    if (target == UINT32_MAX) return false;
    if (first + count == urls->link_room &&
        !grow_array(&urls->links, &urls->link_room, sizeof *urls->links)) {
      return false;
    }
    urls->links[first + count++] = target;
  }
  if (count == 0) return true;
  qsort(urls->links + first, count, sizeof *urls->links, compare_indexes);
  source->first_link = first;
  source->link_count = drop_repeated(urls->links + first, count);
  urls->link_count = first + source->link_count;
  return true;
}

struct url *urls_target(const struct urls *urls, uint32_t link) {
  return urls->all[urls->links[link]];
}

/* --- In order ------------------------------------------------------------- */

static int compare_urls(const void *a, const void *b) {
  const struct url *const *left = a, *const *right = b;
  return strcmp((*left)->text, (*right)->text);
}

static size_t sort_targets(const struct urls *urls, const struct url *source,
                           const struct url **targets) {
  for (uint32_t i = 0; i < source->link_count; i++) {
    targets[i] = urls_target(urls, source->first_link + i);
  }
  qsort(targets, source->link_count, sizeof(struct url *), compare_urls);
  return source->link_count;
}

static uint32_t most_links(const struct urls *urls) {
  uint32_t most = 1;
  for (uint32_t i = 0; i < urls->count; i++) {
    if (urls->all[i]->link_count > most) most = urls->all[i]->link_count;
  }
  return most;
}

bool urls_each_link(const struct urls *urls,
                    void (*each)(const struct url *source,
                                 const struct url *target, void *context),
                    void *context) {
  const struct url **sources = calloc(urls->count + 1, sizeof *sources);
  const struct url **targets = calloc(most_links(urls), sizeof *targets);
  bool done = sources != NULL && targets != NULL;
  for (uint32_t i = 0; done && i < urls->count; i++) sources[i] = urls->all[i];
  if (done) qsort(sources, urls->count, sizeof *sources, compare_urls);
  for (uint32_t i = 0; done && i < urls->count; i++) {
    size_t count = sort_targets(urls, sources[i], targets);
    for (size_t k = 0; k < count; k++) each(sources[i], targets[k], context);
  }
  free(sources);
  free(targets);
  return done;
}

void urls_clear(struct urls *urls) {
  for (uint32_t i = 0; i < urls->count; i++) {
    free(urls->all[i]->reason);
    free(urls->all[i]);
  }
  free(urls->all);
  free(urls->slots);
  free(urls->links);
  *urls = (struct urls){.all = NULL};
}
