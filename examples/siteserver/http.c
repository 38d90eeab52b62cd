/* SPDX-License-Identifier: MIT */
/* http: the request line, the header fields that matter, the path. */
#ifndef _GNU_SOURCE
# define _GNU_SOURCE /* memmem */
#endif
#include "http.h"

#include <string.h>
#include <strings.h>

struct slice {
  const char *at;
  size_t length;
};

struct fields {
  int hosts;
  int lengths;
  bool has_body;
  bool close;
  bool keep_alive;
  bool bad;
};

static bool is_token(struct slice text) {
  static const char allowed[] =
      "!#$%&'*+-.^_`|~0123456789"
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  for (size_t i = 0; i < text.length; i++) {
    if (memchr(allowed, text.at[i], sizeof allowed - 1) == NULL) return false;
  }
  return text.length > 0;
}

static bool equals(struct slice text, const char *word) {
  return text.length == strlen(word) && memcmp(text.at, word, text.length) == 0;
}

static bool equals_any_case(struct slice text, const char *word) {
  return text.length == strlen(word) &&
         strncasecmp(text.at, word, text.length) == 0;
}

/* takes the text before the separator off the front; all if there is none */
static struct slice cut(struct slice *rest, char separator) {
  const char *end = memchr(rest->at, separator, rest->length);
  size_t length = end == NULL ? rest->length : (size_t) (end - rest->at);
  struct slice front = {rest->at, length};
  size_t used = end == NULL ? length : length + 1;
  rest->at += used;
  rest->length -= used;
  return front;
}

static struct slice trim(struct slice text) {
  while (text.length > 0 && (*text.at == ' ' || *text.at == '\t')) {
    text.at++;
    text.length--;
  }
  while (text.length > 0 && (text.at[text.length - 1] == ' ' ||
                             text.at[text.length - 1] == '\t')) {
    text.length--;
  }
  return text;
}

static int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

static bool decode(struct slice text, char *path) {
  while (text.length > 0) {
    char c = *text.at;
    size_t used = 1;
    if (c <= ' ' || c > '~' || c == '#') return false;
    if (c == '%') {
      if (text.length < 3) return false;
      int high = hex_digit(text.at[1]);
      int low = hex_digit(text.at[2]);
      if (high < 0 || low < 0 || (high == 0 && low == 0)) return false;
      c = (char) (high * 16 + low);
      used = 3;
    }
    *path++ = c;
    text.at += used;
    text.length -= used;
  }
  *path = '\0';
  return true;
}

/* after decoding, so that %2e%2e%2f is seen too */
static bool climbs(const char *path) {
  for (const char *at = path; (at = strstr(at, "/..")) != NULL; at += 3) {
    if (at[3] == '/' || at[3] == '\0') return true;
  }
  return false;
}

static bool parse_target(struct slice target, char *path) {
  static const char scheme[] = "http://";
  size_t length = sizeof scheme - 1;
  if (target.length >= length && strncasecmp(target.at, scheme, length) == 0) {
    struct slice rest = {target.at + length, target.length - length};
    struct slice authority = cut(&rest, '/');
    if (authority.at + authority.length == rest.at) return false;
    target = (struct slice){rest.at - 1, rest.length + 1};
  }
  struct slice encoded = cut(&target, '?');
  if (encoded.length == 0 || encoded.at[0] != '/') return false;
  return decode(encoded, path) && !climbs(path);
}

static int parse_version(struct slice version, int *minor) {
  if (version.length != 8 || memcmp(version.at, "HTTP/", 5) != 0) return 400;
  if (version.at[6] != '.') return 400;
  char major = version.at[5];
  char last = version.at[7];
  if (major < '0' || major > '9' || last < '0' || last > '9') return 400;
  if (major != '1' || last > '1') return 505;
  *minor = last - '0';
  return 0;
}

static int parse_line(struct slice line, struct http_request *request) {
  struct slice method = cut(&line, ' ');
  struct slice target = cut(&line, ' ');
  if (!is_token(method) || target.length == 0) return 400;
  int status = parse_version(line, &request->minor);
  if (status != 0) return status;
  request->head = equals(method, "HEAD");
  if (!request->head && !equals(method, "GET")) return 405;
  return parse_target(target, request->path) ? 0 : 400;
}

static void parse_connection(struct slice value, struct fields *fields) {
  while (value.length > 0) {
    struct slice option = trim(cut(&value, ','));
    if (equals_any_case(option, "close")) fields->close = true;
    if (equals_any_case(option, "keep-alive")) fields->keep_alive = true;
  }
}

static void parse_content_length(struct slice value, struct fields *fields) {
  if (value.length == 0 || fields->lengths++ > 0) fields->bad = true;
  for (size_t i = 0; i < value.length; i++) {
    if (value.at[i] < '0' || value.at[i] > '9') fields->bad = true;
    if (value.at[i] != '0') fields->has_body = true;
  }
}

static void parse_field(struct slice line, struct fields *fields) {
  if (memchr(line.at, ':', line.length) == NULL) {
    fields->bad = true;
    return;
  }
  struct slice name = cut(&line, ':');
  struct slice value = trim(line);
  if (!is_token(name)) fields->bad = true;
  if (equals_any_case(name, "host")) fields->hosts++;
  if (equals_any_case(name, "connection")) parse_connection(value, fields);
  if (equals_any_case(name, "content-length")) {
    parse_content_length(value, fields);
  }
  if (equals_any_case(name, "transfer-encoding")) fields->has_body = true;
}

/* CR and LF only as a pair, no other control characters */
static bool is_clean(struct slice text) {
  for (size_t i = 0; i < text.length; i++) {
    unsigned char c = (unsigned char) text.at[i];
    bool last = i + 1 == text.length;
    if (c == '\r' && !last && text.at[i + 1] != '\n') return false;
    if (c == '\n' && (i == 0 || text.at[i - 1] != '\r')) return false;
    if (c < ' ' && c != '\r' && c != '\n' && c != '\t') return false;
    if (c == 0x7f) return false;
  }
  return true;
}

static int parse_head(struct slice head, struct http_request *request) {
  struct fields fields = {.hosts = 0};
  struct slice line = cut(&head, '\r');
  int status = parse_line(line, request);
  while (head.length > 1) {
    head.at++; /* the LF */
    head.length--;
    parse_field(cut(&head, '\r'), &fields);
  }
  if (fields.bad || fields.hosts > 1) return 400;
  if (status == 0 && request->minor == 1 && fields.hosts == 0) return 400;
  if (status == 0 && fields.has_body) return 413;
  request->keep_alive =
      !fields.close && (request->minor == 1 || fields.keep_alive);
  return status;
}

/* a stranger is told at once, and does not wait for a line that never ends */
static int refuse_early(struct slice head) {
  size_t seen = head.length < HTTP_LINE_MAX ? head.length : HTTP_LINE_MAX;
  if (head.length == 0) return 0;
  if (*head.at < 'A' || *head.at > 'Z' || !is_clean(head)) return 400;
  if (seen == HTTP_LINE_MAX && memchr(head.at, '\n', seen) == NULL) return 414;
  return head.length >= HTTP_HEAD_MAX ? 431 : 0;
}

enum http_result http_parse(const char *data, size_t length,
                            struct http_request *request, size_t *used,
                            int *status) {
  const char *end = length == 0 ? NULL : memmem(data, length, "\r\n\r\n", 4);
  *used = end == NULL ? length : (size_t) (end - data) + 4;
  *status = refuse_early((struct slice){data, *used});
  if (*status != 0) return HTTP_REFUSED;
  if (end == NULL) return HTTP_MORE;
  *status = parse_head((struct slice){data, *used - 2}, request);
  return *status == 0 ? HTTP_REQUEST : HTTP_REFUSED;
}

const char *http_reason(int status) {
  switch (status) {
  case 200:
    return "OK";
  case 301:
    return "Moved Permanently";
  case 302:
    return "Found";
  case 400:
    return "Bad Request";
  case 404:
    return "Not Found";
  case 405:
    return "Method Not Allowed";
  case 413:
    return "Content Too Large";
  case 414:
    return "URI Too Long";
  case 429:
    return "Too Many Requests";
  case 431:
    return "Request Header Fields Too Large";
  case 500:
    return "Internal Server Error";
  case 503:
    return "Service Unavailable";
  case 505:
    return "HTTP Version Not Supported";
  default:
    return "Unknown";
  }
}
