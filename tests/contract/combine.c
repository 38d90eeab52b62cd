/* SPDX-License-Identifier: MIT */
/* The laws of the operators that bring several streams together. */
#include "callbacks.h"
#include "laws.h"

/** All items of the stream, the first included. */
CALLBACK all_items(rill_value_t first, rill_value_t items, void *context) {
  (void) first;
  (void) context;
  return rill_value_ref(items);
}

/** The same later, and not all of them. */
CALLBACK some_items(rill_value_t first, rill_value_t items, void *context) {
  (void) first;
  (void) context;
  rill_observable_t *all = rill_from_value(rill_value_ref(items));
  return rill_object(rill_pipe(rill_from_marbles("--x|"), rill_concat(all),
                               rill_filter(rill_call(is_kept))));
}

static rill_value_t a_list(void) {
  rill_value_t items[] = {rill_string("x"), rill_int(2), rill_string("z"),
                          rill_int(4), rill_int(5), rill_int(6)};
  return rill_list_own(items, sizeof items / sizeof *items);
}

CALLBACK no_time(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_object(rill_empty());
}

CALLBACK first_of_both(rill_value_t both, void *context) {
  (void) context;
  return rill_value_ref(rill_list_get(both, 0));
}

/** All items as one stream. */
static rill_operator_t *as_stream(rill_fn_t fn) {
  return rill_compose(rill_window_with_count(RILL_UNBOUNDED),
                      rill_concat_map(fn));
}

CALLBACK join_right(rill_value_t items, void *context) {
  (void) context;
  rill_observable_t *right = rill_from_value(rill_value_ref(items));
  return rill_object(rill_pipe(rill_from_marbles("x-y----z---|"),
                               rill_join(right, rill_call(later),
                                         rill_call(later))));
}

CALLBACK group_join_right(rill_value_t items, void *context) {
  (void) context;
  rill_observable_t *right = rill_from_value(rill_value_ref(items));
  return rill_object(
      rill_pipe(rill_from_marbles("x-y----z---|"),
                rill_group_join(right, rill_call(later), rill_call(later),
                                rill_call(latter)),
                rill_merge_all(RILL_UNBOUNDED)));
}

CALLBACK order_of(rill_value_t a, rill_value_t b, void *context) {
  (void) context;
  return rill_int(number_of(a) - number_of(b));
}

LAWS(merge, TIMED,
     rill_merge(rill_from_marbles("(xy)-z|"), rill_from_marbles("-u-|")));
LAWS(concat, 0,
     rill_concat(rill_from_marbles("(xy)-z|"), rill_from_marbles("-u-|")));
LAWS(start_with, 0,
     rill_start_with(rill_string("x"), rill_string("y"), rill_int(3)));
LAWS(end_with, 0, rill_end_with(rill_string("x"), rill_int(3)));
LAWS(fork_join, 0, rill_fork_join(rill_from_marbles("x--y-----z|")));
LAWS_OF_SOURCE(fork_join_of, 0,
               rill_fork_join_of(RILL_OBSERVABLES(rill_from_marbles("xy|"),
                                                  rill_range(1, 9)),
                                 NULL),
               rill_fork_join_of(RILL_OBSERVABLES(rill_range(1, MANY)), NULL));
LAWS(zip, 0, rill_zip(rill_range(1, MANY)));
LAWS(zip_timed, 0, rill_zip(rill_from_marbles("-x-(yz)-----(uvwxyzu)|")));
LAWS(combine_latest, TIMED | SPREADS,
     rill_combine_latest(rill_from_marbles("x----y----z|")));
LAWS(with_latest_from, TIMED,
     rill_with_latest_from(rill_from_marbles("x----y----z|")));
LAWS_OF_SOURCE(with_latest_from_of, TIMED,
               rill_with_latest_from_of(
                   RILL_OBSERVABLES(rill_from_marbles("-1-(23)--4-5|"),
                                    rill_from_marbles("x---y----|")),
                   NULL),
               rill_with_latest_from_of(RILL_OBSERVABLES(rill_range(1, MANY),
                                                         rill_range(1, 9)),
                                        NULL));
LAWS(zip_with_list, 0, rill_zip_with_list(a_list()));
LAWS(amb, TIMED | ANSWERS_ERRORS, rill_amb(rill_from_marbles("-x-y|")));
LAWS(amb_late, TIMED, rill_amb(rill_from_marbles("-----x-y-z|")));
LAWS_OF_SOURCE(amb_of, TIMED,
               rill_amb_of(RILL_OBSERVABLES(rill_from_marbles("-1-2|"),
                                            rill_range(1, 9))),
               rill_amb_of(RILL_OBSERVABLES(rill_never(),
                                            rill_range(1, MANY))));
LAWS(merge_sorted, 0,
     rill_merge_sorted(CALL2(order_of), rill_from_marbles("bb----eh|")));
LAWS_OF_SOURCE(merge_sorted_of, 0,
               rill_merge_sorted_of(RILL_OBSERVABLES(rill_from_marbles("-135|"),
                                                     rill_range(1, 4)),
                                    NULL),
               rill_merge_sorted_of(RILL_OBSERVABLES(rill_range(1, MANY / 2),
                                                     rill_range(1, MANY / 2)),
                                    NULL));
LAWS(sequence_equal, CONVERTS,
     rill_sequence_equal(rill_from_marbles("-a-bcde(fg)hij|"),
                         .equal = CALL2(are_equal)));
LAWS(sequence_equal_many, ANSWERS_ERRORS | CONVERTS,
     rill_sequence_equal(rill_range(0, MANY), .prefetch = 3));
LAWS(switch_on_first, 0, rill_switch_on_first(CALL2(all_items)));
LAWS(switch_on_first_late, 0, rill_switch_on_first(CALL2(some_items)));
LAWS(join, TIMED | BOUNDED | SPREADS,
     rill_join(rill_from_marbles("x-y----z--------|"), CALL1(later),
               CALL1(later)));
LAWS(join_short, TIMED | ANSWERS_ERRORS | CONVERTS,
     rill_join(rill_range(1, 9), CALL1(no_time), CALL1(later), CALL2(add),
               .capacity = 9));
LAWS(join_full, TIMED | BOUNDED | ANSWERS_ERRORS | CONVERTS,
     rill_join(rill_range(1, 9), CALL1(later), CALL1(later), CALL2(latter)));
LAWS(join_short_lists, TIMED | ANSWERS_ERRORS | SPREADS,
     rill_join(rill_range(1, 9), CALL1(no_time), CALL1(later), .capacity = 9));
LAWS(join_full_lists, TIMED | BOUNDED | ANSWERS_ERRORS | SPREADS,
     rill_join(rill_range(1, 9), CALL1(later), CALL1(later), .capacity = 2));
LAWS(join_right, TIMED | BOUNDED | SPREADS, as_stream(CALL1(join_right)));
LAWS(group_join, TIMED | BOUNDED | CONVERTS,
     rill_compose(rill_group_join(rill_from_marbles("x-y----z--------|"),
                                  CALL1(later), CALL1(later),
                                  CALL2(latter)),
                  rill_merge_all(RILL_UNBOUNDED)));
LAWS(group_join_outer, TIMED,
     rill_compose(rill_group_join(rill_from_marbles("x-y----z--------|"),
                                  CALL1(no_time), CALL1(later)),
                  rill_map(CALL1(first_of_both))));
LAWS(group_join_right, TIMED | BOUNDED | SPREADS,
     as_stream(CALL1(group_join_right)));
LAWS(group_join_short, TIMED | CONVERTS,
     rill_compose(rill_group_join(rill_range(1, 9), CALL1(no_time),
                                  CALL1(no_time), CALL2(latter),
                                  .capacity = 2),
                  rill_merge_all(2)));
