/* SPDX-License-Identifier: MIT */
/* What listens: accepts as many connections as are asked for. */
#ifndef RILL_IO_LISTEN_H
#define RILL_IO_LISTEN_H

#include "io/stream.h"

typedef struct rill_listen_params rill_listen_params_t;

typedef struct rill_listen_kind {
  uv_handle_type handle;
  /** A socket that listens, or what was wrong; fills in `bound` (owned). */
  int (*open)(const rill_listen_params_t *params, rill_value_t *bound);
  /** Has libuv take a descriptor over: 0 or what was wrong. */
  int (*adopt)(rill_connection_t *connection, int fd);
  /** A connection is there: its options. May be NULL. */
  void (*greet)(const rill_listen_params_t *params, rill_connection_t *c);
  /** The socket is closed. May be NULL. */
  void (*gone)(const rill_listen_params_t *params);
} rill_listen_kind_t;

struct rill_listen_params {
  const rill_listen_kind_t *kind;
  rill_scheduler_t *scheduler;
  rill_value_t where; /* an address, or a string; an error if it is none */
  rill_fn_t listening;
  rill_time_t retry_delay, keepalive;
  int backlog, mode;
  bool reuse_port, ipv6_only, nodelay;
};

/** What the state of the stage is. */
typedef struct rill_listening {
  rill_bell_t bell;
  rill_alarm_t pause;
  struct listen_socket *socket;
  int64_t demand;
  bool polling;
} rill_listening_t;

rill_error_t *rill_listen_check(const void *params);
void rill_listen_forget(void *params);
rill_operator_t *rill_listen_border(const void *params,
                                    rill_scheduler_t *origin);
void rill_listen_start(rill_stage_t *stage);
void rill_listen_request(rill_stage_t *stage, int64_t count);
void rill_listen_release(rill_stage_t *stage);

/** The descriptor's callbacks; `check_` ends in rill_listen_check(). */
#define RILL_LISTEN_OPS(check_)                                                \
 .state_size = sizeof(rill_listening_t),                                       \
 .params_size = sizeof(rill_listen_params_t), .border = rill_listen_border,    \
 .check = check_, .forget = rill_listen_forget, .start = rill_listen_start,    \
 .request = rill_listen_request, .release = rill_listen_release

/** Turns a new socket into one that listens at `address`: `fd`, or what was
 * wrong, and then it is closed. */
int rill_listen_at(const rill_listen_params_t *params, int fd,
                   const void *address, socklen_t length);

#endif
