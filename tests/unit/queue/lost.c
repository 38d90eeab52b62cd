/* SPDX-License-Identifier: MIT */
/* Nothing is lost and nothing comes twice, whatever is put, taken and
 * cancelled in which order. */
#include <stdlib.h>

#include "places.h"

enum { ITEMS = 400, GETS = 400, STEPS = 600, SEEDS = 150 };

static struct {
  rill_queue_t *queue;
  rill_promise_t *puts[ITEMS], *gets[GETS];
  int seen[ITEMS];
  bool in[ITEMS]; /* it was put without a promise */
  size_t items, asks;
  rill_subscription_t *run;
} w;

static void see(rill_value_t item) { w.seen[rill_as_int(item)]++; }
static void hear(rill_value_t item, void *context) {
  (void) context;
  see(item);
}
static rill_promise_t *any(rill_promise_t **promises, size_t count) {
  return count > 0 ? promises[(size_t) rand() % count] : NULL;
}

/* Half of the handlers cancel somebody else. */
static rill_value_t got(rill_value_t item, void *context) {
  (void) context;
  see(item);
  if (rand() % 2 == 0) rill_promise_cancel(any(w.gets, w.asks));
  if (rand() % 8 == 0) rill_promise_cancel(any(w.puts, w.items));
  return rill_none();
}

static void put(void) {
  if (w.items == ITEMS) return;
  rill_value_t item = rill_int((int64_t) w.items);
  switch (rand() % 4) {
  case 0:
    w.in[w.items] = rill_queue_try_put(w.queue, item) == 0;
    break;
  case 1:
    w.in[w.items] = rill_queue_post(w.queue, item) == 0;
    break;
  default:
    w.puts[w.items] = rill_queue_put(w.queue, item);
    break;
  }
  w.items++;
}

static void get(void) {
  rill_value_t item;
  if (rand() % 4 == 0) {
    if (rill_queue_try_get(w.queue, &item) == 0) see(item);
  } else if (w.asks < GETS) {
    rill_promise_t *p = rill_queue_get(w.queue);
    p = rill_then(p, FN(got, NULL), rill_no_fn());
    if (rand() % 8 > 0) /* else all is left to the list of the promise */
      w.gets[w.asks++] = p;
    else
      rill_unref(p);
  }
}

static void read_on(void) {
  if (w.run == NULL) {
    w.run = rill_subscribe(clock_, rill_queue_observable(w.queue), .next = hear,
                           .demand = 1 + rand() % 5);
    return;
  }
  if (rand() % 2 == 0) {
    rill_request(w.run, 1 + rand() % 3);
    return;
  }
  rill_cancel(w.run);
  rill_unref(w.run);
  w.run = NULL;
}

static void step(void) {
  switch (rand() % 10) {
  case 0:
  case 1:
  case 2:
    put();
    break;
  case 3:
  case 4:
  case 5:
    get();
    break;
  case 6:
    rill_promise_cancel(any(w.gets, w.asks));
    break;
  case 7:
    rill_promise_cancel(any(w.puts, w.items));
    break;
  case 8:
    read_on();
    break;
  default:
    turn();
    break;
  }
}

static bool was_put(size_t i) {
  if (w.puts[i] == NULL) return w.in[i];
  return !rill_promise_is_pending(w.puts[i]) && code_of(w.puts[i]) == 0;
}

static void play(unsigned seed) {
  rill_value_t item;
  memset(&w, 0, sizeof w);
  srand(seed);
  clock_open();
  rill_scheduler_on_unhandled(clock_, log_unhandled, NULL);
  w.queue = rill_queue_new(clock_, .capacity = 1 + rand() % 4,
                           .order = (rill_queue_order_t) (seed % 3));
  for (int i = 0; i < STEPS; i++) step();
  rill_queue_close(w.queue, RILL_QUEUE_DRAIN);
  turn();
  rill_cancel(w.run);
  rill_unref(w.run);
  turn();
  while (rill_queue_try_get(w.queue, &item) == 0) see(item);
  ck_assert_int_eq(rill_queue_try_get(w.queue, &item), RILL_ECLOSED);
  for (size_t i = 0; i < w.items; i++)
    ck_assert_msg(w.seen[i] == was_put(i), "seed %u: item %zu came %d times",
                  seed, i, w.seen[i]);
  for (size_t i = 0; i < w.items; i++) rill_unref(w.puts[i]);
  for (size_t i = 0; i < w.asks; i++) {
    ck_assert(!rill_promise_is_pending(w.gets[i]));
    rill_unref(w.gets[i]);
  }
  rill_unref(w.queue);
  clock_close();
}

TEST(queue_lost, is_nothing) {
  for (unsigned seed = 1; seed <= SEEDS; seed++) play(seed);
}
