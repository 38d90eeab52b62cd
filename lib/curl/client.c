/* SPDX-License-Identifier: MIT */
/* The client: limits, the list of transfers, and handing out what came. */
#include <pthread.h>
#include <string.h>
#include <sys/resource.h>

#include "curl/http.h"
#include "shared/options.h"

#include <rill/version.h>

enum { MAX_CONNECTIONS = 64, MAX_PER_HOST = 6, MAX_WAITING = 4096 };

static void client_destroy(void *payload) {
  struct http_client *client = payload;
  rill_value_unref(client->user_agent);
  rill_value_unref(client->proxy);
  rill_value_unref(client->ca_file);
  rill_unref(client->scheduler);
}

static const rill_type_t http_client_type = {
    .name = "http client",
    .size = sizeof(struct http_client),
    .destroy = client_destroy,
};

struct http_client *http_client_ref(struct http_client *client) {
  rill_value_ref(client->self);
  return client;
}

void http_client_unref(struct http_client *client) {
  if (client != NULL) rill_value_unref(client->self);
}

/* --- Handing out ---------------------------------------------------------- */

void http_client_start(struct http_client *client) {
  rill_http_stats_t *stats = &client->stats;
  while (!client->closed && stats->active < client->max_connections) {
    struct http_transfer *transfer = http_queue_next(client);
    if (transfer == NULL) break;
    stats->waiting--;
    stats->active++;
    if (stats->active > stats->peak_active) stats->peak_active = stats->active;
    http_transfer_start(transfer);
  }
  if (stats->waiting > stats->peak_waiting)
    stats->peak_waiting = stats->waiting;
}

void http_client_ready(struct http_transfer *transfer) {
  struct http_client *client = transfer->client;
  if (transfer->ready || transfer->state == HTTP_OVER) return;
  if (client->first_ready == NULL) client->last_ready = &client->first_ready;
  transfer->ready = true;
  transfer->next_ready = NULL;
  http_transfer_ref(transfer);
  *client->last_ready = transfer;
  client->last_ready = &transfer->next_ready;
}

static void client_collect(struct http_client *client) {
  CURLMsg *message;
  int left;
  while (client->multi != NULL &&
         (message = curl_multi_info_read(client->multi, &left)) != NULL) {
    struct http_transfer *transfer = NULL;
    if (message->msg != CURLMSG_DONE) continue;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
    http_transfer_fetched(transfer, message->data.result);
  }
}

static bool client_deliver(struct http_client *client) {
  struct http_transfer *transfer = client->first_ready;
  if (transfer == NULL) return false;
  client->first_ready = transfer->next_ready;
  transfer->ready = false;
  if (transfer->state == HTTP_ACTIVE && transfer->failure != NULL)
    http_transfer_fail(transfer, rill_ref(transfer->failure));
  else if (transfer->state != HTTP_OVER)
    transfer->consumer->deliver(transfer);
  http_transfer_unref(transfer);
  return true;
}

void http_client_settle(struct http_client *client) {
  if (client->settling) return;
  client->settling = true;
  http_client_ref(client);
  do {
    client_collect(client);
    http_client_start(client);
  } while (client_deliver(client));
  client->settling = false;
  http_client_unref(client);
}

/* --- Opening -------------------------------------------------------------- */

static pthread_once_t curl_once = PTHREAD_ONCE_INIT;
static CURLcode curl_ready;

static void curl_start(void) {
  curl_ready = curl_global_init(CURL_GLOBAL_DEFAULT);
}

/* As many as the limit of open files has room for. */
static size_t connections_allowed(size_t wanted) {
  struct rlimit files;
  if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur == RLIM_INFINITY)
    return wanted;
  size_t limit = (size_t) files.rlim_cur;
  size_t room = limit > HTTP_RESERVED_FILES ? limit - HTTP_RESERVED_FILES : 0;
  size_t most = room / HTTP_FILES_PER_CONNECTION;
  if (most == 0) most = 1;
  return wanted < most ? wanted : most;
}

static size_t or_default(size_t given, size_t standard) {
  return given == 0 ? standard : given;
}

static rill_value_t text_or_none(const char *text) {
  return text == NULL ? rill_none() : rill_string(text);
}

static struct http_client *client_new(rill_scheduler_t *scheduler,
                                      uv_loop_t *loop,
                                      const rill_http_opts_t *o) {
  struct http_client fresh = {
    .scheduler = rill_ref(scheduler),
    .loop = loop,
    .user_agent = o->user_agent != NULL ? rill_string(o->user_agent)
                                        : rill_stringf("rill/%s",
                                                       rill_version()),
    .proxy = text_or_none(o->proxy),
    .ca_file = text_or_none(o->ca_file),
    .max_connections =
        connections_allowed(or_default(o->max_connections, MAX_CONNECTIONS)),
    .max_per_host = or_default(o->max_per_host, MAX_PER_HOST),
    .max_waiting = or_default(o->max_waiting,
                              o->max_connections > MAX_WAITING
                                  ? o->max_connections
                                  : (size_t) MAX_WAITING),
  };
  if (rill_is_error(fresh.user_agent) || rill_is_error(fresh.proxy) ||
      rill_is_error(fresh.ca_file)) {
    client_destroy(&fresh);
    return NULL;
  }
  rill_value_t box = rill_box(&http_client_type, &fresh);
  struct http_client *client = rill_unbox(box, &http_client_type);
  if (client == NULL) {
    rill_value_unref(box);
    return NULL;
  }
  client->self = box;
  if (http_loop_open(client)) return client;
  http_client_unref(client);
  return NULL;
}

/* --- Closing -------------------------------------------------------------- */

static void client_close(struct http_client *client) {
  if (client->closed) return;
  http_client_ref(client);
  client->closed = true;
  while (client->transfers != NULL) {
    struct http_transfer *transfer = client->transfers;
    http_transfer_fail(transfer, http_failure_new(transfer->request,
                                                  RILL_ECLOSED,
                                                  "the client was closed"));
  }
  http_queue_next(client); /* nobody waits: that empties the row of hosts */
  http_loop_close(client);
  while (client->first_ready != NULL) client_deliver(client);
  http_client_unref(client);
}

/* --- The handle ----------------------------------------------------------- */

struct handle {
  struct http_client *client;
};

static void handle_destroy(void *payload) {
  struct handle *handle = payload;
  if (handle->client == NULL) return;
  client_close(handle->client);
  http_client_unref(handle->client);
}

const rill_type_t rill_http_type = {
    .name = "http",
    .size = sizeof(struct handle),
    .destroy = handle_destroy,
};

struct http_client *http_client_of(const rill_http_t *http) {
  if (http == NULL) return NULL;
  rill_value_t value = rill_none();
  value.kind = RILL_OBJECT;
  value.as.i = (int64_t) (uintptr_t) http;
  struct handle *handle = rill_unbox(value, &rill_http_type);
  return handle == NULL ? NULL : handle->client;
}

rill_http_t *rill_http_new_opts(rill_scheduler_t *scheduler,
                                struct uv_loop_s *loop,
                                const rill_http_opts_t *options) {
  RILL_OPTIONS(rill_http_opts_t, o, options);
  if (scheduler == NULL || loop == NULL) return NULL;
  pthread_once(&curl_once, curl_start);
  if (curl_ready != CURLE_OK) return NULL;
  struct handle handle = {NULL};
  rill_value_t box = rill_box(&rill_http_type, &handle);
  struct handle *made = rill_unbox(box, &rill_http_type);
  if (made != NULL) made->client = client_new(scheduler, loop, &o);
  if (made == NULL || made->client == NULL) {
    rill_value_unref(box);
    return NULL;
  }
  return (rill_http_t *) (void *) box.as.o;
}

void rill_http_close(rill_http_t *http) {
  struct http_client *client = http_client_of(http);
  if (client != NULL) client_close(client);
  rill_unref(http);
}

size_t rill_http_max_connections(const rill_http_t *http) {
  const struct http_client *client = http_client_of(http);
  return client == NULL ? 0 : client->max_connections;
}

void rill_http_stats(const rill_http_t *http, rill_http_stats_t *stats) {
  const struct http_client *client = http_client_of(http);
  rill_http_stats_t all = {0};
  size_t size = stats->size;
  if (client != NULL) all = client->stats;
  if (size > sizeof all) {
    memset((char *) stats + sizeof all, 0, size - sizeof all);
    size = sizeof all;
  }
  all.size = stats->size;
  memcpy(stats, &all, size);
}
