/* SPDX-License-Identifier: MIT */
/* A loop with a scheduler, a server that can misbehave, and a client. */
#ifndef RILL_TESTS_CURL_HTTP_WORLD_H
#define RILL_TESTS_CURL_HTTP_WORLD_H

#include <rill.h>
#include <rill/curl.h>

#include "check.h"
#include "support/curl_server.h"

typedef struct world {
  uv_loop_t loop;
  rill_scheduler_t *scheduler;
  rill_http_t *http;
  curl_server_t server;
  size_t files; /* that were open before */
  char text[1024];
} world_t;

/** Opens it with a client of these options:
 * world_open(&w, .max_per_host = 2). */
#define world_open(...) WORLD_OPEN(__VA_ARGS__, .proxy = "")
#define WORLD_OPEN(world, ...)                                                 \
 world_open_opts((world), &(const rill_http_opts_t){                           \
                              .size = sizeof(rill_http_opts_t), __VA_ARGS__})
void world_open_opts(world_t *world, const rill_http_opts_t *options);
/** Closes all and fails if a handle of the loop or a file is left. */
void world_close(world_t *world);

/** The server's URL for a path. */
const char *url_of(world_t *world, const char *path);
/** Runs the loop until the promise is settled; takes it over. "200 hello" or
 * the error's text. */
const char *outcome(world_t *world, rill_promise_t *promise);
/** The response itself, owned; fails if it is an error. */
rill_value_t response_to(world_t *world, rill_promise_t *promise);
/** The error, owned; fails if it is a response. */
rill_error_t *error_of(world_t *world, rill_promise_t *promise);
/** Runs the loop for so many milliseconds. */
void run_for(world_t *world, uint64_t milliseconds);
/** Runs the loop once, waiting for something to happen. */
void run_once(world_t *world);
size_t open_files(void);

#endif
