/* SPDX-License-Identifier: MIT */
#include <rill.h>

#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

TEST(materialize, makes_items_of_all_signals) {
  ck_marbles("^1----------|", rill_materialize(), "-{next(1)}--({complete}|)");
  ck_marbles_stepwise("^1----------|", rill_materialize(),
                      "-{next(1)}--({complete}|)");
  ck_marbles("--|", rill_materialize(), "--({complete}|)");
  ck_marbles("--", rill_materialize(), "--");
}

static rill_value_t is_the_marbles_error(rill_value_t item, void *context) {
  const rill_notification_t *note = rill_unbox(item, &rill_notification_type);
  (void) context;
  return rill_bool(note->signal == RILL_SIGNAL_ERROR &&
                   rill_error_code(rill_as_error(note->value)) ==
                       RILL_EFOREIGN);
}

TEST(materialize, an_error_is_an_item) {
  ck_marbles("--#",
             rill_compose(rill_materialize(),
                          rill_map(rill_call(is_the_marbles_error))),
             "--({true}|)");
}

TEST(materialize, the_end_waits_for_demand) {
  ck_asking("1|", rill_materialize(), "{next(1)}@20:({complete}|)", {0, 1},
            {20, 1});
  ck_asking("1|", rill_materialize(), "{next(1)}({complete}|)", {0, 1}, {9, 5});
  ck_asking("#", rill_compose(rill_materialize(), rill_map_to(rill_int(0))),
            "---(0|)", {3, 1});
}

static rill_value_t none_of(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_bool(false);
}

TEST(materialize, what_is_dropped_below_uses_no_demand) {
  ck_marbles_with(
      "123|", rill_compose(rill_materialize(), rill_filter(rill_call(none_of))),
      "---|", .demand = 1);
}

TEST(materialize, drops_the_end_that_nobody_wants) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_range(1, 1), rill_materialize()), 1);
  ck_assert_str_eq(probe.text, "next(1)");
  rill_cancel(probe.subscription);
  ck_assert_str_eq(probe.text, "next(1)");
  clock_close(clock);
}
