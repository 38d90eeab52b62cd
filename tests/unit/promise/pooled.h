/* SPDX-License-Identifier: MIT */
/* A pool in tests, and a loop that its work is settled on. */
#ifndef RILL_TESTS_PROMISE_POOLED_H
#define RILL_TESTS_PROMISE_POOLED_H

#include "support/heard.h"

/* What a promise came to. */
struct outcome {
  int64_t value;
  int fulfilled, code;
  char text[256];
};

static inline rill_value_t keep_value(rill_value_t value, void *context) {
  struct outcome *o = context;
  o->fulfilled++;
  o->value = rill_as_int(value);
  rill_value_format(value, o->text, sizeof o->text);
  return rill_none();
}

static inline rill_value_t keep_error(rill_value_t error, void *context) {
  struct outcome *o = context;
  o->code = rill_error_code(rill_as_error(error));
  rill_error_describe(rill_as_error(error), o->text, sizeof o->text);
  return rill_none();
}

/* Takes over the promise. */
static inline void note(struct outcome *o, rill_promise_t *promise) {
  rill_unref(rill_then(promise, rill_call_with(keep_value, rill_borrow(o)),
                       rill_call_with(keep_error, rill_borrow(o))));
}

struct stage {
  struct looper looper;
  rill_scheduler_t *pool;
  uv_sem_t begun, go_on;
  int calls, drops, told;
};

static inline void open_with(struct stage *s, unsigned threads,
                             int64_t capacity) {
  memset(s, 0, sizeof *s);
  looper_open(&s->looper);
  uv_sem_init(&s->begun, 0);
  uv_sem_init(&s->go_on, 0);
  s->pool = rill_pool_scheduler_new(.threads = threads, .capacity = capacity);
  ck_assert_ptr_nonnull(s->pool);
}

static inline void run_loop(struct stage *s) {
  uv_run(&s->looper.loop, UV_RUN_DEFAULT);
}

static inline void close_all(struct stage *s) {
  rill_scheduler_close(s->pool);
  run_loop(s);
  looper_close(&s->looper);
  uv_sem_destroy(&s->begun);
  uv_sem_destroy(&s->go_on);
}

static inline void on_drop(void *context) {
  struct stage *s = context;
  __atomic_add_fetch(&s->drops, 1, __ATOMIC_RELAXED);
}

static inline rill_fn_t counted(struct stage *s, rill_call0_fn f) {
  return rill_call0(f, rill_own(s, on_drop));
}

static inline rill_promise_t *submit(struct stage *s, rill_call0_fn f) {
  return rill_submit(s->pool, s->looper.scheduler, counted(s, f));
}

static inline rill_value_t call(void *context) {
  struct stage *s = context;
  ck_assert(!rill_scheduler_is_current(s->looper.scheduler));
  ck_assert_int_ge(rill_pool_worker(), 0);
  return rill_int(__atomic_add_fetch(&s->calls, 1, __ATOMIC_RELAXED));
}

static inline rill_value_t miss(void *context) {
  call(context);
  return rill_fail(rill_error_new(7, "no luck"));
}

/* Begins, and goes on when it is told to. */
static inline rill_value_t block(void *context) {
  struct stage *s = context;
  uv_sem_post(&s->begun);
  uv_sem_wait(&s->go_on);
  if (rill_is_canceled()) __atomic_add_fetch(&s->told, 1, __ATOMIC_RELAXED);
  return call(context);
}

static inline void refused(struct stage *s, rill_promise_t *promise, int code,
                           const char *text) {
  struct outcome outcome = {0};
  note(&outcome, promise);
  run_loop(s);
  ck_assert_int_eq(outcome.code, code);
  ck_assert_str_has(outcome.text, text);
}

static inline void ignore(rill_error_t *error, void *context) {
  (void) error;
  (void) context;
}

#endif
