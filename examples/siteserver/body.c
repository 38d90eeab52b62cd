/* SPDX-License-Identifier: MIT */
/* body: reads from memory or a file, with generated filling in between. */
#ifndef _GNU_SOURCE
# define _GNU_SOURCE /* memmem, vasprintf */
#endif
#include "body.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char fill_mark[] = "<!--fill-->";
static const char fill_line[] =
    "<p>The water goes on over the same stones, line after line.</p>\n";

enum { FILL_LINE = sizeof fill_line - 1, MARK_WITHIN = 4096 };

struct body body_text(const char *format, ...) {
  char *text = NULL;
  va_list arguments;
  va_start(arguments, format);
  int length = vasprintf(&text, format, arguments);
  va_end(arguments);
  return length < 0 ? BODY_EMPTY : body_memory(text, (size_t) length);
}

struct body body_memory(char *memory, size_t size) {
  return (struct body){.memory = memory, .fd = -1, .size = size, .split = size};
}

struct body body_file(int fd, uint64_t size) {
  return (struct body){.fd = fd, .size = size, .split = size};
}

/* whole lines only: a line that was cut would open a tag and not close it */
void body_fill(struct body *body, uint64_t size) {
  char start[MARK_WITHIN];
  size_t length = body->size < sizeof start ? body->size : sizeof start;
  if (size <= body->size) return;
  if (!body_read(body, 0, start, length)) return;
  const char *mark = memmem(start, length, fill_mark, sizeof fill_mark - 1);
  if (mark != NULL) body->split = (uint64_t) (mark - start);
  body->fill = (size - body->size) / FILL_LINE * FILL_LINE;
  body->size += body->fill;
}

static bool read_source(const struct body *body, uint64_t offset, char *to,
                        size_t length) {
  if (body->memory != NULL) {
    memcpy(to, body->memory + offset, length);
    return true;
  }
  while (length > 0) {
    ssize_t count = pread(body->fd, to, length, (off_t) offset);
    if (count <= 0) return false;
    to += count;
    offset += (uint64_t) count;
    length -= (size_t) count;
  }
  return true;
}

static void read_fill(uint64_t offset, char *to, size_t length) {
  for (size_t i = 0; i < length; i++) {
    to[i] = fill_line[(offset + i) % FILL_LINE];
  }
}

static size_t at_most(uint64_t available, size_t length) {
  return available < length ? (size_t) available : length;
}

bool body_read(const struct body *body, uint64_t offset, char *to,
               size_t length) {
  uint64_t fill_end = body->split + body->fill;
  while (length > 0) {
    size_t count;
    if (offset < body->split) {
      count = at_most(body->split - offset, length);
      if (!read_source(body, offset, to, count)) return false;
    } else if (offset < fill_end) {
      count = at_most(fill_end - offset, length);
      read_fill(offset - body->split, to, count);
    } else {
      count = length;
      if (!read_source(body, offset - body->fill, to, count)) return false;
    }
    to += count;
    offset += count;
    length -= count;
  }
  return true;
}

void body_close(struct body *body) {
  free(body->memory);
  if (body->fd >= 0) close(body->fd);
  *body = BODY_EMPTY;
}
