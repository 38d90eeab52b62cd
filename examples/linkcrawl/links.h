/* SPDX-License-Identifier: MIT */
/* links: finds the addresses that a page of HTML leads to. */
#ifndef LINKCRAWL_LINKS_H
#define LINKCRAWL_LINKS_H

#include <stdbool.h>
#include <stddef.h>

/* Canonical URLs, one behind the other, each with its final 0. */
struct links {
  char *text;
  size_t length, room, count;
  bool failed; /* out of memory: some are missing */
};

/**
 * Reads the HTML that was found at `url`, whatever state it is in, and leaves
 * in `links` where its `a` and `area` elements lead. `charset` is what the
 * server said of the encoding, or NULL. No tree is built: memory holds one
 * tag at a time. False when there was not enough of it. Any thread.
 */
bool links_find(struct links *links, const char *html, size_t length,
                const char *url, const char *charset);

/** The link after `link`; the first one after NULL, NULL after the last. */
const char *links_next(const struct links *links, const char *link);

void links_clear(struct links *links);

#endif
