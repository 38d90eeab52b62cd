/* SPDX-License-Identifier: MIT */
/* visit: the values that go through the pipeline behind the requests. */
#include "visit.h"

#include <rill/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "url.h"

enum { MAX_CHARSET = 40 };

static void destroy(void *payload) {
  struct visit *visit = payload;
  rill_value_unref(visit->answer);
  links_clear(&visit->links);
  free(visit->reason);
}

static const rill_type_t visit_type = {
    .name = "visit", .size = sizeof(struct visit), .destroy = destroy};

rill_value_t visit_value(const struct visit *visit) {
  return rill_box(&visit_type, visit);
}

struct visit *visit_of(rill_value_t value) {
  return rill_unbox(value, &visit_type);
}

static bool is_html(const char *type) {
  if (type == NULL || strncasecmp(type, "text/html", 9) != 0) return false;
  return type[9] == '\0' || strchr("; \t", type[9]) != NULL;
}

/* what "text/html; charset=utf-8" says of the encoding; NULL: nothing */
static const char *charset_of(const char *type, char *name) {
  static const char key[] = "charset=";
  const char *at = type;
  while (*at != '\0' && strncasecmp(at, key, strlen(key)) != 0) at++;
  if (*at == '\0') return NULL;
  at += strlen(key);
  if (*at == '"') at++;
  size_t length = strcspn(at, "\"; \t");
  if (length == 0 || length >= MAX_CHARSET) return NULL;
  memcpy(name, at, length);
  name[length] = '\0';
  return name;
}

static bool read_page(struct visit *visit, const rill_http_response_t *answer,
                      const char *type) {
  char name[MAX_CHARSET];
  size_t length;
  const char *html = rill_as_bytes(rill_http_body(answer), &length);
  char *base = url_canonical(rill_http_url(answer), visit->url->text);
  visit->is_page = true;
  bool read = base != NULL && links_find(&visit->links, html, length, base,
                                         charset_of(type, name));
  free(base);
  return read;
}

rill_value_t visit_parse(rill_value_t value) {
  const struct visit *visit = visit_of(value);
  struct visit parsed = {.url = visit->url,
                         .status = visit->status,
                         .took = visit->took,
                         .size = visit->size};
  const rill_http_response_t *answer = rill_http_response(visit->answer);
  if (visit->reason != NULL) {
    parsed.reason = strdup(visit->reason);
  } else if (answer != NULL) {
    const char *type = rill_http_header(answer, "Content-Type");
    if (is_html(type) && !read_page(&parsed, answer, type)) {
      destroy(&parsed);
      return rill_fail(rill_error_new(RILL_ENOMEM, "no memory for the links"));
    }
  }
  return visit_value(&parsed);
}
