/* SPDX-License-Identifier: MIT */
/* stream: chunks as fast as they are asked for. */
#include "curl/reader.h"

#include <curl/curl.h>

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
