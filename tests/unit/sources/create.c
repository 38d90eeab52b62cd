/* SPDX-License-Identifier: MIT */
/* create: a producer of one's own. */
#include "support/failing.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <pthread.h>

#include <rill.h>

static rill_value_t push_one_two(rill_value_t value, void *context) {
  rill_emitter_t *emitter = rill_emitter_of(value);
  (void) context;
  rill_emitter_next(emitter, rill_int(1));
  rill_emitter_next(emitter, rill_int(2));
  rill_emitter_complete(emitter);
  return rill_none();
}

TEST(create, gives_what_is_pushed) {
  ck_source(rill_create(rill_call(push_one_two)), "(12|)");
  ck_flow(rill_create(rill_call(push_one_two)), "(12|)", .demand = 1,
          .again = 1);
}

TEST(create, completes_when_the_queue_is_empty) {
  ck_flow(rill_create(rill_call(push_one_two)), "1----", .demand = 1);
  ck_flow(rill_create(rill_call(push_one_two)), "(12|)", .demand = 2);
}

/* The emitter of the latest run, for producers that push later. */
static rill_emitter_t *held;

static rill_value_t keep(rill_value_t value, void *context) {
  (void) context;
  rill_unref(held);
  held = rill_ref(rill_emitter_of(value));
  return rill_none();
}

static void forget(void) {
  rill_unref(held);
  held = NULL;
}

static void push(int64_t from, int64_t to) {
  for (; from <= to; from++) rill_emitter_next(held, rill_int(from));
}

TEST(create, may_push_at_any_time) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock, rill_create(rill_call(keep)), RILL_UNBOUNDED);
  ck_assert_int_eq(rill_emitter_next(held, rill_int(5)), 0);
  ck_assert_str_eq(probe.text, "5");
  ck_assert_int_eq(rill_emitter_complete(held), 0);
  ck_assert_str_eq(probe.text, "5 |");
  ck_assert_int_eq(probe.released, 1);
  clock_close(clock);
  forget();
}

TEST(create, answers_that_a_run_is_over) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock, rill_create(rill_call(keep)), RILL_UNBOUNDED);
  rill_cancel(probe.subscription);
  clock_close(clock); /* the emitter outlives them all */
  ck_assert_int_eq(rill_emitter_next(held, rill_int(5)), RILL_ECLOSED);
  ck_assert_int_eq(rill_emitter_complete(held), RILL_ECLOSED);
  ck_assert_int_eq(rill_emitter_error(held, rill_error_new(7, "late")),
                   RILL_ECLOSED);
  ck_assert_int_eq(rill_emitter_requested(held), 0);
  ck_assert_int_eq(rill_emitter_next(NULL, rill_int(5)), RILL_ECLOSED);
  ck_assert_str_eq(probe.text, "");
  forget();
}

TEST(create, lets_an_error_overtake_the_queue) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock, rill_create(rill_call(keep)), 1);
  push(1, 3);
  rill_emitter_error(held, rill_error_new(7, "spilt"));
  ck_assert_str_eq(probe.text, "1 #");
  ck_assert_int_eq(probe.error_code, 7);
  ck_assert_str_has(probe.error, "(create)");
  clock_close(clock);
  forget();
}

TEST(create, takes_an_error_value_for_the_error) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock, rill_create(rill_call(keep)), 1);
  rill_value_t failure = rill_fail(rill_error_new(7, "spilt"));
  ck_assert_int_eq(rill_emitter_next(held, failure), 0);
  rill_value_unref(failure);
  ck_assert_str_eq(probe.text, "#");
  clock_close(clock);
  forget();
}

/* Pushes 1 to 5 without demand into a queue of 3, then asks for all. */
static const char *overflow(rill_overflow_t policy, probe_t *probe) {
  rill_scheduler_t *clock = clock_new();
  *probe = (probe_t){0};
  probe_subscribe(probe, clock,
                  rill_create(rill_call(keep), policy, .capacity = 3), 0);
  push(1, 5);
  rill_request(probe->subscription, RILL_UNBOUNDED);
  clock_close(clock);
  forget();
  return probe->text;
}

TEST(create, answers_a_full_queue_as_it_is_told) {
  probe_t probe;
  ck_assert_str_eq(overflow(RILL_OVERFLOW_WAIT, &probe), "1 2 3");
  ck_assert_str_eq(overflow(RILL_OVERFLOW_DROP_HEAD, &probe), "3 4 5");
  ck_assert_str_eq(overflow(RILL_OVERFLOW_DROP_TAIL, &probe), "1 2 5");
  ck_assert_str_eq(overflow(RILL_OVERFLOW_DROP_NEW, &probe), "1 2 3");
  ck_assert_str_eq(overflow(RILL_OVERFLOW_DROP_ALL, &probe), "4 5");
  ck_assert_str_eq(overflow(RILL_OVERFLOW_LATEST, &probe), "5");
  ck_assert_str_eq(overflow(RILL_OVERFLOW_GROW, &probe), "1 2 3 4 5");
  ck_assert_str_eq(overflow(RILL_OVERFLOW_FAIL, &probe), "#");
  ck_assert_int_eq(probe.error_code, RILL_EOVERFLOW);
  ck_assert_str_has(probe.error, "the queue of 3 items is full");
}

static int64_t seen;

static rill_value_t see(rill_value_t item, void *context) {
  (void) context;
  seen = seen * 10 + rill_as_int(item);
  return rill_none();
}

/* What the hook sees as 1 to 5 meet a queue of 3, as digits. */
static int64_t drops(rill_overflow_t policy) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  seen = 0;
  probe_subscribe(&probe, clock,
                  rill_create(rill_call(keep), policy, .capacity = 3,
                              .dropped = rill_call(see)),
                  0);
  push(1, 5);
  int64_t count = 0, dropped = seen;
  for (int64_t digits = dropped; digits > 0; digits /= 10) count++;
  ck_assert_int_eq(rill_emitter_dropped(held), count);
  rill_request(probe.subscription, RILL_UNBOUNDED);
  clock_close(clock);
  ck_assert_int_eq(seen, dropped);
  ck_assert_int_eq(rill_emitter_dropped(held), 0);
  forget();
  return dropped;
}

TEST(create, shows_and_counts_what_it_drops) {
  ck_assert_int_eq(drops(RILL_OVERFLOW_WAIT), 0);
  ck_assert_int_eq(drops(RILL_OVERFLOW_DROP_HEAD), 12);
  ck_assert_int_eq(drops(RILL_OVERFLOW_DROP_TAIL), 34);
  ck_assert_int_eq(drops(RILL_OVERFLOW_DROP_NEW), 45);
  ck_assert_int_eq(drops(RILL_OVERFLOW_DROP_ALL), 123);
  ck_assert_int_eq(drops(RILL_OVERFLOW_LATEST), 1234);
  ck_assert_int_eq(drops(RILL_OVERFLOW_GROW), 0);
}

TEST(create, shows_what_is_queued_when_it_is_cancelled) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  seen = 0;
  probe_subscribe(&probe, clock,
                  rill_create(rill_call(keep), .dropped = rill_call(see)), 1);
  push(1, 4);
  rill_cancel(probe.subscription);
  ck_assert_str_eq(probe.text, "1");
  ck_assert_int_eq(seen, 234);
  clock_close(clock);
  forget();
}

static rill_value_t refuse_to_see(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_fail(rill_error_new(9, "nine"));
}

TEST(create, fails_with_the_function_that_sees_what_is_dropped) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock,
                  rill_create(rill_call(keep), RILL_OVERFLOW_DROP_NEW,
                              .capacity = 1,
                              .dropped = rill_call(refuse_to_see)),
                  0);
  push(1, 3);
  ck_assert_int_eq(probe.error_code, 9);
  ck_assert_int_eq(rill_emitter_next(held, rill_int(4)), RILL_ECLOSED);
  clock_close(clock);
  forget();
}

TEST(create, says_when_to_wait) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock, rill_create(rill_call(keep), .capacity = 2),
                  1);
  ck_assert_int_eq(rill_emitter_requested(held), 1);
  ck_assert_int_eq(rill_emitter_next(held, rill_int(1)), 0);
  ck_assert_int_eq(rill_emitter_requested(held), 0);
  ck_assert_int_eq(rill_emitter_next(held, rill_int(2)), 0);
  ck_assert_int_eq(rill_emitter_next(held, rill_int(3)), 0);
  ck_assert_int_eq(rill_emitter_next(held, rill_int(4)), RILL_EAGAIN);
  rill_request(probe.subscription, 1);
  ck_assert_int_eq(rill_emitter_next(held, rill_int(4)), 0);
  ck_assert_str_eq(probe.text, "1 2");
  clock_close(clock);
  forget();
}

/* --- on_request ----------------------------------------------------------- */

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

TEST(create, produces_what_is_asked_for) {
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

TEST(create, produces_a_million_items_one_by_one_in_constant_stack) {
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

TEST(create, is_asked_again_for_what_downstream_drops) {
  struct producer p;
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, clock,
                  rill_pipe(producing(&p, 9), rill_filter(is_even)), 2);
  ck_assert_str_eq(probe.text, "2 4");
  ck_assert_str_eq(p.told, "2 1 1 ");
  clock_close(clock);
}

TEST(create, tells_of_a_cancel_once_and_drops_the_contexts) {
  struct producer p;
  probe_t probe = {.cancel_at = 3};
  probe_run(&probe, producing(&p, 9));
  ck_assert_str_eq(probe.text, "1 2 3");
  ck_assert_int_eq(p.canceled, 1);
  ck_assert_int_eq(p.dropped, 2);
}

TEST(create, is_not_cancelled_by_its_own_end) {
  struct producer p;
  probe_t probe = {0};
  probe_run(&probe, producing(&p, 2));
  ck_assert_str_eq(probe.text, "1 2 |");
  ck_assert_int_eq(p.canceled, 0);
  ck_assert_int_eq(p.dropped, 2);
}

TEST(create, tells_a_late_listener_of_the_cancel) {
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

TEST(create, replaces_its_function_from_inside) {
  struct producer p = {.next = 1, .end = 3};
  probe_t probe = {0};
  ck_assert_str_eq(
      probe_run(&probe, rill_create(rill_call_with(begin_once,
                                                   rill_borrow(&p)))),
      "1 2 3 |");
  ck_assert_int_eq(p.dropped, 1);
}

/* --- Re-entrancy ---------------------------------------------------------- */

static rill_value_t push_more(rill_value_t item, void *context) {
  int *left = context;
  if ((*left)-- > 0) rill_emitter_next(held, rill_int(rill_as_int(item) + 1));
  return rill_none();
}

TEST(create, queues_what_is_pushed_from_inside_of_an_item) {
  int left = 100000;
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  rill_operator_t *again =
      rill_do(.next = rill_call_with(push_more, rill_borrow(&left)));
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_create(rill_call(keep)), again, rill_count()),
                  RILL_UNBOUNDED);
  push(1, 1);
  rill_emitter_complete(held);
  ck_assert_str_eq(probe.text, "100001 |");
  clock_close(clock);
  forget();
}

static rill_value_t count_call(rill_value_t count, void *context) {
  ck_assert_int_eq(rill_as_int(count), RILL_UNBOUNDED);
  ++*(int *) context;
  return rill_none();
}

static rill_value_t flood(rill_value_t item, void *context) {
  int64_t n = rill_as_int(item);
  (void) context;
  if (n == 1)
    while (rill_emitter_next(held, rill_int(++n)) == 0) continue;
  return rill_none();
}

TEST(create, tells_of_room_that_was_missing_inside_of_an_item) {
  int calls = 0;
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_create(rill_call(keep), .capacity = 4),
                            rill_do(.next = rill_call(flood))),
                  RILL_UNBOUNDED);
  rill_emitter_on_request(held, rill_call_with(count_call,
                                               rill_borrow(&calls)));
  ck_assert_int_eq(calls, 1);
  push(1, 1);
  ck_assert_str_eq(probe.text, "1 2 3 4 5");
  ck_assert_int_eq(calls, 2);
  clock_close(clock);
  forget();
}

TEST(create, delivers_a_long_queue_in_constant_stack) {
  enum { MANY = 300000 };
  probe_t probe = {.again = 1};
  rill_scheduler_t *clock = clock_new();
  rill_operator_t *look = rill_do(.next = rill_call(flood));
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_create(rill_call(keep), RILL_OVERFLOW_GROW),
                            look),
                  0);
  push(2, MANY);
  rill_request(probe.subscription, 1);
  ck_assert_uint_eq(probe.items, MANY - 1);
  clock_close(clock);
  forget();
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

TEST(create, registers_anew_in_constant_stack) {
  struct producer p = {.next = 1, .end = 300000};
  probe_t probe = {.again = 1};
  rill_scheduler_t *clock = clock_new();
  rill_fn_t f = rill_call_with(begin_again, rill_borrow(&p));
  probe_subscribe(&probe, clock, rill_create(f), 1);
  ck_assert_uint_eq(probe.items, 300000);
  clock_close(clock);
}

static rill_value_t spill(rill_value_t x, void *context) {
  (void) x;
  (void) context;
  return rill_fail(rill_error_new(7, "spilt"));
}

TEST(create, fails_with_its_function) {
  ck_fails(rill_create(rill_call(spill)), 7, "spilt", "(create)");
}

static void *push_from_elsewhere(void *answer) {
  *(int *) answer = rill_emitter_next(held, rill_int(1));
  return NULL;
}

TEST(create, refuses_another_thread) {
  int answer = 0;
  pthread_t thread;
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, clock, rill_create(rill_call(keep)), 1);
  pthread_create(&thread, NULL, push_from_elsewhere, &answer);
  pthread_join(thread, NULL);
  ck_assert_int_eq(answer, RILL_EWRONGTHREAD);
  ck_assert_str_eq(probe.text, "");
  clock_close(clock);
  forget();
}

TEST(create, runs_are_independent) {
  rill_scheduler_t *clock = clock_new();
  probe_t one = {0}, two = {0};
  rill_observable_t *flow = rill_create(rill_call(push_one_two));
  rill_observable_t *again = rill_ref(flow);
  probe_subscribe(&one, clock, flow, 1);
  probe_subscribe(&two, clock, again, RILL_UNBOUNDED);
  ck_assert_str_eq(one.text, "1");
  ck_assert_str_eq(two.text, "1 2 |");
  clock_close(clock);
}

TEST(create, ends_with_an_error_or_well_without_memory) {
  failing_each(FAILING_ONE) {
    probe_t probe = {0};
    rill_scheduler_t *clock = rill_virtual_scheduler_new();
    if (clock != NULL) {
      probe_subscribe(&probe, clock, rill_create(rill_call(push_one_two)), 1);
      if (probe.ends == 0) rill_request(probe.subscription, 5);
      ck_assert_int_eq(probe.ends, 1);
    }
    rill_scheduler_close(clock);
  }
}

TEST(create, refuses_bad_arguments) {
  ck_fails(rill_create(rill_no_fn()), RILL_EINVAL,
           "rill_create: the function is NULL");
  ck_fails(rill_create(rill_call(keep), (rill_overflow_t) 99), RILL_EINVAL,
           "rill_create: overflow is 99");
}
