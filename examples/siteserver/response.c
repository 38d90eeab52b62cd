/* SPDX-License-Identifier: MIT */
/* response: error pages, redirects, faults, and the head that is sent. */
#include "response.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "http.h"

static void set_page(struct response *response, int status) {
  response->status = status;
  response->type = "text/html";
  response->body = body_text("<!DOCTYPE html>\n<title>%d</title>\n"
                             "<p>%d %s</p>\n",
                             status, status, http_reason(status));
}

void response_error(struct response *response, int status) {
  response_clear(response);
  set_page(response, status);
}

static char *encode(const char *path, const char *tail) {
  static const char digits[] = "0123456789ABCDEF";
  char *encoded = malloc(3 * strlen(path) + strlen(tail) + 1);
  char *to = encoded;
  if (encoded == NULL) return NULL;
  for (; *path != '\0'; path++) {
    unsigned char c = (unsigned char) *path;
    if (c > ' ' && c <= '~' && strchr("\"#%<>?[\\]^`{|}", c) == NULL) {
      *to++ = (char) c;
      continue;
    }
    *to++ = '%';
    *to++ = digits[c >> 4];
    *to++ = digits[c & 15];
  }
  strcpy(to, tail);
  return encoded;
}

static void set_location(struct response *response, int status,
                         char *location) {
  response_error(response, location == NULL ? 500 : status);
  response->location = location;
}

/* not //host/, which would name another server */
void response_redirect(struct response *response, int status, const char *path,
                       const char *tail) {
  while (path[0] == '/' && path[1] == '/') path++;
  set_location(response, status, encode(path, tail));
}

static void say_garbage(struct response *response) {
  response_clear(response);
  response->status = 0;
  response->body = body_text("\001\002rill rill rill\r\nthis is not HTTP\r\n");
  response->ending = END_CLOSE;
}

static void cut_short(struct response *response, enum response_ending ending) {
  response->half = true;
  response->ending = ending;
}

static void drip(struct response *response, const struct fault *fault) {
  response->drip_delay = fault->amount;
  response->drip_bytes = fault->bytes;
}

static void grow(struct response *response, uint64_t size) {
  if (response->status != 200) {
    response_clear(response);
    response->status = 200;
    response->type = "text/html";
    response->body = body_text("<!DOCTYPE html>\n<title>Big</title>\n");
  }
  body_fill(&response->body, size);
}

void response_spoil(struct response *response, const struct fault *fault,
                    const char *path) {
  switch (fault->kind) {
  case FAULT_UNAVAILABLE:
    response_error(response, 503);
    return;
  case FAULT_TOO_MANY:
    response_error(response, 429);
    response->retry_after = fault->amount;
    return;
  case FAULT_RESET:
    cut_short(response, END_RESET);
    return;
  case FAULT_HANG:
    response_clear(response);
    response->hang = true;
    return;
  case FAULT_TRUNCATE:
    cut_short(response, END_CLOSE);
    return;
  case FAULT_GARBAGE:
    say_garbage(response);
    return;
  case FAULT_DRIP:
    drip(response, fault);
    return;
  case FAULT_BIG:
    grow(response, fault->amount);
    return;
  case FAULT_REDIRECT:
    set_location(response, 301, strdup(fault->target));
    return;
  case FAULT_LOOP:
    set_location(response, 302, strdup(fault_location(fault, path)));
    return;
  }
}

struct text {
  char *at;
  size_t length, size;
};

__attribute__((format(printf, 2, 3))) static void add(struct text *text,
                                                      const char *format, ...) {
  va_list arguments;
  if (text->length >= text->size) return;
  va_start(arguments, format);
  int count = vsnprintf(text->at + text->length, text->size - text->length,
                        format, arguments);
  va_end(arguments);
  text->length += count < 0 ? text->size : (size_t) count;
}

size_t response_head(const struct response *response, bool keep_alive, char *to,
                     size_t size) {
  struct text text = {to, 0, size};
  if (response->status == 0) return 0;
  add(&text, "HTTP/1.1 %d %s\r\nServer: siteserver\r\nContent-Type: %s\r\n",
      response->status, http_reason(response->status), response->type);
  if (response->location != NULL) {
    add(&text, "Location: %s\r\n", response->location);
  }
  if (response->retry_after != 0) {
    add(&text, "Retry-After: %" PRIu64 "\r\n", response->retry_after);
  }
  if (response->status == 405) add(&text, "Allow: GET, HEAD\r\n");
  if (response->chunked) {
    add(&text, "Transfer-Encoding: chunked\r\n");
  } else {
    add(&text, "Content-Length: %" PRIu64 "\r\n", response->body.size);
  }
  add(&text, "Connection: %s\r\n\r\n", keep_alive ? "keep-alive" : "close");
  return text.length < text.size ? text.length : 0;
}

void response_clear(struct response *response) {
  free(response->location);
  body_close(&response->body);
  *response = (struct response){.body = BODY_EMPTY};
}
