/* SPDX-License-Identifier: MIT */
/* Many requests of one client. */
#ifndef RILL_TESTS_CURL_MANY_H
#define RILL_TESTS_CURL_MANY_H

#include "curl/http_world.h"

#define get(world, path) rill_http_get((world)->http, url_of((world), (path)))

enum { MANY = 200 };

static inline void get_many(world_t *w, rill_promise_t **promises,
                            const char *path) {
  for (size_t i = 0; i < MANY; i++) promises[i] = get(w, path);
}

static inline rill_http_stats_t stats_of(world_t *w) {
  rill_http_stats_t stats = {.size = sizeof stats};
  rill_http_stats(w->http, &stats);
  return stats;
}

#endif
