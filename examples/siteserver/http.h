/* SPDX-License-Identifier: MIT */
/* http: reads a request head, strictly and within bounds. */
#ifndef SITESERVER_HTTP_H
#define SITESERVER_HTTP_H

#include <stdbool.h>
#include <stddef.h>

enum { HTTP_LINE_MAX = 8192, HTTP_HEAD_MAX = 16384 };

struct http_request {
  bool head; /* HEAD: no body is sent */
  bool keep_alive;
  int minor;                /* HTTP/1.minor */
  char path[HTTP_LINE_MAX]; /* decoded; begins with a slash; no .. in it */
};

enum http_result {
  HTTP_MORE,    /* the head is not complete yet */
  HTTP_REQUEST, /* a request to answer */
  HTTP_REFUSED, /* answer with the status, then close */
};

/**
 * Reads the head at the start of `data`. `used` is its length; `status` says
 * why it was refused.
 */
enum http_result http_parse(const char *data, size_t length,
                            struct http_request *request, size_t *used,
                            int *status);
const char *http_reason(int status);

#endif
