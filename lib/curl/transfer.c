/* SPDX-License-Identifier: MIT */
/* Transfers: one run of a request, as one easy handle. */
#include <stdlib.h>

#include "curl/http.h"

static void transfer_destroy(void *payload) {
  struct http_transfer *transfer = payload;
  http_head_clear(&transfer->head);
  free(transfer->body);
  while (transfer->chunk_count > 0) {
    size_t at = (transfer->first_chunk + --transfer->chunk_count) % HTTP_CHUNKS;
    rill_value_unref(transfer->chunks[at]);
  }
  rill_value_unref(transfer->response);
  rill_unref(transfer->failure);
  rill_value_unref(transfer->request->self);
  http_client_unref(transfer->client);
}

static const rill_type_t http_transfer_type = {
    .name = "http transfer",
    .size = sizeof(struct http_transfer),
    .destroy = transfer_destroy,
};

struct http_transfer *http_transfer_ref(struct http_transfer *transfer) {
  rill_value_ref(transfer->self);
  return transfer;
}

void http_transfer_unref(struct http_transfer *transfer) {
  if (transfer != NULL) rill_value_unref(transfer->self);
}

/* --- What is known of it -------------------------------------------------- */

void http_transfer_note(struct http_transfer *transfer, rill_error_t *error) {
  if (transfer->failure == NULL)
    transfer->failure = error;
  else
    rill_unref(error);
}

bool http_transfer_has_head(const struct http_transfer *transfer) {
  int status = transfer->head.status;
  if (!transfer->head.complete || status < 200) return false;
  return transfer->received > 0 || transfer->state == HTTP_FETCHED ||
         status / 100 != 3 || transfer->request->max_redirects == 0;
}

/* --- Starting ------------------------------------------------------------- */

void http_transfer_start(struct http_transfer *transfer) {
  struct http_client *client = transfer->client;
  transfer->state = HTTP_ACTIVE;
  transfer->started_at = rill_now(client->scheduler);
  CURLcode code = http_easy_new(transfer);
  if (code == CURLE_OK &&
      curl_multi_add_handle(client->multi, transfer->easy) != CURLM_OK)
    code = CURLE_OUT_OF_MEMORY;
  if (code == CURLE_OK) return;
  http_transfer_note(transfer, http_failure(transfer, code));
  http_client_ready(transfer);
  http_loop_kick(client);
}

/* --- The end -------------------------------------------------------------- */

static void transfer_drop_easy(struct http_transfer *transfer) {
  struct http_client *client = transfer->client;
  long opened = 0;
  if (transfer->easy == NULL) return;
  curl_easy_getinfo(transfer->easy, CURLINFO_NUM_CONNECTS, &opened);
  client->stats.connections += (uint64_t) opened;
  struct http_quiet quiet = http_quiet_begin();
  curl_multi_remove_handle(client->multi, transfer->easy);
  curl_easy_cleanup(transfer->easy);
  http_quiet_end(&quiet);
  transfer->easy = NULL;
}

static void transfer_let_go(struct http_transfer *transfer) {
  transfer->client->stats.active--;
  transfer_drop_easy(transfer);
  http_queue_leave(transfer->client, transfer);
}

static void transfer_abort(struct http_transfer *transfer) {
  if (transfer->state == HTTP_ACTIVE) transfer_let_go(transfer);
  if (transfer->state != HTTP_WAITING) return;
  transfer->client->stats.waiting--;
  http_queue_remove(transfer->client, transfer);
}

void http_transfer_fetched(struct http_transfer *transfer, CURLcode result) {
  if (result != CURLE_OK)
    http_transfer_note(transfer, http_failure(transfer, result));
  transfer->state = HTTP_FETCHED;
  if (!transfer->told_head && http_transfer_has_head(transfer))
    transfer->response = http_response_new(transfer);
  transfer_let_go(transfer);
  http_client_ready(transfer);
}

void *http_transfer_end(struct http_transfer *transfer) {
  struct http_client *client = transfer->client;
  void *target = transfer->target;
  if (transfer->state == HTTP_OVER) return NULL;
  transfer_abort(transfer);
  transfer->state = HTTP_OVER;
  transfer->target = NULL;
  if (transfer->previous != NULL)
    transfer->previous->next = transfer->next;
  else
    client->transfers = transfer->next;
  if (transfer->next != NULL) transfer->next->previous = transfer->previous;
  http_client_start(client);
  http_transfer_unref(transfer);
  return target;
}

void http_transfer_fail(struct http_transfer *transfer, rill_error_t *error) {
  const struct http_consumer *consumer = transfer->consumer;
  void *target = http_transfer_end(transfer);
  if (target == NULL)
    rill_unref(error);
  else
    consumer->fail(target, error);
}

void http_transfer_resume(struct http_transfer *transfer) {
  transfer->paused = false;
  if (transfer->easy == NULL) return;
  struct http_quiet quiet = http_quiet_begin();
  CURLcode code = curl_easy_pause(transfer->easy, CURLPAUSE_CONT);
  http_quiet_end(&quiet);
  /* What the write function has refused is reported by the multi handle. */
  if (code != CURLE_OK && code != CURLE_WRITE_ERROR) {
    http_transfer_note(transfer, http_failure(transfer, code));
    http_client_ready(transfer);
  }
  http_loop_kick(transfer->client);
}

/* --- The beginning -------------------------------------------------------- */

static struct http_transfer *transfer_new(struct http_client *client,
                                          struct http_request *request) {
  const struct http_transfer fresh = {
    .client = client,
    .request = request,
    .asked_at = rill_now(client->scheduler),
  };
  /* A box that cannot be made destroys its content. */
  http_client_ref(client);
  rill_value_ref(request->self);
  rill_value_t box = rill_box(&http_transfer_type, &fresh);
  struct http_transfer *transfer = rill_unbox(box, &http_transfer_type);
  if (transfer == NULL)
    rill_value_unref(box);
  else
    transfer->self = box;
  return transfer;
}

static rill_error_t *submit_check(const struct http_client *client,
                                  const struct http_request *request) {
  char words[160];
  if (!rill_scheduler_is_current(client->scheduler))
    return http_failure_new(request, RILL_EWRONGTHREAD,
                            "asked for away from the client's thread");
  if (client->closed)
    return http_failure_new(request, RILL_ECLOSED, "the client is closed");
  if (client->stats.waiting < client->max_waiting) return NULL;
  snprintf(words, sizeof words,
           "%zu requests wait already (max_waiting); ask for fewer at a time "
           "or raise it",
           client->stats.waiting);
  return http_failure_new(request, RILL_EOVERFLOW, words);
}

rill_error_t *http_submit(struct http_client *client,
                          struct http_request *request,
                          const struct http_consumer *consumer, void *target,
                          struct http_transfer **transfer) {
  rill_error_t *error = submit_check(client, request);
  if (error != NULL) return error;
  struct http_transfer *made = transfer_new(client, request);
  if (made == NULL || !http_queue_add(client, made)) {
    http_transfer_unref(made);
    return http_failure_new(request, RILL_ENOMEM, "out of memory");
  }
  made->consumer = consumer;
  made->target = target;
  made->next = client->transfers;
  if (made->next != NULL) made->next->previous = made;
  client->transfers = made;
  client->stats.requests++;
  client->stats.waiting++;
  *transfer = http_transfer_ref(made);
  http_client_start(client);
  return NULL;
}
