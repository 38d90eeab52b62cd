/* SPDX-License-Identifier: MIT */
/* 03: a callback fails by returning rill_fail(). The error travels down the
 * stream; who can help, answers it. Bad arguments come the same way. */
#include <inttypes.h>
#include <stdio.h>

#include <rill.h>

static rill_value_t share_of_100(rill_value_t x, void *context) {
  (void) context;
  if (rill_as_int(x) == 0)
    return rill_fail(rill_error_new(RILL_EINVAL, "cannot divide by 0"));
  return rill_int(100 / rill_as_int(x));
}

static rill_value_t minus_one(rill_value_t error, void *context) {
  (void) context;
  printf("caught: %s\n", rill_error_message(rill_as_error(error)));
  return rill_object(rill_just(rill_int(-1)));
}

static void print(rill_value_t item, void *context) {
  (void) context;
  printf("%" PRId64 "\n", rill_as_int(item));
}

static void failed(rill_error_t *error, void *context) {
  (void) context;
  printf("failed: %s (stage %d)\n", rill_error_message(error),
         rill_error_stage(error));
}

int main(void) {
  rill_scheduler_t *here = rill_immediate_scheduler_new();
  rill_observable_t *shares =
      rill_pipe(rill_of(rill_int(50), rill_int(20), rill_int(0), rill_int(5)),
                rill_map(rill_call(share_of_100)));
  rill_observable_t *again = rill_ref(shares);
  rill_unref(rill_subscribe(here, shares, .next = print, .error = failed));
  rill_unref(rill_subscribe(
      here, rill_pipe(again, rill_catch(rill_call(minus_one))), .next = print,
      .error = failed));
  rill_unref(rill_subscribe(here, rill_pipe(rill_range(1, 3), rill_take(-1)),
                            .next = print, .error = failed));
  rill_scheduler_close(here);
  return 0;
}
