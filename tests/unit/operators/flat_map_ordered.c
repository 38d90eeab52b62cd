/* SPDX-License-Identifier: MIT */
#include <rill.h>

#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"
#include "support/reenter.h"

static rill_value_t number(rill_value_t x, void *context) {
  (void) context;
  return rill_value_ref(x);
}

/* 1 is slow, 2 is fast, 3 is silent, 4 fails. */
static rill_value_t stream(rill_value_t x, void *context) {
  static const char *const rows[] = {"", "---1---1|", "22|", "--|", "--#"};
  (void) context;
  return rill_object(rill_from_marbles(rows[rill_as_int(x)]));
}

static rill_value_t upto(rill_value_t x, void *context) {
  (void) context;
  return rill_object(rill_range(0, rill_as_int(x)));
}

static rill_value_t list(rill_value_t x, void *context) {
  (void) context;
  return rill_pair(rill_value_ref(x), rill_value_ref(x));
}

TEST(flat_map_ordered, runs_all_and_keeps_the_order) {
  ck_marbles("(12)|", rill_flat_map_ordered(rill_call(stream)),
             "---1---1(22|)");
  ck_marbles("(123)|", rill_flat_map_ordered(rill_call(stream)),
             "---1---1(22|)");
  ck_marbles_stepwise("(12)|", rill_flat_map_ordered(rill_call(stream)),
                      "---1---1(22|)");
  ck_marbles("-1-1-|", rill_flat_map_ordered(rill_call(stream)),
             "----1---111|");
}

TEST(flat_map_ordered, a_stream_whose_turn_it_is_passes_at_once) {
  ck_marbles("(21)|", rill_flat_map_ordered(rill_call(stream)), "22-1---1|");
  ck_marbles("(321)|", rill_flat_map_ordered(rill_call(stream)),
             "--(22)@3:1---1|");
}

TEST(flat_map_ordered, of_nothing_is_nothing) {
  ck_marbles("--|", rill_flat_map_ordered(rill_call(stream)), "--|");
  ck_marbles("(333)|", rill_flat_map_ordered(rill_call(stream)), "-----|");
}

TEST(flat_map_ordered, lists_wait_for_their_turn) {
  probe_t probe = {0};
  ck_assert_str_eq(
      probe_run(&probe, rill_pipe(rill_range(1, 3),
                                  rill_flat_map_ordered(rill_call(list)))),
      "1 1 2 2 3 3 |");
  rill_scheduler_t *clock = clock_new();
  probe_t slow = {0};
  probe_subscribe(
      &slow, clock,
      rill_pipe(rill_range(1, 3), rill_flat_map_ordered(rill_call(list))), 3);
  ck_assert_str_eq(slow.text, "1 1 2");
  rill_request(slow.subscription, 1);
  ck_assert_str_eq(slow.text, "1 1 2 2");
  rill_request(slow.subscription, 2);
  ck_assert_str_eq(slow.text, "1 1 2 2 3 3 |");
  clock_close(clock);
}

static rill_value_t list_or_stream(rill_value_t x, void *context) {
  return rill_as_int(x) == 7 ? list(x, context) : stream(x, context);
}

TEST(flat_map_ordered, a_list_waits_for_the_stream_before_it) {
  ck_marbles("(17)|", rill_flat_map_ordered(rill_call(list_or_stream)),
             "---1---1(77|)");
  ck_marbles("(71)|", rill_flat_map_ordered(rill_call(list_or_stream)),
             "(77)@3:1---1|");
}

static rill_value_t note(rill_value_t item, void *context) {
  (void) item;
  ++*(int *) context;
  return rill_none();
}

static rill_value_t noted(rill_value_t x, void *context) {
  (void) x;
  return rill_object(
      rill_pipe(rill_range(0, 100),
                rill_do(.next = rill_call_with(note, rill_borrow(context)))));
}

TEST(flat_map_ordered, prefetches_so_much_of_so_many) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  int came = 0, items = 0;
  rill_fn_t f = rill_call_with(noted, rill_borrow(&came));
  probe_subscribe(
      &probe, clock,
      rill_pipe(rill_range(1, 9),
                rill_do(.next = rill_call_with(note, rill_borrow(&items))),
                rill_flat_map_ordered(f, .max_concurrent = 3, .prefetch = 4)),
      0);
  ck_assert_int_eq(items, 3);
  ck_assert_int_eq(came, 12);
  rill_request(probe.subscription, 2);
  ck_assert_str_eq(probe.text, "0 1");
  ck_assert_int_eq(came, 12);
  rill_request(probe.subscription, 1);
  ck_assert_int_eq(came, 15);
  rill_request(probe.subscription, 97);
  ck_assert_int_eq(items, 4);
  rill_cancel(probe.subscription);
  clock_close(clock);
}

TEST(flat_map_ordered, an_error_overtakes_or_waits) {
  ck_marbles("(142)|", rill_flat_map_ordered(rill_call(stream)), "--#");
  ck_marbles("(142)|",
             rill_flat_map_ordered(rill_call(stream), .delay_error = true),
             "---1---1(22#)");
  ck_marbles("(12)-#", rill_flat_map_ordered(rill_call(stream)), "---1-#");
}

TEST(flat_map_ordered, one_at_a_time_is_concat_map) {
  ck_marbles("(12)|",
             rill_flat_map_ordered(rill_call(stream), .max_concurrent = 1),
             "---1---122|");
}

/* 0 and 1 are the subjects. */
static rill_value_t subject(rill_value_t x, void *context) {
  reenter_t *r = context;
  return rill_object(
      rill_subject_observable(rill_as_int(x) == 0 ? r->a : r->b));
}

static void push_to_b(reenter_t *r, int64_t item) {
  if (item < 100) rill_subject_next(r->b, rill_int(item + 100));
}

TEST(flat_map_ordered, what_comes_inside_of_next_waits_for_its_turn) {
  reenter_t r;
  reenter_open(&r, push_to_b);
  reenter_run(&r,
              rill_pipe(rill_range(0, 2), rill_flat_map_ordered(rill_call_with(
                                              subject, rill_borrow(&r)))));
  rill_subject_next(r.a, rill_int(1));
  rill_subject_next(r.a, rill_int(2));
  ck_assert_str_eq(r.text, "1 2");
  rill_subject_complete(r.a);
  ck_assert_str_eq(r.text, "1 2 101 102");
  rill_subject_next(r.b, rill_int(103));
  rill_subject_complete(r.b);
  ck_assert_str_eq(r.text, "1 2 101 102 103 |");
  reenter_close(&r);
}

static void complete_a(reenter_t *r, int64_t item) {
  if (item == 1) {
    rill_subject_next(r->b, rill_int(5));
    rill_subject_complete(r->a);
  }
}

TEST(flat_map_ordered, the_turn_may_end_inside_of_next) {
  reenter_t r;
  reenter_open(&r, complete_a);
  reenter_run(&r,
              rill_pipe(rill_range(0, 2), rill_flat_map_ordered(rill_call_with(
                                              subject, rill_borrow(&r)))));
  rill_subject_next(r.a, rill_int(1));
  ck_assert_str_eq(r.text, "1 5");
  rill_subject_complete(r.b);
  ck_assert_str_eq(r.text, "1 5 |");
  reenter_close(&r);
}

TEST(flat_map_ordered, a_million_streams_need_no_stack) {
  rill_scheduler_t *clock = clock_new();
  probe_t one = {0}, slow = {.again = 1};
  probe_subscribe(&one, clock,
                  rill_pipe(rill_range(0, 1000000),
                            rill_flat_map_ordered(rill_call(list)),
                            rill_count()),
                  RILL_UNBOUNDED);
  ck_assert_str_eq(one.text, "2000000 |");
  probe_subscribe(&slow, clock,
                  rill_pipe(rill_range(0, 300),
                            rill_flat_map_ordered(rill_call(upto)),
                            rill_count()),
                  1);
  ck_assert_str_eq(slow.text, "44850 |");
  clock_close(clock);
}

TEST(flat_map_ordered, refuses_bad_arguments) {
  ck_operator_fails(rill_flat_map_ordered(rill_no_fn()), RILL_EINVAL,
                    "rill_flat_map_ordered", "function is NULL");
  ck_operator_fails(rill_flat_map_ordered(rill_call(list), .prefetch = -1),
                    RILL_EINVAL, "rill_flat_map_ordered", "prefetch is -1");
  ck_operator_fails(rill_flat_map_ordered(rill_call(number)), RILL_ETYPE,
                    "got int");
}
