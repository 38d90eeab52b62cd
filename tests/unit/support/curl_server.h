/* SPDX-License-Identifier: MIT */
/* A small HTTP server on the test's own loop, which can misbehave.
 *
 *     /hello             200, "hello", a few headers
 *     /status/N          N, without a body
 *     /echo              200, the request as it came
 *     /chunked           200, "hello" in two chunks and a trailer
 *     /gzip              200, "hello hello hello" compressed
 *     /big/N             200, N bytes
 *     /endless           200, bytes without a length and without an end
 *     /slow/N            "hello" after N ms
 *     /drip              "hello", one byte each 20 ms
 *     /redirect/N        to /redirect/N-1, and so on to /hello
 *     /loop              to itself
 *     /leave             to ftp://127.0.0.1/
 *     /retry/TEXT        503 with Retry-After: TEXT ("_" for blanks) and a Date
 *     /fold              a header over two lines, and a repeated one
 *     /headers           headers without an end
 *     /continue          a 100 before the 200
 *     /truncated         10 bytes of 100, then the end
 *     /reset             10 bytes of 100, then a reset
 *     /reset-at-once     a reset
 *     /silent            nothing, and the end
 *     /garbage           no HTTP
 *     /never             nothing at all
 *     /stall             the head and 10 bytes of 100, then nothing
 */
#ifndef RILL_TESTS_SUPPORT_CURL_SERVER_H
#define RILL_TESTS_SUPPORT_CURL_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <uv.h>

struct curl_connection;

typedef struct curl_server {
  uv_tcp_t listener;
  int port;
  size_t accepted; /* connections so far */
  size_t open;     /* connections now */
  size_t requests; /* so far */
  size_t busy;     /* requests that are being answered */
  size_t peak_busy;
  uint64_t written; /* bytes of bodies that the kernel took */
  bool blocked;     /* the kernel takes no more of a body for now */
  struct curl_connection *connections;
} curl_server_t;

/** Listens on a port of its choice on the loopback address. */
void curl_server_start(curl_server_t *server, uv_loop_t *loop);
/** Closes all; the handles are gone when the loop has run. */
void curl_server_stop(curl_server_t *server);
/** "http://127.0.0.1:PORT" and `path`; lives until the fourth call after. */
const char *curl_server_url(const curl_server_t *server, const char *path);

#endif
