/* SPDX-License-Identifier: MIT */
/* tcp_listen: connections that come in over TCP. */
#define _GNU_SOURCE
#include "io/listen.h"
#include "shared/options.h"

#include <errno.h>
#include <unistd.h>

static int set_on(int fd, int level, int option) {
  int on = 1;
  return setsockopt(fd, level, option, &on, sizeof on);
}

/* Those that must be set before it is bound: 0 or -1. */
static int tcp_set(const rill_listen_params_t *p, int fd, int family) {
  int only = p->ipv6_only;
  if (set_on(fd, SOL_SOCKET, SO_REUSEADDR) != 0) return -1;
  if (p->reuse_port && set_on(fd, SOL_SOCKET, SO_REUSEPORT) != 0) return -1;
  if (family != AF_INET6) return 0;
  return setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only);
}

static rill_value_t tcp_bound(int fd) {
  struct sockaddr_storage storage = {0};
  socklen_t length = sizeof storage;
  getsockname(fd, (struct sockaddr *) &storage, &length);
  return rill_address_from((struct sockaddr *) &storage);
}

static int tcp_open(const rill_listen_params_t *p, rill_value_t *bound) {
  socklen_t length;
  const struct sockaddr *address = rill_as_sockaddr(p->where, &length);
  int family = address->sa_family;
  int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return uv_translate_sys_error(errno);
  if (tcp_set(p, fd, family) != 0) {
    int code = uv_translate_sys_error(errno);
    close(fd);
    return code;
  }
  fd = rill_listen_at(p, fd, address, length);
  if (fd >= 0) *bound = tcp_bound(fd);
  return fd;
}

static int tcp_adopt(rill_connection_t *connection, int fd) {
  return uv_tcp_open(&connection->stream->uv.tcp, fd);
}

static void tcp_greet(const rill_listen_params_t *p, rill_connection_t *c) {
  if (p->nodelay) rill_connection_set_nodelay(c, true);
  if (p->keepalive > 0) rill_connection_set_keepalive(c, p->keepalive);
}

static const rill_listen_kind_t tcp_kind = {
    .handle = UV_TCP,
    .open = tcp_open,
    .adopt = tcp_adopt,
    .greet = tcp_greet,
};

static rill_error_t *tcp_listen_check(const void *params) {
  const rill_listen_params_t *p = params;
  if (!rill_is_error(p->where) && rill_as_sockaddr(p->where, NULL) == NULL) {
    char text[64];
    rill_value_format(p->where, text, sizeof text);
    return rill_error_new(RILL_ETYPE, "address is %s %s (must be an address)",
                          rill_value_kind_name(p->where), text);
  }
  return rill_listen_check(params);
}

static const rill_stage_ops_t tcp_listen_ops = {
    .name = "tcp_listen",
    RILL_LISTEN_OPS(tcp_listen_check),
};

rill_observable_t *rill_tcp_listen_opts(rill_scheduler_t *scheduler,
                                        rill_value_t address,
                                        const rill_tcp_listen_opts_t *options) {
  RILL_OPTIONS(rill_tcp_listen_opts_t, o, options);
  rill_scheduler_t *kept = rill_ref(scheduler);
  rill_listen_params_t params = {
      .kind = &tcp_kind,
      .scheduler = kept,
      .where = address,
      .listening = o.listening,
      .retry_delay = o.retry_delay,
      .keepalive = o.keepalive,
      .backlog = o.backlog,
      .reuse_port = o.reuse_port,
      .ipv6_only = o.ipv6_only,
      .nodelay = o.nodelay,
  };
  return rill_source_make(&tcp_listen_ops, &params);
}
