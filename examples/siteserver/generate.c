/* SPDX-License-Identifier: MIT */
/* generate: a tree of pages with cross links, so that each can be reached. */
#include "generate.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  CHILDREN = 3,
  CROSS_LINKS = 3,
  LINKS = CHILDREN + CROSS_LINKS + 1,
  PARAGRAPHS = 8,
};

static const char *const sentences[] = {
    "The rill leaves the moss without a sound.",
    "Below the second stone it has a voice.",
    "In a dry year the bed is only a darker line in the grass.",
    "Caddis larvae build their houses from what the water brings.",
    "Nobody has measured the flow here since the bridge was built.",
    "After rain the two arms meet above the alder, not below it.",
    "The map shows a spring; the map is eighty years old.",
    "Wagtails know the shallow places better than we do.",
};

enum { SENTENCES = sizeof sentences / sizeof sentences[0] };

static uint64_t mix(uint64_t x) {
  x ^= x >> 33;
  x *= UINT64_C(0xff51afd7ed558ccd);
  x ^= x >> 33;
  x *= UINT64_C(0xc4ceb9fe1a85ec53);
  return x ^ (x >> 33);
}

uint64_t generate_hash(uint64_t seed, const char *text) {
  uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ mix(seed);
  for (; *text != '\0'; text++) {
    hash = (hash ^ (unsigned char) *text) * UINT64_C(0x100000001b3);
  }
  return mix(hash);
}

/* children first, then the parent, then anywhere; returns how many */
static int page_links(const struct generate *generate, uint64_t page,
                      uint64_t *links) {
  int count = 0;
  for (uint64_t i = 1; i <= CHILDREN; i++) {
    uint64_t child = page * CHILDREN + i;
    if (child < generate->pages) links[count++] = child;
  }
  if (page > 0) links[count++] = (page - 1) / CHILDREN;
  for (uint64_t i = 0; i < CROSS_LINKS; i++) {
    links[count++] =
        mix(generate->seed + mix(page * CROSS_LINKS + i)) % generate->pages;
  }
  return count;
}

/* one address, written in the ways that people write it */
static int write_href(const struct generate *generate, uint64_t page, int form,
                      char *to, size_t size) {
  switch (form % 6) {
  case 0:
    return snprintf(to, size, "%" PRIu64 ".html", page);
  case 1:
    return snprintf(to, size, "/p/%" PRIu64 ".html", page);
  case 2:
    return snprintf(to, size, "http://127.0.0.1:%d/p/%" PRIu64 ".html",
                    generate->port, page);
  case 3:
    return snprintf(to, size, "%" PRIu64 ".html#flow", page);
  case 4:
    return snprintf(to, size, "../p/%" PRIu64 ".html", page);
  default:
    return snprintf(to, size, "./%" PRIu64 ".html#top", page);
  }
}

static char *write_page(const struct generate *generate, uint64_t page,
                        size_t *length) {
  uint64_t links[LINKS];
  char href[64];
  char *text = NULL;
  FILE *file = open_memstream(&text, length);
  if (file == NULL) return NULL;
  fprintf(file,
          "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n"
          "<title>Rill %" PRIu64 "</title>\n</head>\n<body>\n<h1 id=\"top\">"
          "Rill %" PRIu64 "</h1>\n<ul>\n",
          page, page);
  int count = page_links(generate, page, links);
  for (int i = 0; i < count; i++) {
    int form = (int) ((page + (uint64_t) i) % 6);
    write_href(generate, links[i], form, href, sizeof href);
    fprintf(file, "<li><a href=\"%s\">Rill %" PRIu64 "</a></li>\n", href,
            links[i]);
  }
  fputs("</ul>\n<div id=\"flow\">\n", file);
  for (uint64_t i = 0; i < PARAGRAPHS; i++) {
    uint64_t pick = mix(generate->seed ^ mix(page * PARAGRAPHS + i));
    fprintf(file, "<p>%s %s</p>\n", sentences[pick % SENTENCES],
            sentences[(pick >> 32) % SENTENCES]);
  }
  fputs("</div>\n</body>\n</html>\n", file);
  if (fclose(file) == 0) return text;
  free(text);
  return NULL;
}

static bool parse_page(const char *path, uint64_t pages, uint64_t *page) {
  char again[64];
  if (strncmp(path, "/p/", 3) != 0) return false;
  if (path[3] < '0' || path[3] > '9') return false;
  *page = strtoull(path + 3, NULL, 10);
  snprintf(again, sizeof again, "/p/%" PRIu64 ".html", *page);
  return *page < pages && strcmp(again, path) == 0;
}

void generate_answer(const struct generate *generate, const char *path,
                     struct response *response) {
  uint64_t page;
  size_t length;
  if (strcmp(path, "/") == 0) {
    response_redirect(response, 301, "/p/0.html", "");
    return;
  }
  if (!parse_page(path, generate->pages, &page)) {
    response_error(response, 404);
    return;
  }
  char *text = write_page(generate, page, &length);
  if (text == NULL) {
    response_error(response, 500);
    return;
  }
  response->status = 200;
  response->type = "text/html";
  response->body = body_memory(text, length);
}

struct line {
  char text[120];
};

static int compare_lines(const void *a, const void *b) {
  const struct line *left = a;
  const struct line *right = b;
  return strcmp(left->text, right->text);
}

static size_t page_lines(const struct generate *generate, const char *source,
                         uint64_t page, struct line *lines) {
  uint64_t links[LINKS];
  int count = page_links(generate, page, links);
  for (int i = 0; i < count; i++) {
    snprintf(lines[i].text, sizeof lines[i].text,
             "http://127.0.0.1:%d%s\thttp://127.0.0.1:%d/p/%" PRIu64 ".html",
             generate->port, source, generate->port, links[i]);
  }
  return (size_t) count;
}

/* the root answers with page 0, so its links count for the root too */
static size_t all_lines(const struct generate *generate, struct line *lines) {
  char source[32];
  size_t count = page_lines(generate, "/", 0, lines);
  for (uint64_t page = 0; page < generate->pages; page++) {
    snprintf(source, sizeof source, "/p/%" PRIu64 ".html", page);
    count += page_lines(generate, source, page, lines + count);
  }
  qsort(lines, count, sizeof *lines, compare_lines);
  return count;
}

static void write_lines(const struct line *lines, size_t count, FILE *file) {
  for (size_t i = 0; i < count; i++) {
    if (i > 0 && strcmp(lines[i].text, lines[i - 1].text) == 0) continue;
    fprintf(file, "%s\n", lines[i].text);
  }
}

int generate_dump_links(const struct generate *generate,
                        const char *file_name) {
  struct line *lines = calloc(generate->pages + 1, LINKS * sizeof *lines);
  if (lines == NULL) return -1;
  FILE *file = fopen(file_name, "we");
  if (file == NULL) {
    free(lines);
    return -1;
  }
  write_lines(lines, all_lines(generate, lines), file);
  free(lines);
  bool failed = ferror(file) != 0;
  return fclose(file) != 0 || failed ? -1 : 0;
}
