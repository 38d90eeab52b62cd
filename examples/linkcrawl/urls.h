/* SPDX-License-Identifier: MIT */
/* urls: all URLs that were met, each once, and which leads to which. This is
 * the one thing that grows with the site: some 120 bytes for a URL with its
 * text, four for a link. */
#ifndef LINKCRAWL_URLS_H
#define LINKCRAWL_URLS_H

#include <stdbool.h>
#include <stdint.h>

#include "links.h"

struct url {
  uint32_t depth;      /* links from the start, by the shortest way known */
  uint32_t first_link; /* its links lie behind one another */
  uint32_t link_count;
  bool visited;
  struct url *nearer; /* in the list that pipeline.c makes of such */
  char *reason;       /* why it is broken; NULL: it is not, as far as known */
  char text[];
};

struct urls {
  struct url **all;
  uint32_t count, room;
  uint32_t *slots;     /* a hash table of indexes into `all`, plus one */
  uint32_t slot_count; /* a power of two */
  uint32_t *links;     /* targets, as indexes into `all` */
  uint32_t link_count, link_room;
};

/** The one entry of a canonical URL; NULL without memory. */
struct url *urls_intern(struct urls *urls, const char *text);

/** Notes where a page leads, each target once; false without memory. */
bool urls_record(struct urls *urls, struct url *source,
                 const struct links *links);

/** The target of a link: of source->first_link and those that follow. */
struct url *urls_target(const struct urls *urls, uint32_t link);

/** Calls `each` for all links in the order of their bytes: of the source, then
 * of the target. False without memory. */
bool urls_each_link(const struct urls *urls,
                    void (*each)(const struct url *source,
                                 const struct url *target, void *context),
                    void *context);

void urls_clear(struct urls *urls);

#endif
