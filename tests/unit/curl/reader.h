/* SPDX-License-Identifier: MIT */
/* Streams in tests: an observer that counts what it reads. */
#ifndef RILL_TESTS_CURL_READER_H
#define RILL_TESTS_CURL_READER_H

#include "curl/requests.h"

typedef struct reader {
  world_t *world;
  rill_subscription_t *subscription;
  uint64_t bytes;
  size_t chunks, largest, heads;
  int completed, failed, released;
  int code, curl;
  char text[64];
  size_t cancel_at, close_at;
  int64_t again;
  bool inside; /* of an item */
} reader_t;

static inline void on_subscribed(rill_subscription_t *subscription,
                                 void *context) {
  ((reader_t *) context)->subscription = rill_ref(subscription);
}

static inline void on_next(rill_value_t chunk, void *context) {
  reader_t *r = context;
  size_t length;
  const char *data = rill_as_bytes(chunk, &length);
  ck_assert_ptr_nonnull(rill_as_object(chunk, &rill_bytes_type));
  ck_assert_msg(!r->inside, "an item inside of an item");
  ck_assert_int_eq(r->completed + r->failed, 0);
  size_t had = strlen(r->text);
  snprintf(r->text + had, sizeof r->text - had, "%.*s", (int) length, data);
  r->bytes += length;
  r->chunks++;
  if (length > r->largest) r->largest = length;
  r->inside = true;
  if (r->chunks == r->cancel_at) rill_cancel(r->subscription);
  if (r->chunks == r->close_at) {
    rill_http_close(r->world->http);
    r->world->http = NULL;
  }
  if (r->again > 0) rill_request(r->subscription, r->again);
  r->inside = false;
}

static inline void on_error(rill_error_t *error, void *context) {
  reader_t *r = context;
  r->failed++;
  r->code = rill_error_code(error);
  r->curl = rill_http_error_curl_code(error);
}

static inline void on_complete(void *context) {
  ((reader_t *) context)->completed++;
}

static inline void on_release(void *context) {
  reader_t *r = context;
  r->released++;
}

static inline void read_stream(reader_t *r, world_t *w,
                               rill_observable_t *stream, int64_t demand) {
  r->world = w;
  rill_unref(rill_subscribe(w->scheduler, stream, .next = on_next,
                            .error = on_error, .complete = on_complete,
                            .subscribed = on_subscribed, .release = on_release,
                            .context = r));
  if (demand > 0) rill_request(r->subscription, demand);
}

static inline void run_to_end(reader_t *r) {
  while (r->released == 0) run_once(r->world);
  rill_unref(r->subscription);
  r->subscription = NULL;
}

#define stream(world, path, ...)                                               \
 rill_http_stream((world)->http, url_of((world), (path)), __VA_ARGS__)

#endif
