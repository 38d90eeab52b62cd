/* SPDX-License-Identifier: MIT */
/* response: what a request gets, faults and all, before a byte is sent. */
#ifndef SITESERVER_RESPONSE_H
#define SITESERVER_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "body.h"
#include "faults.h"

enum response_ending { END_KEEP, END_CLOSE, END_RESET };

struct response {
  int status; /* 0: nothing that is HTTP */
  const char *type;
  char *location; /* owned */
  struct body body;
  uint64_t retry_after; /* seconds; 0: not said */
  uint64_t drip_delay;  /* milliseconds between pieces */
  uint64_t drip_bytes;  /* in a piece; 0: no drip */
  enum response_ending ending;
  bool half; /* only half of the body is really sent */
  bool hang;
  bool chunked;
};

enum { RESPONSE_HEAD_MAX = 32768 };

void response_error(struct response *response, int status);

/** Redirects to the percent-encoded path and tail. */
void response_redirect(struct response *response, int status, const char *path,
                       const char *tail);

/** Bends an answer in the way of the fault. */
void response_spoil(struct response *response, const struct fault *fault,
                    const char *path);

/** Writes the head; returns its length, or 0 if it does not fit. */
size_t response_head(const struct response *response, bool keep_alive, char *to,
                     size_t size);
void response_clear(struct response *response);

#endif
