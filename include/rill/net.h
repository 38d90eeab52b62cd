/* SPDX-License-Identifier: MIT */
/* The net: addresses and names. */
#ifndef RILL_NET_H
#define RILL_NET_H

#include <sys/socket.h>

#include <rill/object.h>
#include <rill/promise.h>

RILL_BEGIN

/* --- Addresses ------------------------------------------------------------ */

/** An internet address and a port. Prints as "127.0.0.1:80" or "[::1]:80";
 * equal ones are equal values. */
typedef struct rill_address {
  struct sockaddr_storage storage; /**< AF_INET or AF_INET6 */
} rill_address_t;
RILL_API extern const rill_type_t rill_address_type;

/** From "127.0.0.1", "::1", "[::1]" or "fe80::1%eth0", and 0 to 65535. Names
 * are for rill_getaddrinfo(). */
RILL_API rill_value_t rill_address(const char *text, int64_t port);
/** A copy of one of the system's own; RILL_EINVAL if it is of another kind. */
RILL_API rill_value_t rill_address_from(const struct sockaddr *address);
/** For bind(), connect() and the like: borrowed, NULL if `v` is no address.
 * `*length` may be asked with NULL. */
RILL_API const struct sockaddr *rill_as_sockaddr(rill_value_t v,
                                                 socklen_t *length);
/** A string: "127.0.0.1", "::1"; RILL_ETYPE if `v` is no address. */
RILL_API rill_value_t rill_address_host(rill_value_t v);
/** -1 if `v` is no address. */
RILL_API int rill_address_port(rill_value_t v);

/* --- Names ---------------------------------------------------------------- *
 * Both run on libuv's threads, need a uv scheduler, and can be cancelled until
 * they have begun. Their errors have libuv's codes: UV_EAI_NONAME… */

/** For rill_getaddrinfo(loop, "example.org", "http", .family = AF_INET6). */
typedef struct rill_getaddrinfo_opts {
  size_t size;  /**< set by the macro */
  int family;   /**< 0: any */
  int socktype; /**< 0: SOCK_STREAM, so that each address comes once */
  int flags;    /**< of <netdb.h>: AI_NUMERICHOST, AI_PASSIVE… */
} rill_getaddrinfo_opts_t;

/** Looks up a name: a promise of a list of addresses, the best one first. One
 * of `node` and `service` (a name or a number) may be NULL. */
#define rill_getaddrinfo(scheduler, node, ...)                                \
  RILL_PRIVATE_GETADDRINFO((scheduler), (node), __VA_ARGS__,                  \
                           .size = sizeof(rill_getaddrinfo_opts_t))
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_getaddrinfo_opts(
    rill_scheduler_t *scheduler, const char *node, const char *service,
    const rill_getaddrinfo_opts_t *options);

/** For rill_getnameinfo(loop, address, .flags = NI_NUMERICSERV). */
typedef struct rill_getnameinfo_opts {
  size_t size; /**< set by the macro */
  int flags;   /**< of <netdb.h>: NI_NAMEREQD, NI_NUMERICHOST… */
} rill_getnameinfo_opts_t;

/** The names of an address (borrowed): a promise of a list of two strings, the
 * host and the service. What has no name is written as a number. */
#define rill_getnameinfo(scheduler, ...)                                      \
  RILL_PRIVATE_GETNAMEINFO((scheduler), __VA_ARGS__,                          \
                           .size = sizeof(rill_getnameinfo_opts_t))
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_getnameinfo_opts(
    rill_scheduler_t *scheduler, rill_value_t address,
    const rill_getnameinfo_opts_t *options);

#define RILL_PRIVATE_GETADDRINFO(scheduler, node, service, ...)               \
  rill_getaddrinfo_opts((scheduler), (node), (service),                       \
                        &(const rill_getaddrinfo_opts_t){__VA_ARGS__})
#define RILL_PRIVATE_GETNAMEINFO(scheduler, address, ...)                     \
  rill_getnameinfo_opts((scheduler), (address),                               \
                        &(const rill_getnameinfo_opts_t){__VA_ARGS__})

RILL_END

#endif
