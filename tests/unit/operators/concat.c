/* SPDX-License-Identifier: MIT */
#include "support/marbles.h"
#include "support/probe.h"

TEST(concat, follows_with_the_others) {
  ck_marbles("-1-2-|",
             rill_concat(rill_from_marbles("-3-|"), rill_from_marbles("4|")),
             "-1-2--3-4|");
  ck_source(rill_concat_of(NULL, 0, NULL), "|");
}

static rill_value_t counted(rill_value_t x, void *context) {
  ++*(int *) context;
  return rill_value_ref(x);
}

TEST(concat, takes_nothing_ahead) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  int made = 0;
  rill_fn_t count = rill_call_with(counted, rill_borrow(&made));
  rill_observable_t *more = rill_pipe(rill_range(3, 9), rill_map(count));
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_range(1, 2), rill_map(count),
                            rill_concat(more)),
                  3);
  ck_assert_str_eq(probe.text, "1 2 3");
  ck_assert_int_eq(made, 3);
  rill_request(probe.subscription, 2);
  ck_assert_str_eq(probe.text, "1 2 3 4 5");
  ck_assert_int_eq(made, 5);
  rill_cancel(probe.subscription);
  clock_close(clock);
}

TEST(concat, an_error_ends_it_or_waits) {
  ck_marbles("-1-#", rill_concat(rill_from_marbles("-3-|")), "-1-#");
  rill_observable_t *other = rill_from_marbles("-3-|");
  ck_marbles("-1-#",
             rill_concat_array(&other, 1,
                               &(rill_concat_opts_t){sizeof(rill_concat_opts_t),
                                                     .delay_error = true}),
             "-1--3-#");
}

TEST(concat, refuses_null) {
  ck_operator_fails(rill_concat(NULL), RILL_EINVAL, "rill_concat",
                    "source 0 is NULL");
}
