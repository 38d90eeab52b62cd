/* SPDX-License-Identifier: MIT */
/* Datagrams over UDP.
 *
 *     rill_value_t any = rill_address("0.0.0.0", 5140);
 *     rill_value_t socket = rill_udp_bind(loop, any);
 *     rill_unref(rill_subscribe(loop, rill_udp_datagrams(socket),
 *                               .next = print));
 *
 * A socket is a value, borrowed by all that takes one; it belongs to the thread
 * of its scheduler, one of rill_uv_scheduler_new(). It closes when its last
 * handle goes, with rill_udp_close(), and with its scheduler; what has not been
 * sent by then is lost, as datagrams may be anywhere.
 *
 * Errors: libuv's code and what was tried: "bind 127.0.0.1:80: permission
 * denied"; RILL_EINVAL and RILL_ETYPE for arguments that make no sense. An
 * error that is given as the socket comes back as it is. */
#ifndef RILL_UDP_H
#define RILL_UDP_H

#include <rill/flow.h>
#include <rill/net.h>

RILL_BEGIN

/* --- Sockets -------------------------------------------------------------- */

RILL_API extern const rill_type_t rill_udp_type;

/** For rill_udp_bind(loop, address, .broadcast = true). */
typedef struct rill_udp_opts {
  size_t size;        /**< set by the macro */
  bool reuse_address; /**< others may bind the address too */
  bool ipv6_only;     /**< "::" does not take what comes over IPv4 */
  bool broadcast;     /**< may send to broadcast addresses */
  bool unref;         /**< listening to it does not keep the loop alive */
  int ttl;            /**< hops that a datagram lives, 1 to 255; 0: system's */
  int multicast_ttl;  /**< the same to groups; 0: 1, this network only */
  bool no_loopback;   /**< what is sent to groups is not heard on this host */
  const char *multicast_interface; /**< address of the one to send to groups
                                    * by; NULL: the system's choice */
  int64_t receive_buffer; /**< bytes that the system keeps; 0: its default */
  int64_t send_buffer;    /**< the same to be sent */
  int64_t max_queued;     /**< bytes that may wait to be sent here; 0: 1 MiB */
} rill_udp_opts_t;

/**
 * A socket at `address`, borrowed; port 0 is one that the system chooses, see
 * rill_udp_address(). RILL_NONE: no address yet, the system chooses one when
 * something is sent; then the socket itself has no options, but `.unref` and
 * `.max_queued`. Owned; an error when it could not be had.
 */
#define rill_udp_bind(scheduler, ...)                                          \
  RILL_PRIVATE_UDP_BIND((scheduler), __VA_ARGS__,                              \
                        .size = sizeof(rill_udp_opts_t))
#define RILL_PRIVATE_UDP_BIND(scheduler, address, ...)                         \
  rill_udp_bind_opts((scheduler), (address),                                   \
                     &(const rill_udp_opts_t){__VA_ARGS__})
RILL_API RILL_MUST_USE rill_value_t
rill_udp_bind_opts(rill_scheduler_t *scheduler, rill_value_t address,
                   const rill_udp_opts_t *options);

/** Closes it now: its stream of datagrams completes, and what waits to be sent
 * is rejected with RILL_ECLOSED. May be called again. */
RILL_API void rill_udp_close(rill_value_t socket);
/** From now on all goes to `address`, and comes from it alone; RILL_NONE
 * dissolves that. 0 or the code of what was wrong. */
RILL_API int rill_udp_connect(rill_value_t socket, rill_value_t address);
/** The address of the socket; owned, an error if it has none. */
RILL_API rill_value_t rill_udp_address(rill_value_t socket);
/** Where it is connected to; owned, an error if it is not. */
RILL_API rill_value_t rill_udp_peer(rill_value_t socket);

/** Gets what is sent to `group`, an address such as "239.1.2.3" or "ff02::1";
 * by `interface` (its address, in IPv6 also with "%eth0"; NULL: the system's
 * choice), and only from `source` unless that is NULL. 0 or the code of what
 * was wrong. */
RILL_API int rill_udp_join(rill_value_t socket, const char *group,
                           const char *interface, const char *source);
/** No longer; with the same arguments. */
RILL_API int rill_udp_leave(rill_value_t socket, const char *group,
                            const char *interface, const char *source);

/** What a socket has done. */
typedef struct rill_udp_stats {
  size_t size;       /**< sizeof(rill_udp_stats_t), set by the caller */
  uint64_t received; /**< datagrams taken from the system */
  uint64_t dropped;  /**< of those, dropped by the policy of overflow */
  uint64_t lost;     /**< dropped by the system before: its buffer was full */
  uint64_t sent;     /**< datagrams handed to the system */
  uint64_t queued;   /**< bytes that wait to be sent */
} rill_udp_stats_t;
/** 0; RILL_ETYPE if that is no socket. A closed one says what it knows. */
RILL_API int rill_udp_stats(rill_value_t socket, rill_udp_stats_t *stats);

/* --- Receiving ------------------------------------------------------------ */

/** What came, and from where. Fields are borrowed when read. */
typedef struct rill_datagram {
  rill_value_t bytes;  /**< may be empty */
  rill_value_t sender; /**< an address, see rill_as_sockaddr() */
} rill_datagram_t;
RILL_API extern const rill_type_t rill_datagram_type;
/** The record in a value, borrowed; NULL if there is none. */
static inline const rill_datagram_t *rill_as_datagram(rill_value_t value) {
  return (const rill_datagram_t *) rill_unbox(value, &rill_datagram_type);
}

/** For rill_udp_datagrams(socket, .overflow = RILL_OVERFLOW_DROP_HEAD). */
typedef struct rill_udp_datagrams_opts {
  size_t size;              /**< set by the macro */
  rill_value_t socket;      /**< borrowed */
  rill_overflow_t overflow; /**< what becomes of what nobody has asked for */
  int64_t capacity;         /**< how many may wait here; 0: 256 */
} rill_udp_datagrams_opts_t;

/**
 * The datagrams that come to the socket, for rill_as_datagram(). The stream
 * completes when the socket is closed, and by rill_scheduler_shutdown(). It has
 * one subscriber at a time; the next one goes on from there.
 *
 * Demand: with RILL_OVERFLOW_WAIT the socket is read only while there is
 * demand. What comes without it waits in the system's buffer
 * (`.receive_buffer`); when that is full the system drops what comes new,
 * which rill_udp_stats() counts as `lost`. With all other policies the socket
 * is read at once, and the policy is ours; what it drops counts as `dropped`.
 * Errors: "receive …"; of a connected socket UV_ECONNREFUSED when nobody
 * listens there: the socket stays open, and may be subscribed again.
 * RILL_EALREADY for a second subscriber, RILL_ECLOSED for a closed socket,
 * RILL_EOVERFLOW with RILL_OVERFLOW_FAIL.
 * Runs on: the socket's scheduler.
 * Same as: Node dgram 'message', libuv uv_udp_recv_start.
 */
#define rill_udp_datagrams(...)                                                \
  rill_udp_datagrams_opts(&(const rill_udp_datagrams_opts_t){                  \
      .size = sizeof(rill_udp_datagrams_opts_t), .socket = __VA_ARGS__})
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *
rill_udp_datagrams_opts(const rill_udp_datagrams_opts_t *options);

/* --- Sending -------------------------------------------------------------- */

/**
 * Sends `bytes` (taken over, or a string) as one datagram to `address`
 * (borrowed), or, if that is RILL_NONE, to where the socket is connected: a
 * promise of how many bytes. That it was sent does not say that it arrived.
 *
 * Errors: "send 10.0.0.7:53: network is unreachable"; UV_EMSGSIZE for more than
 * fits into one; RILL_EAGAIN when more than `.max_queued` bytes would wait:
 * wait for the promises. What has been begun cannot be cancelled.
 */
RILL_API RILL_OWNED_PROMISE rill_promise_t *
rill_udp_send(rill_value_t socket, rill_value_t bytes, rill_value_t address);

RILL_END

#endif
