/* SPDX-License-Identifier: MIT */
/* The inside face of the HTTP client.
 *
 * A request says what to fetch and never changes; a transfer is one run of it.
 * What a transfer fetches goes to its consumer: a promise or an emitter.
 *
 * User code never runs inside of a call into libcurl. libcurl's callbacks only
 * note what came; http_client_settle() hands it out afterwards. So cancelling,
 * closing and asking anew are allowed everywhere, and act at once. */
#ifndef RILL_CURL_HTTP_H
#define RILL_CURL_HTTP_H

#include <rill/curl.h>
#include <rill/memory.h>

#include <signal.h>

#include <curl/curl.h>
#include <uv.h>

enum {
  HTTP_CHUNKS = 16,              /* held per stream */
  HTTP_HEAD_MAX = 256 * 1024,    /* bytes of all headers of a response */
  HTTP_BUCKETS = 256,            /* of the table of hosts */
  HTTP_RESERVED_FILES = 64,      /* left for the rest of the program */
  HTTP_FILES_PER_CONNECTION = 2, /* libcurl's look-up of a name takes two */
};

struct http_client;
struct http_transfer;

/* --- Requests: request.c -------------------------------------------------- */

struct http_request {
  rill_value_t self;
  rill_value_t url;
  rill_value_t place; /* scheme, host and port: what .max_per_host is about */
  rill_value_t method;
  rill_value_t body;
  struct curl_slist *headers;
  long timeout, connect_timeout; /* milliseconds; 0: none */
  long stall_timeout;            /* seconds; 0: none */
  uint64_t max_size;             /* UINT64_MAX: none */
  long max_redirects;
  bool compressed;
  rill_fn_t head;
};

/** What 0 means, which differs by function. */
struct http_defaults {
  const char *caller;
  rill_time_t timeout;
  uint64_t max_size;
  bool takes_head;
};

/** A request in a box, or an error that names caller, argument and value. Takes
 * over the body and the function in the options. */
rill_value_t http_request_new(const char *url,
                              const rill_http_request_opts_t *options,
                              const struct http_defaults *defaults);
struct http_request *http_request_of(rill_value_t request);
bool http_request_is(const struct http_request *request, const char *method);

/* --- The head of a response: head.c --------------------------------------- */

struct http_head {
  char *text; /* name, 0, value, 0, … */
  size_t length, room;
  int status;
  bool complete;
};

/** Takes in one line as libcurl hands it out. 0, RILL_ENOMEM or
 * RILL_EOVERFLOW. */
int http_head_line(struct http_head *head, const char *line, size_t length);
void http_head_clear(struct http_head *head);

/* --- Responses: response.c ------------------------------------------------ */

/** What has arrived by now, as a response; it takes over head and body. An
 * error when there is no memory. */
rill_value_t http_response_new(struct http_transfer *transfer);

/* --- Failures: failure.c -------------------------------------------------- */

/** The error for libcurl's code, with method, URL and words. */
rill_error_t *http_failure(struct http_transfer *transfer, CURLcode result);
rill_error_t *http_failure_size(const struct http_request *request,
                                CURLcode result);
/** An error of ours about a request: "GET http://…: " and `words`. */
rill_error_t *http_failure_new(const struct http_request *request, int code,
                               const char *words);

/* --- Transfers: transfer.c ------------------------------------------------ */

enum http_state {
  HTTP_WAITING, /* for a connection */
  HTTP_ACTIVE,  /* libcurl has it */
  HTTP_FETCHED, /* libcurl is done, the consumer is not */
  HTTP_OVER
};

/** Where the body goes. */
struct http_consumer {
  /** The bytes that libcurl has got; inside of libcurl. Returns as a
   * CURLOPT_WRITEFUNCTION does. */
  size_t (*write)(struct http_transfer *transfer, const char *data,
                  size_t length);
  /** Hands out what there is; may call the user. */
  void (*deliver)(struct http_transfer *transfer);
  /** The end by an error. Takes over both; may call the user. */
  void (*fail)(void *target, rill_error_t *error);
};

struct http_transfer {
  rill_value_t self;
  struct http_client *client;
  struct http_request *request;
  const struct http_consumer *consumer;
  void *target; /* a deferred or an emitter; NULL when over */
  enum http_state state;
  CURL *easy; /* while active */

  struct http_host *host;
  struct http_transfer *next, *previous;             /* of the client's */
  struct http_transfer *next_waiting, *next_ready;
  bool ready; /* is in the client's list of those */

  rill_time_t asked_at, started_at;
  struct http_head head;
  char *body; /* for a promise */
  size_t length, room;
  rill_value_t chunks[HTTP_CHUNKS]; /* for a stream: a ring */
  size_t first_chunk, chunk_count;
  uint64_t received;
  bool paused, told_head, delivering, deliver_again;
  rill_value_t response; /* none until fetched */
  rill_error_t *failure; /* what went wrong on our side, or at the end */
  char words[CURL_ERROR_SIZE];
};

/** Starts or queues a request. Takes over `target` if it returns NULL, else the
 * error (owned) says why not. The transfer, owned, in `*transfer`. */
rill_error_t *http_submit(struct http_client *client,
                          struct http_request *request,
                          const struct http_consumer *consumer, void *target,
                          struct http_transfer **transfer);
void http_transfer_unref(struct http_transfer *transfer);
struct http_transfer *http_transfer_ref(struct http_transfer *transfer);

/** Remembers what went wrong, the first time; takes over `error`. */
void http_transfer_note(struct http_transfer *transfer, rill_error_t *error);
/** Makes and sets up `transfer->easy`: easy.c. */
CURLcode http_easy_new(struct http_transfer *transfer);
/** Hands it to libcurl; what fails is found when the client settles. */
void http_transfer_start(struct http_transfer *transfer);
/** libcurl is done with it. */
void http_transfer_fetched(struct http_transfer *transfer, CURLcode result);
/** Whether no other head can follow the one that is complete. */
bool http_transfer_has_head(const struct http_transfer *transfer);
/** Ends it: aborts what is under way and makes room for others. The target,
 * owned; NULL if it was over before. */
void *http_transfer_end(struct http_transfer *transfer);
/** Ends it with an error, taken over. */
void http_transfer_fail(struct http_transfer *transfer, rill_error_t *error);
/** Lets libcurl go on that was paused by a write. */
void http_transfer_resume(struct http_transfer *transfer);

/* --- The queue: queue.c --------------------------------------------------- */

struct http_host {
  rill_value_t self;
  rill_value_t place;
  size_t active;
  struct http_transfer *first_waiting, **last_waiting;
  struct http_host *next_in_bucket;
  struct http_host *next_turn;
  bool has_turn;
};

struct http_queue {
  struct http_host *buckets[HTTP_BUCKETS];
  struct http_host *first_turn, **last_turn; /* may start one, and wants to */
};

/** Adds a transfer at the end of its host's queue; false without memory. */
bool http_queue_add(struct http_client *client,
                    struct http_transfer *transfer);
/** Takes out the one whose turn it is; NULL when none may start. */
struct http_transfer *http_queue_next(struct http_client *client);
/** One that has started is done. */
void http_queue_leave(struct http_client *client,
                      struct http_transfer *transfer);
/** Takes out one that waits. */
void http_queue_remove(struct http_client *client,
                       struct http_transfer *transfer);

/* --- The client: client.c ------------------------------------------------- */

struct http_client {
  rill_value_t self;
  rill_scheduler_t *scheduler;
  uv_loop_t *loop;
  CURLM *multi; /* NULL: cleaned up */
  uv_timer_t timer;
  size_t handles; /* of libuv, not closed yet */
  rill_value_t user_agent, proxy, ca_file; /* strings or none */
  size_t max_connections, max_per_host, max_waiting;
  rill_http_stats_t stats;
  struct http_queue queue;
  struct http_transfer *transfers;
  struct http_transfer *first_ready, **last_ready;
  bool settling, closed;
};

/** The client of a handle, borrowed; NULL for NULL. */
struct http_client *http_client_of(const rill_http_t *http);
struct http_client *http_client_ref(struct http_client *client);
void http_client_unref(struct http_client *client);
/** Starts what waits, as far as there is room. Calls no user. */
void http_client_start(struct http_client *client);
/** The transfer has something to hand out. Calls no user. */
void http_client_ready(struct http_transfer *transfer);
/** After each call of the loop into libcurl: hands out what came. */
void http_client_settle(struct http_client *client);

/* --- Signals: quiet.c ----------------------------------------------------- */

struct http_quiet {
  sigset_t before;
  bool active;
};

/** Around each call into libcurl that may write. */
struct http_quiet http_quiet_begin(void);
void http_quiet_end(const struct http_quiet *quiet);

/* --- libcurl on the loop: loop.c ------------------------------------------ */

/** Makes the multi handle and the timer; false without memory. */
bool http_loop_open(struct http_client *client);
/** Closes all connections; http_loop_closed() comes later. */
void http_loop_close(struct http_client *client);
/** Have the client settle soon. */
void http_loop_kick(struct http_client *client);

#endif
