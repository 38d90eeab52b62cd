/* SPDX-License-Identifier: MIT */
/* get: a promise of a whole response. */
#include <stdlib.h>
#include <string.h>

#include "curl/http.h"

/* What a Content-Length promises is believed up to here. */
enum { FIRST_ROOM = 64 * 1024 };

static bool body_reserve(struct http_transfer *transfer, size_t more) {
  size_t need = transfer->length + more;
  if (need < more) return false;
  if (need <= transfer->room) return true;
  size_t room = transfer->room;
  if (room == 0) {
    curl_off_t told = -1;
    curl_easy_getinfo(transfer->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T,
                      &told);
    room = told > 0 && told < FIRST_ROOM ? (size_t) told : 4096;
  }
  while (room < need) room = room > SIZE_MAX / 2 ? need : room * 2;
  char *body = realloc(transfer->body, room);
  if (body == NULL) return false;
  transfer->body = body;
  transfer->room = room;
  return true;
}

static size_t get_write(struct http_transfer *transfer, const char *data,
                        size_t length) {
  if (!body_reserve(transfer, length)) {
    http_transfer_note(transfer,
                       http_failure_new(transfer->request, RILL_ENOMEM,
                                        "out of memory"));
    return 0;
  }
  memcpy(transfer->body + transfer->length, data, length);
  transfer->length += length;
  return length;
}

static rill_value_t get_outcome(struct http_transfer *transfer) {
  if (transfer->failure != NULL)
    return rill_fail(rill_ref(transfer->failure));
  if (rill_is_none(transfer->response))
    return rill_fail(http_failure_new(transfer->request, RILL_EPROTOCOL,
                                      "the server sent no response"));
  return rill_value_ref(transfer->response);
}

static void get_deliver(struct http_transfer *transfer) {
  if (transfer->state != HTTP_FETCHED) return;
  rill_value_t outcome = get_outcome(transfer);
  rill_deferred_t *deferred = http_transfer_end(transfer);
  rill_deferred_resolve(deferred, outcome);
  rill_unref(deferred);
}

static void get_fail(void *target, rill_error_t *error) {
  rill_deferred_t *deferred = target;
  rill_deferred_reject(deferred, error);
  rill_unref(deferred);
}

static const struct http_consumer get_consumer = {
    .write = get_write,
    .deliver = get_deliver,
    .fail = get_fail,
};

static rill_value_t get_cancel(void *context) {
  struct http_transfer *transfer = context;
  if (transfer->state != HTTP_OVER)
    http_transfer_fail(transfer,
                       http_failure_new(transfer->request, RILL_ECANCELED,
                                        "canceled"));
  return rill_none();
}

static void drop_transfer(void *context) { http_transfer_unref(context); }

static rill_promise_t *get_start(struct http_client *client,
                                 struct http_request *request) {
  struct http_transfer *transfer;
  rill_deferred_t *deferred = rill_deferred_new(client->scheduler);
  rill_promise_t *promise = rill_deferred_promise(deferred);
  rill_error_t *error =
      http_submit(client, request, &get_consumer, deferred, &transfer);
  if (error != NULL) {
    get_fail(deferred, error);
    return promise;
  }
  rill_fn_t cancel = rill_call_with(
      get_cancel, rill_own(http_transfer_ref(transfer), drop_transfer));
  rill_deferred_on_cancel(deferred, cancel);
  /* Without memory for the hook, or for the promise, it has failed already. */
  if (rill_deferred_is_settled(deferred)) get_cancel(transfer);
  http_transfer_unref(transfer);
  return promise;
}

static const struct http_defaults get_defaults = {
    .caller = "rill_http_get",
    .timeout = RILL_HTTP_TIMEOUT,
    .max_size = RILL_HTTP_MAX_SIZE,
};

rill_promise_t *rill_http_get_opts(rill_http_t *http, const char *url,
                                   const rill_http_request_opts_t *options) {
  struct http_client *client = http_client_of(http);
  rill_value_t request = http_request_new(url, options, &get_defaults);
  if (client == NULL) {
    rill_value_unref(request);
    return rill_promise_reject(
        NULL, rill_error_new(RILL_ECLOSED, "rill_http_get: http is NULL"));
  }
  if (rill_is_error(request))
    return rill_promise_resolve(client->scheduler, request);
  rill_promise_t *promise = get_start(client, http_request_of(request));
  rill_value_unref(request);
  return promise;
}
