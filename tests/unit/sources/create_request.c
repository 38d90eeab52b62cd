/* SPDX-License-Identifier: MIT */
/* create: a producer that hears what is asked for, and of a cancel. */
#include "held.h"

struct producer {
  rill_emitter_t *emitter; /* borrowed */
  int64_t next, end;
  char told[256];
  int canceled, dropped;
};

static rill_value_t produce(rill_value_t count, void *context) {
  struct producer *p = context;
  size_t length = strlen(p->told);
  snprintf(p->told + length, sizeof p->told - length, "%lld ",
           (long long) rill_as_int(count));
  for (int64_t n = rill_as_int(count); n > 0 && p->next <= p->end; n--)
    if (rill_emitter_next(p->emitter, rill_int(p->next++)) != 0) break;
  if (p->next > p->end) rill_emitter_complete(p->emitter);
  return rill_none();
}

static rill_value_t stop(void *context) {
  ((struct producer *) context)->canceled++;
  return rill_none();
}

static void drop(void *context) { ((struct producer *) context)->dropped++; }

static rill_value_t begin(rill_value_t value, void *context) {
  struct producer *p = context;
  p->emitter = rill_emitter_of(value);
  rill_emitter_on_cancel(p->emitter, rill_call_with(stop, rill_own(p, drop)));
  rill_emitter_on_request(p->emitter,
                          rill_call_with(produce, rill_own(p, drop)));
  return rill_none();
}

static rill_observable_t *producing(struct producer *p, int64_t end) {
  *p = (struct producer){.next = 1, .end = end};
  return rill_create(rill_call_with(begin, rill_borrow(p)));
}

TEST(create_request, produces_what_is_asked_for) {
  struct producer p;
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, clock, producing(&p, 9), 2);
  ck_assert_str_eq(probe.text, "1 2");
  rill_request(probe.subscription, 3);
  ck_assert_str_eq(probe.text, "1 2 3 4 5");
  ck_assert_str_eq(p.told, "2 3 ");
  clock_close(clock);
}

TEST(create_request, produces_a_million_items_one_by_one_in_constant_stack) {
  struct producer p;
  probe_t probe = {.again = 1};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, clock,
                  rill_pipe(producing(&p, 1000000), rill_skip(999999)), 1);
  ck_assert_str_eq(probe.text, "1000000 |");
  clock_close(clock);
  probe = (probe_t){.again = 1};
  clock = clock_new();
  probe_subscribe(&probe, clock, producing(&p, 1000), 1);
  ck_assert_uint_eq(probe.items, 1000);
  ck_assert_int_eq(probe.ends, 1);
  clock_close(clock);
}

RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }

TEST(create_request, is_asked_again_for_what_downstream_drops) {
  struct producer p;
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, clock,
                  rill_pipe(producing(&p, 9), rill_filter(is_even)), 2);
  ck_assert_str_eq(probe.text, "2 4");
  ck_assert_str_eq(p.told, "2 1 1 ");
  clock_close(clock);
}

TEST(create_request, tells_of_a_cancel_once_and_drops_the_contexts) {
  struct producer p;
  probe_t probe = {.cancel_at = 3};
  probe_run(&probe, producing(&p, 9));
  ck_assert_str_eq(probe.text, "1 2 3");
  ck_assert_int_eq(p.canceled, 1);
  ck_assert_int_eq(p.dropped, 2);
}

TEST(create_request, is_not_cancelled_by_its_own_end) {
  struct producer p;
  probe_t probe = {0};
  probe_run(&probe, producing(&p, 2));
  ck_assert_str_eq(probe.text, "1 2 |");
  ck_assert_int_eq(p.canceled, 0);
  ck_assert_int_eq(p.dropped, 2);
}

TEST(create_request, tells_a_late_listener_of_the_cancel) {
  struct producer p = {0};
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock, rill_create(rill_call(keep)), 1);
  rill_cancel(probe.subscription);
  rill_fn_t f = rill_call_with(stop, rill_own(&p, drop));
  ck_assert_int_eq(rill_emitter_on_cancel(held, f), RILL_ECLOSED);
  ck_assert_int_eq(p.canceled, 1);
  ck_assert_int_eq(p.dropped, 1);
  clock_close(clock);
  forget();
}

/* Replaces itself from inside; its own context must live until it returns. */
static rill_value_t once(rill_value_t count, void *context) {
  struct producer *p = context;
  (void) count;
  rill_emitter_on_request(p->emitter,
                          rill_call_with(produce, rill_borrow(p)));
  ck_assert_int_eq(p->dropped, 0);
  return rill_none();
}

static rill_value_t begin_once(rill_value_t value, void *context) {
  struct producer *p = context;
  p->emitter = rill_emitter_of(value);
  rill_emitter_on_request(p->emitter, rill_call_with(once, rill_own(p, drop)));
  return rill_none();
}

TEST(create_request, replaces_its_function_from_inside) {
  struct producer p = {.next = 1, .end = 3};
  probe_t probe = {0};
  ck_assert_str_eq(
      probe_run(&probe, rill_create(rill_call_with(begin_once,
                                                   rill_borrow(&p)))),
      "1 2 3 |");
  ck_assert_int_eq(p.dropped, 1);
}

/* Registers itself anew each time. */
static rill_value_t produce_again(rill_value_t count, void *context) {
  struct producer *p = context;
  (void) count;
  if (p->next > p->end) return rill_none();
  rill_emitter_next(p->emitter, rill_int(p->next++));
  rill_emitter_on_request(p->emitter,
                          rill_call_with(produce_again, rill_borrow(p)));
  return rill_none();
}

static rill_value_t begin_again(rill_value_t value, void *context) {
  ((struct producer *) context)->emitter = rill_emitter_of(value);
  return produce_again(rill_none(), context);
}

TEST(create_request, registers_anew_in_constant_stack) {
  struct producer p = {.next = 1, .end = 300000};
  probe_t probe = {.again = 1};
  rill_scheduler_t *clock = clock_new();
  rill_fn_t f = rill_call_with(begin_again, rill_borrow(&p));
  probe_subscribe(&probe, clock, rill_create(f), 1);
  ck_assert_uint_eq(probe.items, 300000);
  clock_close(clock);
}
