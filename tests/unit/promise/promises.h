/* SPDX-License-Identifier: MIT */
/* Promises in tests: a virtual clock, and handlers that write down what they
 * got, so that a test compares one line of text. */
#ifndef RILL_TESTS_PROMISE_PROMISES_H
#define RILL_TESTS_PROMISE_PROMISES_H

#include <rill.h>

#include "check.h"

/* What has happened, one word after another. */
static char log_text[4096];
static rill_scheduler_t *clock_;

static inline void log_clear(void) { log_text[0] = '\0'; }

static inline void log_add(const char *what, rill_value_t value) {
  size_t length = strlen(log_text);
  char text[256];
  if (rill_is_error(value))
    snprintf(text, sizeof text, "%s",
             rill_error_name(rill_error_code(rill_as_error(value))));
  else
    rill_value_format(value, text, sizeof text);
  snprintf(log_text + length, sizeof log_text - length, "%s%s(%s)",
           length > 0 ? " " : "", what, text);
}

#define ck_log(expected)                                                       \
 do {                                                                          \
  ck_assert_str_eq(log_text, expected);                                        \
  log_clear();                                                                 \
 } while (0)

static inline void log_unhandled(rill_error_t *error, void *context) {
  (void) context;
  rill_ref_object(error);
  rill_value_t value = rill_fail(error);
  log_add("unhandled", value);
  rill_value_unref(value);
}

static inline void clock_open(void) {
  log_clear();
  clock_ = rill_virtual_scheduler_new();
  if (clock_ != NULL)
    rill_scheduler_on_unhandled(clock_, log_unhandled, NULL);
}

static inline void clock_close(void) {
  rill_scheduler_close(clock_);
  clock_ = NULL;
}

/* Everything that is due now; the clock does not move. */
static inline void turn(void) { rill_virtual_advance_by(clock_, 0); }

/* Handlers. The context is the name to log. */
static inline rill_value_t note(rill_value_t x, void *name) {
  log_add(name, x);
  return rill_value_ref(x);
}
static inline rill_value_t recover(rill_value_t x, void *name) {
  log_add(name, x);
  return rill_int(0);
}
static inline rill_value_t increment(rill_value_t x, void *unused) {
  (void) unused;
  return rill_int(rill_as_int(x) + 1);
}
static inline rill_value_t failing(rill_value_t x, void *name) {
  log_add(name, x);
  return rill_fail(rill_error_new(7, "failed"));
}
static inline rill_value_t give(rill_value_t x, void *promise) {
  (void) x;
  return rill_object(rill_ref((rill_promise_t *) promise));
}
static inline rill_value_t give0(void *promise) {
  return rill_object(rill_ref((rill_promise_t *) promise));
}
static inline rill_value_t note0(void *name) {
  log_add(name, rill_none());
  return rill_none();
}
static inline rill_value_t two(rill_value_t a, rill_value_t b, void *unused) {
  (void) b;
  (void) unused;
  return rill_value_ref(a);
}
static inline void log_drop(void *name) { log_add(name, rill_none()); }

#define FN(f, name) rill_call_with(f, rill_borrow((void *) (uintptr_t) (name)))
#define NOTE(name) FN(note, name)

/* Both outcomes, written down. */
#define WATCH(promise, name)                                                   \
 rill_unref(rill_then((promise), NOTE(name), FN(recover, name)))

/* It is rejected already, with a message that tells of `expected`. */
#define ck_refused(promise, expected)                                          \
 do {                                                                          \
  rill_promise_t *refused_ = (promise);                                        \
  ck_assert_ptr_nonnull(rill_promise_error(refused_));                         \
  ck_assert_str_has(rill_error_message(rill_promise_error(refused_)),          \
                    expected);                                                 \
  rill_unref(refused_);                                                        \
 } while (0)

static inline rill_promise_t *resolved(int64_t i) {
  return rill_promise_resolve(clock_, rill_int(i));
}
static inline rill_promise_t *rejected(int code) {
  return rill_promise_reject(clock_, rill_error_new(code, "rejected"));
}
static inline rill_promise_t *after(rill_time_t span, int64_t i) {
  return rill_promise_delay(clock_, span, rill_int(i));
}
/* Rejects with `code` after `span`. */
static inline rill_promise_t *fails_after(rill_time_t span, int code) {
  return rill_promise_delay(clock_, span,
                            rill_fail(rill_error_new(code, "late")));
}
/* The list of ints from 1 to `last`. */
static inline rill_value_t one_to(int64_t last) {
  rill_value_t items[100];
  for (int64_t i = 0; i < last; i++) items[i] = rill_int(i + 1);
  return rill_list(items, (size_t) last);
}
#define LIST(...)                                                              \
 rill_list_own((rill_value_t[]){__VA_ARGS__},                                  \
               sizeof((rill_value_t[]){__VA_ARGS__}) / sizeof(rill_value_t))
#define P(promise) rill_object(promise)
/* A pending promise and its settling end. */
static inline rill_promise_t *pending(rill_deferred_t **deferred) {
  *deferred = rill_deferred_new(clock_);
  return rill_deferred_promise(*deferred);
}

/* Cancelling what `make` makes of two promises, which it takes over, cancels
 * the one that nobody else waits for. */
static inline void ck_cancels_its_own(
    rill_promise_t *(*make)(rill_promise_t *mine, rill_promise_t *shared)) {
  clock_open();
  rill_deferred_t *d, *e;
  rill_promise_t *mine = pending(&d), *shared = pending(&e);
  rill_deferred_on_cancel(d, FN(note0, "mine"));
  rill_deferred_on_cancel(e, FN(note0, "shared"));
  WATCH(rill_ref(shared), "other");
  rill_promise_t *both = make(mine, shared);
  rill_promise_cancel(both);
  ck_log("mine(none)");
  WATCH(both, "both");
  rill_deferred_resolve(e, rill_int(1));
  turn();
  ck_log("both(RILL_ECANCELED) other(1)");
  rill_unref(d);
  rill_unref(e);
  clock_close();
}

#endif
