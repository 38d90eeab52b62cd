/* SPDX-License-Identifier: MIT */
/* loader: what is kept of the answers, and for how long. */
#include "batches.h"

TEST(loader_cache, keeps_what_came) {
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

TEST(loader_cache, joins_what_is_on_its_way) {
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

TEST(loader_cache, keeps_nothing_when_told_so) {
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

TEST(loader_cache, forgets_what_was_used_longest_ago) {
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

TEST(loader_cache, holds_no_more_than_its_capacity) {
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

TEST(loader_cache, clear_forgets_a_key) {
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

TEST(loader_cache, clear_within_the_turn_asks_twice) {
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

TEST(loader_cache, prime_keeps_a_value_that_was_not_asked_for) {
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
