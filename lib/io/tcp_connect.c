/* SPDX-License-Identifier: MIT */
/* tcp_connect: to a name or an address. */
#include "io/tcp_connect.h"

#include <netdb.h>

#include "shared/options.h"

static rill_error_t *check_options(const char *name,
                                   const rill_tcp_connect_opts_t *o) {
  if (o->timeout < 0 || o->fallback_delay < 0 || o->keepalive < 0)
    return rill_refuse("%s: %s is negative", name,
                       o->timeout < 0          ? "timeout"
                       : o->fallback_delay < 0 ? "fallback_delay"
                                               : "keepalive");
  if (rill_is_none(o->local) || rill_as_sockaddr(o->local, NULL) != NULL)
    return NULL;
  return rill_request_wrong(name, "local", o->local, "an address");
}

/* --- A list --------------------------------------------------------------- */

static rill_error_t *check_addresses(const char *name, rill_value_t list) {
  if (rill_is_error(list)) return rill_ref(rill_as_error(list));
  if (rill_as_sockaddr(list, NULL) != NULL) return NULL;
  bool right = rill_list_length(list) > 0;
  for (size_t i = 0; i < rill_list_length(list) && right; i++)
    right = rill_as_sockaddr(rill_list_get(list, i), NULL) != NULL;
  if (right) return NULL;
  return rill_request_wrong(name, "addresses", list,
                            "an address, or a list of them");
}

static rill_promise_t *connect_start(rill_scheduler_t *scheduler,
                                     const char *host, rill_value_t addresses,
                                     const rill_tcp_connect_opts_t *o) {
  rill_connect_t *connect = rill_connect_new(scheduler, host, o);
  if (connect == NULL) return rill_promise_no_memory(scheduler);
  rill_promise_t *promise = rill_ref(connect->request.promise);
  rill_value_t list = rill_as_sockaddr(addresses, NULL) != NULL
                          ? rill_list(&addresses, 1)
                          : rill_value_ref(addresses);
  rill_connect_to(connect, list);
  rill_value_unref(list);
  return promise;
}

rill_promise_t *
rill_tcp_connect_to_opts(rill_scheduler_t *scheduler, rill_value_t addresses,
                         const rill_tcp_connect_opts_t *options) {
  static const char name[] = "rill_tcp_connect_to";
  RILL_OPTIONS(rill_tcp_connect_opts_t, o, options);
  rill_promise_t *promise = rill_request_refuse(scheduler, name);
  if (promise == NULL) {
    rill_error_t *error = check_addresses(name, addresses);
    if (error == NULL) error = check_options(name, &o);
    promise = error != NULL ? rill_promise_failed(scheduler, error)
                            : connect_start(scheduler, "", addresses, &o);
  }
  rill_value_unref(addresses);
  return promise;
}

/* --- A name --------------------------------------------------------------- */

static void connect_found(rill_node_t *node, rill_value_t outcome) {
  rill_watch_t *watch = rill_container_of(node, rill_watch_t, node);
  rill_connect_t *connect = rill_container_of(watch, rill_connect_t, lookup);
  rill_promise_t *looking = connect->looking;
  connect->looking = NULL;
  rill_connect_to(connect, outcome);
  rill_unref(looking);
}

static rill_promise_t *connect_look_up(rill_scheduler_t *scheduler,
                                       const char *host, int port,
                                       const rill_tcp_connect_opts_t *o) {
  char service[8];
  rill_connect_t *connect = rill_connect_new(scheduler, host, o);
  if (connect == NULL) return rill_promise_no_memory(scheduler);
  rill_promise_t *promise = rill_ref(connect->request.promise);
  snprintf(service, sizeof service, "%d", port);
  connect->port = port;
  connect->looking =
      rill_getaddrinfo(scheduler, host, service, .flags = AI_NUMERICSERV);
  if (connect->looking->scheduler == NULL) /* there was no memory */
    rill_connect_end(connect, rill_fail(rill_error_no_memory()));
  else
    rill_promise_watch(connect->looking, &connect->lookup, connect_found,
                       connect);
  return promise;
}

rill_promise_t *rill_tcp_connect_opts(rill_scheduler_t *scheduler,
                                      const char *host, int64_t port,
                                      const rill_tcp_connect_opts_t *options) {
  static const char name[] = "rill_tcp_connect";
  RILL_OPTIONS(rill_tcp_connect_opts_t, o, options);
  rill_promise_t *promise = rill_request_refuse(scheduler, name);
  if (promise != NULL) return promise;
  rill_error_t *error = check_options(name, &o);
  if (error == NULL && host == NULL)
    error = rill_refuse("%s: host is NULL", name);
  if (error == NULL && (port < 1 || port > 65535))
    error = rill_refuse("%s: port is %lld (must be 1 to 65535)", name,
                        (long long) port);
  if (error != NULL) return rill_promise_failed(scheduler, error);
  rill_value_t address = rill_address(host, port);
  if (rill_is_error(address) &&
      rill_error_code(rill_as_error(address)) != RILL_ENOMEM)
    promise = connect_look_up(scheduler, host, (int) port, &o);
  else
    promise = rill_tcp_connect_to_opts(scheduler, rill_value_ref(address), &o);
  rill_value_unref(address);
  return promise;
}
