/* SPDX-License-Identifier: MIT */
/* loader: what a batch function, or a program, may do wrong. */
#include "batches.h"

TEST(loader_errors, an_error_in_the_answer_is_that_keys_and_is_not_kept) {
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

TEST(loader_errors, promises_in_the_answer_are_waited_for) {
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

TEST(loader_errors, an_answer_of_another_length_rejects_all) {
  clock_open();
  ck_answer(one_to(3), "rill_loader_load: the batch function gave a list of 3 "
                       "for 2 keys (must be as long)");
  ck_log("a(RILL_EINVAL) b(RILL_EINVAL)");
  ck_answer(rill_int(3), "rill_loader_load: the batch function gave int for 2 "
                         "keys (must be a list)");
  ck_log("a(RILL_ETYPE) b(RILL_ETYPE)");
  clock_close();
}

TEST(loader_errors, a_failure_rejects_all) {
  clock_open();
  ck_answer(rill_fail(rill_error_new(RILL_ERANGE, "database is down")),
            "database is down");
  ck_log("a(RILL_ERANGE) b(RILL_ERANGE)");
  ck_answer(P(fails_after(5, RILL_ERANGE)), "late");
  ck_log("a(RILL_ERANGE) b(RILL_ERANGE)");
  clock_close();
}

TEST(loader_errors, refuses_bad_arguments) {
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

TEST(loader_errors, refuses_a_promise_of_another_scheduler) {
  clock_open();
  rill_scheduler_t *other = rill_virtual_scheduler_new();
  rill_value_t far = P(rill_promise_resolve(other, rill_int(1)));
  ck_answer(far, "rill_loader_load: a promise to wait for lives on another "
                 "scheduler (virtual) than the result (virtual)");
  ck_log("a(RILL_EWRONGTHREAD) b(RILL_EWRONGTHREAD)");
  rill_scheduler_close(other);
  clock_close();
}

TEST(loader_errors, closing_rejects_what_is_under_way) {
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
