/* SPDX-License-Identifier: MIT */
/* trace: reports that were premature, call sites, names, and the dump. */
#define RILL_DEBUG_PROMISES
#include "promises.h"

#include <pthread.h>

#include "support/failing.h"

#include <uv.h>

static void log_handled(rill_error_t *error, void *context) {
  rill_ref_object(error);
  rill_value_t value = rill_fail(error);
  log_add(context, value);
  rill_value_unref(value);
}

static void trace_open(void) {
  clock_open();
  ck_assert_int_eq(rill_promise_trace(clock_, true), 0);
}

/* What the dump says. */
static char dump_text[4096];

static int dump(void) {
  memset(dump_text, 0, sizeof dump_text);
  FILE *file = fmemopen(dump_text, sizeof dump_text - 1, "w");
  int code = rill_promise_dump(clock_, file);
  fclose(file);
  return code;
}

#define ck_dump(expected)                                                      \
 do {                                                                          \
  ck_assert_int_eq(dump(), 0);                                                 \
  ck_assert_str_eq(dump_text, expected);                                       \
 } while (0)

/* --- Handled later -------------------------------------------------------- */

TEST(promise_handled, a_handler_after_the_report_is_heard_of_once) {
  clock_open();
  ck_assert_int_eq(rill_scheduler_on_handled(clock_, log_handled, "later"), 0);
  rill_promise_t *p = rejected(RILL_ETYPE);
  turn();
  ck_log("unhandled(RILL_ETYPE)");
  WATCH(rill_ref(p), "x");
  ck_log("later(RILL_ETYPE)");
  WATCH(p, "y");
  turn();
  ck_log("x(RILL_ETYPE) y(RILL_ETYPE)");
  clock_close();
}

TEST(promise_handled, one_in_time_is_not_heard_of) {
  clock_open();
  rill_scheduler_on_handled(clock_, log_handled, "later");
  rill_promise_t *p = rejected(RILL_ETYPE);
  WATCH(rill_ref(p), "x");
  turn();
  WATCH(p, "y");
  rill_unref(rejected(RILL_ERANGE));
  turn();
  ck_log("x(RILL_ETYPE) y(RILL_ETYPE) unhandled(RILL_ERANGE)");
  clock_close();
}

TEST(promise_handled, whoever_passes_it_on_is_reported_again) {
  clock_open();
  rill_scheduler_on_handled(clock_, log_handled, "later");
  rill_promise_t *p = rejected(RILL_ETYPE);
  turn();
  rill_unref(rill_then(p, NOTE("never"), rill_no_fn()));
  turn();
  ck_log("unhandled(RILL_ETYPE) later(RILL_ETYPE) unhandled(RILL_ETYPE)");
  clock_close();
}

TEST(promise_handled, by_looking_following_and_waiting_for_several) {
  clock_open();
  rill_scheduler_on_handled(clock_, log_handled, "later");
  rill_promise_t *p = rejected(1), *q = rejected(2), *r = rejected(3);
  turn();
  log_clear();
  ck_assert_ptr_nonnull(rill_promise_error(p));
  ck_log("later(error)");
  WATCH(rill_then(resolved(1), FN(give, q), rill_no_fn()), "q");
  WATCH(rill_promise_all_of(clock_, r), "r");
  ck_log("later(error)");
  turn();
  ck_log("later(error) r(error) q(error)");
  rill_unref(p);
  rill_unref(q);
  clock_close();
}

static rill_error_t *reported;
static void keep_reported(rill_error_t *error, void *unused) {
  (void) unused;
  reported = error;
}
static void is_reported(rill_error_t *error, void *same) {
  *(bool *) same = error == reported;
}

TEST(promise_handled, gets_the_error_that_was_reported) {
  bool same = false;
  trace_open();
  rill_scheduler_on_unhandled(clock_, keep_reported, NULL);
  rill_scheduler_on_handled(clock_, is_reported, &same);
  rill_error_t *error = rill_error_new(7, "shared");
  rill_promise_t *p = rill_promise_reject(clock_, rill_ref(error));
  rill_promise_name(p, "named");
  turn();
  ck_assert_ptr_ne(reported, error);
  rill_unref(rill_promise_catch(p, FN(recover, "x")));
  ck_assert(same);
  turn();
  rill_unref(error);
  clock_close();
}

TEST(promise_handled, hook_can_be_taken_away_and_ends_with_its_scheduler) {
  clock_open();
  rill_scheduler_on_handled(clock_, log_handled, "later");
  rill_scheduler_on_handled(clock_, NULL, NULL);
  rill_promise_t *p = rejected(RILL_ETYPE), *q = rejected(RILL_ETYPE);
  turn();
  log_clear();
  WATCH(p, "x");
  turn();
  ck_log("x(RILL_ETYPE)");
  rill_scheduler_on_handled(clock_, log_handled, "later");
  clock_close();
  ck_assert_ptr_nonnull(rill_promise_error(q));
  rill_unref(q);
  ck_log("");
}

/* --- Sites and names ------------------------------------------------------ */

/* `format` with the call site on that line of this file. */
static char site_text[512];
static const char *site_on(int line, const char *format) {
  char site[256];
  snprintf(site, sizeof site, "%s:%d", __FILE__, line);
  snprintf(site_text, sizeof site_text, format, site);
  return site_text;
}

static char text_of_unhandled[512];
static void describe(rill_error_t *error, void *unused) {
  (void) unused;
  rill_error_describe(error, text_of_unhandled, sizeof text_of_unhandled);
}

#define ck_unhandled(expected)                                                 \
 do {                                                                          \
  turn();                                                                      \
  ck_assert_str_eq(text_of_unhandled, expected);                               \
  text_of_unhandled[0] = '\0';                                                 \
 } while (0)

TEST(promise_trace, an_unhandled_error_names_the_site) {
  trace_open();
  rill_scheduler_on_unhandled(clock_, describe, NULL);
  site_on(__LINE__ + 1, "rejected, at %s (rill_then)");
  rill_unref(rill_then(rejected(9), NOTE("never"), rill_no_fn()));
  ck_unhandled(site_text);
  rill_promise_t *p = rill_promise_catch(resolved(1), FN(recover, "never"));
  p = rill_then(rill_then(p, FN(failing, "f"), rill_no_fn()), NOTE("never"),
                rill_no_fn());
  site_on(__LINE__ + 1, "failed, at %s (last)");
  p = rill_promise_finally(p, FN(note0, "g"));
  rill_promise_name(p, "last");
  rill_unref(p);
  ck_unhandled(site_text);
  clock_close();
}

TEST(promise_trace, the_functions_are_still_there) {
  trace_open();
  rill_scheduler_on_unhandled(clock_, describe, NULL);
  rill_promise_t *(*then)(rill_promise_t *, rill_fn_t, rill_fn_t) = rill_then;
  rill_unref(then(rejected(9), NOTE("never"), rill_no_fn()));
  ck_unhandled("rejected (rill_then)");
  rill_unref((rill_promise_catch) (resolved(9), rill_call(two)));
  turn();
  ck_assert_str_has(text_of_unhandled, "rill_promise_catch: rejected takes 2");
  clock_close();
}

TEST(promise_trace, done_names_itself) {
  trace_open();
  rill_scheduler_on_unhandled(clock_, describe, NULL);
  rill_promise_done(rejected(9), NOTE("never"), rill_no_fn());
  ck_unhandled("rejected (rill_promise_done)");
  clock_close();
}

TEST(promise_trace, off_nothing_is_known) {
  clock_open();
  rill_scheduler_on_unhandled(clock_, describe, NULL);
  rill_promise_t *p = rill_then(rejected(9), NOTE("never"), rill_no_fn());
  rill_promise_name(p, "nobody");
  ck_assert_uint_eq(((rill_object_t *) (void *) p)->size, 64);
  rill_unref(p);
  ck_unhandled("rejected");
  ck_assert_int_eq(dump(), RILL_EINVAL);
  ck_assert_str_eq(dump_text, "");
  clock_close();
}

TEST(promise_trace, one_scheduler_alone) {
  trace_open();
  rill_scheduler_t *other = rill_virtual_scheduler_new();
  rill_promise_t *p = rill_promise_resolve(other, rill_int(1));
  ck_assert_uint_eq(((rill_object_t *) (void *) p)->size, 64);
  rill_unref(p);
  ck_assert_int_eq(rill_promise_dump(other, stderr), RILL_EINVAL);
  ck_dump("");
  rill_scheduler_close(other);
  clock_close();
}

/* --- The dump ------------------------------------------------------------- */

TEST(promise_trace, dump_lists_the_living_oldest_first) {
  rill_deferred_t *deferred;
  trace_open();
  rill_promise_t *p = pending(&deferred);
  rill_promise_name(p, "root");
  rill_virtual_advance_by(clock_, RILL_MS(1500));
  int line = __LINE__ + 1;
  rill_promise_t *a = rill_then(rill_ref(p), NOTE("a"), rill_no_fn());
  rill_promise_t *b = rill_promise_tap(rill_ref(p), NOTE("b"));
  rill_promise_name(b, "tap");
  ck_assert_int_eq(dump(), 0);
  ck_assert_str_has(dump_text, "promise root: pending, age 1.500 s, 2 waiting\n"
                               "promise rill_then at ");
  ck_assert_str_has(
      dump_text, site_on(line, "promise rill_then at %s: pending, age 0.000 s, "
                               "0 waiting\npromise tap at "));
  ck_assert_str_has(dump_text, site_on(line + 1, "promise tap at %s: pending"));
  rill_deferred_resolve(deferred, rill_int(1));
  rill_unref(deferred);
  turn();
  rill_unref(a);
  rill_unref(b);
  ck_dump("promise root: fulfilled, age 1.500 s, 0 waiting\n");
  rill_unref(p);
  ck_dump("");
  clock_close();
}

TEST(promise_trace, dump_tells_what_nobody_handles) {
  trace_open();
  rill_promise_t *p = rejected(RILL_ETYPE);
  ck_dump("promise: rejected, age 0.000 s, 0 waiting\n");
  turn();
  ck_dump("promise: rejected (unhandled), age 0.000 s, 0 waiting\n");
  rill_promise_error(p);
  ck_dump("promise: rejected, age 0.000 s, 0 waiting\n");
  rill_unref(p);
  clock_close();
}

TEST(promise_trace, switched_off_it_forgets) {
  trace_open();
  rill_promise_t *p = resolved(1);
  ck_assert_int_eq(rill_promise_trace(clock_, true), 0);
  ck_dump("promise: fulfilled, age 0.000 s, 0 waiting\n");
  ck_assert_int_eq(rill_promise_trace(clock_, false), 0);
  ck_assert_int_eq(rill_promise_trace(clock_, false), 0);
  ck_assert_int_eq(rill_promise_trace(clock_, true), 0);
  ck_dump("");
  rill_unref(p);
  clock_close();
}

TEST(promise_trace, promises_may_outlive_it) {
  trace_open();
  rill_promise_t *p = resolved(1);
  rill_promise_name(p, "a name that is longer than what there is room for, so");
  ck_dump("promise a name that is longer than what there is room f: "
          "fulfilled, age 0.000 s, 0 waiting\n");
  rill_promise_name(p, NULL);
  ck_dump("promise: fulfilled, age 0.000 s, 0 waiting\n");
  clock_close();
  rill_unref(p);
}

static void *drop_there(void *promise) {
  rill_unref(promise);
  return NULL;
}

TEST(promise_trace, the_last_reference_may_go_on_another_thread) {
  trace_open();
  pthread_t thread;
  ck_assert_int_eq(pthread_create(&thread, NULL, drop_there, resolved(1)), 0);
  for (int i = 0; i < 1000; i++) {
    rill_unref(resolved(i));
    ck_assert_int_eq(dump(), 0);
  }
  pthread_join(thread, NULL);
  ck_dump("");
  clock_close();
}

static void *trace_there(void *code) {
  ((int *) code)[0] = rill_promise_trace(clock_, true);
  ((int *) code)[1] = rill_promise_dump(clock_, stderr);
  ((int *) code)[2] = rill_scheduler_on_handled(clock_, log_handled, "never");
  return NULL;
}

TEST(promise_trace, refuses_other_threads_and_no_scheduler) {
  int code[3] = {0};
  pthread_t thread;
  clock_open();
  ck_assert_int_eq(rill_promise_trace(NULL, true), RILL_EINVAL);
  ck_assert_int_eq(rill_promise_dump(NULL, stderr), RILL_EINVAL);
  ck_assert_int_eq(rill_scheduler_on_handled(NULL, NULL, NULL), RILL_EINVAL);
  ck_assert_int_eq(pthread_create(&thread, NULL, trace_there, code), 0);
  pthread_join(thread, NULL);
  for (int i = 0; i < 3; i++) ck_assert_int_eq(code[i], RILL_EWRONGTHREAD);
  rill_promise_name(NULL, "nobody");
  ck_assert_ptr_null(rill_promise_at(NULL, RILL_SITE));
  turn();
  clock_close();
}

TEST(promise_trace, keeps_no_loop_alive) {
  uv_loop_t loop;
  ck_assert_int_eq(uv_loop_init(&loop), 0);
  rill_scheduler_t *s = rill_uv_scheduler_new(&loop);
  ck_assert_int_eq(rill_promise_trace(s, true), 0);
  rill_unref(rill_promise_delay(s, RILL_MS(1), rill_int(1)));
  uv_run(&loop, UV_RUN_DEFAULT);
  rill_scheduler_close(s);
  uv_run(&loop, UV_RUN_DEFAULT);
  ck_assert_int_eq(uv_loop_close(&loop), 0);
}

TEST(promise_trace, without_memory) {
  failing_each(FAILING_ONE) {
    clock_open();
    if (clock_ == NULL) continue;
    int code = rill_promise_trace(clock_, true);
    ck_assert(code == 0 || code == RILL_ENOMEM);
    code = rill_scheduler_on_handled(clock_, log_handled, "later");
    ck_assert(code == 0 || code == RILL_ENOMEM);
    rill_promise_t *p = rejected(RILL_ETYPE);
    rill_promise_name(p, "p");
    turn();
    WATCH(p, "x");
    turn();
    clock_close();
  }
}
