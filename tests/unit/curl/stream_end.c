/* SPDX-License-Identifier: MIT */
/* stream: its end, from inside and outside. */
#include "curl/reader.h"

TEST(http_stream_end, may_be_cancelled_inside_of_an_item) {
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

TEST(http_stream_end, may_see_the_client_closed_inside_of_an_item) {
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

TEST(http_stream_end, ends_with_its_scheduler) {
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

TEST(http_stream_end, keeps_its_place_until_it_is_over) {
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

TEST(http_stream_end, completes_without_further_demand) {
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

TEST(http_stream_end, fails_for_a_bad_url_when_it_is_subscribed) {
  world_t w;
  world_open(&w);
  reader_t r = {0};
  read_stream(&r, &w, rill_http_stream(w.http, "ftp://a/"), RILL_UNBOUNDED);
  run_to_end(&r);
  ck_assert_int_eq(r.code, RILL_EINVAL);
  world_close(&w);
}

TEST(http_stream_end, outlives_its_client) {
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
