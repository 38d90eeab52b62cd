/* SPDX-License-Identifier: MIT */
/* connection: one client, one request after the other. */
#ifndef SITESERVER_CONNECTION_H
#define SITESERVER_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "response.h"

struct server;
struct connection_list;

enum phase { READING, WAITING, SENDING, LINGERING };

struct connection {
  uv_tcp_t tcp;
  uv_timer_t timer;
  uv_write_t write;
  uv_shutdown_t shutdown;
  struct server *server;
  struct connection *previous, *next;
  struct connection_list *list;
  enum phase phase;
  int handles;
  bool counted; /* as a request that is not answered yet */
  bool ended;   /* the client sends no more */
  char *input;
  size_t input_length, input_size;
  size_t lingered;

  struct response response; /* what send works on */
  bool head_only;
  bool head_sent;
  char *output;
  uint64_t offset;
  uint64_t limit; /* so much of the body is sent */
};

/** Takes the connection that waits at the listener. */
void connection_accept(struct server *server);

/** Closes the one that has been idle longest, if any. */
void connection_close_idle(struct server *server);
void connection_close_all(struct server *server);

/** For send: the way out of a broken connection, and of a whole response. */
void connection_close(struct connection *connection);
void connection_end_request(struct connection *connection);
void connection_finish(struct connection *connection);
void connection_limit_time(struct connection *connection);

#endif
