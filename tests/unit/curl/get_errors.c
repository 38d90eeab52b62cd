/* SPDX-License-Identifier: MIT */
/* get: what is no response, and what is no request. */
#include "curl/requests.h"

#include <curl/curl.h>

struct failure {
  const char *path;
  int code, curl;
  bool transient;
  const char *words;
};

static void fails(const struct failure *expected) {
  world_t w;
  world_open(&w);
  rill_error_t *error = error_of(
      &w, get(&w, expected->path, .timeout = RILL_MS(300), .max_size = 1000));
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

TEST(http_get_errors, reports_what_never_became_a_response) {
  static const struct failure failures[] = {
      {"/truncated", 0, CURLE_PARTIAL_FILE, true, "90 bytes remaining"},
      {"/reset", UV_ECONNRESET, CURLE_RECV_ERROR, true, "reset"},
      {"/silent", 0, CURLE_GOT_NOTHING, true, "Empty reply"},
      {"/garbage", 0, CURLE_UNSUPPORTED_PROTOCOL, false, "HTTP/0.9"},
      {"/never", RILL_ETIMEDOUT, CURLE_OPERATION_TIMEDOUT, true, "timed out"},
      {"/stall", RILL_ETIMEDOUT, CURLE_OPERATION_TIMEDOUT, true,
       "10 out of 100"},
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

TEST(http_get_errors, reports_a_reset_without_an_answer) {
  world_t w;
  world_open(&w);
  rill_error_t *error = error_of(&w, get(&w, "/reset-at-once", PLAIN));
  ck_assert_int_eq(rill_http_error_curl_code(error), CURLE_RECV_ERROR);
  rill_unref(error);
  world_close(&w);
}

TEST(http_get_errors, reports_a_refused_connection) {
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

TEST(http_get_errors, refuses_bad_urls) {
  static const char *const urls[] = {
      "",
      "example.org",
      "http://",
      "http://a b/",
      "ftp://127.0.0.1/",
      "file:///etc/passwd",
      "javascript:alert(1)",
      "http://127.0.0.1:99999/",
      "http://[::1",
      "gopher://127.0.0.1/",
      "mailto:a@b.c",
      "//127.0.0.1/",
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

TEST(http_get_errors, cuts_a_url_of_100_kb_in_its_error) {
  world_t w;
  world_open(&w);
  static char url[100 * 1024];
  memset(url, 'x', sizeof url - 1);
  rill_error_t *error = error_of(&w, rill_http_get(w.http, url));
  ck_assert_uint_lt(strlen(rill_error_message(error)), 600);
  rill_unref(error);
  world_close(&w);
}

TEST(http_get_errors, refuses_bad_options) {
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

TEST(http_get_errors, takes_no_client_for_a_closed_one) {
  rill_promise_t *promise = rill_http_get(NULL, "http://127.0.0.1/");
  ck_assert_ptr_nonnull(rill_promise_error(promise));
  rill_unref(promise);
}
