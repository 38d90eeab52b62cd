/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/conditions.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

TEST(while_do, asks_before_each_run) {
  struct asking_count a;
  ck_marbles("-1-2|", rill_while_do(times(&a, 2)), "-1-2-1-2|");
  ck_assert_int_eq(a.asked, 3);
}

static rill_value_t count_run(void *context) {
  ++*(int *) context;
  return rill_object(rill_range(1, 2));
}

TEST(while_do, may_run_nothing_at_all) {
  int runs = 0;
  ck_source(rill_pipe(rill_defer(rill_call_with(count_run, rill_borrow(&runs))),
                      rill_while_do(rill_call(no))),
            "|");
  ck_assert_int_eq(runs, 0);
}

TEST(while_do, ends_with_the_first_error) {
  ck_marbles("-1#", rill_while_do(rill_call(yes)), "-1#");
  ck_marbles("-1|", rill_while_do(rill_call(spill)), "#");
}

TEST(while_do, asks_the_next_run_for_what_is_left) {
  struct asking_count a;
  ck_asking("-1-2|", rill_while_do(times(&a, 2)), "-1-2-1-----(2|)", {0, 3},
            {11, 1});
  ck_marbles_with("-1-2|", rill_while_do(rill_call(yes)), "-1-2-1!",
                  .cancel_at = 6);
}

static rill_value_t cancels(void *context) {
  rill_cancel(((probe_t *) context)->subscription);
  return rill_bool(true);
}

TEST(while_do, is_cancelled_from_inside_of_the_condition) {
  probe_t probe = {0};
  rill_fn_t f = rill_call_with(cancels, rill_borrow(&probe));
  probe_run(&probe, rill_pipe(rill_range(1, 2), rill_while_do(f)));
  ck_assert_str_eq(probe.text, "");
}

TEST(while_do, a_million_times_in_constant_stack) {
  struct asking_count a;
  probe_t probe = {0};
  probe_run(&probe, rill_pipe(rill_range(7, 1),
                              rill_while_do(times(&a, 1000000)), rill_count()));
  ck_assert_str_eq(probe.text, "1000000 |");
}

TEST(while_do, refuses_what_does_not_fit) {
  ck_operator_fails(rill_while_do(rill_no_fn()), RILL_EINVAL,
                    "rill_while_do: the function is NULL");
  ck_fails(rill_pipe(rill_empty(), rill_while_do(rill_call(five))), RILL_ETYPE,
           "while_do", "int 5, not bool");
}
