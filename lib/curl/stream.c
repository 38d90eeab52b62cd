/* SPDX-License-Identifier: MIT */
/* stream: the body in chunks, read as fast as they are asked for. */
#include "curl/http.h"

/* --- Inside of libcurl ---------------------------------------------------- */

static size_t stream_write(struct http_transfer *transfer, const char *data,
                           size_t length) {
  int64_t wanted = rill_emitter_requested(transfer->target);
  if (transfer->chunk_count == HTTP_CHUNKS ||
      wanted <= (int64_t) transfer->chunk_count) {
    transfer->paused = true;
    return CURL_WRITEFUNC_PAUSE;
  }
  rill_value_t chunk = rill_bytes(data, length);
  if (rill_is_error(chunk)) {
    rill_value_unref(chunk);
    http_transfer_note(transfer,
                       http_failure_new(transfer->request, RILL_ENOMEM,
                                        "out of memory"));
    return 0;
  }
  size_t end = transfer->first_chunk + transfer->chunk_count++;
  transfer->chunks[end % HTTP_CHUNKS] = chunk;
  return length;
}

/* --- Outside -------------------------------------------------------------- */

static void stream_fail(void *target, rill_error_t *error) {
  rill_emitter_t *emitter = target;
  rill_emitter_error(emitter, error);
  rill_unref(emitter);
}

static void stream_end(struct http_transfer *transfer) {
  if (transfer->failure != NULL) {
    http_transfer_fail(transfer, rill_ref(transfer->failure));
    return;
  }
  rill_emitter_t *emitter = http_transfer_end(transfer);
  rill_emitter_complete(emitter);
  rill_unref(emitter);
}

static void stream_tell_head(struct http_transfer *transfer) {
  const rill_fn_t *head = &transfer->request->head;
  if (transfer->told_head || !http_transfer_has_head(transfer)) return;
  transfer->told_head = true;
  if (!rill_fn_is_set(*head)) return;
  rill_value_t response = transfer->state == HTTP_FETCHED
                              ? rill_value_ref(transfer->response)
                              : http_response_new(transfer);
  rill_value_t answer = rill_is_error(response)
                            ? rill_value_ref(response)
                            : head->as.call1(response, head->context);
  rill_value_unref(response);
  if (rill_is_error(answer))
    http_transfer_fail(transfer, rill_ref(rill_as_error(answer)));
  rill_value_unref(answer);
}

static void stream_emit(struct http_transfer *transfer) {
  while (transfer->state != HTTP_OVER && transfer->chunk_count > 0 &&
         rill_emitter_requested(transfer->target) > 0) {
    rill_value_t chunk = transfer->chunks[transfer->first_chunk];
    transfer->first_chunk = (transfer->first_chunk + 1) % HTTP_CHUNKS;
    transfer->chunk_count--;
    rill_emitter_next(transfer->target, chunk);
    rill_value_unref(chunk);
  }
}

static void stream_step(struct http_transfer *transfer) {
  stream_tell_head(transfer);
  stream_emit(transfer);
  if (transfer->state == HTTP_OVER || transfer->chunk_count > 0) return;
  if (transfer->state == HTTP_FETCHED)
    stream_end(transfer);
  else if (transfer->paused && rill_emitter_requested(transfer->target) > 0)
    http_transfer_resume(transfer);
}

/* New demand from inside of an item is met when that item is done. */
static void stream_deliver(struct http_transfer *transfer) {
  transfer->deliver_again = true;
  if (transfer->delivering) return;
  transfer->delivering = true;
  while (transfer->deliver_again && transfer->state != HTTP_OVER) {
    transfer->deliver_again = false;
    stream_step(transfer);
  }
  transfer->delivering = false;
}

static const struct http_consumer stream_consumer = {
    .write = stream_write,
    .deliver = stream_deliver,
    .fail = stream_fail,
};

/* --- Subscribing ---------------------------------------------------------- */

static rill_value_t stream_requested(rill_value_t count, void *context) {
  struct http_transfer *transfer = context;
  (void) count;
  if (transfer->state == HTTP_OVER) return rill_none();
  http_transfer_ref(transfer);
  stream_deliver(transfer);
  http_transfer_unref(transfer);
  return rill_none();
}

static rill_value_t stream_cancel(void *context) {
  rill_unref(http_transfer_end(context));
  return rill_none();
}

static void drop_transfer(void *context) { http_transfer_unref(context); }

struct stream {
  struct http_client *client;
  struct http_request *request;
};

static rill_value_t stream_subscribe(rill_value_t value, void *context) {
  const struct stream *stream = context;
  struct http_transfer *transfer;
  rill_emitter_t *emitter = rill_ref(rill_emitter_of(value));
  rill_error_t *error = http_submit(stream->client, stream->request,
                                    &stream_consumer, emitter, &transfer);
  if (error != NULL) {
    rill_unref(emitter);
    return rill_fail(error);
  }
  rill_emitter_on_cancel(
      emitter, rill_call_with(stream_cancel,
                              rill_own(http_transfer_ref(transfer),
                                       drop_transfer)));
  rill_emitter_on_request(
      emitter, rill_call_with(stream_requested, rill_own(transfer,
                                                         drop_transfer)));
  return rill_none();
}

static void stream_destroy(void *payload) {
  struct stream *stream = payload;
  http_client_unref(stream->client);
  rill_value_unref(stream->request->self);
}

static const rill_type_t stream_type = {
    .name = "http stream",
    .size = sizeof(struct stream),
    .destroy = stream_destroy,
};

static void drop_stream(void *context) { rill_unref(context); }

static rill_value_t stream_run(rill_value_t emitter, void *context) {
  rill_value_t box = rill_none();
  box.kind = RILL_OBJECT;
  box.as.o = context;
  return stream_subscribe(emitter, rill_unbox(box, &stream_type));
}

static const struct http_defaults stream_defaults = {
    .caller = "rill_http_stream",
    .timeout = RILL_TIME_NEVER,
    .max_size = UINT64_MAX,
    .takes_head = true,
};

rill_observable_t *rill_http_stream_opts(
    rill_http_t *http, const char *url,
    const rill_http_request_opts_t *options) {
  struct http_client *client = http_client_of(http);
  rill_value_t request = http_request_new(url, options, &stream_defaults);
  if (rill_is_error(request)) return rill_throw(rill_as_error(request));
  if (client == NULL) {
    rill_value_unref(request);
    return rill_throw(
        rill_error_new(RILL_ECLOSED, "rill_http_stream: http is NULL"));
  }
  const struct stream stream = {http_client_ref(client),
                                http_request_of(request)};
  rill_value_t box = rill_box(&stream_type, &stream);
  if (rill_is_error(box)) return rill_throw(rill_as_error(box));
  return rill_create(rill_call_with(stream_run, rill_own(box.as.o,
                                                         drop_stream)));
}
