/* SPDX-License-Identifier: MIT */
/* 01: a stream is described, then run. Each item passes all stages before the
 * next one starts. */
#include <inttypes.h>
#include <stdio.h>

#include <rill.h>

#include <uv.h>

RILL_MAP_FN(square, int64_t, int64_t, x) { return x * x; }
RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }

static void print(rill_value_t item, void *context) {
  (void) context;
  printf("%" PRId64 "\n", rill_as_int(item));
}

static void done(void *context) {
  (void) context;
  printf("done\n");
}

int main(void) {
  uv_loop_t *uv = uv_default_loop();
  rill_scheduler_t *loop = rill_uv_scheduler_new(uv);
  rill_observable_t *evens = rill_pipe(rill_range(1, 10),
                                       rill_map(square),
                                       rill_filter(is_even),
                                       rill_take(3));
  rill_unref(rill_subscribe(loop, evens, .next = print, .complete = done));
  uv_run(uv, UV_RUN_DEFAULT);
  rill_scheduler_close(loop); /* asynchronous, like uv_close */
  uv_run(uv, UV_RUN_DEFAULT);
  return uv_loop_close(uv); /* 0: nothing of ours is left */
}
