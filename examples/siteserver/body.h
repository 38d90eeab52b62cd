/* SPDX-License-Identifier: MIT */
/* body: what is sent after a head, read a piece at a time and never whole. */
#ifndef SITESERVER_BODY_H
#define SITESERVER_BODY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct body {
  char *memory;   /* owned; or a file if NULL */
  int fd;         /* owned; -1: none */
  uint64_t size;  /* of all: file or memory, and filling */
  uint64_t split; /* where the filling goes */
  uint64_t fill;  /* its length */
};

#define BODY_EMPTY ((struct body){.fd = -1})

/** Copies the format's text; an empty body if there is no memory. */
__attribute__((format(printf, 1, 2))) struct body body_text(const char *format,
                                                            ...);

/** Takes over the text, which malloc gave. */
struct body body_memory(char *memory, size_t size);

/** Takes over the descriptor. */
struct body body_file(int fd, uint64_t size);

/** Pads up to `size` bytes, at the mark `<!--fill-->` or else at the end. */
void body_fill(struct body *body, uint64_t size);

/** Copies from `offset`; false if the file is shorter than it was. */
bool body_read(const struct body *body, uint64_t offset, char *to,
               size_t length);
void body_close(struct body *body);

#endif
