/* SPDX-License-Identifier: MIT */
/* sort: in order, and stable. */
#include "support/asking.h"
#include "support/failing.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

#include <uv.h>

static rill_value_t descending(rill_value_t a, rill_value_t b, void *context) {
  (void) context;
  return rill_int(rill_value_compare(b, a));
}

TEST(sort, gives_the_least_first) {
  ck_marbles("-3-1-2-|", rill_sort(), "-------(123|)");
  ck_marbles_stepwise("-3-1-2-|", rill_sort(), "-------(123|)");
  ck_marbles("(31452|)", rill_sort(), "(12345|)");
  ck_marbles("-1-|", rill_sort(), "---(1|)");
  ck_marbles("--|", rill_sort(), "--|");
}

TEST(sort, compares_values) {
  ck_marbles("b{1.5}a2|", rill_sort(), "@8:({1.5}2ab|)");
}

TEST(sort, compares_as_it_is_told) {
  ck_marbles("(31452|)", rill_sort(rill_call(descending)), "(54321|)");
}

static rill_value_t by_first(rill_value_t a, rill_value_t b, void *context) {
  (void) context;
  return rill_int(rill_as_int(rill_list_get(a, 0)) -
                  rill_as_int(rill_list_get(b, 0)));
}

TEST(sort, keeps_the_order_of_equal_items) {
  ck_marbles("[2,1][1,1][2,2][1,2][2,3]|", rill_sort(rill_call(by_first)),
             "@25:([1,1][1,2][2,1][2,2][2,3]|)");
}

TEST(sort, gives_what_is_asked_for) {
  ck_asking("321|", rill_sort(), "-----(12)@9:(3|)", {5, 2}, {9, 1});
  ck_asking("321|", rill_sort(), "---1-@7:(23|)", {-1, 1}, {7, 9});
  ck_marbles_with("(4321|)", rill_sort(), "(12!)", .cancel_after = 2);
  ck_source(rill_pipe(rill_of(rill_string("b"), rill_string("a")), rill_sort(),
                      rill_take(1)),
            "(a|)");
}

TEST(sort, fails_beyond_its_capacity) {
  ck_marbles("-2-1-|", rill_sort(.capacity = 2), "-----(12|)");
  ck_marbles("-2-1-3-|", rill_sort(.capacity = 2), "-----#");
  ck_fails(rill_pipe(rill_range(1, 3), rill_sort(.capacity = 2)),
           RILL_EOVERFLOW, "rill_sort: more than 2 items");
}

TEST(sort, passes_an_error_on) { ck_marbles("-1-#", rill_sort(), "---#"); }

static rill_value_t spill_at_3(rill_value_t a, rill_value_t b, void *context) {
  (void) context;
  if (strcmp(rill_as_string(a), "3") == 0)
    return rill_fail(rill_error_new(7, "spilt"));
  return rill_int(rill_value_compare(a, b));
}

TEST(sort, fails_with_its_function) {
  ck_marbles("{\"4\"}{\"1\"}{\"2\"}{\"3\"}|", rill_sort(rill_call(spill_at_3)),
             "@20:#");
}

/* What the numbers 0, 1, 2… become, without order. */
static rill_value_t scatter(rill_value_t item, void *context) {
  (void) context;
  return rill_int(rill_as_int(item) * 7919 % 100003);
}

static rill_value_t in_order(rill_value_t before, rill_value_t item,
                             void *context) {
  (void) context;
  if (rill_value_compare(before, item) <= 0) return rill_value_ref(item);
  return rill_fail(rill_error_new(1, "not in order"));
}

static rill_value_t counted(rill_value_t a, rill_value_t b, void *context) {
  ++*(int64_t *) context;
  return rill_int(rill_value_compare(a, b));
}

TEST(sort, sorts_many_in_n_log_n) {
  int64_t calls = 0;
  probe_t probe = {0};
  rill_fn_t cmp = rill_call_with(counted, rill_borrow(&calls));
  rill_observable_t *flow =
      rill_pipe(rill_range(0, 100003), rill_map(rill_call(scatter)),
                rill_sort(cmp), rill_reduce(rill_call(in_order)));
  ck_assert_str_eq(probe_run(&probe, flow), "100002 |");
  ck_assert_int_le(calls, 100003 * 17);
}

struct stop {
  probe_t probe;
  int left;
};

static rill_value_t canceling(rill_value_t a, rill_value_t b, void *context) {
  struct stop *stop = context;
  if (--stop->left == 0) rill_cancel(stop->probe.subscription);
  return rill_int(rill_value_compare(a, b));
}

TEST(sort, may_be_canceled_by_its_function) {
  for (int call = 1; call <= 10; call++) {
    struct stop stop = {.left = call};
    rill_scheduler_t *clock = clock_new();
    rill_fn_t cmp = rill_call_with(canceling, rill_borrow(&stop));
    probe_subscribe(&stop.probe, clock,
                    rill_pipe(rill_from_marbles("cedabhfg|"), rill_sort(cmp)),
                    9);
    rill_virtual_run(clock);
    ck_assert_str_eq(stop.probe.text, "");
    ck_assert_int_eq(stop.probe.released, 1);
    clock_close(clock);
  }
}

struct breath {
  rill_scheduler_t *here;
  int items, at;
};

static rill_value_t note_breath(void *context) {
  struct breath *breath = context;
  breath->at = breath->items;
  return rill_none();
}

static void work(rill_value_t item, void *context) {
  struct breath *breath = context;
  (void) item;
  if (breath->items++ != 300) return;
  rill_post(breath->here, rill_call_with(note_breath, rill_borrow(breath)));
  uv_sleep(12);
}

TEST(sort, gives_way_to_the_loop) {
  struct breath breath = {.here = rill_immediate_scheduler_new()};
  rill_observable_t *flow = rill_pipe(rill_range(0, 1000), rill_sort());
  rill_unref(
      rill_subscribe(breath.here, flow, .next = work, .context = &breath));
  ck_assert_int_eq(breath.items, 1000);
  ck_assert_int_lt(breath.at, 1000);
  rill_scheduler_close(breath.here);
}

TEST(sort, refuses_bad_arguments) {
  ck_operator_fails(rill_sort(.capacity = -1), RILL_EINVAL,
                    "rill_sort: capacity is -1 (must be >= 0)");
  ck_operator_fails(rill_sort(rill_call(scatter)), RILL_EINVAL,
                    "rill_sort: cmp takes 1 arguments (must take 2)");
}
