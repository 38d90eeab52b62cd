/* SPDX-License-Identifier: MIT */
/* 07: heavy work goes to a pool, as functions; what they return comes home as
 * a promise. */
#include <inttypes.h>
#include <stdio.h>

#include <rill.h>

#include <uv.h>

/* On a worker: how many primes there are below a limit. */
static rill_value_t count_primes(rill_value_t limit, void *context) {
  int64_t count = 0;
  (void) context;
  for (int64_t n = 2; n < rill_as_int(limit); n++) {
    bool prime = true;
    for (int64_t d = 2; prime && d * d <= n; d++) prime = n % d != 0;
    if (rill_is_canceled()) return rill_none(); /* nobody wants to know */
    count += prime;
  }
  return rill_int(count);
}

static rill_value_t count_all(void *context) {
  (void) context;
  return count_primes(rill_int(INT64_MAX), NULL); /* takes for ever */
}

/* At home again. */
static rill_value_t print(rill_value_t counts, void *context) {
  rill_scheduler_t *loop = context;
  char text[80];
  rill_value_format(counts, text, sizeof text);
  printf("primes below 10, 100, 1000, 10000: %s, said %s the loop's thread\n",
         text, rill_scheduler_is_current(loop) ? "on" : "off");
  return rill_none();
}

static rill_value_t print_error(rill_value_t error, void *context) {
  (void) context;
  printf("all primes: %s\n", rill_error_message(rill_as_error(error)));
  return rill_none();
}

static rill_value_t print_stats(rill_value_t nothing, void *context) {
  rill_pool_stats_t stats = {.size = sizeof stats};
  (void) nothing;
  rill_pool_stats(context, RILL_POOL_ALL, &stats);
  printf("the pool has stopped: %s, %" PRIu64 " waiting, %" PRIu64
         " under way\n",
         stats.done >= 4 ? "all done" : "not all done", stats.queued,
         stats.running);
  return rill_none();
}

int main(void) {
  uv_loop_t *uv = uv_default_loop();
  rill_scheduler_t *loop = rill_uv_scheduler_new(uv);
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 2);
  rill_value_t limits[] = {rill_int(10), rill_int(100), rill_int(1000),
                           rill_int(10000)};

  /* Each item to a worker that is free; the list is in order again. */
  rill_promise_t *counts = rill_executor_map(pool, loop, rill_list(limits, 4),
                                             rill_call(count_primes));
  rill_unref(rill_then(counts, rill_call_with(print, rill_borrow(loop)),
                       rill_no_fn()));
  uv_run(uv, UV_RUN_DEFAULT);

  /* One that takes too long: the promise ends at once, and the function when
   * it asks. */
  rill_promise_t *all = rill_submit(pool, loop, rill_call(count_all));
  rill_unref(rill_promise_catch(rill_ref(all), rill_call(print_error)));
  rill_promise_cancel(all);
  rill_unref(all);
  uv_run(uv, UV_RUN_DEFAULT);

  /* The pool does what it still has, and then its threads end. */
  rill_promise_t *stopped = rill_pool_stopped(pool, loop);
  rill_unref(rill_then(stopped, rill_call_with(print_stats, rill_borrow(pool)),
                       rill_no_fn()));
  rill_pool_shutdown(pool, RILL_POOL_DRAIN);
  uv_run(uv, UV_RUN_DEFAULT);

  rill_scheduler_close(pool);
  rill_scheduler_close(loop);
  uv_run(uv, UV_RUN_DEFAULT);
  return uv_loop_close(uv);
}
