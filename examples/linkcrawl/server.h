/* SPDX-License-Identifier: MIT */
/* server: runs siteserver beside us, for --root and --generate. */
#ifndef LINKCRAWL_SERVER_H
#define LINKCRAWL_SERVER_H

#include <stdbool.h>
#include <uv.h>

#include "options.h"

struct server {
  uv_process_t process;
  uv_pipe_t output;
  char url[128]; /* where it listens; "" until it has said so */
  char line[256];
  size_t length;
  bool ended;
};

/** Starts it and waits until it listens; runs `loop` meanwhile. False after a
 * line on stderr. */
bool server_start(struct server *server, uv_loop_t *loop,
                  const struct options *options);

/** Stops it, and waits until it has gone. */
void server_stop(struct server *server);

#endif
