/* SPDX-License-Identifier: MIT */
/* create: what is pushed without demand, or from inside of an item. */
#include "held.h"

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

TEST(create_queue, answers_a_full_queue_as_it_is_told) {
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

TEST(create_queue, shows_and_counts_what_it_drops) {
  ck_assert_int_eq(drops(RILL_OVERFLOW_WAIT), 0);
  ck_assert_int_eq(drops(RILL_OVERFLOW_DROP_HEAD), 12);
  ck_assert_int_eq(drops(RILL_OVERFLOW_DROP_TAIL), 34);
  ck_assert_int_eq(drops(RILL_OVERFLOW_DROP_NEW), 45);
  ck_assert_int_eq(drops(RILL_OVERFLOW_DROP_ALL), 123);
  ck_assert_int_eq(drops(RILL_OVERFLOW_LATEST), 1234);
  ck_assert_int_eq(drops(RILL_OVERFLOW_GROW), 0);
}

TEST(create_queue, shows_what_is_queued_when_it_is_cancelled) {
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

TEST(create_queue, fails_with_the_function_that_sees_what_is_dropped) {
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

TEST(create_queue, says_when_to_wait) {
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

/* --- From inside of an item ----------------------------------------------- */

static rill_value_t push_more(rill_value_t item, void *context) {
  int *left = context;
  if ((*left)-- > 0) rill_emitter_next(held, rill_int(rill_as_int(item) + 1));
  return rill_none();
}

TEST(create_queue, queues_what_is_pushed_from_inside_of_an_item) {
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

TEST(create_queue, tells_of_room_that_was_missing_inside_of_an_item) {
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

TEST(create_queue, delivers_a_long_queue_in_constant_stack) {
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
