/* SPDX-License-Identifier: MIT */
/* client: requests are cancelled, or it is closed with them. */
#include "curl/many.h"

/* --- Cancelling ----------------------------------------------------------- */

TEST(http_client_close, aborts_what_is_cancelled) {
  world_t w;
  world_open(&w, .max_connections = 1);
  rill_promise_t *promise = get(&w, "/never");
  while (w.server.busy == 0) run_once(&w);
  rill_promise_cancel(promise);
  ck_assert_uint_eq(stats_of(&w).active, 0);
  rill_error_t *error = error_of(&w, promise);
  ck_assert_int_eq(rill_error_code(error), RILL_ECANCELED);
  rill_unref(error);
  while (w.server.open > 0) run_once(&w);
  ck_assert_str_eq(outcome(&w, get(&w, "/hello")), "200 hello");
  world_close(&w);
}

TEST(http_client_close, forgets_what_is_cancelled_in_the_queue) {
  world_t w;
  world_open(&w, .max_connections = 1);
  rill_promise_t *first = get(&w, "/slow/20"), *second = get(&w, "/hello"),
                 *third = get(&w, "/hello");
  rill_promise_cancel(second);
  ck_assert_uint_eq(stats_of(&w).waiting, 1);
  rill_unref(second);
  ck_assert_str_eq(outcome(&w, first), "200 hello");
  ck_assert_str_eq(outcome(&w, third), "200 hello");
  ck_assert_uint_eq(w.server.requests, 2);
  world_close(&w);
}

static rill_value_t cancel_other(rill_value_t value, void *context) {
  (void) value;
  rill_promise_cancel(context);
  return rill_none();
}

TEST(http_client_close, may_be_asked_to_cancel_by_a_handler) {
  world_t w;
  world_open(&w);
  rill_promise_t *never = get(&w, "/never");
  rill_promise_t *hello =
      rill_then(get(&w, "/hello"),
                rill_call_with(cancel_other, rill_borrow(never)), rill_no_fn());
  while (rill_promise_is_pending(hello)) run_once(&w);
  rill_unref(hello);
  rill_error_t *error = error_of(&w, never);
  ck_assert_int_eq(rill_error_code(error), RILL_ECANCELED);
  rill_unref(error);
  world_close(&w);
}

TEST(http_client_close, goes_on_for_a_promise_that_was_dropped) {
  world_t w;
  world_open(&w);
  rill_unref(get(&w, "/hello"));
  while (w.server.requests == 0 || stats_of(&w).active > 0) run_once(&w);
  world_close(&w);
}

/* --- Closing -------------------------------------------------------------- */

TEST(http_client_close, fails_what_is_in_flight_when_it_is_closed) {
  world_t w;
  world_open(&w, .max_connections = 2);
  rill_promise_t *promises[MANY];
  get_many(&w, promises, "/never");
  while (w.server.busy < 2) run_once(&w);
  rill_http_close(w.http);
  w.http = NULL;
  for (size_t i = 0; i < MANY; i++) {
    rill_error_t *error = error_of(&w, promises[i]);
    ck_assert_int_eq(rill_error_code(error), RILL_ECLOSED);
    ck_assert_str_has(rill_error_message(error), "/never: the client was");
    rill_unref(error);
  }
  world_close(&w);
}

TEST(http_client_close, closes_before_anything_was_sent) {
  world_t w;
  world_open(&w);
  rill_promise_t *promise = get(&w, "/hello");
  rill_http_close(w.http);
  w.http = NULL;
  rill_error_t *error = error_of(&w, promise);
  ck_assert_int_eq(rill_error_code(error), RILL_ECLOSED);
  rill_unref(error);
  world_close(&w);
}

TEST(http_client_close, refuses_after_it_was_closed) {
  world_t w;
  world_open(&w);
  rill_http_t *second = rill_ref(w.http);
  rill_http_close(w.http);
  w.http = second;
  rill_error_t *error = error_of(&w, get(&w, "/hello"));
  ck_assert_int_eq(rill_error_code(error), RILL_ECLOSED);
  rill_unref(error);
  world_close(&w);
}

TEST(http_client_close, is_closed_by_its_last_handle) {
  world_t w;
  world_open(&w);
  rill_promise_t *promise = get(&w, "/never");
  rill_unref(w.http);
  w.http = NULL;
  rill_error_t *error = error_of(&w, promise);
  ck_assert_int_eq(rill_error_code(error), RILL_ECLOSED);
  rill_unref(error);
  world_close(&w);
}

TEST(http_client_close, may_be_closed_after_its_scheduler) {
  world_t w;
  world_open(&w);
  rill_promise_t *promise = get(&w, "/never");
  while (w.server.busy == 0) run_once(&w);
  rill_scheduler_close(w.scheduler);
  w.scheduler = NULL;
  run_once(&w);
  rill_unref(promise);
  world_close(&w);
}

TEST(http_client_close, lets_the_loop_end_while_it_idles) {
  world_t w;
  world_open(&w);
  ck_assert_str_eq(outcome(&w, get(&w, "/hello")), "200 hello");
  curl_server_stop(&w.server); /* what else keeps the loop alive */
  ck_assert_int_eq(uv_run(&w.loop, UV_RUN_DEFAULT), 0);
  rill_http_close(w.http);
  rill_scheduler_close(w.scheduler);
  ck_assert_int_eq(uv_run(&w.loop, UV_RUN_DEFAULT), 0);
  ck_assert_int_eq(uv_loop_close(&w.loop), 0);
  ck_assert_uint_eq(open_files(), w.files);
}
