/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/failing.h"
#include "support/marbles.h"
#include "support/probe.h"

TEST(zip, pairs_items_by_place) {
  ck_marbles("-1-----2---3---|", rill_zip(rill_from_marbles("--7-----8----|")),
             "--[1,7]-[2,8]|");
}

TEST(zip, takes_several) {
  ck_marbles("(12|)",
             rill_zip(rill_from_marbles("(34|)"), rill_from_marbles("(56|)")),
             "([1,3,5][2,4,6]|)");
}

TEST(zip, ends_when_one_has_ended) {
  ck_marbles("(12|)", rill_zip(rill_from_marbles("---7-----|")),
             "---[1,7]-|");
}

TEST(zip, uses_what_is_queued_before_the_end) {
  ck_marbles("(12|)", rill_zip(rill_from_marbles("-7-----8---|")),
             "-[1,7]-([2,8]|)");
}

TEST(zip, of_nothing_is_empty_and_of_an_empty_one_too) {
  ck_source(rill_zip_of(NULL, 0, NULL), "|");
  ck_source(rill_zip_of(RILL_OBSERVABLES(rill_never(), rill_empty()), NULL),
            "|");
}

TEST(zip, fails_at_once) {
  ck_marbles("1---", rill_zip(rill_from_marbles("--#")), "--#");
}

TEST(zip, may_fail_when_no_list_can_come) {
  static const rill_zip_opts_t late = {.size = sizeof(rill_zip_opts_t),
                                       .delay_error = true};
  ck_marbles("(12#)",
             rill_zip_array(
                 RILL_OBSERVABLES(rill_from_marbles("-7-----8-----|")), &late),
             "-[1,7]-([2,8]#)");
  ck_marbles("#", rill_zip_array(RILL_OBSERVABLES(rill_never()), &late), "#");
  ck_marbles("(12#)",
             rill_zip_array(RILL_OBSERVABLES(rill_from_marbles("--|")), &late),
             "--#");
}

TEST(zip, waits_for_demand) {
  ck_asking("(123|)", rill_zip(rill_from_marbles("(456|)")),
            "@0:[1,4] @10:([2,5][3,6]|)", {0, 1}, {10, 2});
}

static rill_value_t count_item(rill_value_t item, void *context) {
  (void) item;
  ++*(int64_t *) context;
  return rill_none();
}

/* How many items a fast stream has made beside one that gives `count`. */
static int64_t made_beside(int64_t count, int64_t prefetch) {
  rill_zip_opts_t options = {.size = sizeof options, .prefetch = prefetch};
  int64_t made = 0;
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  rill_observable_t *fast = rill_pipe(
      rill_range(0, 1000),
      rill_do(.next = rill_call_with(count_item, rill_borrow(&made))));
  rill_observable_t *slow =
      rill_pipe(rill_range(0, count), rill_concat(rill_never()));
  probe_subscribe(&probe, clock,
                  rill_zip_of(RILL_OBSERVABLES(fast, slow), &options),
                  RILL_UNBOUNDED);
  rill_virtual_run(clock);
  ck_assert_uint_eq(probe.items, (size_t) count);
  clock_close(clock);
  return made;
}

TEST(zip, lets_nobody_be_further_ahead_than_prefetch) {
  ck_assert_int_eq(made_beside(0, 8), 8);
  ck_assert_int_eq(made_beside(5, 8), 8);
  ck_assert_int_eq(made_beside(6, 8), 14);
  ck_assert_int_eq(made_beside(12, 8), 20);
}

TEST(zip, goes_on_beyond_prefetch) {
  probe_t probe = {0};
  ck_assert_str_eq(probe_run(&probe, rill_pipe(rill_range(0, 100000),
                                               rill_zip(rill_range(0, 100001)),
                                               rill_count())),
                   "100000 |");
}

TEST(zip, refuses_a_missing_source) {
  ck_operator_fails(rill_zip(rill_never(), NULL), RILL_EINVAL,
                    "rill_zip: source 1 is NULL");
  rill_observable_t *const one[] = {rill_never()};
  ck_operator_fails(
      rill_zip_array(one, 1,
                     &(rill_zip_opts_t){.size = sizeof(rill_zip_opts_t),
                                        .prefetch = -3}),
      RILL_EINVAL, "prefetch is -3");
}

static rill_value_t first_of(rill_value_t list, void *context) {
  (void) context;
  return rill_value_ref(rill_list_get(list, 0));
}

TEST(zip, of_what_is_there_gives_lists_that_may_be_kept) {
  ck_source(rill_pipe(rill_range(1, 40), rill_zip(rill_range(2, 50)),
                      rill_skip(37), rill_to_list()),
            "([[38,39],[39,40],[40,41]]|)");
}

TEST(zip, of_what_is_there_fills_lists_that_nobody_keeps) {
  const rill_value_t texts[] = {rill_string("a"), rill_string("b")};
  ck_source(rill_pipe(rill_range(1, 40), rill_zip(rill_range(2, 50)),
                      rill_map(rill_call(first_of)), rill_skip(38)),
            "({39}{40}|)");
  ck_source(rill_pipe(rill_from_array(texts, 2), rill_zip(rill_range(1, 9)),
                      rill_map(rill_call(first_of))),
            "({\"a\"}{\"b\"}|)");
  rill_value_unref(texts[0]);
  rill_value_unref(texts[1]);
}

TEST(zip, of_what_is_there_waits_for_demand) {
  ck_asking_flow(rill_pipe(rill_range(1, 3), rill_zip(rill_range(4, 9))),
                 "@0:[1,4] @10:([2,5][3,6]|)", {0, 1}, {10, 2});
}
