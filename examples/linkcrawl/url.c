/* SPDX-License-Identifier: MIT */
/* url: one spelling for each address. */
#include "url.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MAX_PORT = 65535 };

/* a part of a text that lives elsewhere */
struct slice {
  const char *text;
  size_t length;
};

/* an address in its parts; what is empty was not said */
struct parts {
  struct slice scheme, authority, path, query;
};

static struct slice slice(const char *text, size_t length) {
  return (struct slice){text, length};
}

static struct slice slice_from(struct slice whole, size_t from) {
  return slice(whole.text + from, whole.length - from);
}

static bool starts_with(struct slice whole, const char *start) {
  size_t length = strlen(start);
  return whole.length >= length && memcmp(whole.text, start, length) == 0;
}

/* how many bytes come before the first of `stops` */
static size_t span_until(struct slice whole, const char *stops) {
  size_t i = 0;
  while (i < whole.length && strchr(stops, whole.text[i]) == NULL) i++;
  return i;
}

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static struct slice trim(struct slice text) {
  while (text.length > 0 && is_blank(text.text[0])) text = slice_from(text, 1);
  while (text.length > 0 && is_blank(text.text[text.length - 1])) {
    text.length--;
  }
  return text;
}

/* how long the scheme before a colon is; 0 if there is none */
static size_t scheme_length(struct slice text) {
  size_t i = 0;
  if (text.length == 0 || !isalpha((unsigned char) text.text[0])) return 0;
  while (i < text.length && (isalnum((unsigned char) text.text[i]) ||
                             strchr("+.-", text.text[i]) != NULL)) {
    i++;
  }
  return i < text.length && text.text[i] == ':' ? i : 0;
}

static bool is_http(struct slice scheme) {
  return (scheme.length == 4 && strncasecmp(scheme.text, "http", 4) == 0) ||
         (scheme.length == 5 && strncasecmp(scheme.text, "https", 5) == 0);
}

/* false if it has a scheme, but is no address of the web */
static bool split(struct slice text, struct parts *parts) {
  *parts = (struct parts){{NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}};
  text.length = span_until(text, "#");
  size_t scheme = scheme_length(text);
  if (scheme > 0) {
    parts->scheme = slice(text.text, scheme);
    text = slice_from(text, scheme + 1);
    if (!is_http(parts->scheme) || !starts_with(text, "//")) return false;
  }
  if (starts_with(text, "//")) {
    text = slice_from(text, 2);
    parts->authority = slice(text.text, span_until(text, "/?"));
    if (parts->authority.length == 0) return false;
    text = slice_from(text, parts->authority.length);
  }
  parts->path = slice(text.text, span_until(text, "?"));
  parts->query = slice_from(text, parts->path.length);
  return true;
}

/* cuts ":port" off; -1: none was said, -2: it is none */
static long take_port(struct slice *authority) {
  size_t at = authority->length;
  long port = 0;
  while (at > 0 && isdigit((unsigned char) authority->text[at - 1])) at--;
  if (at == 0 || authority->text[at - 1] != ':') return -1;
  struct slice digits = slice_from(*authority, at);
  authority->length = at - 1;
  if (digits.length == 0) return -1;
  for (size_t i = 0; i < digits.length; i++) {
    port = port * 10 + (digits.text[i] - '0');
    if (port > MAX_PORT) return -2;
  }
  return port;
}

static bool is_host(struct slice host) {
  bool opened = false, closed = false;
  for (size_t i = 0; i < host.length; i++) {
    unsigned char c = (unsigned char) host.text[i];
    if (c <= ' ' || c == 0x7f) return false;
    opened |= c == '[';
    closed |= c == ']';
  }
  return host.length > 0 && opened == closed;
}

/* --- The new text: room was made for the longest that it can be ----------- */

static char *put(char *to, struct slice part) {
  if (part.length > 0) memcpy(to, part.text, part.length);
  return to + part.length;
}

static char *put_lower(char *to, struct slice part) {
  for (size_t i = 0; i < part.length; i++) {
    *to++ = (char) tolower((unsigned char) part.text[i]);
  }
  return to;
}

static char *put_encoded(char *to, struct slice part) {
  static const char hex[] = "0123456789ABCDEF";
  for (size_t i = 0; i < part.length; i++) {
    unsigned char c = (unsigned char) part.text[i];
    if (c > ' ' && c < 0x7f) {
      *to++ = (char) c;
      continue;
    }
    *to++ = '%';
    *to++ = hex[c >> 4];
    *to++ = hex[c & 15];
  }
  return to;
}

static char *put_number(char *to, long number) {
  char digits[8];
  size_t count = 0;
  do {
    digits[count++] = (char) ('0' + number % 10);
    number /= 10;
  } while (number > 0);
  while (count > 0) *to++ = digits[--count];
  return to;
}

/* one segment with the slash before it; . and .. as the rules say */
static char *put_segment(char *to, const char *path, struct slice segment,
                         bool last) {
  bool up = segment.length == 2 && memcmp(segment.text, "..", 2) == 0;
  bool dot = segment.length == 1 && segment.text[0] == '.';
  if (!up && !dot) {
    *to++ = '/';
    return put_encoded(to, segment);
  }
  if (up && to > path) {
    while (*--to != '/') {
    }
  }
  if (last) *to++ = '/';
  return to;
}

/* the segments of `folder`, which ends before its last slash, then of `path` */
static char *put_path(char *to, struct slice folder, struct slice path) {
  const char *start = to;
  struct slice rest[2] = {folder, path};
  for (int i = 0; i < 2; i++) {
    bool more = rest[i].length > 0;
    if (more && rest[i].text[0] == '/') rest[i] = slice_from(rest[i], 1);
    while (more) {
      struct slice segment = slice(rest[i].text, span_until(rest[i], "/"));
      more = segment.length < rest[i].length;
      to = put_segment(to, start, segment, i == 1 && !more);
      if (more) rest[i] = slice_from(rest[i], segment.length + 1);
    }
  }
  if (to == start) *to++ = '/';
  return to;
}

static char *put_origin(char *to, struct slice scheme, struct slice authority,
                        long port) {
  to = put_lower(to, scheme);
  to = put(to, slice("://", 3));
  to = put_lower(to, authority);
  if (port < 0 || port == (scheme.length == 5 ? 443 : 80)) return to;
  *to++ = ':';
  return put_number(to, port);
}

static struct slice folder_of(struct slice path) {
  while (path.length > 0 && path.text[path.length - 1] != '/') path.length--;
  if (path.length > 0) path.length--;
  return path;
}

/* the reference on top of the base, as RFC 3986 says in 5.2.2 */
static char *put_resolved(char *to, const struct parts *base,
                          const struct parts *href) {
  const struct slice none = {"", 0};
  if (href->path.length == 0 && href->authority.length == 0) {
    to = put(to, base->path);
    return put_encoded(to, href->query.length > 0 ? href->query : base->query);
  }
  bool absolute = href->authority.length > 0 || href->path.text[0] == '/';
  to = put_path(to, absolute ? none : folder_of(base->path), href->path);
  return put_encoded(to, href->query);
}

char *url_canonical(const char *text, const char *base_text) {
  struct parts href, base;
  if (!split(trim(slice(text, strlen(text))), &href)) return NULL;
  if (!split(slice(base_text, strlen(base_text)), &base)) return NULL;
  struct slice scheme = href.scheme.length > 0 ? href.scheme : base.scheme;
  struct slice host =
      href.authority.length > 0 ? href.authority : base.authority;
  long port = take_port(&host);
  if (port == -2 || !is_host(host)) return NULL;
  char *url = malloc(3 * strlen(text) + strlen(base_text) + 32);
  if (url == NULL) return NULL;
  char *end = put_origin(url, scheme, host, port);
  end = put_resolved(end, &base, &href);
  *end = '\0';
  char *fit = realloc(url, (size_t) (end - url) + 1);
  return fit != NULL ? fit : url;
}

size_t url_origin_length(const char *url) {
  const char *host = strstr(url, "://");
  return host == NULL ? 0 : (size_t) (host - url) + 3 + strcspn(host + 3, "/");
}

bool url_same_origin(const char *url, const char *other) {
  size_t length = url_origin_length(url);
  return length == url_origin_length(other) && memcmp(url, other, length) == 0;
}
