/* SPDX-License-Identifier: MIT */
/* url: one spelling for each address. */
#ifndef LINKCRAWL_URL_H
#define LINKCRAWL_URL_H

#include <stdbool.h>
#include <stddef.h>

/**
 * The canonical form of `href` as it stands on the page `base`, a canonical
 * URL: absolute, scheme and host in lower case, no default port, no dot
 * segments, no fragment, bytes outside of printable ASCII percent-encoded.
 * To be freed. NULL if it is no address of http or https, or without memory.
 */
char *url_canonical(const char *href, const char *base);

/** How long the part "scheme://host:port" of a canonical URL is. */
size_t url_origin_length(const char *url);

/** Whether two canonical URLs name the same scheme, host and port. */
bool url_same_origin(const char *url, const char *other);

#endif
