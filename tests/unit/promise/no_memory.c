/* SPDX-License-Identifier: MIT */
/* Without memory: for each function that makes a promise, every allocation
 * fails in turn. The promise is rejected with RILL_ENOMEM or works, contexts
 * are dropped once, and nothing is left. */
#include "promises.h"
#include "support/failing.h"

static int contexts, drops;

static void on_drop(void *unused) {
  (void) unused;
  drops++;
}
static rill_context_t owned(void) {
  static char context;
  contexts++;
  return rill_own(&context, on_drop);
}

static rill_value_t pass(rill_value_t x, void *unused) {
  (void) unused;
  return rill_value_ref(x);
}
static rill_value_t made(void *unused) {
  (void) unused;
  return rill_object(resolved(1));
}
static rill_value_t wait_a_bit(rill_value_t x, void *unused) {
  (void) unused;
  return rill_object(rill_promise_delay(clock_, 1, rill_value_ref(x)));
}
static rill_fn_t handler(void) { return rill_call_with(pass, owned()); }
static rill_fn_t slow(void) { return rill_call_with(wait_a_bit, owned()); }

static rill_promise_t *by_resolve(void) { return resolved(1); }
static rill_promise_t *by_reject(void) { return rejected(RILL_ENOMEM); }
static rill_promise_t *by_try(void) {
  return rill_promise_try(clock_, rill_call_with(made, owned()));
}
static rill_promise_t *by_delay(void) { return after(1, 1); }
static rill_promise_t *by_deferred(void) {
  rill_deferred_t *d;
  rill_promise_t *p = pending(&d);
  rill_deferred_on_cancel(d, rill_call_with(made, owned()));
  rill_deferred_resolve(d, rill_object(after(1, 1)));
  rill_unref(d);
  return p;
}
static rill_promise_t *by_then(void) {
  return rill_then(after(1, 1), handler(), handler());
}
static rill_promise_t *by_then_of_a_settled_one(void) {
  rill_promise_t *p = resolved(1);
  rill_unref(rill_then(rill_ref(p), slow(), rill_no_fn()));
  return rill_then(p, slow(), rill_no_fn());
}
static rill_promise_t *by_catch(void) {
  return rill_promise_catch(fails_after(1, RILL_ENOMEM), slow());
}
static rill_promise_t *by_finally(void) {
  return rill_promise_finally(after(1, 1), slow());
}
static rill_promise_t *by_tap(void) {
  return rill_promise_tap(after(1, 1), slow());
}
static rill_promise_t *by_timeout(void) {
  return rill_promise_timeout(after(1, 1), 5);
}
static rill_promise_t *by_shield(void) {
  return rill_promise_shield(after(1, 1));
}
static rill_promise_t *by_all(void) {
  return rill_promise_all_of(clock_, after(1, 1), resolved(2));
}
static rill_promise_t *by_all_settled(void) {
  rill_promise_t *each[] = {after(1, 1), resolved(2)};
  return rill_promise_all_settled(clock_, each, 2);
}
static rill_promise_t *by_race(void) {
  rill_promise_t *each[] = {after(1, 1), after(2, 2)};
  return rill_promise_race(clock_, each, 2);
}
static rill_promise_t *by_any(void) {
  rill_promise_t *each[] = {after(1, 1), after(2, 2)};
  return rill_promise_any(clock_, each, 2);
}
static rill_promise_t *by_to_promise(void) {
  return rill_to_promise(clock_, rill_from_promise(after(1, 1)));
}
static rill_promise_t *by_first_to_promise(void) {
  return rill_first_to_promise(clock_, rill_range(1, 3));
}

static const struct maker {
  const char *name;
  rill_promise_t *(*make)(void);
} makers[] = {
    {"rill_promise_resolve", by_resolve},
    {"rill_promise_reject", by_reject},
    {"rill_promise_try", by_try},
    {"rill_promise_delay", by_delay},
    {"rill_deferred_new", by_deferred},
    {"rill_then", by_then},
    {"rill_then of a settled one", by_then_of_a_settled_one},
    {"rill_promise_catch", by_catch},
    {"rill_promise_finally", by_finally},
    {"rill_promise_tap", by_tap},
    {"rill_promise_timeout", by_timeout},
    {"rill_promise_shield", by_shield},
    {"rill_promise_all", by_all},
    {"rill_promise_all_settled", by_all_settled},
    {"rill_promise_race", by_race},
    {"rill_promise_any", by_any},
    {"rill_to_promise", by_to_promise},
    {"rill_first_to_promise", by_first_to_promise},
};

/* Nothing but what was to be, or that there was no memory. */
static void ck_maker(const struct maker *maker) {
  clock_open();
  if (clock_ == NULL) return;
  contexts = drops = 0;
  rill_promise_t *p = maker->make();
  ck_assert_ptr_nonnull(p);
  rill_virtual_run(clock_);
  ck_assert_msg(!rill_promise_is_pending(p), "%s: is pending", maker->name);
  const rill_error_t *error = rill_promise_error(p);
  if (error != NULL)
    ck_assert_msg(rill_error_code(error) == RILL_ENOMEM, "%s: %s", maker->name,
                  rill_error_message(error));
  rill_unref(p);
  clock_close();
  ck_assert_msg(drops == contexts, "%s: %d of %d contexts dropped", maker->name,
                drops, contexts);
}

TEST(promise_memory, each_allocation_of_each_function_fails_in_turn) {
  for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
    failing_each(FAILING_ONE) ck_maker(&makers[i]);
}

TEST(promise_memory, so_do_all_that_come_after) {
  for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
    failing_each(FAILING_FROM) ck_maker(&makers[i]);
}

TEST(promise_memory, settling_a_deferred_needs_none) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *p = pending(&d);
  rill_promise_t *q = rill_then(rill_ref(p), NOTE("q"), rill_no_fn());
  failing_start(1, FAILING_FROM);
  ck_assert_int_eq(rill_deferred_resolve(d, rill_int(1)), 0);
  turn();
  ck_assert_uint_eq(failing_count(), 0);
  failing_stop();
  ck_log("q(1)");
  rill_unref(p);
  rill_unref(q);
  rill_unref(d);
  clock_close();
}

TEST(promise_memory, a_pending_promise_with_a_handler_takes_64_bytes) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *p = pending(&d);
  rill_promise_t *q = rill_then(p, rill_call(increment), rill_no_fn());
  ck_assert_uint_eq(((rill_object_t *) (void *) q)->size, 64);
  rill_unref(q);
  rill_unref(d);
  turn();
  log_clear();
  clock_close();
}
