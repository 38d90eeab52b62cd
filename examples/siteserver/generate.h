/* SPDX-License-Identifier: MIT */
/* generate: a site of any number of pages, from a seed and without files. */
#ifndef SITESERVER_GENERATE_H
#define SITESERVER_GENERATE_H

#include <stdint.h>

#include "response.h"

struct generate {
  uint64_t pages; /* /p/0.html .. ; 0: not in use */
  uint64_t seed;
  int port; /* for the links that name the host */
};

/** FNV-1a, then mixed: the same for the same seed and text, everywhere. */
uint64_t generate_hash(uint64_t seed, const char *text);

void generate_answer(const struct generate *generate, const char *path,
                     struct response *response);

/** Writes source<TAB>target for each link of each page, in byte order. */
int generate_dump_links(const struct generate *generate, const char *file_name);

#endif
