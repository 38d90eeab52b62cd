/* SPDX-License-Identifier: MIT */
/* iterate: a stream as a loop. */
#include "support/failing.h"
#include "support/probe.h"
#include "support/values.h"

#include <rill.h>
#include <rill/test.h>

#include <uv.h>

/* All items as text, then | or #code. */
static const char *all_of(rill_iterator_t *iterator) {
  static char text[1024];
  char item[64];
  rill_value_t value;
  text[0] = '\0';
  while (rill_iterator_next(iterator, &value)) {
    rill_value_format(value, item, sizeof item);
    strcat(strcat(text, item), " ");
  }
  rill_error_t *error = rill_iterator_error(iterator);
  strcat(text, error != NULL ? rill_error_name(rill_error_code(error)) : "|");
  rill_unref(iterator);
  return text;
}

TEST(iterate, gives_item_after_item) {
  ck_assert_str_eq(all_of(rill_iterate(NULL, rill_range(1, 3))), "1 2 3 |");
  ck_assert_str_eq(
      all_of(rill_iterate(NULL, rill_of(rill_string("a"), rill_string("b")))),
      "a b |");
  ck_assert_str_eq(all_of(rill_iterate(NULL, rill_empty())), "|");
  ck_assert_live(NULL, 0);
}

TEST(iterate, ends_with_the_error) {
  rill_observable_t *flow = rill_from_marbles("-1-2-#");
  ck_assert_str_eq(all_of(rill_iterate(NULL, flow)), "1 2 RILL_EFOREIGN");
  ck_assert_str_eq(all_of(rill_iterate(NULL, rill_range(1, -1))),
                   "RILL_EINVAL");
}

TEST(iterate, stays_at_its_end) {
  rill_value_t item;
  rill_iterator_t *iterator = rill_iterate(NULL, rill_just(rill_int(1)));
  ck_assert(rill_iterator_next(iterator, &item));
  ck_assert_int_eq(rill_as_int(item), 1);
  for (int i = 0; i < 3; i++) {
    ck_assert(!rill_iterator_next(iterator, &item));
    ck_assert(rill_is_none(item));
    ck_assert_ptr_null(rill_iterator_error(iterator));
  }
  rill_unref(iterator);
}

static rill_value_t next_number(void *context) {
  return rill_int(++*(int64_t *) context);
}

TEST(iterate, asks_for_one_item_at_a_time) {
  int64_t made = 0;
  rill_value_t item;
  rill_iterator_t *iterator = rill_iterate(
      NULL, rill_from_pull(rill_call_with(next_number, rill_borrow(&made))));
  ck_assert_int_eq(made, 0);
  for (int64_t i = 1; i < 5; i++) {
    ck_assert(rill_iterator_next(iterator, &item));
    ck_assert_int_eq(rill_as_int(item), i);
    ck_assert_int_eq(made, i);
  }
  rill_unref(iterator);
}

static rill_value_t say(void *context) {
  *(bool *) context = true;
  return rill_none();
}

TEST(iterate, cancels_with_its_last_handle) {
  bool canceled = false;
  rill_value_t item;
  rill_fn_t note = rill_call_with(say, rill_borrow(&canceled));
  rill_iterator_t *iterator =
      rill_iterate(NULL, rill_pipe(rill_of(rill_string("a"), rill_string("b")),
                                   rill_do(.cancel = note)));
  ck_assert(rill_iterator_next(iterator, &item));
  ck_assert_str_eq(rill_as_string(item), "a");
  ck_assert(!canceled);
  rill_unref(iterator);
  ck_assert(canceled);
  ck_assert_live(NULL, 0);
}

TEST(iterate, works_on_timers_that_never_end) {
  rill_value_t item;
  rill_iterator_t *iterator = rill_iterate(NULL, rill_interval(RILL_MS(1)));
  for (int64_t i = 0; i < 5; i++) {
    ck_assert(rill_iterator_next(iterator, &item));
    ck_assert_int_eq(rill_as_int(item), i);
  }
  rill_unref(iterator);
}

TEST(iterate, drives_a_given_clock) {
  rill_value_t item;
  rill_scheduler_t *clock = clock_new();
  rill_iterator_t *iterator = rill_iterate(clock, rill_interval(100));
  ck_assert(rill_iterator_next(iterator, &item));
  ck_assert_int_eq(rill_now(clock), 100);
  ck_assert(rill_iterator_next(iterator, &item));
  ck_assert_int_eq(rill_now(clock), 200);
  rill_unref(iterator);
  ck_assert_uint_eq(rill_scheduler_runs(clock), 0);
  ck_assert_int_eq(rill_virtual_run(clock), 200);
  clock_close(clock);
}

TEST(iterate, drives_a_given_immediate_scheduler) {
  rill_scheduler_t *here = rill_immediate_scheduler_new();
  rill_observable_t *flow = rill_pipe(rill_interval(RILL_MS(1)), rill_take(3));
  ck_assert_str_eq(all_of(rill_iterate(here, flow)), "0 1 2 |");
  rill_scheduler_close(here);
}

TEST(iterate, runs_the_loop_of_a_uv_scheduler) {
  uv_loop_t loop;
  uv_loop_init(&loop);
  rill_scheduler_t *s = rill_uv_scheduler_new(&loop);
  rill_observable_t *flow = rill_pipe(rill_interval(RILL_MS(2)), rill_take(3));
  ck_assert_str_eq(all_of(rill_iterate(s, flow)), "0 1 2 |");
  rill_scheduler_close(s);
  uv_run(&loop, UV_RUN_DEFAULT);
  ck_assert_int_eq(uv_loop_close(&loop), 0);
}

TEST(iterate, waits_for_other_threads) {
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  rill_observable_t *elsewhere =
      rill_pipe(rill_range(1, 1000), rill_subscribe_on(pool));
  rill_iterator_t *iterator = rill_iterate(NULL, elsewhere);
  rill_value_t item;
  int64_t count = 0;
  while (rill_iterator_next(iterator, &item))
    ck_assert_int_eq(rill_as_int(item), ++count);
  ck_assert_int_eq(count, 1000);
  rill_unref(iterator);
  rill_scheduler_close(pool);
}

TEST(iterate, several_at_once) {
  rill_value_t a, b;
  rill_iterator_t *one = rill_iterate(NULL, rill_range(1, 3));
  rill_iterator_t *other = rill_iterate(NULL, rill_range(5, 9));
  while (rill_iterator_next(one, &a)) {
    ck_assert(rill_iterator_next(other, &b));
    ck_assert_int_eq(rill_as_int(b), rill_as_int(a) + 4);
    rill_value_unref(rill_run(rill_just(rill_int(1))));
  }
  rill_unref(one);
  rill_unref(other);
}

TEST(iterate, tells_when_nothing_comes_any_more) {
  rill_value_t item;
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_subject_new(clock);
  rill_iterator_t *iterator =
      rill_iterate(clock, rill_subject_observable(subject));
  for (int i = 0; i < 2; i++) {
    ck_assert(!rill_iterator_next(iterator, &item));
    ck_assert_int_eq(rill_error_code(rill_iterator_error(iterator)),
                     RILL_EBROKEN);
  }
  rill_subject_next(subject, rill_int(1)); /* it was asked for, once */
  rill_subject_next(subject, rill_int(2));
  ck_assert(rill_iterator_next(iterator, &item));
  ck_assert_int_eq(rill_as_int(item), 1);
  ck_assert_ptr_null(rill_iterator_error(iterator));
  ck_assert(rill_iterator_next(iterator, &item));
  ck_assert_int_eq(rill_as_int(item), 2);
  rill_unref(iterator);
  rill_unref(subject);
  clock_close(clock);
}

static rill_value_t from_inside(rill_value_t item, void *context) {
  rill_iterator_t **iterator = context;
  rill_value_t other;
  ck_assert(!rill_iterator_next(*iterator, &other));
  ck_assert_int_eq(rill_error_code(rill_iterator_error(*iterator)),
                   RILL_EPROTOCOL);
  return rill_value_ref(item);
}

TEST(iterate, refuses_to_be_entered_again) {
  rill_value_t item;
  rill_iterator_t *iterator = NULL;
  rill_fn_t f = rill_call_with(from_inside, rill_borrow(&iterator));
  iterator = rill_iterate(NULL, rill_pipe(rill_range(1, 2), rill_map(f)));
  ck_assert(rill_iterator_next(iterator, &item));
  ck_assert_int_eq(rill_as_int(item), 1);
  ck_assert(rill_iterator_next(iterator, &item));
  ck_assert(!rill_iterator_next(iterator, &item));
  ck_assert_ptr_null(rill_iterator_error(iterator));
  rill_unref(iterator);
}

static rill_value_t drop_it(rill_value_t item, void *context) {
  rill_unref(*(rill_iterator_t **) context);
  return rill_value_ref(item);
}

TEST(iterate, may_be_dropped_from_inside) {
  rill_value_t item;
  rill_iterator_t *iterator = NULL;
  rill_fn_t f = rill_call_with(drop_it, rill_borrow(&iterator));
  iterator = rill_iterate(NULL, rill_pipe(rill_range(1, 2), rill_map(f)));
  ck_assert(!rill_iterator_next(iterator, &item));
}

TEST(iterate, refuses_bad_arguments) {
  ck_assert_str_eq(all_of(rill_iterate(NULL, NULL)), "RILL_EINVAL");
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  ck_assert_str_eq(all_of(rill_iterate(pool, rill_range(1, 3))), "RILL_EINVAL");
  rill_scheduler_close(pool);
}

TEST(iterate, fails_without_memory) {
  failing_each(FAILING_ONE) {
    const char *got =
        all_of(rill_iterate(NULL, rill_of(rill_string("a"), rill_string("b"))));
    ck_assert(strcmp(got, "a b |") == 0 || strstr(got, "RILL_ENOMEM"));
  }
}
