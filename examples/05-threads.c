/* SPDX-License-Identifier: MIT */
/* 05: a stage runs on one scheduler. observe_on is the border to another: a
 * bounded queue, and everything below it runs over there. No locks. */
#include <inttypes.h>
#include <stdio.h>

#include <rill.h>

#include <uv.h>

static rill_value_t where(rill_value_t x, void *context) {
  rill_scheduler_t *loop = context;
  printf("computing %" PRId64 " %s the loop's thread\n", rill_as_int(x),
         rill_scheduler_is_current(loop) ? "on" : "off");
  return rill_int(rill_as_int(x) * rill_as_int(x));
}

static rill_value_t itself(rill_value_t list, void *context) {
  (void) context;
  return rill_value_ref(list); /* a list: its items one by one */
}

static void print(rill_value_t item, void *context) {
  rill_scheduler_t *loop = context;
  printf("got %" PRId64 " %s the loop's thread\n", rill_as_int(item),
         rill_scheduler_is_current(loop) ? "on" : "off");
}

int main(void) {
  uv_loop_t *uv = uv_default_loop();
  rill_scheduler_t *loop = rill_uv_scheduler_new(uv);
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 2);
  rill_observable_t *flow =
      rill_pipe(rill_range(1, 3),
                rill_observe_on(pool),
                rill_map(rill_call_with(where, rill_borrow(loop))),
                rill_buffer_with_count(3),
                rill_flat_map(rill_call(itself)),
                rill_observe_on(loop));
  rill_unref(rill_subscribe(loop, flow, .next = print, .context = loop));
  uv_run(uv, UV_RUN_DEFAULT);
  rill_scheduler_close(pool); /* waits for its threads */
  rill_scheduler_close(loop);
  uv_run(uv, UV_RUN_DEFAULT);
  return uv_loop_close(uv);
}
