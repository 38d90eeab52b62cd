/* SPDX-License-Identifier: MIT */
/* The net: addresses, names, and connections over TCP, pipes and terminals.
 *
 *     static rill_value_t echo(rill_value_t item, void *context) {
 *       rill_connection_t *c = rill_connection_of(item);
 *       return rill_object(
 *           rill_pipe(rill_connection_bytes(c), rill_write_to(c)));
 *     }
 *     …
 *     rill_observable_t *clients = rill_tcp_listen(loop, address);
 *     clients = rill_pipe(clients, rill_flat_map(rill_call(echo)));
 *
 * All of it needs a scheduler of rill_uv_scheduler_new() and its thread;
 * streams that are subscribed elsewhere run there nevertheless.
 *
 * Errors: libuv's code, what was tried, and with whom: "connect [::1]:80:
 * connection refused", "read 10.0.0.7:5000: connection reset by peer"; and
 * RILL_EINVAL or RILL_ETYPE for arguments that make no sense.
 *
 * A program that writes to who has gone would be killed by SIGPIPE. The first
 * connection has it ignored, unless the program has seen to it before. */
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

/* --- Names ---------------------------------------------------------------- */

/* Both run on libuv's threads, need a uv scheduler, and can be cancelled until
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

/* --- Connections ---------------------------------------------------------- */

/**
 * A stream of bytes in each direction: a socket, a pipe, a terminal. It is a
 * counted object, and as a value an item of a stream. What takes a connection
 * here borrows it.
 *
 * When its last handle goes it closes, after what was written is on its way;
 * if the other side does not take that, only rill_connection_abort() ends it.
 * A stream that reads it or writes to it has a handle, and so has each run of
 * that until it is over. It closes with its scheduler, too, and then at once;
 * rill_scheduler_shutdown() waits until what was written is sent.
 */
typedef struct rill_connection rill_connection_t;
RILL_API extern const rill_type_t rill_connection_type;

/** The connection that is in a value, borrowed; NULL for any other value. */
static inline rill_connection_t *rill_connection_of(rill_value_t value) {
  return (rill_connection_t *) rill_as_object(value, &rill_connection_type);
}

/**
 * The bytes that come, as they come, until the other side ends its half. They
 * are slices of memory that is used again when nobody has them any more:
 * nothing is copied. Who keeps few of them for long should copy them
 * (rill_bytes), since a slice keeps the memory around it: 64 KiB.
 *
 * It has one subscriber at a time; the next one goes on from there.
 *
 * Demand: the connection is read only while there is demand; without it the
 * other side must wait, and it is not noticed when that goes.
 * Errors: "read …", and RILL_ECLOSED when it is closed here meanwhile;
 * RILL_EALREADY for a second subscriber.
 * Same as: Node readable, libuv uv_read_start.
 */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_connection_bytes(
    rill_connection_t *connection);

/**
 * Writes bytes, a string, or a list of them at once: a promise of how many
 * bytes. Takes over `bytes`; nothing is copied.
 *
 * What the system does not take waits in a queue. Up to the high-water mark
 * the promise is fulfilled at once; above it when all but the low-water mark
 * of what there was until then has been sent. Who waits for that keeps the
 * queue near the mark; who does not, is stopped at a limit: RILL_EAGAIN.
 *
 * What was fulfilled and could not be sent after all is told by the next
 * rill_connection_write(), _flush(), _shutdown() or _close(). Cancelling takes
 * nothing back.
 *
 * Errors: "write …"; RILL_ECLOSED for a connection that is closed, or ended by
 * rill_connection_shutdown().
 */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_connection_write(
    rill_connection_t *connection, rill_value_t bytes);
/** The same without waiting: 0, or RILL_EAGAIN when the queue is above the
 * high-water mark, and the code of what was wrong; then nothing was taken,
 * `bytes` but for the reference. */
RILL_API int rill_connection_try_write(rill_connection_t *connection,
                                       rill_value_t bytes);

/** For rill_write_to(c, .shutdown = true). */
typedef struct rill_write_to_opts {
  size_t size; /**< set by the macro */
  rill_connection_t *connection;
  bool shutdown; /**< at the end, ends our half of the connection */
} rill_write_to_opts_t;

/**
 * Writes the items, bytes or strings, to a connection, and gives how many
 * bytes they were when the last one has been sent.
 *
 * Demand: asks for one item at a time, while the connection's queue is not
 * above its high-water mark, which is exceeded by one item at most. Items that
 * come without waiting are written together.
 * Errors: as rill_connection_write(); upstream is cancelled then. RILL_ETYPE
 * for an item that has no bytes. An error of upstream passes; the connection
 * stays as it is.
 * Runs on: the connection's scheduler, so the row before it must.
 * Same as: Node pipe.
 */
#define rill_write_to(...)                                                    \
  rill_write_to_opts(&(const rill_write_to_opts_t){                           \
      .size = sizeof(rill_write_to_opts_t), .connection = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_write_to_opts(
    const rill_write_to_opts_t *options);

/** Fulfilled with nothing when all that was written has been sent. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_connection_flush(
    rill_connection_t *connection);
/** Ends our half after what was written: nothing more can be, and the other
 * side is told. Fulfilled with nothing. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_connection_shutdown(
    rill_connection_t *connection);
/** Closes it after what was written; fulfilled with nothing when that has been
 * sent, and the descriptor is free. It can be read until then. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_connection_close(
    rill_connection_t *connection);
/** Closes it now; what was not sent is dropped. The other side of a TCP
 * connection sees a reset. Who waits for it gets RILL_ECLOSED. */
RILL_API void rill_connection_abort(rill_connection_t *connection);

/** The marks of the queue, in bytes; 0: stays. At first 64 KiB, 16 KiB, and a
 * limit of 16 MiB, above which rill_connection_write() takes nothing. They
 * must not be in another order. 0, RILL_EINVAL, RILL_EWRONGTHREAD. */
RILL_API int rill_connection_set_marks(rill_connection_t *connection,
                                       int64_t high, int64_t low,
                                       int64_t limit);
/** Small writes are sent at once, and do not wait for more (TCP_NODELAY). 0 or
 * the code; UV_ENOTSUP if it is no TCP connection. */
RILL_API int rill_connection_set_nodelay(rill_connection_t *connection,
                                         bool on);
/** After `idle` without a byte asks whether the other side is still there; 0:
 * never; whole seconds. 0 or the code. */
RILL_API int rill_connection_set_keepalive(rill_connection_t *connection,
                                           rill_time_t idle);

/** The other side: an address, or a string, the path or name; owned. */
RILL_API rill_value_t rill_connection_peer(const rill_connection_t *connection);
/** Our side: an address, or RILL_NONE; owned. */
RILL_API rill_value_t rill_connection_local(
    const rill_connection_t *connection);
/** The system's number, still the connection's own; -1 when it is closed. */
RILL_API int rill_connection_fd(const rill_connection_t *connection);
/** Whether it has been closed here. */
RILL_API bool rill_connection_is_closed(const rill_connection_t *connection);
/** How many bytes have come, and been handed to the system. */
RILL_API uint64_t rill_connection_received(const rill_connection_t *connection);
RILL_API uint64_t rill_connection_sent(const rill_connection_t *connection);
/** How many bytes wait to be sent. */
RILL_API size_t rill_connection_queued(const rill_connection_t *connection);

/* --- TCP ------------------------------------------------------------------ */

/** For rill_tcp_listen(loop, address, .backlog = 511). */
typedef struct rill_tcp_listen_opts {
  size_t size; /**< set by the macro */
  int backlog; /**< how many may wait to be accepted; 0: 511 */
  /** f(address): called when it listens, with the address that it has, whose
   * port the system has chosen if 0 was asked for. Its failure is the
   * stream's. */
  rill_fn_t listening;
  bool reuse_port; /**< others may listen there too, and share what comes */
  bool ipv6_only;  /**< "::" does not take what comes over IPv4 */
  bool nodelay;    /**< as rill_connection_set_nodelay() */
  rill_time_t keepalive;   /**< as rill_connection_set_keepalive() */
  rill_time_t retry_delay; /**< see below; 0: 100 ms */
} rill_tcp_listen_opts_t;

/**
 * Listens at an address: each item is a connection. Each run binds the address
 * anew; a port that was left may be bound again at once.
 *
 * A connection that nobody takes a handle of closes when the item is done.
 *
 * Demand: is how many are accepted; others wait in the system's backlog.
 * Errors: "listen 127.0.0.1:80: address already in use". When there are no
 * descriptors left (UV_EMFILE), or no memory in the system, it waits and tries
 * again after `.retry_delay`; what was about to come waits as well.
 * Owns: takes over `address`.
 * Runs on: `scheduler`; cancelling it closes the socket.
 * Same as: Node net.createServer.
 */
#define rill_tcp_listen(scheduler, ...)                                       \
  RILL_PRIVATE_TCP_LISTEN((scheduler), __VA_ARGS__,                           \
                          .size = sizeof(rill_tcp_listen_opts_t))
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_tcp_listen_opts(
    rill_scheduler_t *scheduler, rill_value_t address,
    const rill_tcp_listen_opts_t *options);

/** For rill_tcp_connect(loop, "example.org", 80, .timeout = RILL_SEC(5)). */
typedef struct rill_tcp_connect_opts {
  size_t size;         /**< set by the macro */
  rill_time_t timeout; /**< of all of it; 0: the system's */
  rill_time_t fallback_delay; /**< see below; 0: 250 ms */
  rill_value_t local; /**< an address of ours to begin at, borrowed */
  bool nodelay;       /**< as rill_connection_set_nodelay() */
  rill_time_t keepalive; /**< as rill_connection_set_keepalive() */
} rill_tcp_connect_opts_t;

/**
 * Connects to a host, a name or an address as text: a promise of a connection.
 *
 * A name may have several addresses. They are tried one after another, IPv6
 * and IPv4 in turn, the best one first; the next one when one has failed, or
 * has not answered for `.fallback_delay`. The first that answers wins, the
 * others are closed.
 *
 * Errors: that of the last address, "connect 10.0.0.7:80: connection refused";
 * of the name; RILL_ETIMEDOUT. Cancelling closes all that has begun.
 * Same as: Node net.connect, Go net.Dial; RFC 8305.
 */
#define rill_tcp_connect(scheduler, host, ...)                                \
  RILL_PRIVATE_TCP_CONNECT((scheduler), (host), __VA_ARGS__,                  \
                           .size = sizeof(rill_tcp_connect_opts_t))
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_tcp_connect_opts(
    rill_scheduler_t *scheduler, const char *host, int64_t port,
    const rill_tcp_connect_opts_t *options);
/** The same to an address, or to a list of them, as of rill_getaddrinfo();
 * takes it over. */
#define rill_tcp_connect_to(scheduler, ...)                                   \
  RILL_PRIVATE_TCP_CONNECT_TO((scheduler), __VA_ARGS__,                       \
                              .size = sizeof(rill_tcp_connect_opts_t))
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_tcp_connect_to_opts(
    rill_scheduler_t *scheduler, rill_value_t addresses,
    const rill_tcp_connect_opts_t *options);

/* --- Pipes: sockets with a path ------------------------------------------- */

/** For rill_pipe_listen(loop, "/run/my.socket", .mode = 0600). */
typedef struct rill_pipe_listen_opts {
  size_t size; /**< set by the macro */
  int backlog; /**< how many may wait to be accepted; 0: 511 */
  int mode;    /**< who may connect; 0: as the umask says */
  rill_fn_t listening;     /**< f(path), as of rill_tcp_listen() */
  rill_time_t retry_delay; /**< as of rill_tcp_listen() */
} rill_pipe_listen_opts_t;

/**
 * Listens at a path of the file system: each item is a connection. The path
 * must not be there; it goes when the run ends.
 *
 * Demand, Errors, Runs on: as rill_tcp_listen(); UV_ENAMETOOLONG, since the
 * system wants fewer than 108 bytes.
 * Same as: Node net.createServer with a path.
 */
#define rill_pipe_listen(scheduler, ...)                                      \
  RILL_PRIVATE_PIPE_LISTEN((scheduler), __VA_ARGS__,                          \
                           .size = sizeof(rill_pipe_listen_opts_t))
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_pipe_listen_opts(
    rill_scheduler_t *scheduler, const char *path,
    const rill_pipe_listen_opts_t *options);

/** Connects to a path: a promise of a connection. It never waits: the system
 * takes it, or refuses it at once.
 *
 * Errors: "connect /run/my.socket: no such file or directory", UV_EACCES,
 * UV_ECONNREFUSED when nobody listens; UV_EAGAIN when the listener's backlog is
 * full, which may be tried again later. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_pipe_connect(
    rill_scheduler_t *scheduler, const char *path);

/* --- Standard streams ----------------------------------------------------- */

/* Whatever descriptors 0, 1 and 2 are: a terminal, a pipe, a socket or a file.
 * Each call makes a connection; two that read one descriptor share what comes.
 * Closing it leaves the descriptor open. A shutdown of one that is no socket
 * waits until all is sent.
 *
 * Never NULL: what was wrong is told by reading and writing: "read stdin: bad
 * file descriptor". */

RILL_API RILL_OWNED __attribute__((returns_nonnull)) rill_connection_t *
rill_stdin(rill_scheduler_t *scheduler);
RILL_API RILL_OWNED __attribute__((returns_nonnull)) rill_connection_t *
rill_stdout(rill_scheduler_t *scheduler);
RILL_API RILL_OWNED __attribute__((returns_nonnull)) rill_connection_t *
rill_stderr(rill_scheduler_t *scheduler);

/** How a terminal hands over what is typed. */
typedef enum rill_tty_mode {
  RILL_TTY_NORMAL, /**< line by line, echoed */
  RILL_TTY_RAW,    /**< key by key, and keys that raise signals do */
  RILL_TTY_IO      /**< key by key, and nothing is changed */
} rill_tty_mode_t;
/** 0 or the code; UV_ENOTTY if the connection is no terminal. The mode is
 * NORMAL again when the connection is closed. */
RILL_API int rill_tty_set_mode(rill_connection_t *connection,
                               rill_tty_mode_t mode);
/** The size of the window in characters. 0 or the code. */
RILL_API int rill_tty_size(const rill_connection_t *connection, int *columns,
                           int *rows);

#define RILL_PRIVATE_TCP_LISTEN(scheduler, address, ...)                      \
  rill_tcp_listen_opts((scheduler), (address),                                \
                       &(const rill_tcp_listen_opts_t){__VA_ARGS__})
#define RILL_PRIVATE_TCP_CONNECT(scheduler, host, port, ...)                  \
  rill_tcp_connect_opts((scheduler), (host), (port),                          \
                        &(const rill_tcp_connect_opts_t){__VA_ARGS__})
#define RILL_PRIVATE_TCP_CONNECT_TO(scheduler, addresses, ...)                \
  rill_tcp_connect_to_opts((scheduler), (addresses),                          \
                           &(const rill_tcp_connect_opts_t){__VA_ARGS__})
#define RILL_PRIVATE_PIPE_LISTEN(scheduler, path, ...)                        \
  rill_pipe_listen_opts((scheduler), (path),                                  \
                        &(const rill_pipe_listen_opts_t){__VA_ARGS__})

#define RILL_PRIVATE_GETADDRINFO(scheduler, node, service, ...)               \
  rill_getaddrinfo_opts((scheduler), (node), (service),                       \
                        &(const rill_getaddrinfo_opts_t){__VA_ARGS__})
#define RILL_PRIVATE_GETNAMEINFO(scheduler, address, ...)                     \
  rill_getnameinfo_opts((scheduler), (address),                               \
                        &(const rill_getnameinfo_opts_t){__VA_ARGS__})

RILL_END

#endif
