/* SPDX-License-Identifier: MIT */
/* The queue: first come first served per host, the hosts in turn. */
#include "curl/http.h"

static const rill_type_t http_host_type = {
    .name = "http host",
    .size = sizeof(struct http_host),
};

static struct http_host **host_bucket(struct http_client *client,
                                      rill_value_t place) {
  return &client->queue.buckets[rill_value_hash(place) % HTTP_BUCKETS];
}

static struct http_host *host_find(struct http_client *client,
                                   rill_value_t place) {
  struct http_host *host = *host_bucket(client, place);
  while (host != NULL && !rill_value_equal(host->place, place))
    host = host->next_in_bucket;
  return host;
}

static struct http_host *host_new(struct http_client *client,
                                  rill_value_t place) {
  struct http_host **bucket = host_bucket(client, place);
  struct http_host fresh = {.place = place, .next_in_bucket = *bucket};
  rill_value_t box = rill_box(&http_host_type, &fresh);
  struct http_host *host = rill_unbox(box, &http_host_type);
  if (host == NULL) {
    rill_value_unref(box);
    return NULL;
  }
  rill_value_ref(place);
  host->self = box;
  host->last_waiting = &host->first_waiting;
  *bucket = host;
  return host;
}

static void host_drop_unused(struct http_client *client,
                             struct http_host *host) {
  if (host->active > 0 || host->first_waiting != NULL || host->has_turn) return;
  struct http_host **link = host_bucket(client, host->place);
  while (*link != host) link = &(*link)->next_in_bucket;
  *link = host->next_in_bucket;
  rill_value_unref(host->place);
  rill_value_unref(host->self);
}

/* The place in the row of a host that may start one more. */
static void host_take_turn(struct http_client *client,
                           struct http_host *host) {
  struct http_queue *queue = &client->queue;
  if (host->has_turn || host->first_waiting == NULL) return;
  if (host->active >= client->max_per_host) return;
  if (queue->first_turn == NULL) queue->last_turn = &queue->first_turn;
  host->has_turn = true;
  host->next_turn = NULL;
  *queue->last_turn = host;
  queue->last_turn = &host->next_turn;
}

bool http_queue_add(struct http_client *client,
                    struct http_transfer *transfer) {
  rill_value_t place = transfer->request->place;
  struct http_host *host = host_find(client, place);
  if (host == NULL) host = host_new(client, place);
  if (host == NULL) return false;
  transfer->host = host;
  transfer->next_waiting = NULL;
  *host->last_waiting = transfer;
  host->last_waiting = &transfer->next_waiting;
  host_take_turn(client, host);
  return true;
}

static struct http_transfer *host_shift(struct http_host *host) {
  struct http_transfer *transfer = host->first_waiting;
  if (transfer == NULL) return NULL;
  host->first_waiting = transfer->next_waiting;
  if (host->first_waiting == NULL) host->last_waiting = &host->first_waiting;
  return transfer;
}

struct http_transfer *http_queue_next(struct http_client *client) {
  for (;;) {
    struct http_host *host = client->queue.first_turn;
    if (host == NULL) return NULL;
    client->queue.first_turn = host->next_turn;
    host->has_turn = false;
    struct http_transfer *transfer = host_shift(host);
    if (transfer != NULL) {
      host->active++;
      host_take_turn(client, host);
      return transfer;
    }
    host_drop_unused(client, host);
  }
}

void http_queue_leave(struct http_client *client,
                      struct http_transfer *transfer) {
  struct http_host *host = transfer->host;
  transfer->host = NULL;
  host->active--;
  host_take_turn(client, host);
  host_drop_unused(client, host);
}

void http_queue_remove(struct http_client *client,
                       struct http_transfer *transfer) {
  struct http_host *host = transfer->host;
  struct http_transfer **link = &host->first_waiting;
  while (*link != transfer) link = &(*link)->next_waiting;
  *link = transfer->next_waiting;
  if (*link == NULL) host->last_waiting = link;
  transfer->host = NULL;
  host_drop_unused(client, host);
}
