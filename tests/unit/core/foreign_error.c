/* SPDX-License-Identifier: MIT */
/* The payload of a foreign error arrives as the very same pointer, whatever
 * the error has passed on its way, and is dropped once. */
#include "support/failing.h"
#include "support/foreign.h"
#include "support/heard.h"
#include "support/probe.h"

static int thing; /* what the program throws */
static int drops;

static void thing_drop(void *context) {
  ck_assert_ptr_eq(context, &thing);
  drops++;
}

static rill_error_t *thrown(void) {
  return rill_error_with_payload(7, &thing, thing_drop, "thrown by %s", "us");
}

static rill_value_t throws(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_fail(thrown());
}

static rill_observable_t *failing(void) {
  return rill_pipe(rill_range(1, 3), rill_map(rill_call(throws)));
}

static void check_arrives(rill_observable_t *flow) {
  foreign_t f = {.demand = RILL_UNBOUNDED};
  rill_scheduler_t *clock = clock_new();
  foreign_subscribe(&f, clock, flow);
  rill_virtual_run(clock);
  clock_close(clock);
  ck_assert_str_has(f.text, "#");
  ck_assert_ptr_eq(f.payload, &thing);
  ck_assert_str_has(f.error, "thrown by us");
}

TEST(foreign_error, has_code_text_and_payload) {
  rill_error_t *error = thrown();
  ck_assert_int_eq(rill_error_code(error), 7);
  ck_assert_str_eq(rill_error_message(error), "thrown by us");
  ck_assert_ptr_eq(rill_error_foreign(error), &thing);
  rill_unref(error);
  ck_assert_int_eq(drops, 1);
}

TEST(foreign_error, is_found_behind_its_consequences) {
  rill_error_t *error = rill_error_wrap(thrown(), 8, "and so");
  ck_assert_ptr_eq(rill_error_foreign(error), &thing);
  rill_unref(error);
  ck_assert_int_eq(drops, 1);
}

TEST(foreign_error, of_no_other_error) {
  rill_error_t *error = rill_error_of(rill_int(1));
  ck_assert_ptr_null(rill_error_foreign(error));
  rill_unref(error);
  error = rill_error_with_payload(7, &thing, NULL, "borrowed");
  ck_assert_ptr_eq(rill_error_foreign(error), &thing);
  rill_unref(error);
}

TEST(foreign_error, passes_a_map) {
  check_arrives(failing());
  ck_assert_int_eq(drops, 1);
}

static rill_value_t throw_again(rill_value_t error, void *context) {
  (void) context;
  return rill_object(rill_throw(rill_ref(rill_as_error(error))));
}

TEST(foreign_error, passes_a_catch) {
  check_arrives(rill_pipe(failing(), rill_catch(rill_call(throw_again))));
  ck_assert_int_eq(drops, 1);
}

TEST(foreign_error, passes_a_retry) {
  check_arrives(rill_pipe(failing(), rill_retry(3)));
  ck_assert_int_eq(drops, 3);
}

TEST(foreign_error, passes_inner_runs) {
  rill_observable_t *outer = rill_just(rill_object(failing()));
  check_arrives(rill_pipe(outer, rill_merge_all(2)));
  ck_assert_int_eq(drops, 1);
}

TEST(foreign_error, passes_share_to_two) {
  foreign_t f = {.demand = 1}, g = {.demand = 1};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *flow =
      rill_pipe(rill_timer(3), rill_map(rill_call(throws)), rill_share());
  rill_observable_t *again = rill_ref(flow);
  foreign_subscribe(&f, clock, flow);
  foreign_subscribe(&g, clock, again);
  rill_virtual_run(clock);
  clock_close(clock);
  ck_assert_ptr_eq(f.payload, &thing);
  ck_assert_ptr_eq(g.payload, &thing);
  ck_assert_int_eq(drops, 1);
}

TEST(foreign_error, passes_two_borders_and_a_thread) {
  struct looper l;
  foreign_t f = {.demand = 1};
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  looper_open(&l);
  foreign_subscribe(&f, l.scheduler,
                    rill_pipe(failing(), rill_subscribe_on(pool)));
  uv_run(&l.loop, UV_RUN_DEFAULT);
  rill_scheduler_close(pool);
  looper_close(&l);
  ck_assert_ptr_eq(f.payload, &thing);
  ck_assert_int_eq(drops, 1);
}

static rill_value_t look(rill_value_t reason, void *context) {
  *(void **) context = rill_error_foreign(rill_as_error(reason));
  return rill_none();
}

TEST(foreign_error, passes_a_promise) {
  void *got = NULL;
  rill_scheduler_t *clock = clock_new();
  rill_promise_t *last = rill_to_promise(clock, failing());
  rill_unref(
      rill_then(last, rill_no_fn(), rill_call_with(look, rill_borrow(&got))));
  rill_virtual_run(clock);
  clock_close(clock);
  ck_assert_ptr_eq(got, &thing);
  ck_assert_int_eq(drops, 1);
}

TEST(foreign_error, comes_back_from_a_promise) {
  rill_scheduler_t *clock = clock_new();
  foreign_t f = {.demand = 1};
  foreign_subscribe(&f, clock,
                    rill_from_promise(rill_promise_reject(clock, thrown())));
  rill_virtual_run(clock);
  clock_close(clock);
  ck_assert_ptr_eq(f.payload, &thing);
  ck_assert_int_eq(drops, 1);
}

TEST(foreign_error, drops_its_payload_without_memory) {
  failing_each(FAILING_ONE) {
    drops = 0;
    rill_unref(thrown());
    ck_assert_int_eq(drops, 1);
  }
}
