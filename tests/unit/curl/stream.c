/* SPDX-License-Identifier: MIT */
/* stream: chunks as fast as they are asked for. */
#include "curl/http_world.h"

#include <curl/curl.h>

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

static void on_subscribed(rill_subscription_t *subscription, void *context) {
  ((reader_t *) context)->subscription = rill_ref(subscription);
}

static void on_next(rill_value_t chunk, void *context) {
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

static void on_error(rill_error_t *error, void *context) {
  reader_t *r = context;
  r->failed++;
  r->code = rill_error_code(error);
  r->curl = rill_http_error_curl_code(error);
}

static void on_complete(void *context) { ((reader_t *) context)->completed++; }

static void on_release(void *context) {
  reader_t *r = context;
  r->released++;
}

static void read_stream(reader_t *r, world_t *w, rill_observable_t *stream,
                        int64_t demand) {
  r->world = w;
  rill_unref(rill_subscribe(w->scheduler, stream, .next = on_next,
                            .error = on_error, .complete = on_complete,
                            .subscribed = on_subscribed, .release = on_release,
                            .context = r));
  if (demand > 0) rill_request(r->subscription, demand);
}

static void run_to_end(reader_t *r) {
  while (r->released == 0) run_once(r->world);
  rill_unref(r->subscription);
  r->subscription = NULL;
}

#define stream(world, path, ...)                                               \
 rill_http_stream((world)->http, url_of((world), (path)), __VA_ARGS__)
#define PLAIN .timeout = 0

TEST(http_stream, gives_the_body_in_chunks) {
  world_t w;
  world_open(&w);
  reader_t r = {0};
  read_stream(&r, &w, stream(&w, "/chunked", PLAIN), RILL_UNBOUNDED);
  run_to_end(&r);
  ck_assert_str_eq(r.text, "hello");
  ck_assert_int_eq(r.completed, 1);
  world_close(&w);
}

TEST(http_stream, gives_all_of_a_large_body) {
  world_t w;
  world_open(&w);
  reader_t r = {0};
  read_stream(&r, &w, stream(&w, "/big/5000000", PLAIN), RILL_UNBOUNDED);
  run_to_end(&r);
  ck_assert_uint_eq(r.bytes, 5000000);
  ck_assert_uint_le(r.largest, 16 * 1024);
  ck_assert_int_eq(r.completed, 1);
  world_close(&w);
}

TEST(http_stream, gives_one_chunk_per_request) {
  world_t w;
  world_open(&w);
  reader_t r = {.again = 1};
  read_stream(&r, &w, stream(&w, "/big/2000000", PLAIN), 1);
  run_to_end(&r);
  ck_assert_uint_eq(r.bytes, 2000000);
  ck_assert_int_eq(r.completed, 1);
  world_close(&w);
}

/* What the server has written when it can write no more. */
static uint64_t run_until_blocked(world_t *w) {
  uint64_t written;
  do {
    written = w->server.written;
    run_for(w, 100);
  } while (!w->server.blocked || w->server.written != written);
  return written;
}

TEST(http_stream, pauses_the_transfer_without_demand) {
  world_t w;
  world_open(&w);
  reader_t r = {0};
  read_stream(&r, &w, stream(&w, "/endless", PLAIN), 0);
  uint64_t written = run_until_blocked(&w);
  ck_assert_uint_eq(r.chunks, 0);

  rill_request(r.subscription, 3);
  while (r.chunks < 3) run_once(&w);
  run_for(&w, 100);
  ck_assert_uint_eq(r.chunks, 3);

  /* More than sockets can hold: the server goes on. */
  rill_request(r.subscription, 2000);
  while (r.chunks < 2003) run_once(&w);
  ck_assert_uint_gt(run_until_blocked(&w), written);
  ck_assert_uint_eq(r.chunks, 2003);
  rill_cancel(r.subscription);
  run_to_end(&r);
  ck_assert_int_eq(r.completed + r.failed, 0);
  world_close(&w);
}

TEST(http_stream, keeps_a_paused_transfer_from_stalling) {
  world_t w;
  world_open(&w);
  reader_t r = {0};
  read_stream(&r, &w, stream(&w, "/big/100000", .stall_timeout = RILL_SEC(1)),
              1);
  run_for(&w, 2500);
  ck_assert_int_eq(r.failed, 0);
  rill_request(r.subscription, RILL_UNBOUNDED);
  run_to_end(&r);
  ck_assert_uint_eq(r.bytes, 100000);
  world_close(&w);
}

TEST(http_stream, fails_when_the_server_stalls) {
  world_t w;
  world_open(&w);
  reader_t r = {0};
  read_stream(&r, &w, stream(&w, "/stall", .stall_timeout = RILL_SEC(1)),
              RILL_UNBOUNDED);
  run_to_end(&r);
  ck_assert_str_eq(r.text, "0123456789");
  ck_assert_int_eq(r.code, RILL_ETIMEDOUT);
  world_close(&w);
}

TEST(http_stream, gives_what_came_before_the_error) {
  world_t w;
  world_open(&w);
  reader_t r = {0};
  read_stream(&r, &w, stream(&w, "/truncated", PLAIN), 1);
  run_to_end(&r);
  ck_assert_str_eq(r.text, "0123456789");
  ck_assert_int_eq(r.failed, 1);
  ck_assert_int_eq(r.curl, CURLE_PARTIAL_FILE);
  world_close(&w);
}

TEST(http_stream, stops_at_max_size) {
  world_t w;
  world_open(&w);
  reader_t r = {0};
  read_stream(&r, &w, stream(&w, "/endless", .max_size = 100000),
              RILL_UNBOUNDED);
  run_to_end(&r);
  ck_assert_int_eq(r.code, RILL_EOVERFLOW);
  ck_assert_uint_le(r.bytes, 100000);
  world_close(&w);
}

TEST(http_stream, asks_the_server_once_per_subscription) {
  world_t w;
  world_open(&w);
  rill_observable_t *hello = stream(&w, "/hello", PLAIN);
  reader_t a = {0}, b = {0};
  rill_observable_t *again = rill_ref(hello);
  ck_assert_uint_eq(w.server.requests, 0);
  read_stream(&a, &w, hello, RILL_UNBOUNDED);
  read_stream(&b, &w, rill_ref(again), RILL_UNBOUNDED);
  run_to_end(&a);
  run_to_end(&b);
  ck_assert_str_eq(a.text, "hello");
  ck_assert_str_eq(b.text, "hello");
  reader_t c = {0};
  read_stream(&c, &w, again, RILL_UNBOUNDED);
  run_to_end(&c);
  ck_assert_str_eq(c.text, "hello");
  ck_assert_uint_eq(w.server.requests, 3);
  world_close(&w);
}

/* --- The head ------------------------------------------------------------- */

static rill_value_t must_be_200(rill_value_t value, void *context) {
  reader_t *r = context;
  const rill_http_response_t *response = rill_http_response(value);
  r->heads++;
  ck_assert_uint_eq(r->chunks, 0);
  if (rill_http_status(response) == 200) return rill_none();
  return rill_fail(rill_error_new(7, "%d", rill_http_status(response)));
}

TEST(http_stream, shows_the_head_first) {
  world_t w;
  world_open(&w);
  reader_t r = {0};
  read_stream(&r, &w,
              stream(&w, "/redirect/2", .max_redirects = 2,
                     .head = rill_call_with(must_be_200, rill_borrow(&r))),
              RILL_UNBOUNDED);
  run_to_end(&r);
  ck_assert_uint_eq(r.heads, 1);
  ck_assert_str_eq(r.text, "hello");
  world_close(&w);
}

TEST(http_stream, shows_the_head_before_there_is_demand) {
  world_t w;
  world_open(&w);
  reader_t r = {0};
  read_stream(&r, &w,
              stream(&w, "/stall",
                     .head = rill_call_with(must_be_200, rill_borrow(&r))),
              0);
  while (r.heads == 0) run_once(&w);
  rill_cancel(r.subscription);
  run_to_end(&r);
  world_close(&w);
}

TEST(http_stream, ends_when_the_head_is_refused) {
  world_t w;
  world_open(&w);
  reader_t r = {0};
  read_stream(&r, &w,
              stream(&w, "/status/404",
                     .head = rill_call_with(must_be_200, rill_borrow(&r))),
              RILL_UNBOUNDED);
  run_to_end(&r);
  ck_assert_int_eq(r.code, 7);
  ck_assert_int_eq(r.completed, 0);
  world_close(&w);
}

static rill_value_t cancel_now(rill_value_t value, void *context) {
  reader_t *r = context;
  (void) value;
  rill_cancel(r->subscription);
  return rill_none();
}

TEST(http_stream, may_be_cancelled_by_its_head) {
  world_t w;
  world_open(&w);
  reader_t r = {0};
  read_stream(&r, &w,
              stream(&w, "/big/1000000",
                     .head = rill_call_with(cancel_now, rill_borrow(&r))),
              RILL_UNBOUNDED);
  run_to_end(&r);
  ck_assert_uint_eq(r.chunks, 0);
  ck_assert_int_eq(r.completed + r.failed, 0);
  world_close(&w);
}

/* --- The end from inside and outside -------------------------------------- */

TEST(http_stream, may_be_cancelled_inside_of_an_item) {
  world_t w;
  world_open(&w);
  reader_t r = {.cancel_at = 2};
  read_stream(&r, &w, stream(&w, "/endless", PLAIN), RILL_UNBOUNDED);
  run_to_end(&r);
  ck_assert_uint_eq(r.chunks, 2);
  ck_assert_int_eq(r.completed + r.failed, 0);
  while (w.server.open > 0) run_once(&w); /* the connection was closed */
  world_close(&w);
}

TEST(http_stream, may_see_the_client_closed_inside_of_an_item) {
  world_t w;
  world_open(&w);
  reader_t r = {.close_at = 2}, other = {0};
  read_stream(&other, &w, stream(&w, "/never", PLAIN), RILL_UNBOUNDED);
  read_stream(&r, &w, stream(&w, "/endless", PLAIN), RILL_UNBOUNDED);
  run_to_end(&r);
  run_to_end(&other);
  ck_assert_uint_eq(r.chunks, 2);
  ck_assert_int_eq(r.code, RILL_ECLOSED);
  ck_assert_int_eq(other.code, RILL_ECLOSED);
  world_close(&w);
}

TEST(http_stream, ends_with_its_scheduler) {
  world_t w;
  world_open(&w);
  reader_t r = {0};
  read_stream(&r, &w, stream(&w, "/endless", PLAIN), 2);
  while (r.chunks < 2) run_once(&w);
  rill_scheduler_close(w.scheduler);
  w.scheduler = NULL;
  ck_assert_int_eq(r.released, 1);
  rill_unref(r.subscription);
  world_close(&w);
}

TEST(http_stream, keeps_its_place_until_it_is_over) {
  world_t w;
  world_open(&w, .max_connections = 1);
  reader_t r = {0};
  read_stream(&r, &w, stream(&w, "/big/100000", PLAIN), 1);
  rill_promise_t *next = rill_http_get(w.http, url_of(&w, "/hello"));
  run_for(&w, 50);
  ck_assert(rill_promise_is_pending(next));
  rill_cancel(r.subscription);
  run_to_end(&r);
  ck_assert_str_eq(outcome(&w, next), "200 hello");
  world_close(&w);
}

TEST(http_stream, completes_without_further_demand) {
  world_t w;
  world_open(&w);
  reader_t r = {0}, empty = {0};
  read_stream(&r, &w, stream(&w, "/hello", PLAIN), 1);
  run_to_end(&r);
  ck_assert_str_eq(r.text, "hello");
  ck_assert_int_eq(r.completed, 1);
  read_stream(&empty, &w, stream(&w, "/status/204", PLAIN), 0);
  run_to_end(&empty);
  ck_assert_int_eq(empty.completed, 1);
  world_close(&w);
}

TEST(http_stream, fails_for_a_bad_url_when_it_is_subscribed) {
  world_t w;
  world_open(&w);
  reader_t r = {0};
  read_stream(&r, &w, rill_http_stream(w.http, "ftp://a/"), RILL_UNBOUNDED);
  run_to_end(&r);
  ck_assert_int_eq(r.code, RILL_EINVAL);
  world_close(&w);
}

TEST(http_stream, outlives_its_client) {
  world_t w;
  world_open(&w);
  rill_observable_t *hello = stream(&w, "/hello", PLAIN);
  rill_http_close(w.http);
  w.http = NULL;
  reader_t r = {0};
  read_stream(&r, &w, hello, RILL_UNBOUNDED);
  run_to_end(&r);
  ck_assert_int_eq(r.code, RILL_ECLOSED);
  world_close(&w);
}
