/* SPDX-License-Identifier: MIT */
/* named: the same stage, better known. */
#include "support/failing.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <stdlib.h>

#include <rill.h>

RILL_MAP_FN(square, int64_t, int64_t, x) { return x * x; }
RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }

TEST(named, changes_nothing) {
  ck_marbles("-1-2-|", rill_compose(rill_map(square), rill_named("squares")),
             "-1-4-|");
  ck_marbles_stepwise("-1-2-|",
                      rill_compose(rill_map(square), rill_named("squares")),
                      "-1-4-|");
  ck_source(rill_pipe(rill_range(1, 3), rill_named("numbers")), "(123|)");
  ck_source(rill_pipe(rill_range(1, 3), rill_repeat(2), rill_named("twice")),
            "(123123|)");
}

static rill_value_t spill(rill_value_t x, void *context) {
  (void) x;
  (void) context;
  return rill_fail(rill_error_new(7, "spilt"));
}

TEST(named, shows_in_errors_that_arise_there) {
  ck_operator_fails(
      rill_compose(rill_map(rill_call(spill)), rill_named("prices")), 7,
      "spilt", "named.c:", "stage 1 (map \"prices\")");
  ck_fails(rill_pipe(rill_empty(), rill_first(), rill_named("newest")),
           RILL_EEMPTY, "rill_first \"newest\": the stream ended");
}

TEST(named, leaves_other_stages_their_names) {
  ck_fails(rill_pipe(rill_range(1, 3), rill_map(square), rill_named("squares"),
                     rill_map(rill_call(spill))),
           7, "stage 2 (map)");
}

TEST(named, outlives_what_it_was_made_of) {
  char name[] = "prices";
  rill_operator_t *op =
      rill_compose(rill_map(rill_call(spill)), rill_named(name));
  memset(name, 'x', sizeof name - 1);
  probe_t probe = {0};
  probe_run(&probe, rill_pipe(rill_range(1, 3), op));
  ck_assert_str_has(probe.error, "(map \"prices\")");
}

TEST(named, shows_in_a_dump) {
  char *text = NULL;
  size_t size = 0;
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  FILE *file = open_memstream(&text, &size);
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_never(), rill_named("silence"),
                            rill_map(square), rill_named("squares"),
                            rill_filter(is_even)),
                  1);
  rill_scheduler_dump(clock, file);
  fclose(file);
  ck_assert_str_has(text,
                    "never \"silence\" | map \"squares\" | filter | subscribe");
  free(text);
  clock_close(clock);
}

TEST(named, may_name_one_operator_twice) {
  rill_operator_t *map = rill_map(rill_call(spill));
  rill_operator_t *again = rill_ref(map);
  ck_fails(rill_pipe(rill_range(1, 3), map, rill_named("a"), rill_named("b")),
           7, "(map \"a\" \"b\")");
  ck_fails(rill_pipe(rill_range(1, 3), again), 7, "(map)");
}

static void drop(void *context) { ++*(int *) context; }
static rill_value_t same(rill_value_t x, void *context) {
  (void) context;
  return rill_value_ref(x);
}

TEST(named, drops_contexts_once) {
  int drops = 0;
  ck_marbles(
      "-1-|",
      rill_compose(rill_map(rill_call_with(same, rill_own(&drops, drop))),
                   rill_named("a")),
      "-1-|");
  ck_assert_int_eq(drops, 1);
}

TEST(named, leaves_what_was_built_badly_as_it_is) {
  ck_fails(rill_pipe(rill_range(1, -1), rill_named("numbers")), RILL_EINVAL,
           "rill_range: count is -1");
  ck_operator_fails(rill_compose(rill_take(-1), rill_named("few")), RILL_EINVAL,
                    "rill_take: count is -1");
}

TEST(named, names_a_stage_of_a_shared_stream) {
  rill_observable_t *shared = rill_pipe(rill_from_marbles("-1-2-|"),
                                        rill_share(), rill_named("shared"));
  ck_source(shared, "-1-2-|");
}

TEST(named, fails_or_does_not_without_memory) {
  failing_each(FAILING_ONE) {
    rill_scheduler_t *clock = rill_virtual_scheduler_new();
    probe_t probe = {0};
    if (clock != NULL)
      probe_subscribe(&probe, clock,
                      rill_pipe(rill_just(rill_int(1)), rill_map(square),
                                rill_named("squares")),
                      1);
    rill_scheduler_close(clock);
    ck_assert(clock == NULL || probe.ends == 1);
  }
}

TEST(named, refuses_to_be_empty) {
  ck_operator_fails(rill_named(NULL), RILL_EINVAL, "rill_named: name is empty");
  ck_operator_fails(rill_named(""), RILL_EINVAL, "rill_named: name is empty");
}
