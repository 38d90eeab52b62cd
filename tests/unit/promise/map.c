/* SPDX-License-Identifier: MIT */
/* map: a function of each item of a list, so many at once. */
#include "promises.h"
#include "support/failing.h"

#include <stdlib.h>

/* Takes x ticks, and gives 10 x. */
static rill_value_t tenfold(rill_value_t x, void *unused) {
  int64_t i = rill_as_int(x);
  (void) unused;
  log_add("begin", x);
  return P(after(i, 10 * i));
}

TEST(promise_map, keeps_the_order_of_the_list) {
  clock_open();
  WATCH(rill_promise_map(clock_, LIST(rill_int(3), rill_int(1), rill_int(2)),
                         rill_call(tenfold)),
        "x");
  ck_log("");
  turn();
  ck_log("begin(3) begin(1) begin(2)");
  rill_virtual_advance_to(clock_, 2);
  ck_log("");
  rill_virtual_advance_to(clock_, 3);
  ck_log("x([30, 10, 20])");
  clock_close();
}

TEST(promise_map, holds_so_many_under_way_at_most) {
  clock_open();
  WATCH(rill_promise_map(
            clock_, LIST(rill_int(2), rill_int(1), rill_int(2), rill_int(1)),
            rill_call(tenfold), .concurrency = 2),
        "x");
  turn();
  ck_log("begin(2) begin(1)");
  rill_virtual_advance_to(clock_, 1);
  ck_log("begin(2)");
  rill_virtual_advance_to(clock_, 2);
  ck_log("begin(1)");
  rill_virtual_advance_to(clock_, 3);
  ck_log("x([20, 10, 20, 10])");
  clock_close();
}

static size_t under_way, most;

static rill_value_t leave(void *unused) {
  (void) unused;
  under_way--;
  return rill_none();
}

static rill_value_t count_in(rill_value_t x, void *unused) {
  (void) unused;
  if (++under_way > most) most = under_way;
  return P(rill_promise_finally(after(1, rill_as_int(x)), rill_call(leave)));
}

TEST(promise_map, holds_sixteen_by_default) {
  clock_open();
  under_way = most = 0;
  rill_promise_t *p = rill_promise_map(clock_, one_to(50), rill_call(count_in));
  rill_virtual_run(clock_);
  ck_assert_uint_eq(most, 16);
  ck_assert_uint_eq(rill_list_length(rill_promise_value(p)), 50);
  rill_unref(p);
  clock_close();
}

TEST(promise_map, takes_plain_values_as_well) {
  clock_open();
  WATCH(rill_promise_map(clock_, one_to(3), rill_call(increment)), "x");
  WATCH(rill_promise_map(clock_, one_to(0), rill_call(increment)), "y");
  turn();
  ck_log("x([2, 3, 4]) y([])");
  clock_close();
}

TEST(promise_map, waits_for_items_that_are_promises) {
  clock_open();
  WATCH(rill_promise_map(clock_,
                         LIST(P(after(5, 1)), rill_int(2), P(resolved(3))),
                         NOTE("f"), .concurrency = 2),
        "x");
  turn();
  ck_log("f(2) f(3)");
  rill_virtual_run(clock_);
  ck_log("f(1) x([1, 2, 3])");
  clock_close();
}

TEST(promise_map, waits_for_a_promise_of_a_list) {
  clock_open();
  rill_promise_t *list = rill_promise_delay(clock_, 5, one_to(2));
  WATCH(rill_promise_map(clock_, P(list), rill_call(increment)), "x");
  WATCH(rill_promise_map(clock_, P(fails_after(6, RILL_ERANGE)),
                         rill_call(increment)),
        "y");
  rill_virtual_advance_to(clock_, 5);
  ck_log("x([2, 3])");
  rill_virtual_run(clock_);
  ck_log("y(RILL_ERANGE)");
  clock_close();
}

static rill_value_t odd_fails(rill_value_t x, void *unused) {
  (void) unused;
  log_add("f", x);
  if (rill_as_int(x) % 2 == 0) return P(after(10, 1));
  return rill_fail(rill_error_new(RILL_ERANGE, "odd"));
}

TEST(promise_map, ends_at_the_first_failure) {
  clock_open();
  WATCH(rill_promise_map(clock_, LIST(rill_int(2), rill_int(1), rill_int(4)),
                         rill_call(odd_fails), .concurrency = 2),
        "x");
  ck_assert_int_eq(rill_virtual_run(clock_), 0);
  ck_log("f(2) f(1) x(RILL_ERANGE)");
  clock_close();
}

TEST(promise_map, a_failure_cancels_what_is_under_way_and_the_rest) {
  clock_open();
  rill_deferred_t *d, *e;
  rill_promise_t *begun = pending(&d), *rest = pending(&e);
  rill_deferred_on_cancel(d, FN(note0, "begun"));
  rill_deferred_on_cancel(e, FN(note0, "rest"));
  WATCH(rill_promise_map(clock_, LIST(P(begun), P(rejected(7)), P(rest)),
                         NOTE("never"), .concurrency = 2),
        "x");
  turn();
  ck_log("begun(none) rest(none) x(error)");
  rill_unref(d);
  rill_unref(e);
  clock_close();
}

TEST(promise_map, rejected_items_that_wait_for_their_turn_are_handled) {
  clock_open();
  WATCH(rill_promise_map(clock_,
                         LIST(P(after(10, 1)), P(fails_after(5, RILL_ETYPE))),
                         NOTE("f"), .concurrency = 1),
        "x");
  rill_virtual_run(clock_);
  ck_log("f(1) x(RILL_ETYPE)");
  clock_close();
}

/* What is under way is cancelled; what somebody else waits for is not. */
TEST(promise_map, cancelling_it_cancels_what_nobody_else_waits_for) {
  clock_open();
  rill_deferred_t *d, *e, *g;
  rill_promise_t *mine = pending(&d), *shared = pending(&e),
                 *rest = pending(&g);
  rill_deferred_on_cancel(d, FN(note0, "mine"));
  rill_deferred_on_cancel(e, FN(note0, "shared"));
  rill_deferred_on_cancel(g, FN(note0, "rest"));
  WATCH(rill_ref(shared), "other");
  rill_promise_t *p =
      rill_promise_map(clock_, LIST(P(mine), P(shared), P(rest)), NOTE("never"),
                       .concurrency = 2);
  turn();
  rill_promise_cancel(p);
  ck_log("mine(none) rest(none)");
  WATCH(p, "x");
  turn();
  ck_log("x(RILL_ECANCELED)");
  rill_unref(d);
  rill_unref(e);
  rill_unref(g);
  turn();
  ck_log("other(RILL_EBROKEN)");
  clock_close();
}

TEST(promise_map, cancelled_before_it_has_begun) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *item = pending(&d);
  rill_deferred_on_cancel(d, FN(note0, "item"));
  rill_promise_t *p = rill_promise_map(clock_, LIST(P(item)), NOTE("never"));
  rill_promise_t *q = rill_promise_map(clock_, P(after(5, 1)), NOTE("never"));
  rill_promise_cancel(p);
  rill_promise_cancel(q);
  ck_log("item(none)");
  WATCH(p, "p");
  WATCH(q, "q");
  ck_assert_int_eq(rill_virtual_run(clock_), 0);
  ck_log("p(RILL_ECANCELED) q(RILL_ECANCELED)");
  rill_unref(d);
  clock_close();
}

struct inside {
  rill_promise_t *self, *work;
};

static rill_value_t cancel_and_give(rill_value_t x, void *context) {
  struct inside *inside = context;
  log_add("f", x);
  rill_promise_cancel(inside->self);
  return P(inside->work);
}

TEST(promise_map, cancelled_inside_of_f) {
  clock_open();
  rill_deferred_t *d;
  struct inside inside = {NULL, pending(&d)};
  rill_deferred_on_cancel(d, FN(note0, "stop"));
  inside.self =
      rill_promise_map(clock_, one_to(3), FN(cancel_and_give, &inside));
  WATCH(rill_ref(inside.self), "x");
  turn();
  rill_unref(inside.self);
  rill_unref(d);
  ck_log("f(1) stop(none) x(RILL_ECANCELED)");
  clock_close();
}

static rill_value_t give_slot(rill_value_t x, void *slot) {
  (void) x;
  return P(rill_ref(*(rill_promise_t **) slot));
}

TEST(promise_map, f_must_not_return_the_result_itself) {
  clock_open();
  rill_promise_t *self = NULL;
  self = rill_promise_map(clock_, one_to(1), FN(give_slot, &self));
  turn();
  ck_refused(self, "rill_promise_map: a function returned the very promise");
  clock_close();
}

TEST(promise_map, refuses_bad_arguments) {
  clock_open();
  ck_refused(rill_promise_map(clock_, one_to(2), rill_call(two)),
             "rill_promise_map: f takes 2 arguments (must be 1)");
  ck_refused(rill_promise_map(clock_, one_to(2), rill_no_fn()),
             "rill_promise_map: f is missing");
  ck_refused(rill_promise_map_opts(clock_, one_to(2), NULL),
             "rill_promise_map: f is missing");
  ck_refused(rill_promise_map(clock_, one_to(2), NOTE("f"), .concurrency = -1),
             "rill_promise_map: concurrency is -1 (must be >= 0)");
  ck_refused(rill_promise_map(NULL, one_to(2), NOTE("f")),
             "rill_promise_map: the scheduler is NULL");
  rill_promise_t *p = rill_promise_map(clock_, rill_int(2), NOTE("f"));
  turn();
  ck_log("unhandled(RILL_ETYPE)");
  ck_refused(p, "rill_promise_map: list is int (must be a list)");
  clock_close();
}

static rill_value_t give_far(rill_value_t x, void *scheduler) {
  return P(rill_promise_resolve(scheduler, rill_value_ref(x)));
}

TEST(promise_map, refuses_promises_of_another_scheduler) {
  clock_open();
  rill_scheduler_t *other = rill_virtual_scheduler_new();
  rill_promise_t *far = rill_promise_resolve(other, rill_int(1));
  rill_promise_t *p =
      rill_promise_map(clock_, LIST(rill_int(1), P(far)), NOTE("never"));
  rill_promise_t *q = rill_promise_map(clock_, one_to(1), FN(give_far, other));
  WATCH(rill_ref(p), "p");
  WATCH(rill_ref(q), "q");
  turn();
  ck_log("p(RILL_EWRONGTHREAD) q(RILL_EWRONGTHREAD)");
  ck_refused(p, "rill_promise_map: the promise list[1] lives on another "
                "scheduler (virtual) than the result (virtual)");
  ck_refused(q, "rill_promise_map: a promise to wait for lives on another");
  rill_scheduler_close(other);
  clock_close();
}

TEST(promise_map, of_a_million_needs_no_stack) {
  enum { MANY = 1000000 };
  clock_open();
  rill_value_t *items = calloc(MANY, sizeof *items);
  for (int64_t i = 0; i < MANY; i++) items[i] = rill_int(i);
  rill_promise_t *p =
      rill_promise_map(clock_, rill_list(items, MANY), rill_call(increment));
  free(items);
  turn();
  rill_value_t list = rill_promise_value(p);
  ck_assert_uint_eq(rill_list_length(list), MANY);
  ck_assert_int_eq(rill_as_int(rill_list_get(list, MANY - 1)), MANY);
  rill_unref(p);
  clock_close();
}

static int64_t ticks, seen;

static rill_value_t slow(rill_value_t x, void *unused) {
  (void) unused;
  rill_time_t end = rill_now(clock_) + RILL_MS(1) / 4;
  while (rill_now(clock_) < end) continue;
  seen = ticks;
  return rill_value_ref(x);
}

static rill_value_t tick(void *unused) {
  (void) unused;
  ticks++;
  return rill_none();
}

TEST(promise_map, lets_a_loop_breathe) {
  ticks = seen = 0;
  clock_ = rill_immediate_scheduler_new();
  rill_promise_t *p =
      rill_promise_map(clock_, one_to(100), rill_call(slow), .concurrency = 1);
  rill_post_after(clock_, RILL_MS(1), rill_call(tick));
  rill_value_t list = rill_promise_wait(p, RILL_TIME_NEVER);
  ck_assert_int_eq(seen, 1);
  ck_assert_uint_eq(rill_list_length(list), 100);
  rill_value_unref(list);
  clock_close();
}

static rill_value_t close_clock(rill_value_t x, void *unused) {
  (void) unused;
  log_add("close", x);
  clock_close();
  return rill_int(1);
}

TEST(promise_map, closing_ends_it) {
  clock_open();
  WATCH(rill_promise_map(clock_, one_to(3), NOTE("never")), "never");
  rill_promise_t *p =
      rill_promise_map(clock_, LIST(P(after(5, 1))), NOTE("never"));
  clock_close();
  ck_log("");
  ck_assert_int_eq(rill_error_code(rill_promise_error(p)), RILL_ECLOSED);
  rill_unref(p);
  clock_open();
  rill_scheduler_t *kept = rill_ref(clock_);
  p = rill_promise_map(clock_, one_to(3), rill_call(close_clock));
  rill_virtual_run(clock_);
  ck_assert(!rill_promise_is_pending(p));
  rill_unref(p);
  rill_unref(kept);
}

TEST(promise_map, every_failing_allocation_gives_an_error_and_leaks_nothing) {
  for (failing_mode_t mode = FAILING_ONE; mode <= FAILING_FROM; mode++)
    failing_each(mode) {
      clock_open();
      if (clock_ == NULL) continue;
      rill_promise_t *p = rill_promise_map(
          clock_,
          LIST(P(after(2, 1)), rill_int(2), P(resolved(3)), rill_int(4)),
          rill_call_with(tenfold, rill_own("f", log_drop)), .concurrency = 2);
      rill_unref(rill_promise_map(clock_, one_to(4), rill_call(tenfold)));
      rill_virtual_advance_to(clock_, 3);
      rill_promise_cancel(p);
      rill_unref(p);
      rill_virtual_run(clock_);
      clock_close();
    }
}
