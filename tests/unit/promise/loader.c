/* SPDX-License-Identifier: MIT */
/* loader: many loads, few calls. */
#include <stdlib.h>

#include "batches.h"
#include "support/failing.h"

TEST(loader, all_of_one_turn_is_one_call) {
  clock_open();
  rill_loader_t *loader = rill_loader_new(clock_, rill_call(tenfold));
  LOAD(loader, 1, "a");
  LOAD(loader, 2, "b");
  ck_log("");
  turn();
  ck_log("batch([1, 2]) a(10) b(20)");
  rill_unref(loader);
  clock_close();
}

static rill_value_t load_more(rill_value_t x, void *loader) {
  return P(rill_loader_load(loader, rill_int(rill_as_int(x) + 1)));
}

TEST(loader, handlers_of_the_same_turn_belong_to_it) {
  clock_open();
  rill_loader_t *loader = rill_loader_new(clock_, rill_call(tenfold));
  rill_promise_t *p =
      rill_then(resolved(0), rill_call(increment), rill_no_fn());
  WATCH(rill_then(p, FN(load_more, loader), rill_no_fn()), "a");
  LOAD(loader, 1, "b");
  turn();
  ck_log("batch([1, 2]) b(10) a(20)");
  rill_unref(loader);
  clock_close();
}

TEST(loader, what_an_answer_leads_to_is_the_next_call) {
  clock_open();
  rill_loader_t *loader = rill_loader_new(clock_, rill_call(tenfold));
  WATCH(rill_then(rill_loader_load(loader, rill_int(1)), FN(load_more, loader),
                  rill_no_fn()),
        "x");
  turn();
  ck_log("batch([1]) batch([11]) x(110)");
  rill_unref(loader);
  clock_close();
}

TEST(loader, a_key_of_one_turn_is_asked_for_once) {
  clock_open();
  rill_loader_t *kept = rill_loader_new(clock_, rill_call(tenfold));
  rill_loader_t *none =
      rill_loader_new(clock_, rill_call(tenfold), .cache = -1);
  rill_loader_t *small =
      rill_loader_new(clock_, rill_call(tenfold), .cache = 1);
  rill_loader_t *all[] = {kept, none, small};
  for (size_t i = 0; i < 3; i++) {
    LOAD(all[i], 1, "a");
    LOAD(all[i], 2, "b");
    LOAD(all[i], 1, "c");
    turn();
    ck_log("batch([1, 2]) a(10) c(10) b(20)");
    rill_unref(all[i]);
  }
  clock_close();
}

TEST(loader, splits_what_is_more_than_a_batch) {
  clock_open();
  rill_loader_t *loader =
      rill_loader_new(clock_, rill_call(tenfold), .max_batch = 2, .cache = -1);
  for (int64_t i = 1; i <= 5; i++)
    rill_unref(rill_loader_load(loader, rill_int(i)));
  LOAD(loader, 1, "again");
  turn();
  ck_log("batch([1, 2]) again(10) batch([3, 4]) batch([5])");
  rill_unref(loader);
  clock_close();
}

TEST(loader, load_many_gives_all_outcomes_in_order) {
  clock_open();
  rill_loader_t *loader = rill_loader_new(clock_, rill_call(tenfold));
  rill_promise_t *p = rill_loader_load_many(
      loader, LIST(rill_int(3), rill_int(-1), rill_int(3)));
  WATCH(rill_loader_load_many(loader, LIST(rill_int(5))), "one");
  WATCH(rill_loader_load_many(loader, one_to(0)), "none");
  turn();
  ck_log("none([]) batch([3, -1, 5]) one([50])");
  rill_value_t list = rill_promise_value(p);
  ck_assert_int_eq(rill_as_int(rill_list_get(list, 0)), 30);
  ck_assert_int_eq(rill_error_code(rill_as_error(rill_list_get(list, 1))),
                   RILL_ERANGE);
  ck_assert_int_eq(rill_as_int(rill_list_get(list, 2)), 30);
  rill_unref(p);
  rill_unref(loader);
  clock_close();
}

/* --- The moment ----------------------------------------------------------- */

static rill_value_t in_ten(void *name) {
  log_add(name, rill_none());
  return P(after(10, 0));
}

TEST(loader, the_moment_may_be_chosen) {
  clock_open();
  rill_loader_t *loader = rill_loader_new(clock_, rill_call(tenfold),
                                          .schedule = FN(in_ten, "when"));
  LOAD(loader, 1, "a");
  rill_virtual_advance_to(clock_, 9);
  LOAD(loader, 2, "b");
  rill_virtual_advance_to(clock_, 10);
  ck_log("when(none) batch([1, 2]) a(10) b(20)");
  LOAD(loader, 3, "c");
  rill_virtual_run(clock_);
  ck_log("when(none) batch([3]) c(30)");
  rill_unref(loader);
  clock_close();
}

static rill_value_t no_moment(void *unused) {
  (void) unused;
  return rill_fail(rill_error_new(RILL_ERANGE, "never"));
}

TEST(loader, a_failing_moment_rejects_all) {
  clock_open();
  rill_loader_t *loader = rill_loader_new(clock_, rill_call(tenfold),
                                          .schedule = rill_call(no_moment));
  LOAD(loader, 1, "a");
  turn();
  LOAD(loader, 1, "b");
  turn();
  ck_log("a(RILL_ERANGE) b(RILL_ERANGE)");
  rill_unref(loader);
  clock_close();
}

/* --- Life ----------------------------------------------------------------- */

TEST(loader, may_go_while_loads_are_under_way) {
  clock_open();
  rill_loader_t *loader = rill_loader_new(clock_, rill_call(tenfold_later));
  LOAD(loader, 1, "a");
  rill_unref(loader);
  rill_virtual_run(clock_);
  ck_log("batch([1]) a(10)");
  ck_assert_live(&rill_loader_type, 0);
  clock_close();
}

static rill_value_t same(rill_value_t keys, void *unused) {
  (void) unused;
  return rill_value_ref(keys);
}

TEST(loader, of_many) {
  enum { MANY = 100000 };
  clock_open();
  rill_value_t *keys = calloc(MANY, sizeof *keys);
  for (int64_t i = 0; i < MANY; i++) keys[i] = rill_int(i % 70000);
  rill_loader_t *loader = rill_loader_new(clock_, rill_call(same));
  rill_promise_t *p = rill_loader_load_many(loader, rill_list(keys, MANY));
  free(keys);
  turn();
  rill_value_t list = rill_promise_value(p);
  ck_assert_uint_eq(rill_list_length(list), MANY);
  ck_assert_int_eq(rill_as_int(rill_list_get(list, 99999)), 29999);
  rill_unref(p);
  rill_unref(loader);
  clock_close();
}

TEST(loader, every_failing_allocation_gives_an_error_and_leaks_nothing) {
  for (failing_mode_t mode = FAILING_ONE; mode <= FAILING_FROM; mode++)
    failing_each(mode) {
      clock_open();
      if (clock_ == NULL) continue;
      rill_loader_t *loader = rill_loader_new(
          clock_, rill_call_with(tenfold_later, rill_own("f", log_drop)),
          .cache = 2, .max_batch = 3,
          .schedule = rill_call_with(in_ten, rill_own("s", log_drop)));
      rill_promise_t *a = rill_loader_load(loader, rill_string("a"));
      rill_unref(rill_loader_load(loader, rill_string("b")));
      rill_unref(rill_loader_load(loader, rill_string("a")));
      rill_loader_prime(loader, rill_string("c"), rill_string("d"));
      rill_unref(rill_loader_load_many(loader, one_to(4)));
      turn();
      rill_promise_cancel(a);
      rill_unref(a);
      rill_virtual_run(clock_);
      rill_unref(loader);
      log_clear();
      clock_close();
    }
}
