/* SPDX-License-Identifier: MIT */
/* client: limits, reuse, the queue, threads and memory. */
#include "curl/many.h"

#include <sys/resource.h>

#include <pthread.h>

#include "support/failing.h"

static void all_say(world_t *w, rill_promise_t **promises, const char *text) {
  for (size_t i = 0; i < MANY; i++)
    ck_assert_str_eq(outcome(w, promises[i]), text);
}

/* --- Limits --------------------------------------------------------------- */

TEST(http_client, uses_a_connection_again) {
  world_t w;
  world_open(&w);
  for (int i = 0; i < 10; i++)
    ck_assert_str_eq(outcome(&w, get(&w, "/hello")), "200 hello");
  ck_assert_uint_eq(w.server.accepted, 1);
  ck_assert_uint_eq(stats_of(&w).connections, 1);
  ck_assert_uint_eq(stats_of(&w).requests, 10);
  ck_assert_uint_eq(stats_of(&w).received, 50);
  world_close(&w);
}

TEST(http_client, keeps_its_limit_per_host) {
  world_t w;
  world_open(&w, .max_per_host = 7);
  rill_promise_t *promises[MANY];
  get_many(&w, promises, "/slow/5");
  ck_assert_uint_eq(stats_of(&w).active, 7);
  ck_assert_uint_eq(stats_of(&w).waiting, MANY - 7);
  all_say(&w, promises, "200 hello");
  ck_assert_uint_eq(w.server.peak_busy, 7);
  ck_assert_uint_eq(w.server.accepted, 7);
  ck_assert_uint_eq(w.server.requests, MANY);
  ck_assert_uint_eq(stats_of(&w).peak_active, 7);
  ck_assert_uint_eq(stats_of(&w).peak_waiting, MANY - 7);
  ck_assert_uint_eq(stats_of(&w).active + stats_of(&w).waiting, 0);
  world_close(&w);
}

TEST(http_client, keeps_its_limit_of_connections) {
  world_t w;
  world_open(&w, .max_connections = 5, .max_per_host = 100);
  rill_promise_t *promises[MANY];
  get_many(&w, promises, "/slow/5");
  all_say(&w, promises, "200 hello");
  ck_assert_uint_eq(w.server.peak_busy, 5);
  world_close(&w);
}

TEST(http_client, runs_many_at_a_time) {
  world_t w;
  world_open(&w, .max_connections = MANY, .max_per_host = MANY);
  rill_promise_t *promises[MANY];
  get_many(&w, promises, "/slow/50");
  all_say(&w, promises, "200 hello");
  ck_assert_uint_ge(w.server.peak_busy, MANY / 2);
  world_close(&w);
}

TEST(http_client, gives_each_host_its_turn) {
  world_t w;
  world_open(&w, .max_connections = 2, .max_per_host = 2);
  curl_server_t other;
  curl_server_start(&other, &w.loop);
  rill_promise_t *promises[MANY];
  get_many(&w, promises, "/slow/5");
  /* Asked for last of all, but not behind 200 of somebody else. */
  ck_assert_str_eq(
      outcome(&w, rill_http_get(w.http, curl_server_url(&other, "/hello"))),
      "200 hello");
  ck_assert_uint_lt(w.server.requests, 10);
  all_say(&w, promises, "200 hello");
  curl_server_stop(&other);
  world_close(&w);
}

TEST(http_client, refuses_when_its_queue_is_full) {
  world_t w;
  world_open(&w, .max_connections = 1, .max_waiting = 2);
  rill_promise_t *first = get(&w, "/slow/20"), *second = get(&w, "/hello"),
                 *third = get(&w, "/hello");
  rill_error_t *error = error_of(&w, get(&w, "/hello"));
  ck_assert_int_eq(rill_error_code(error), RILL_EOVERFLOW);
  ck_assert_str_has(rill_error_message(error), "max_waiting");
  rill_unref(error);
  ck_assert_str_eq(outcome(&w, first), "200 hello");
  ck_assert_str_eq(outcome(&w, second), "200 hello");
  ck_assert_str_eq(outcome(&w, third), "200 hello");
  world_close(&w);
}

TEST(http_client, stays_below_the_limit_of_open_files) {
  struct rlimit old, files;
  getrlimit(RLIMIT_NOFILE, &old);
  files = old;
  files.rlim_cur = 256;
  setrlimit(RLIMIT_NOFILE, &files);
  world_t w;
  world_open(&w, .max_connections = 5000, .max_per_host = 5000);
  ck_assert_uint_eq(rill_http_max_connections(w.http), 96);
  /* As many as were asked for may be under way: the others wait. */
  static rill_promise_t *promises[5000];
  for (size_t i = 0; i < 5000; i++) promises[i] = get(&w, "/hello");
  for (size_t i = 0; i < 5000; i++)
    ck_assert_str_eq(outcome(&w, promises[i]), "200 hello");
  ck_assert_uint_eq(stats_of(&w).peak_active, 96);
  world_close(&w);
  setrlimit(RLIMIT_NOFILE, &old);
}

TEST(http_client, counts_the_wait_apart_from_the_transfer) {
  world_t w;
  world_open(&w, .max_connections = 1);
  rill_promise_t *slow = get(&w, "/slow/60"), *next = get(&w, "/hello");
  rill_value_t value = response_to(&w, next);
  const rill_http_response_t *response = rill_http_response(value);
  ck_assert_int_ge(rill_http_queued_time(response), RILL_MS(50));
  ck_assert_int_lt(rill_http_total_time(response),
                   rill_http_queued_time(response));
  rill_value_unref(value);
  rill_unref(slow);
  world_close(&w);
}

/* --- Threads and memory --------------------------------------------------- */

static void *get_elsewhere(void *context) {
  world_t *w = context;
  return get(w, "/hello");
}

TEST(http_client, belongs_to_its_thread) {
  world_t w;
  world_open(&w);
  rill_scheduler_on_unhandled(w.scheduler, NULL, NULL);
  pthread_t thread;
  void *promise;
  pthread_create(&thread, NULL, get_elsewhere, &w);
  pthread_join(thread, &promise);
  rill_error_t *error = error_of(&w, promise);
  ck_assert_int_eq(rill_error_code(error), RILL_EWRONGTHREAD);
  rill_unref(error);
  ck_assert_uint_eq(w.server.requests, 0);
  world_close(&w);
}

static void ignore(rill_error_t *error, void *context) {
  (void) error;
  (void) context;
}

static void get_and_close(void) {
  uv_loop_t loop;
  curl_server_t server;
  uv_loop_init(&loop);
  curl_server_start(&server, &loop);
  rill_scheduler_t *scheduler = rill_uv_scheduler_new(&loop);
  rill_http_t *http = NULL;
  if (scheduler != NULL) {
    rill_scheduler_on_unhandled(scheduler, ignore, NULL);
    http = rill_http_new(scheduler, &loop, .proxy = "");
  }
  if (http != NULL) {
    rill_promise_t *promise = rill_http_get(
        http, curl_server_url(&server, "/hello"),
        .headers = (const char *const[]){"A: b", NULL});
    while (rill_promise_is_pending(promise)) uv_run(&loop, UV_RUN_ONCE);
    ck_assert((rill_promise_error(promise) != NULL) !=
              (rill_http_response(rill_promise_value(promise)) != NULL));
    rill_unref(promise);
  }
  rill_http_close(http);
  rill_scheduler_close(scheduler);
  curl_server_stop(&server);
  ck_assert_int_eq(uv_run(&loop, UV_RUN_DEFAULT), 0);
  ck_assert_int_eq(uv_loop_close(&loop), 0);
}

TEST(http_client, survives_each_lack_of_memory) {
  failing_each(FAILING_ONE) get_and_close();
  failing_each(FAILING_FROM) get_and_close();
}

struct ends {
  int count;
};

static void on_error(rill_error_t *error, void *context) {
  (void) error;
  ((struct ends *) context)->count++;
}

static void on_complete(void *context) { ((struct ends *) context)->count++; }

static void stream_and_close(void) {
  uv_loop_t loop;
  curl_server_t server;
  struct ends ends = {0};
  uv_loop_init(&loop);
  curl_server_start(&server, &loop);
  rill_scheduler_t *scheduler = rill_uv_scheduler_new(&loop);
  rill_http_t *http =
      scheduler == NULL ? NULL : rill_http_new(scheduler, &loop, .proxy = "");
  if (http != NULL) {
    rill_unref(rill_subscribe(
        scheduler, rill_http_stream(http, curl_server_url(&server, "/hello")),
        .error = on_error, .complete = on_complete, .context = &ends));
    while (ends.count == 0) uv_run(&loop, UV_RUN_ONCE);
    ck_assert_int_eq(ends.count, 1);
  }
  rill_http_close(http);
  rill_scheduler_close(scheduler);
  curl_server_stop(&server);
  ck_assert_int_eq(uv_run(&loop, UV_RUN_DEFAULT), 0);
  ck_assert_int_eq(uv_loop_close(&loop), 0);
}

TEST(http_client, streams_or_fails_without_memory) {
  failing_each(FAILING_ONE) stream_and_close();
  failing_each(FAILING_FROM) stream_and_close();
}
