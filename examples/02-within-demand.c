/* SPDX-License-Identifier: MIT */
/* 02: items flow only within demand. This observer asks for two at a time, so
 * the source, as fast as it is, never runs ahead of it. */
#include <inttypes.h>
#include <stdio.h>

#include <rill.h>

static rill_value_t make(rill_value_t x, void *context) {
  (void) context;
  printf("  made %" PRId64 "\n", rill_as_int(x));
  return rill_int(rill_as_int(x));
}

struct reader {
  rill_subscription_t *subscription; /* borrowed while the run lasts */
  int received;
};

static void subscribed(rill_subscription_t *subscription, void *context) {
  ((struct reader *) context)->subscription = subscription;
}

static void receive(rill_value_t item, void *context) {
  struct reader *reader = context;
  printf("received %" PRId64 "\n", rill_as_int(item));
  reader->received++;
}

int main(void) {
  struct reader reader = {NULL, 0};
  rill_scheduler_t *here = rill_immediate_scheduler_new();
  rill_observable_t *numbers =
      rill_pipe(rill_range(1, 1000000), rill_map(rill_call(make)));
  rill_unref(rill_subscribe(here, numbers, .next = receive,
                            .subscribed = subscribed, .context = &reader,
                            .demand = 2));
  printf("thinking\n");
  rill_request(reader.subscription, 2);
  rill_cancel(reader.subscription);
  printf("received %d of a million\n", reader.received);
  rill_scheduler_close(here);
  return 0;
}
