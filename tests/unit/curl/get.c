/* SPDX-License-Identifier: MIT */
/* get: responses, redirects, and when to ask again. */
#include "curl/requests.h"

#include <curl/curl.h>

/* --- Responses ------------------------------------------------------------ */

TEST(http_get, gives_status_and_body) {
  world_t w;
  world_open(&w);
  ck_assert_str_eq(outcome(&w, get(&w, "/hello", PLAIN)), "200 hello");
  ck_assert_str_eq(outcome(&w, get(&w, "/chunked", PLAIN)), "200 hello");
  ck_assert_str_eq(outcome(&w, get(&w, "/drip", PLAIN)), "200 hello");
  world_close(&w);
}

TEST(http_get, takes_an_error_status_for_a_response) {
  world_t w;
  world_open(&w);
  ck_assert_str_eq(outcome(&w, get(&w, "/status/404", PLAIN)), "404 ");
  ck_assert_str_eq(outcome(&w, get(&w, "/status/500", PLAIN)), "500 ");
  ck_assert_str_eq(outcome(&w, get(&w, "/status/304", PLAIN)), "304 ");
  ck_assert_str_eq(outcome(&w, get(&w, "/status/204", PLAIN)), "204 ");
  world_close(&w);
}

TEST(http_get, asks_for_no_body_with_head) {
  world_t w;
  world_open(&w);
  rill_value_t value =
      response_to(&w, get(&w, "/hello", .method = "HEAD", .max_size = 2));
  const rill_http_response_t *response = rill_http_response(value);
  size_t length;
  rill_as_bytes(rill_http_body(response), &length);
  ck_assert_uint_eq(length, 0);
  ck_assert_str_eq(rill_http_header(response, "content-length"), "5");
  rill_value_unref(value);
  world_close(&w);
}

TEST(http_get, finds_headers_in_any_case) {
  world_t w;
  world_open(&w);
  rill_value_t value = response_to(&w, get(&w, "/hello", PLAIN));
  const rill_http_response_t *response = rill_http_response(value);
  ck_assert_str_eq(rill_http_header(response, "CONTENT-type"), "text/plain");
  ck_assert_str_eq(rill_http_header(response, "x-mixed-case"), "a b");
  ck_assert_str_eq(rill_http_header(response, "x-empty"), "");
  ck_assert_ptr_null(rill_http_header(response, "content"));
  ck_assert_str_eq(rill_http_url(response), url_of(&w, "/hello"));
  rill_value_unref(value);
  world_close(&w);
}

TEST(http_get, joins_folded_headers_and_keeps_repeated_ones) {
  world_t w;
  world_open(&w);
  rill_value_t value = response_to(&w, get(&w, "/fold", PLAIN));
  const rill_http_response_t *response = rill_http_response(value);
  const char *name, *text;
  ck_assert_str_eq(rill_http_header(response, "X-Long"), "one two");
  ck_assert_str_eq(rill_http_header(response, "Set-Cookie"), "a=1");
  ck_assert(rill_http_header_at(response, 2, &name, &text));
  ck_assert_str_eq(name, "set-cookie");
  ck_assert_str_eq(text, "b=2");
  ck_assert(!rill_http_header_at(response, 4, &name, &text));
  rill_value_unref(value);
  world_close(&w);
}

TEST(http_get, keeps_the_last_head_alone) {
  world_t w;
  world_open(&w);
  rill_value_t value = response_to(&w, get(&w, "/continue", PLAIN));
  const rill_http_response_t *response = rill_http_response(value);
  ck_assert_int_eq(rill_http_status(response), 200);
  ck_assert_ptr_null(rill_http_header(response, "X-Early"));
  rill_value_unref(value);
  value = response_to(&w, get(&w, "/chunked", PLAIN));
  response = rill_http_response(value);
  ck_assert_ptr_null(rill_http_header(response, "X-Trailer"));
  rill_value_unref(value);
  world_close(&w);
}

TEST(http_get, sends_method_headers_and_body) {
  world_t w;
  world_open(&w);
  const char *text = outcome(
      &w, get(&w, "/echo", .method = "POST", .body = rill_string("a body"),
              .headers = (const char *const[]){"X-Mine: 1", NULL}));
  ck_assert_str_has(text, "200 POST /echo HTTP/1.1\r\n");
  ck_assert_str_has(text, "\r\nX-Mine: 1\r\n");
  ck_assert_str_has(text, "\r\nUser-Agent: rill/");
  ck_assert_str_has(text, "\r\n\r\na body");
  ck_assert_ptr_null(strstr(text, "Content-Type"));
  text = outcome(&w, get(&w, "/echo", .method = "PUT",
                         .body = rill_bytes("x\0y", 3)));
  ck_assert_str_has(text, "200 PUT /echo HTTP/1.1\r\n");
  ck_assert_str_has(text, "\r\nContent-Length: 3\r\n");
  text = outcome(&w, get(&w, "/echo", .method = "DELETE"));
  ck_assert_str_has(text, "200 DELETE /echo HTTP/1.1\r\n");
  world_close(&w);
}

TEST(http_get, unpacks_what_is_compressed) {
  world_t w;
  world_open(&w);
  ck_assert_str_eq(outcome(&w, get(&w, "/gzip", .compressed = true)),
                   "200 hello hello hello");
  rill_value_t value = response_to(&w, get(&w, "/gzip", PLAIN));
  size_t length;
  rill_as_bytes(rill_http_body(rill_http_response(value)), &length);
  ck_assert_uint_eq(length, 28);
  rill_value_unref(value);
  /* 28 bytes arrive, but what counts is what comes out. */
  rill_error_t *error =
      error_of(&w, get(&w, "/gzip", .compressed = true, .max_size = 16));
  ck_assert_int_eq(rill_error_code(error), RILL_EOVERFLOW);
  rill_unref(error);
  world_close(&w);
}

TEST(http_get, lets_the_body_be_as_large_as_allowed) {
  world_t w;
  world_open(&w);
  rill_value_t value =
      response_to(&w, get(&w, "/big/5000000", .max_size = 5000000));
  size_t length;
  rill_as_bytes(rill_http_body(rill_http_response(value)), &length);
  ck_assert_uint_eq(length, 5000000);
  rill_value_unref(value);
  world_close(&w);
}

TEST(http_get, tells_how_long_it_took) {
  world_t w;
  world_open(&w);
  rill_value_t value = response_to(&w, get(&w, "/slow/40", PLAIN));
  const rill_http_response_t *response = rill_http_response(value);
  ck_assert_int_ge(rill_http_first_byte_time(response), RILL_MS(35));
  ck_assert_int_ge(rill_http_total_time(response),
                   rill_http_first_byte_time(response));
  ck_assert_int_lt(rill_http_total_time(response), RILL_SEC(5));
  ck_assert(!rill_http_reused(response));
  rill_value_unref(value);
  value = response_to(&w, get(&w, "/hello", PLAIN));
  ck_assert(rill_http_reused(rill_http_response(value)));
  rill_value_unref(value);
  world_close(&w);
}

/* --- Redirects ------------------------------------------------------------ */

TEST(http_get, gives_a_redirect_as_a_response) {
  world_t w;
  world_open(&w);
  rill_value_t value = response_to(&w, get(&w, "/redirect/1", PLAIN));
  const rill_http_response_t *response = rill_http_response(value);
  ck_assert_int_eq(rill_http_status(response), 302);
  ck_assert_str_eq(rill_http_header(response, "location"), "/hello");
  ck_assert_str_eq(rill_http_redirect_url(response), url_of(&w, "/hello"));
  rill_value_unref(value);
  world_close(&w);
}

TEST(http_get, follows_as_many_redirects_as_allowed) {
  world_t w;
  world_open(&w);
  rill_value_t value =
      response_to(&w, get(&w, "/redirect/3", .max_redirects = 3));
  const rill_http_response_t *response = rill_http_response(value);
  ck_assert_int_eq(rill_http_status(response), 200);
  ck_assert_uint_eq(rill_http_redirects(response), 3);
  ck_assert_str_eq(rill_http_url(response), url_of(&w, "/hello"));
  ck_assert_ptr_null(rill_http_header(response, "X-Old"));
  ck_assert_ptr_null(rill_http_redirect_url(response));
  rill_value_unref(value);
  world_close(&w);
}

TEST(http_get, fails_at_one_redirect_more) {
  world_t w;
  world_open(&w);
  rill_error_t *error = error_of(&w, get(&w, "/loop", .max_redirects = 5));
  ck_assert_int_eq(rill_error_code(error),
                   RILL_HTTP_ERROR_BASE - CURLE_TOO_MANY_REDIRECTS);
  ck_assert_str_has(rill_error_message(error), "/loop");
  ck_assert_uint_eq(w.server.requests, 6);
  rill_unref(error);
  world_close(&w);
}

TEST(http_get, follows_to_http_alone) {
  world_t w;
  world_open(&w);
  rill_error_t *error = error_of(&w, get(&w, "/leave", .max_redirects = 5));
  ck_assert_int_eq(rill_http_error_curl_code(error),
                   CURLE_UNSUPPORTED_PROTOCOL);
  rill_unref(error);
  world_close(&w);
}

/* --- Retry-After ---------------------------------------------------------- */

static rill_time_t retry_after(world_t *w, const char *path) {
  rill_value_t value = response_to(w, get(w, path, PLAIN));
  const rill_http_response_t *response = rill_http_response(value);
  ck_assert_int_eq(rill_http_status(response), 503);
  ck_assert(rill_http_is_transient(response));
  rill_time_t wait = rill_http_retry_after(response);
  rill_value_unref(value);
  return wait;
}

TEST(http_get, reads_retry_after) {
  world_t w;
  world_open(&w);
  ck_assert_int_eq(retry_after(&w, "/retry/7"), RILL_SEC(7));
  ck_assert_int_eq(retry_after(&w, "/retry/0"), 0);
  ck_assert_int_eq(retry_after(&w, "/retry/soon"), 0);
  ck_assert_int_eq(retry_after(&w, "/retry/-5"), 0);
  ck_assert_int_eq(retry_after(&w, "/retry/"), 0);
  ck_assert_int_gt(retry_after(&w, "/retry/99999999999999999999"),
                   RILL_SEC(100000000));
  /* 7 s after the server's own Date, which is long past. */
  ck_assert_int_eq(retry_after(&w, "/retry/Sun,_06_Nov_1994_08:49:37_GMT"),
                   RILL_SEC(7));
  ck_assert_int_eq(retry_after(&w, "/retry/Sun,_06_Nov_1994_08:49:00_GMT"), 0);
  ck_assert_int_eq(
      retry_after(&w, "/retry/Sunday,_06-Nov-94_08:50:30_GMT"), RILL_SEC(60));
  world_close(&w);
}
