/* SPDX-License-Identifier: MIT */
/* HTTP by libcurl, on the uv loop of a scheduler. Link with -lrill-curl
 * (pkg-config rill-curl).
 *
 *     rill_http_t *http = rill_http_new(loop, uv_default_loop(),
 *                                       .max_connections = 16);
 *     rill_promise_t *page = rill_http_get(http, "http://example.org/",
 *                                          .timeout = RILL_SEC(5));
 *     …
 *     rill_http_close(http);
 *
 * An answer of the server is a response, whatever its status: 404 and 503
 * arrive as values. Errors are for what never became a whole answer: a bad
 * URL, a refused connection, a time limit, a body that breaks off.
 */
#ifndef RILL_CURL_H
#define RILL_CURL_H

#include <rill/create.h>
#include <rill/promise.h>

RILL_BEGIN

/** A client: connections that are reused, limits, and a queue. Counted; all of
 * it belongs to the thread of its scheduler. */
typedef struct rill_http rill_http_t;
RILL_API extern const rill_type_t rill_http_type;

/** For rill_http_new(scheduler, loop, .max_connections = 16). */
typedef struct rill_http_opts {
  size_t size; /**< set by the macro */
  /** Transfers at a time; 0: 64. No more than the limit of open files allows,
   * two to a connection and 64 for the rest of the program:
   * rill_http_max_connections() says how many that leaves. */
  size_t max_connections;
  /** Transfers at a time to one scheme, host and port; 0: 6. Of several hosts
   * that wait, each gets its turn. */
  size_t max_per_host;
  /** Requests that wait for a connection; 0: 4096, or `.max_connections` if
   * that is more. One more fails at once with RILL_EOVERFLOW. */
  size_t max_waiting;
  /** NULL: "rill/" and the version. Copied. */
  const char *user_agent;
  /** NULL: as the environment says (http_proxy, no_proxy…); "": none. Copied.
   * For a server on the loopback address, say "". */
  const char *proxy;
  /** A file of certificates to trust; NULL: the system's. Copied. */
  const char *ca_file;
} rill_http_opts_t;

/**
 * A client whose transfers run on `loop`, the loop that `scheduler` (a uv
 * scheduler; referenced) was made for. While a transfer is in flight the loop
 * stays alive; connections that idle do not keep it.
 *
 * NULL when there is no memory; the other calls take that as a client that
 * was closed.
 */
#define rill_http_new(scheduler, ...)                                         \
  RILL_PRIVATE_HTTP_NEW((scheduler), __VA_ARGS__, .size =                     \
                                                      sizeof(rill_http_opts_t))
#define RILL_PRIVATE_HTTP_NEW(scheduler, loop, ...)                           \
  rill_http_new_opts((scheduler), (loop),                                     \
                     &(const rill_http_opts_t){__VA_ARGS__})
RILL_API RILL_OWNED rill_http_t *rill_http_new_opts(
    rill_scheduler_t *scheduler, struct uv_loop_s *loop,
    const rill_http_opts_t *options);

/** Stops it: what is in flight or waits fails with RILL_ECLOSED, connections
 * are closed. Asynchronous like uv_close: the handles are gone after the loop
 * has run once more. Close it before its scheduler. Takes over the reference;
 * NULL is allowed. Later requests of other holders fail with RILL_ECLOSED.
 * To let what is in flight finish first, wait for the promises. */
RILL_API void rill_http_close(rill_http_t *http);

/** How many transfers the client runs at a time: what was asked for, or what
 * the limit of open files allows. */
RILL_API size_t rill_http_max_connections(const rill_http_t *http);

/** What a client is doing, and has done. */
typedef struct rill_http_stats {
  size_t size;          /**< sizeof(rill_http_stats_t), set by the caller */
  size_t active;        /**< transfers in flight */
  size_t waiting;       /**< requests that wait for a connection */
  size_t peak_active;   /**< the most there were at a time */
  size_t peak_waiting;
  uint64_t requests;    /**< asked for so far */
  uint64_t connections; /**< opened so far: fewer where they were reused */
  uint64_t received;    /**< bytes of bodies */
} rill_http_stats_t;
/** Fills `stats` as far as its `size` goes. */
RILL_API void rill_http_stats(const rill_http_t *http,
                              rill_http_stats_t *stats);

/* --- Requests ------------------------------------------------------------- */

#define RILL_HTTP_TIMEOUT RILL_SEC(30)
#define RILL_HTTP_CONNECT_TIMEOUT RILL_SEC(10)
#define RILL_HTTP_STALL_TIMEOUT RILL_SEC(60)
#define RILL_HTTP_MAX_SIZE (16 * 1024 * 1024)

/** For rill_http_get(http, url, .timeout = RILL_SEC(5)). Texts and the array
 * of headers are copied. */
typedef struct rill_http_request_opts {
  size_t size; /**< set by the macro */
  /** NULL: "GET". "HEAD" asks for no body. */
  const char *method;
  /** "Name: value", …, NULL. */
  const char *const *headers;
  /** Sent with the request: a string or bytes; taken over. */
  rill_value_t body;
  /** From leaving the client's queue to the last byte, redirects included.
   * 0: 30 s for rill_http_get(), none for rill_http_stream();
   * RILL_TIME_NEVER: none. */
  rill_time_t timeout;
  /** Until the connection stands, look-up of the name included. 0: 10 s. */
  rill_time_t connect_timeout;
  /** For how long the server may send nothing at all while it is listened to;
   * rounded up to seconds. 0: 60 s; RILL_TIME_NEVER: for ever. */
  rill_time_t stall_timeout;
  /** Bytes of the body, after decompression; one more fails with
   * RILL_EOVERFLOW. 0: 16 MiB for rill_http_get(), no limit for
   * rill_http_stream(). */
  uint64_t max_size;
  /** How many redirects are followed, to http and https alone; one more
   * fails. 0: none, a redirect is then a response like any other. */
  unsigned max_redirects;
  /** Offer gzip and what else libcurl knows; the body arrives decompressed. */
  bool compressed;
  /** For rill_http_stream(): called once per run with the response (its body
   * empty) before the first chunk; a failure that it returns ends the stream.
   * Arity 1, taken over. */
  rill_fn_t head;
} rill_http_request_opts_t;

/**
 * Fetches a URL: a promise of a response, see rill_http_response().
 *
 *     rill_http_get(http, "http://example.org/", .timeout = RILL_SEC(5),
 *                   .headers = (const char *const[]){"Accept: text/html",
 *                                                    NULL})
 *
 * Cancelling the promise aborts the transfer and frees its place. Dropping it
 * does not: the transfer then goes on for nobody.
 *
 * Errors: RILL_ETIMEDOUT, RILL_EOVERFLOW (the body is larger than .max_size, or
 * the queue is full), RILL_EINVAL (a URL or option that makes no sense, a
 * scheme other than http and https), RILL_ECLOSED; libuv's code where the
 * system gave one (UV_ECONNREFUSED, UV_ECONNRESET…); otherwise
 * RILL_HTTP_ERROR_BASE minus libcurl's code. Each text about a transfer has the
 * method, the URL, and libcurl's own words.
 */
#define rill_http_get(http, ...)                                              \
  RILL_PRIVATE_HTTP(rill_http_get_opts, (http), __VA_ARGS__,                  \
                    .size = sizeof(rill_http_request_opts_t))
RILL_API RILL_OWNED rill_promise_t *rill_http_get_opts(
    rill_http_t *http, const char *url,
    const rill_http_request_opts_t *options);

/**
 * The body of a URL as a stream of chunks, bytes of up to 16 KiB. Each
 * subscription is a request of its own, on the client's thread.
 *
 *     rill_http_stream(http, "http://example.org/big.iso",
 *                      .head = rill_call(must_be_200))
 *
 * Demand: the transfer is paused while nothing is asked for; the server then
 * finds that it cannot write. At most 16 chunks that were asked for are held
 * per transfer; with HTTP/2, also what the connection's window lets in. A
 * paused transfer keeps its connection, but not the loop alive.
 * Errors: as rill_http_get(); a failure of `.head`; RILL_EWRONGTHREAD when it
 * is subscribed away from the client's thread.
 */
#define rill_http_stream(http, ...)                                           \
  RILL_PRIVATE_HTTP(rill_http_stream_opts, (http), __VA_ARGS__,               \
                    .size = sizeof(rill_http_request_opts_t))
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_http_stream_opts(
    rill_http_t *http, const char *url,
    const rill_http_request_opts_t *options);

#define RILL_PRIVATE_HTTP(function, http, url, ...)                           \
  function((http), (url), &(const rill_http_request_opts_t){__VA_ARGS__})

/* --- Responses ------------------------------------------------------------ */

/** What a server answered. Immutable; everything read from it is borrowed and
 * lives as long as the value. */
typedef struct rill_http_response rill_http_response_t;
RILL_API extern const rill_type_t rill_http_response_type;

/** The response in a value, borrowed; NULL if it is none. */
RILL_API const rill_http_response_t *rill_http_response(rill_value_t value);

/** 200, 404, … */
RILL_API int rill_http_status(const rill_http_response_t *response);
/** The URL that answered: after redirects not the one asked for. */
RILL_API const char *rill_http_url(const rill_http_response_t *response);
/** How many redirects were followed. */
RILL_API unsigned rill_http_redirects(const rill_http_response_t *response);
/** Where a redirect that was not followed leads, as an absolute URL; NULL. */
RILL_API const char *rill_http_redirect_url(
    const rill_http_response_t *response);

/** The value of the first header of that name, in any case; NULL if there is
 * none. Of a redirect that was followed no headers are kept. */
RILL_API const char *rill_http_header(const rill_http_response_t *response,
                                      const char *name);
/** The header at `index` in order of arrival, repeated ones each for itself;
 * false past the end. */
RILL_API bool rill_http_header_at(const rill_http_response_t *response,
                                  size_t index, const char **name,
                                  const char **value);

/** The body as bytes, borrowed: rill_as_bytes(), rill_bytes_slice(). Empty with
 * rill_http_stream(). */
RILL_API rill_value_t rill_http_body(const rill_http_response_t *response);

/** How long the server wants to be left alone, by its Retry-After: seconds or a
 * date, which is taken against the server's own clock where it sent one. 0 when
 * it does not say, or says what nobody can read, or a time that has passed. */
RILL_API rill_time_t rill_http_retry_after(
    const rill_http_response_t *response);
/** Whether asking again later may help: 408, 425, 429, 500, 502, 503, 504. */
RILL_API bool rill_http_is_transient(const rill_http_response_t *response);

/* Timings: from leaving the client's queue on. */
/** To the last byte (to the head, with rill_http_stream()). */
RILL_API rill_time_t rill_http_total_time(const rill_http_response_t *response);
/** To the first byte of the answer. */
RILL_API rill_time_t rill_http_first_byte_time(
    const rill_http_response_t *response);
/** Before that, in the queue. */
RILL_API rill_time_t rill_http_queued_time(
    const rill_http_response_t *response);
/** Whether no new connection was needed. */
RILL_API bool rill_http_reused(const rill_http_response_t *response);

/* --- Errors --------------------------------------------------------------- */

/** Codes of libcurl lie below: CURLE_GOT_NOTHING (52) is -21052. */
enum { RILL_HTTP_ERROR_BASE = -21000 };

/** libcurl's code (CURLE_OPERATION_TIMEDOUT…) behind an error, found in its
 * causes too; 0 if it does not come from libcurl. */
RILL_API int rill_http_error_curl_code(const rill_error_t *error);
/** Whether asking again later may help: time limits, names that could not be
 * looked up, connections that were refused, reset, or broke off. */
RILL_API bool rill_http_error_is_transient(const rill_error_t *error);

RILL_END

#endif
