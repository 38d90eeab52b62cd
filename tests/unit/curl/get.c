/* SPDX-License-Identifier: MIT */
/* get: responses, and what is none. */
#include "curl/http_world.h"

#include <curl/curl.h>

#define get(world, path, ...)                                                  \
 rill_http_get((world)->http, url_of((world), (path)), __VA_ARGS__)
#define PLAIN .timeout = 0

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

/* --- Failures ------------------------------------------------------------- */

struct failure {
  const char *path;
  int code, curl;
  bool transient;
  const char *words;
};

static void fails(const struct failure *expected) {
  world_t w;
  world_open(&w);
  rill_error_t *error =
      error_of(&w, get(&w, expected->path, .timeout = RILL_MS(300),
                       .max_size = 1000));
  ck_assert_str_has(rill_error_message(error), expected->words);
  ck_assert_str_has(rill_error_message(error), "GET http://127.0.0.1:");
  ck_assert_str_has(rill_error_message(error), expected->path);
  ck_assert_int_eq(rill_http_error_curl_code(error), expected->curl);
  ck_assert_int_eq(rill_error_code(error),
                   expected->code != 0 ? expected->code
                                       : RILL_HTTP_ERROR_BASE - expected->curl);
  ck_assert(rill_http_error_is_transient(error) == expected->transient);
  rill_unref(error);
  world_close(&w);
}

TEST(http_get, reports_what_never_became_a_response) {
  static const struct failure failures[] = {
    {"/truncated", 0, CURLE_PARTIAL_FILE, true, "90 bytes remaining"},
    {"/reset", UV_ECONNRESET, CURLE_RECV_ERROR, true, "reset"},
    {"/silent", 0, CURLE_GOT_NOTHING, true, "Empty reply"},
    {"/garbage", 0, CURLE_UNSUPPORTED_PROTOCOL, false, "HTTP/0.9"},
    {"/never", RILL_ETIMEDOUT, CURLE_OPERATION_TIMEDOUT, true, "timed out"},
    {"/stall", RILL_ETIMEDOUT, CURLE_OPERATION_TIMEDOUT, true, "10 out of 100"},
    {"/endless", RILL_EOVERFLOW, CURLE_FILESIZE_EXCEEDED, false,
     "larger than max_size = 1000 bytes"},
    {"/big/5000000", RILL_EOVERFLOW, CURLE_FILESIZE_EXCEEDED, false,
     "larger than max_size = 1000 bytes"},
    {"/big/1001", RILL_EOVERFLOW, CURLE_FILESIZE_EXCEEDED, false,
     "larger than max_size = 1000 bytes"},
    {"/headers", RILL_EOVERFLOW, 0, false, "headers are larger than 256 KiB"},
  };
  for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++)
    fails(&failures[i]);
}

TEST(http_get, reports_a_reset_without_an_answer) {
  world_t w;
  world_open(&w);
  rill_error_t *error = error_of(&w, get(&w, "/reset-at-once", PLAIN));
  ck_assert_int_eq(rill_http_error_curl_code(error), CURLE_RECV_ERROR);
  rill_unref(error);
  world_close(&w);
}

TEST(http_get, lets_the_body_be_as_large_as_allowed) {
  world_t w;
  world_open(&w);
  rill_value_t value = response_to(
      &w, get(&w, "/big/5000000", .max_size = 5000000));
  size_t length;
  rill_as_bytes(rill_http_body(rill_http_response(value)), &length);
  ck_assert_uint_eq(length, 5000000);
  rill_value_unref(value);
  world_close(&w);
}

TEST(http_get, reports_a_refused_connection) {
  world_t w;
  world_open(&w);
  curl_server_t other;
  curl_server_start(&other, &w.loop);
  const char *url = curl_server_url(&other, "/gone");
  curl_server_stop(&other);
  uv_run(&w.loop, UV_RUN_NOWAIT);
  rill_error_t *error = error_of(&w, rill_http_get(w.http, url));
  ck_assert_int_eq(rill_error_code(error), UV_ECONNREFUSED);
  ck_assert_int_eq(rill_http_error_curl_code(error), CURLE_COULDNT_CONNECT);
  ck_assert_str_has(rill_error_message(error), url);
  ck_assert(rill_http_error_is_transient(error));
  rill_unref(error);
  world_close(&w);
}

/* --- Bad arguments -------------------------------------------------------- */

static void refuses(world_t *w, rill_promise_t *promise, int code,
                    const char *words) {
  rill_error_t *error = error_of(w, promise);
  ck_assert_str_has(rill_error_message(error), words);
  ck_assert_str_has(rill_error_message(error), "rill_http_get: ");
  ck_assert_int_eq(rill_error_code(error), code);
  rill_unref(error);
}

TEST(http_get, refuses_bad_urls) {
  static const char *const urls[] = {
    "",      "example.org",     "http://",          "http://a b/",
    "ftp://127.0.0.1/", "file:///etc/passwd", "javascript:alert(1)",
    "http://127.0.0.1:99999/", "http://[::1", "gopher://127.0.0.1/",
    "mailto:a@b.c", "//127.0.0.1/",
  };
  world_t w;
  world_open(&w);
  for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
    char words[64];
    snprintf(words, sizeof words, "url is \"%s\"", urls[i]);
    refuses(&w, rill_http_get(w.http, urls[i]), RILL_EINVAL, words);
  }
  refuses(&w, rill_http_get(w.http, NULL), RILL_EINVAL, "url is NULL");
  rill_error_t *error = error_of(&w, rill_http_get(w.http, "ftp://a/"));
  ck_assert_int_eq(rill_http_error_curl_code(error),
                   CURLE_UNSUPPORTED_PROTOCOL);
  rill_unref(error);
  error = error_of(&w, rill_http_get(w.http, "http://"));
  ck_assert_int_eq(rill_http_error_curl_code(error), CURLE_URL_MALFORMAT);
  rill_unref(error);
  world_close(&w);
}

TEST(http_get, cuts_a_url_of_100_kb_in_its_error) {
  world_t w;
  world_open(&w);
  static char url[100 * 1024];
  memset(url, 'x', sizeof url - 1);
  rill_error_t *error = error_of(&w, rill_http_get(w.http, url));
  ck_assert_uint_lt(strlen(rill_error_message(error)), 600);
  rill_unref(error);
  world_close(&w);
}

TEST(http_get, refuses_bad_options) {
  world_t w;
  world_open(&w);
  refuses(&w, get(&w, "/", .timeout = -1), RILL_EINVAL,
          "timeout is -1 ns (must be >= 0)");
  refuses(&w, get(&w, "/", .connect_timeout = -2), RILL_EINVAL,
          "connect_timeout is -2");
  refuses(&w, get(&w, "/", .stall_timeout = -3), RILL_EINVAL,
          "stall_timeout is -3");
  refuses(&w, get(&w, "/", .method = "GE T"), RILL_EINVAL,
          "method is \"GE T\"");
  refuses(&w, get(&w, "/", .method = ""), RILL_EINVAL, "method is \"\"");
  refuses(&w, get(&w, "/", .body = rill_int(3)), RILL_ETYPE,
          "body is of kind int");
  refuses(&w, get(&w, "/", .headers = (const char *const[]){"a: b", "c", NULL}),
          RILL_EINVAL, "headers[1] is \"c\"");
  refuses(&w,
          get(&w, "/", .headers = (const char *const[]){"a: b\r\nc: d", NULL}),
          RILL_EINVAL, "headers[0] is");
  ck_assert_uint_eq(w.server.requests, 0);
  world_close(&w);
}

TEST(http_get, takes_no_client_for_a_closed_one) {
  rill_promise_t *promise = rill_http_get(NULL, "http://127.0.0.1/");
  ck_assert_ptr_nonnull(rill_promise_error(promise));
  rill_unref(promise);
}
