/* SPDX-License-Identifier: MIT */
/* The user's side of the benchmarks. */
#include "work.h"

static void keep(rill_value_t v, void *context) {
  *(int64_t *) context = rill_as_int(v);
}

/* The result that `next` has left, which is `result` at first. */
static int64_t run(rill_observable_t *flow, void (*next)(rill_value_t, void *),
                   int64_t result) {
  rill_scheduler_t *clock = rill_virtual_scheduler_new();
  rill_unref(rill_subscribe(clock, flow, .next = next, .context = &result));
  rill_scheduler_close(clock);
  return result;
}

int64_t work_run(rill_observable_t *flow) { return run(flow, keep, -1); }

int64_t work_sum(rill_observable_t *flow) {
  return run(flow, work_observe_value, 0);
}

int64_t work_triple(int64_t x, void *context) {
  (void) context;
  return 3 * x + 1;
}

bool work_is_even(int64_t x, void *context) {
  (void) context;
  return x % 2 == 0;
}

int64_t work_add(int64_t sum, int64_t x, void *context) {
  (void) context;
  return sum + x;
}

rill_value_t work_triple_value(rill_value_t x, void *context) {
  (void) context;
  return rill_int(3 * rill_as_int(x) + 1);
}

rill_value_t work_is_even_value(rill_value_t x, void *context) {
  (void) context;
  return rill_bool(rill_as_int(x) % 2 == 0);
}

rill_value_t work_add_value(rill_value_t sum, rill_value_t x, void *context) {
  (void) context;
  return rill_int(rill_as_int(sum) + rill_as_int(x));
}

int64_t work_key_of_100(int64_t x, void *context) {
  (void) context;
  return x % 100;
}

int64_t work_quarter(int64_t x, void *context) {
  (void) context;
  return x / 4;
}

int64_t work_count(int64_t count, int64_t x, void *context) {
  (void) x;
  (void) context;
  return count + 1;
}

int64_t work_buffer_sum(const int64_t *items, size_t count, void *context) {
  int64_t sum = 0;
  (void) context;
  for (size_t i = 0; i < count; i++) sum += items[i];
  return sum;
}

void work_observe(int64_t x, void *sum) { *(int64_t *) sum += x; }

rill_value_t work_key_of_100_value(rill_value_t x, void *context) {
  (void) context;
  return rill_int(rill_as_int(x) % 100);
}

rill_value_t work_quarter_value(rill_value_t x, void *context) {
  (void) context;
  return rill_int(rill_as_int(x) / 4);
}

rill_value_t work_identity_value(rill_value_t x, void *context) {
  (void) context;
  return rill_value_ref(x);
}

rill_value_t work_buffer_sum_value(rill_value_t list, void *context) {
  const rill_value_t *items = rill_list_items(list);
  size_t count = rill_list_length(list);
  int64_t sum = 0;
  (void) context;
  for (size_t i = 0; i < count; i++) sum += rill_as_int(items[i]);
  return rill_int(sum);
}

void work_observe_value(rill_value_t x, void *sum) {
  *(int64_t *) sum += rill_as_int(x);
}

/* --- Ten steps ------------------------------------------------------------ */

void work_nothing(void) {}

#define WORK_STEP(n, op)                                                      \
  int64_t work_step_##n(int64_t x, void *context) {                           \
    (void) context;                                                           \
    return x op n;                                                            \
  }                                                                           \
  static rill_value_t step_value_##n(rill_value_t x, void *context) {         \
    (void) context;                                                           \
    return rill_int(rill_as_int(x) op n);                                     \
  }
WORK_STEP(0, +)
WORK_STEP(1, ^)
WORK_STEP(2, +)
WORK_STEP(3, ^)
WORK_STEP(4, +)
WORK_STEP(5, ^)
WORK_STEP(6, +)
WORK_STEP(7, ^)
WORK_STEP(8, +)
WORK_STEP(9, ^)

int64_t (*const work_steps[])(int64_t x, void *context) = {
  work_step_0, work_step_1, work_step_2, work_step_3, work_step_4,
  work_step_5, work_step_6, work_step_7, work_step_8, work_step_9,
};
const rill_call1_fn work_step_values[] = {
  step_value_0, step_value_1, step_value_2, step_value_3, step_value_4,
  step_value_5, step_value_6, step_value_7, step_value_8, step_value_9,
};

/* --- Streams of streams --------------------------------------------------- */

int64_t work_inner_start(int64_t x, void *context) {
  (void) context;
  return 7 * x;
}

rill_value_t work_inner_value(rill_value_t x, void *context) {
  (void) context;
  return rill_object(rill_range(7 * rill_as_int(x), WORK_INNER));
}

int64_t work_multiply(int64_t a, int64_t b, void *context) {
  (void) context;
  return a * b;
}

rill_value_t work_multiply_value(rill_value_t a, rill_value_t b,
                                 void *context) {
  (void) context;
  return rill_int(rill_as_int(a) * rill_as_int(b));
}
