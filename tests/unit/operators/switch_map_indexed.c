/* SPDX-License-Identifier: MIT */
#include <rill.h>

#include "support/marbles.h"
#include "support/probe.h"

/* "-i-x-i-x…|" with the index and the item. */
static rill_value_t index_and_item(rill_value_t x, rill_value_t index,
                                   void *context) {
  (void) context;
  char text[32];
  int i = (int) rill_as_int(index), n = (int) rill_as_int(x);
  if (n == 9) return rill_fail(rill_error_new(9, "no nines"));
  snprintf(text, sizeof text, "-%d-%d|", i, n);
  return rill_object(rill_from_marbles(text));
}

static rill_value_t indexed_list(rill_value_t x, rill_value_t index,
                                 void *context) {
  (void) context;
  return rill_pair(rill_value_ref(index), rill_value_ref(x));
}

TEST(switch_map_indexed, counts_every_item) {
  ck_marbles("^---7-8-----5-----|",
             rill_switch_map_indexed(rill_call(index_and_item)),
             "-----0-1-8---2-5--|");
  ck_marbles_stepwise("7---8---|",
                      rill_switch_map_indexed(rill_call(index_and_item)),
                      "-0-7-1-8|");
}

TEST(switch_map_indexed, counts_anew_in_each_run) {
  ck_marbles("7---|",
             rill_compose(rill_switch_map_indexed(rill_call(indexed_list)),
                          rill_repeat(2)),
             "(07)(07)|");
}

TEST(switch_map_indexed, fails_with_the_function) {
  ck_marbles("7---9-|", rill_switch_map_indexed(rill_call(index_and_item)),
             "-0-7#");
}

enum { SWITCHES = 100000 };

struct world {
  rill_subject_t *items, *first;
};

/* The first item is a subject, the others are themselves. */
static rill_value_t subject_or_item(rill_value_t x, rill_value_t index,
                                    void *context) {
  struct world *world = context;
  if (rill_as_int(index) > 0) return rill_object(rill_just(rill_value_ref(x)));
  return rill_object(rill_subject_observable(world->first));
}

static rill_value_t push_next(rill_value_t x, void *context) {
  struct world *world = context;
  int64_t n = rill_as_int(x);
  if (n < SWITCHES)
    rill_subject_next(world->items, rill_int(n + 1));
  else
    rill_subject_complete(world->items);
  return rill_none();
}

TEST(switch_map_indexed, switches_inside_of_next_need_no_stack) {
  rill_scheduler_t *clock = clock_new();
  struct world world = {rill_subject_new(clock), rill_subject_new(clock)};
  probe_t probe = {0};
  rill_fn_t f = rill_call_with(subject_or_item, rill_borrow(&world));
  rill_fn_t push = rill_call_with(push_next, rill_borrow(&world));
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_subject_observable(world.items),
                            rill_switch_map_indexed(f), rill_do(.next = push),
                            rill_count()),
                  RILL_UNBOUNDED);
  rill_subject_next(world.items, rill_int(0));
  rill_subject_next(world.first, rill_int(1));
  ck_assert_str_eq(probe.text, "100000 |");
  rill_unref(world.items);
  rill_unref(world.first);
  clock_close(clock);
}

TEST(switch_map_indexed, refuses_a_wrong_function) {
  ck_operator_fails(rill_switch_map_indexed(rill_no_fn()), RILL_EINVAL,
                    "rill_switch_map_indexed", "function is NULL");
}
