/* SPDX-License-Identifier: MIT */
/* http_world: what every test of the HTTP client stands on. */
#include "curl/http_world.h"

#include <dirent.h>

size_t open_files(void) {
  size_t count = 0;
  DIR *files = opendir("/proc/self/fd");
  if (files == NULL) return 0;
  while (readdir(files) != NULL) count++;
  closedir(files);
  return count;
}

/* The first loop of a process opens what libuv never closes. */
static void warm_up(void) {
  uv_loop_t loop;
  uv_loop_init(&loop);
  uv_loop_close(&loop);
}

void world_open_opts(world_t *world, const rill_http_opts_t *options) {
  memset(world, 0, sizeof *world);
  warm_up();
  world->files = open_files();
  ck_assert_int_eq(uv_loop_init(&world->loop), 0);
  world->scheduler = rill_uv_scheduler_new(&world->loop);
  ck_assert_ptr_nonnull(world->scheduler);
  curl_server_start(&world->server, &world->loop);
  world->http = rill_http_new_opts(world->scheduler, &world->loop, options);
  ck_assert_ptr_nonnull(world->http);
}

void world_close(world_t *world) {
  rill_http_close(world->http);
  curl_server_stop(&world->server);
  rill_scheduler_close(world->scheduler);
  ck_assert_int_eq(uv_run(&world->loop, UV_RUN_DEFAULT), 0);
  ck_assert_int_eq(uv_loop_close(&world->loop), 0);
  ck_assert_uint_eq(open_files(), world->files);
}

const char *url_of(world_t *world, const char *path) {
  return curl_server_url(&world->server, path);
}

void run_once(world_t *world) { uv_run(&world->loop, UV_RUN_ONCE); }

static void on_time(uv_timer_t *timer) { *(bool *) timer->data = true; }

void run_for(world_t *world, uint64_t milliseconds) {
  uv_timer_t timer;
  bool over = false;
  uv_timer_init(&world->loop, &timer);
  timer.data = &over;
  uv_update_time(&world->loop);
  uv_timer_start(&timer, on_time, milliseconds, 0);
  while (!over) run_once(world);
  uv_close((uv_handle_t *) &timer, NULL);
  uv_run(&world->loop, UV_RUN_NOWAIT);
}

static rill_value_t settled(world_t *world, rill_promise_t *promise) {
  while (rill_promise_is_pending(promise)) run_once(world);
  rill_error_t *error = rill_promise_error(promise);
  rill_value_t value = error != NULL
                           ? rill_fail(rill_ref(error))
                           : rill_value_ref(rill_promise_value(promise));
  rill_unref(promise);
  return value;
}

rill_value_t response_to(world_t *world, rill_promise_t *promise) {
  rill_value_t value = settled(world, promise);
  if (rill_is_error(value))
    ck_abort_msg("%s", rill_error_message(rill_as_error(value)));
  ck_assert_ptr_nonnull(rill_http_response(value));
  return value;
}

rill_error_t *error_of(world_t *world, rill_promise_t *promise) {
  rill_value_t value = settled(world, promise);
  ck_assert_msg(rill_is_error(value), "a response where an error belongs");
  return rill_as_error(value);
}

const char *outcome(world_t *world, rill_promise_t *promise) {
  rill_value_t value = settled(world, promise);
  const rill_http_response_t *response = rill_http_response(value);
  if (response == NULL) {
    rill_error_describe(rill_as_error(value), world->text, sizeof world->text);
  } else {
    size_t length;
    const char *body = rill_as_bytes(rill_http_body(response), &length);
    snprintf(world->text, sizeof world->text, "%d %.*s",
             rill_http_status(response), (int) length, body);
  }
  rill_value_unref(value);
  return world->text;
}
