/* SPDX-License-Identifier: MIT */
/* loader: many loads, few calls. */
#include <stdlib.h>

#include "promises.h"
#include "support/failing.h"

/* Ten times each key; an error for a negative one. */
static rill_value_t tenfold(rill_value_t keys, void *unused) {
  rill_value_t values[64];
  size_t count = rill_list_length(keys);
  (void) unused;
  log_add("batch", keys);
  for (size_t i = 0; i < count; i++) {
    int64_t key = rill_as_int(rill_list_get(keys, i));
    values[i] = key >= 0 ? rill_int(10 * key)
                         : rill_fail(rill_error_new(RILL_ERANGE, "negative"));
  }
  return rill_list_own(values, count);
}

/* The same, 5 ticks later. */
static rill_value_t tenfold_later(rill_value_t keys, void *unused) {
  return P(rill_promise_delay(clock_, 5, tenfold(keys, unused)));
}

#define LOAD(loader, key, name)                                                \
 WATCH(rill_loader_load((loader), rill_int(key)), name)

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

TEST(loader, keeps_what_came) {
  clock_open();
  rill_loader_t *loader = rill_loader_new(clock_, rill_call(tenfold));
  LOAD(loader, 1, "a");
  turn();
  LOAD(loader, 1, "b");
  LOAD(loader, 2, "c");
  turn();
  ck_log("batch([1]) a(10) b(10) batch([2]) c(20)");
  rill_unref(loader);
  clock_close();
}

TEST(loader, joins_what_is_on_its_way) {
  clock_open();
  rill_loader_t *loader = rill_loader_new(clock_, rill_call(tenfold_later));
  LOAD(loader, 1, "a");
  rill_virtual_advance_to(clock_, 3);
  LOAD(loader, 1, "b");
  rill_virtual_run(clock_);
  ck_log("batch([1]) a(10) b(10)");
  rill_unref(loader);
  clock_close();
}

TEST(loader, keeps_nothing_when_told_so) {
  clock_open();
  rill_loader_t *loader =
      rill_loader_new(clock_, rill_call(tenfold_later), .cache = -1);
  LOAD(loader, 1, "a");
  turn();
  LOAD(loader, 1, "b");
  rill_virtual_run(clock_);
  ck_log("batch([1]) batch([1]) a(10) b(10)");
  ck_assert_int_eq(rill_loader_prime(loader, rill_int(1), rill_int(2)),
                   RILL_EINVAL);
  rill_unref(loader);
  clock_close();
}

TEST(loader, forgets_what_was_used_longest_ago) {
  clock_open();
  rill_loader_t *loader =
      rill_loader_new(clock_, rill_call(tenfold), .cache = 2);
  LOAD(loader, 1, "a");
  LOAD(loader, 2, "b");
  turn();
  LOAD(loader, 1, "a");
  LOAD(loader, 3, "c");
  turn();
  log_clear();
  LOAD(loader, 1, "a");
  LOAD(loader, 2, "b");
  turn();
  ck_log("a(10) batch([2]) b(20)");
  rill_unref(loader);
  clock_close();
}

TEST(loader, holds_no_more_than_its_capacity) {
  clock_open();
  rill_loader_t *loader =
      rill_loader_new(clock_, rill_call(tenfold), .cache = 10);
  for (int64_t i = 0; i < 1000; i++) {
    rill_unref(rill_loader_load(loader, rill_int(i)));
    turn();
    log_clear();
  }
  ck_assert_uint_le(rill_live_objects(&rill_promise_type), 11);
  rill_unref(loader);
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

/* --- Errors --------------------------------------------------------------- */

TEST(loader, an_error_in_the_answer_is_that_keys_and_is_not_kept) {
  clock_open();
  rill_loader_t *loader = rill_loader_new(clock_, rill_call(tenfold));
  LOAD(loader, 1, "a");
  LOAD(loader, -1, "b");
  turn();
  ck_log("batch([1, -1]) a(10) b(RILL_ERANGE)");
  ck_assert_live(&rill_error_type, 0);
  LOAD(loader, -1, "c");
  turn();
  ck_log("batch([-1]) c(RILL_ERANGE)");
  rill_unref(loader);
  clock_close();
}

static rill_value_t give_promises(rill_value_t keys, void *unused) {
  (void) unused;
  log_add("batch", keys);
  return LIST(P(after(5, 1)), P(fails_after(6, RILL_ETYPE)));
}

TEST(loader, promises_in_the_answer_are_waited_for) {
  clock_open();
  rill_loader_t *loader = rill_loader_new(clock_, rill_call(give_promises));
  LOAD(loader, 1, "a");
  LOAD(loader, 2, "b");
  rill_virtual_run(clock_);
  ck_log("batch([1, 2]) a(1) b(RILL_ETYPE)");
  LOAD(loader, 1, "a");
  LOAD(loader, 2, "b");
  LOAD(loader, 3, "c");
  rill_virtual_run(clock_);
  ck_log("a(1) batch([2, 3]) b(1) c(RILL_ETYPE)");
  rill_unref(loader);
  clock_close();
}

static rill_value_t give_value(rill_value_t keys, void *value) {
  (void) keys;
  return rill_value_ref(*(rill_value_t *) value);
}

/* What two loads give when the batch function answers with `value`. */
#define ck_answer(value_, message)                                             \
 do {                                                                          \
  rill_value_t value = (value_);                                               \
  rill_loader_t *loader = rill_loader_new(clock_, FN(give_value, &value));     \
  rill_promise_t *a = rill_loader_load(loader, rill_int(1));                   \
  rill_promise_t *b = rill_loader_load(loader, rill_int(2));                   \
  WATCH(rill_ref(a), "a");                                                     \
  WATCH(rill_ref(b), "b");                                                     \
  rill_virtual_run(clock_);                                                    \
  ck_refused(a, message);                                                      \
  ck_refused(b, message);                                                      \
  rill_value_unref(value);                                                     \
  rill_unref(loader);                                                          \
 } while (0)

TEST(loader, an_answer_of_another_length_rejects_all) {
  clock_open();
  ck_answer(one_to(3), "rill_loader_load: the batch function gave a list of 3 "
                       "for 2 keys (must be as long)");
  ck_log("a(RILL_EINVAL) b(RILL_EINVAL)");
  ck_answer(rill_int(3), "rill_loader_load: the batch function gave int for 2 "
                         "keys (must be a list)");
  ck_log("a(RILL_ETYPE) b(RILL_ETYPE)");
  clock_close();
}

TEST(loader, a_failure_rejects_all) {
  clock_open();
  ck_answer(rill_fail(rill_error_new(RILL_ERANGE, "database is down")),
            "database is down");
  ck_log("a(RILL_ERANGE) b(RILL_ERANGE)");
  ck_answer(P(fails_after(5, RILL_ERANGE)), "late");
  ck_log("a(RILL_ERANGE) b(RILL_ERANGE)");
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

/* --- What is kept --------------------------------------------------------- */

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

TEST(loader, clear_forgets_a_key) {
  clock_open();
  rill_loader_t *loader = rill_loader_new(clock_, rill_call(tenfold_later));
  LOAD(loader, 1, "a");
  LOAD(loader, 2, "b");
  turn();
  rill_loader_clear(loader, rill_int(1));
  rill_loader_clear(loader, rill_int(9));
  LOAD(loader, 1, "c");
  LOAD(loader, 2, "d");
  rill_virtual_run(clock_);
  ck_log("batch([1, 2]) batch([1]) a(10) b(20) d(20) c(10)");
  rill_loader_clear_all(loader);
  LOAD(loader, 1, "e");
  LOAD(loader, 2, "f");
  rill_virtual_run(clock_);
  ck_log("batch([1, 2]) e(10) f(20)");
  rill_unref(loader);
  clock_close();
}

TEST(loader, clear_within_the_turn_asks_twice) {
  clock_open();
  rill_loader_t *loader = rill_loader_new(clock_, rill_call(tenfold));
  LOAD(loader, 1, "a");
  rill_loader_clear(loader, rill_int(1));
  LOAD(loader, 1, "b");
  turn();
  ck_log("batch([1, 1]) a(10) b(10)");
  rill_unref(loader);
  clock_close();
}

TEST(loader, prime_keeps_a_value_that_was_not_asked_for) {
  clock_open();
  rill_loader_t *loader = rill_loader_new(clock_, rill_call(tenfold));
  ck_assert_int_eq(
      rill_loader_prime(loader, rill_string("k"), rill_string("v")), 0);
  ck_assert_int_eq(
      rill_loader_prime(loader, rill_string("k"), rill_string("w")),
      RILL_EALREADY);
  ck_assert_int_eq(rill_loader_prime(loader, rill_int(1),
                                     rill_fail(rill_error_new(7, "no"))),
                   RILL_EINVAL);
  ck_assert_int_eq(rill_loader_prime(NULL, rill_string("k"), rill_string("v")),
                   RILL_EINVAL);
  ck_assert_int_eq(rill_loader_prime(loader, rill_int(2), P(after(5, 7))), 0);
  WATCH(rill_loader_load(loader, rill_string("k")), "k");
  LOAD(loader, 2, "two");
  rill_virtual_run(clock_);
  ck_log("k(v) two(7)");
  rill_unref(loader);
  clock_close();
}

/* --- Cancelling ----------------------------------------------------------- */

TEST(loader, a_key_that_nobody_waits_for_is_taken_out) {
  clock_open();
  rill_loader_t *loader = rill_loader_new(clock_, rill_call(tenfold));
  rill_promise_t *a = rill_loader_load(loader, rill_int(1));
  rill_promise_t *b = rill_loader_load(loader, rill_int(1));
  rill_promise_t *c = rill_loader_load(loader, rill_int(2));
  rill_promise_t *d = rill_loader_load(loader, rill_int(3));
  rill_promise_cancel(a);
  rill_promise_cancel(c);
  WATCH(a, "a");
  WATCH(b, "b");
  WATCH(c, "c");
  WATCH(d, "d");
  turn();
  ck_log("a(RILL_ECANCELED) c(RILL_ECANCELED) batch([1, 3]) b(10) d(30)");
  LOAD(loader, 2, "e");
  turn();
  ck_log("batch([2]) e(20)");
  rill_unref(loader);
  clock_close();
}

TEST(loader, a_batch_that_nobody_waits_for_is_not_called) {
  clock_open();
  rill_loader_t *loader = rill_loader_new(clock_, rill_call(tenfold));
  rill_promise_t *a = rill_loader_load(loader, rill_int(1));
  rill_promise_cancel(a);
  rill_unref(a);
  turn();
  ck_log("");
  LOAD(loader, 1, "b");
  turn();
  ck_log("batch([1]) b(10)");
  rill_unref(loader);
  clock_close();
}

static rill_value_t give_work(rill_value_t keys, void *work) {
  log_add("batch", keys);
  return P(rill_ref((rill_promise_t *) work));
}

TEST(loader, a_call_that_nobody_waits_for_is_cancelled) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *work = pending(&d);
  rill_deferred_on_cancel(d, FN(note0, "stop"));
  rill_loader_t *loader = rill_loader_new(clock_, FN(give_work, work));
  rill_promise_t *a = rill_loader_load(loader, rill_int(1));
  rill_promise_t *b = rill_loader_load(loader, rill_int(2));
  turn();
  rill_promise_cancel(a);
  ck_log("batch([1, 2])");
  rill_promise_cancel(b);
  ck_log("stop(none)");
  WATCH(a, "a");
  WATCH(b, "b");
  turn();
  ck_log("a(RILL_ECANCELED) b(RILL_ECANCELED)");
  rill_unref(work);
  rill_unref(d);
  rill_unref(loader);
  clock_close();
}

TEST(loader, one_cancelled_on_the_way_leaves_the_others) {
  clock_open();
  rill_loader_t *loader = rill_loader_new(clock_, rill_call(tenfold_later));
  rill_promise_t *a = rill_loader_load(loader, rill_int(1));
  LOAD(loader, 2, "b");
  turn();
  rill_promise_cancel(a);
  WATCH(a, "a");
  rill_virtual_run(clock_);
  ck_log("batch([1, 2]) a(RILL_ECANCELED) b(20)");
  rill_unref(loader);
  clock_close();
}

TEST(loader, a_timeout_cancels_what_it_gave_up_on) {
  clock_open();
  rill_loader_t *loader = rill_loader_new(clock_, rill_call(tenfold_later));
  WATCH(rill_promise_timeout(rill_loader_load(loader, rill_int(1)), 3), "x");
  ck_assert_int_eq(rill_virtual_run(clock_), 3);
  ck_log("batch([1]) x(RILL_ETIMEDOUT)");
  rill_unref(loader);
  clock_close();
}

struct canceling {
  rill_promise_t *load;
};

static rill_value_t cancel_load(rill_value_t keys, void *context) {
  rill_promise_cancel(((struct canceling *) context)->load);
  return tenfold_later(keys, NULL);
}

TEST(loader, cancelled_inside_of_the_batch_function) {
  clock_open();
  struct canceling canceling;
  rill_loader_t *loader = rill_loader_new(clock_, FN(cancel_load, &canceling));
  canceling.load = rill_loader_load(loader, rill_int(1));
  turn();
  WATCH(canceling.load, "x");
  ck_assert_int_eq(rill_virtual_run(clock_), 0);
  ck_log("batch([1]) x(RILL_ECANCELED)");
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

TEST(loader, refuses_bad_arguments) {
  clock_open();
  rill_loader_t *loader = rill_loader_new(clock_, rill_call(two));
  ck_refused(rill_loader_load(loader, rill_string("k")),
             "rill_loader_new: batch takes 2 arguments (must be 1)");
  rill_unref(loader);
  loader = rill_loader_new(clock_, rill_call(tenfold), .max_batch = -1);
  ck_refused(rill_loader_load(loader, rill_int(1)),
             "rill_loader_new: max_batch is -1 (must be >= 0)");
  rill_unref(loader);
  loader = rill_loader_new(clock_, rill_call(tenfold), .schedule = NOTE("s"));
  ck_refused(rill_loader_load_many(loader, one_to(2)),
             "rill_loader_new: schedule takes 1 arguments (must be 0)");
  rill_unref(loader);
  loader = rill_loader_new(NULL, rill_call(tenfold));
  ck_refused(rill_loader_load(loader, rill_int(1)),
             "rill_loader_new: the scheduler is NULL");
  rill_unref(loader);
  loader = rill_loader_new(clock_, rill_call(tenfold));
  ck_refused(rill_loader_load_many(loader, rill_int(1)),
             "rill_loader_load_many: keys is int (must be a list)");
  ck_refused(rill_loader_load(loader, rill_fail(rill_error_new(7, "bad key"))),
             "bad key");
  rill_unref(loader);
  ck_refused(rill_loader_load(NULL, rill_string("k")),
             "rill_loader_load: the loader is NULL");
  rill_loader_clear(NULL, rill_int(1));
  rill_loader_clear_all(NULL);
  turn();
  ck_log("");
  clock_close();
}

TEST(loader, refuses_a_promise_of_another_scheduler) {
  clock_open();
  rill_scheduler_t *other = rill_virtual_scheduler_new();
  rill_value_t far = P(rill_promise_resolve(other, rill_int(1)));
  ck_answer(far, "rill_loader_load: a promise to wait for lives on another "
                 "scheduler (virtual) than the result (virtual)");
  ck_log("a(RILL_EWRONGTHREAD) b(RILL_EWRONGTHREAD)");
  rill_scheduler_close(other);
  clock_close();
}

TEST(loader, closing_rejects_what_is_under_way) {
  clock_open();
  rill_loader_t *loader = rill_loader_new(clock_, rill_call(tenfold_later));
  rill_promise_t *a = rill_loader_load(loader, rill_int(1));
  turn();
  rill_promise_t *b = rill_loader_load(loader, rill_int(2));
  clock_close();
  rill_promise_t *c = rill_loader_load(loader, rill_int(3));
  rill_promise_t *all[] = {a, b, c};
  for (size_t i = 0; i < 3; i++) {
    ck_assert_int_eq(rill_error_code(rill_promise_error(all[i])), RILL_ECLOSED);
    rill_unref(all[i]);
  }
  rill_unref(loader);
  ck_log("batch([1])");
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
