/* SPDX-License-Identifier: MIT */
/* Settings: sources, routes and places, one after another. */
#include <stdarg.h>
#include <uv.h>

#include "rules.h"

static const char *const route_names[] = {"as it is", "a row of operators",
                                          "a subject as processor",
                                          "a subject that is posted to"};
static const char *const place_names[] = {"one thread", "two loops",
                                          "two loops by observe_on"};

const rules_source_t *rules_source;
route_t rules_route;
place_t rules_place;

void rules_broken(const char *file, int line, const char *format, ...) {
  char text[1024];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  const char *slash = strrchr(file, '/');
  ck_abort_msg("%s, %s, %s: %s (%s:%d)", rules_source->name,
               route_names[rules_route], place_names[rules_place], text,
               slash != NULL ? slash + 1 : file, line);
}

/* --- Places --------------------------------------------------------------- */

/* A loop that stays alive until it is told to end. */
struct loop {
  uv_loop_t loop;
  uv_async_t keeper;
  rill_scheduler_t *scheduler;
};

static struct loop here, there;
static rill_scheduler_t *clock_now;
static uv_thread_t thread;
static uv_sem_t open_now;

rill_scheduler_t *rules_here(void) {
  return rules_place == ONE_THREAD ? clock_now : here.scheduler;
}

rill_scheduler_t *rules_there(void) {
  return rules_place == ONE_THREAD ? clock_now : there.scheduler;
}

rill_scheduler_t *rules_begin(void) {
  return rules_place == TWO_LOOPS_OBSERVED ? there.scheduler : rules_here();
}

static void keep(uv_async_t *async) { (void) async; }

static void loop_open(struct loop *l) {
  ck_assert_int_eq(uv_loop_init(&l->loop), 0);
  ck_assert_int_eq(uv_async_init(&l->loop, &l->keeper, keep), 0);
  l->scheduler = rill_uv_scheduler_new(&l->loop);
  ck_assert_ptr_nonnull(l->scheduler);
}

static void loop_let_go(struct loop *l) {
  rill_scheduler_close(l->scheduler);
  uv_close((uv_handle_t *) &l->keeper, NULL);
}

static rill_value_t there_let_go(void *context) {
  (void) context;
  loop_let_go(&there);
  return rill_none();
}

static void there_run(void *context) {
  (void) context;
  loop_open(&there);
  uv_sem_post(&open_now);
  uv_run(&there.loop, UV_RUN_DEFAULT);
  ck_assert_int_eq(uv_loop_close(&there.loop), 0);
}

static void loops_open(void) {
  ck_assert_int_eq(uv_sem_init(&open_now, 0), 0);
  ck_assert_int_eq(uv_thread_create(&thread, there_run, NULL), 0);
  loop_open(&here);
  uv_sem_wait(&open_now);
  rules_posters_open();
}

static void loops_close(void) {
  rules_posters_close();
  ck_assert_int_eq(rill_post(there.scheduler, rill_call(there_let_go)), 0);
  uv_thread_join(&thread);
  loop_let_go(&here);
  uv_run(&here.loop, UV_RUN_DEFAULT);
  ck_assert_int_eq(uv_loop_close(&here.loop), 0);
  uv_sem_destroy(&open_now);
}

static rill_value_t come_back(void *context) {
  ++*(int *) context;
  return rill_none();
}

static rill_value_t go_there(void *context) {
  rill_post(here.scheduler, rill_call_with(come_back, rill_borrow(context)));
  return rill_none();
}

void rules_settle(void) {
  enum { WAYS = 6 };
  if (rules_place == ONE_THREAD) {
    rill_virtual_advance_by(clock_now, 1000);
    return;
  }
  for (int i = 0; i < WAYS; i++) {
    int back = 0;
    rill_post(there.scheduler, rill_call_with(go_there, rill_borrow(&back)));
    while (back == 0) uv_run(&here.loop, UV_RUN_ONCE);
  }
}

void rules_step(void) {
  if (rules_place == ONE_THREAD)
    rill_virtual_advance_by(clock_now, 1);
  else
    uv_run(&here.loop, UV_RUN_ONCE);
}

/* --- Routes --------------------------------------------------------------- */

static rill_value_t same(rill_value_t item, void *context) {
  (void) context;
  return rill_value_ref(item);
}

static rill_value_t always(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_bool(true);
}

static rill_value_t alone(rill_value_t item, void *context) {
  (void) context;
  return rill_object(rill_just(rill_value_ref(item)));
}

static rill_value_t new_subject(void *context) {
  (void) context;
  return rill_object(rill_subject_new(rules_there()));
}

static rill_operator_t *route_operator(void) {
  if (rules_route == CHAIN)
    return rill_compose(
        rill_map(rill_call(same)), rill_filter(rill_call(always)),
        rill_concat_map(rill_call(alone)), rill_limit_request(2));
  return rill_compose(rill_multicast(rill_call(new_subject)), rill_ref_count());
}

rill_observable_t *rules_observed(rill_observable_t *flow) {
  if (rules_place != TWO_LOOPS_OBSERVED) return flow;
  return rill_pipe(flow, rill_observe_on(here.scheduler));
}

static rill_observable_t *route(rill_observable_t *source) {
  if (rules_route == BARE) return source;
  if (rules_route == POSTED) return rules_posted(source);
  return rill_pipe(source, route_operator());
}

rill_observable_t *rules_flow_of(rill_observable_t *source) {
  source = route(source);
  if (rules_place == TWO_LOOPS)
    return rill_pipe(source, rill_subscribe_on(there.scheduler));
  return rules_observed(source);
}

rill_observable_t *rules_flow(void) {
  return rules_flow_of(rules_source->make());
}

static void on_unhandled(rill_error_t *error, void *context) {
  char text[512];
  (void) context;
  rill_error_describe(error, text, sizeof text);
  must(false, "an error that nobody handles: %s", text);
}

/* A virtual clock waits for no other thread; and a foreign publisher is to be
 * called there. */
static bool applies(void) {
  if (rules_route != POSTED) return true;
  return rules_place != ONE_THREAD && rules_source->make != NULL;
}

static void every_route(void (*rule)(void)) {
  for (rules_route = BARE; rules_route < ROUTES; rules_route++) {
    for (rules_place = ONE_THREAD; rules_place < PLACES; rules_place++) {
      if (!applies()) continue;
      clock_now = rill_virtual_scheduler_new();
      rill_scheduler_on_unhandled(rules_here(), on_unhandled, NULL);
      rule();
      rules_settle(); /* nothing of it is under way there */
      rill_scheduler_close(clock_now);
    }
  }
}

void rules_in_every_setting(void (*rule)(void)) {
  loops_open();
  for (size_t i = 0; i < rules_source_count; i++) {
    rules_source = &rules_sources[i];
    every_route(rule);
  }
  loops_close();
}

void rules_on_every_route(void (*rule)(void)) {
  static const rules_source_t foreign = {"foreign publisher", 0, 0, NULL};
  loops_open();
  rules_source = &foreign;
  every_route(rule);
  loops_close();
}
