/* SPDX-License-Identifier: MIT */
/* The head of a response, from libcurl's lines to names and values. */
#include <stdlib.h>
#include <string.h>

#include "curl/http.h"

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

static bool is_end(char c) { return is_blank(c) || c == '\r' || c == '\n'; }

static int head_reserve(struct http_head *head, size_t more) {
  size_t need = head->length + more;
  if (need > HTTP_HEAD_MAX) return RILL_EOVERFLOW;
  if (need <= head->room) return 0;
  size_t room = head->room == 0 ? 1024 : head->room;
  while (room < need) room *= 2;
  char *text = realloc(head->text, room);
  if (text == NULL) return RILL_ENOMEM;
  head->text = text;
  head->room = room;
  return 0;
}

/* A 0 inside would shift all names and values behind it. */
static void head_put(struct http_head *head, const char *text, size_t length) {
  const char *zero = memchr(text, '\0', length);
  if (zero != NULL) length = (size_t) (zero - text);
  memcpy(head->text + head->length, text, length);
  head->length += length;
  head->text[head->length++] = '\0';
}

static int head_begin(struct http_head *head, const char *line, size_t length) {
  const char *space = memchr(line, ' ', length);
  head->length = 0;
  head->complete = false;
  head->status = 0;
  size_t left = space == NULL ? 0 : length - (size_t) (space + 1 - line);
  for (size_t i = 1; i <= 3 && i <= left; i++)
    if (space[i] >= '0' && space[i] <= '9')
      head->status = head->status * 10 + (space[i] - '0');
  return 0;
}

/* A line that begins with a blank goes on with the value before it. */
static int head_fold(struct http_head *head, const char *text, size_t length) {
  if (head->length == 0) return 0;
  int code = head_reserve(head, length + 2);
  if (code != 0) return code;
  head->text[head->length - 1] = ' ';
  head_put(head, text, length);
  return 0;
}

static int head_field(struct http_head *head, const char *line, size_t length) {
  const char *colon = memchr(line, ':', length);
  if (colon == NULL || colon == line) return 0;
  int code = head_reserve(head, length + 2);
  if (code != 0) return code;
  head_put(head, line, (size_t) (colon - line));
  const char *value = colon + 1;
  const char *end = line + length;
  while (value < end && is_blank(*value)) value++;
  head_put(head, value, (size_t) (end - value));
  return 0;
}

int http_head_line(struct http_head *head, const char *line, size_t length) {
  if (length >= 5 && memcmp(line, "HTTP/", 5) == 0 &&
      (head->complete || head->status == 0))
    return head_begin(head, line, length);
  if (head->complete) return 0; /* trailers */
  bool folded = length > 0 && is_blank(*line);
  while (length > 0 && is_end(line[length - 1])) length--;
  if (length == 0) {
    head->complete = !folded;
    return 0;
  }
  if (!folded) return head_field(head, line, length);
  while (is_blank(*line)) line++, length--;
  return head_fold(head, line, length);
}

void http_head_clear(struct http_head *head) {
  free(head->text);
  *head = (struct http_head){0};
}
