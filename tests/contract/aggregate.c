/* SPDX-License-Identifier: MIT */
/* The laws of the operators that ask one thing of a whole stream. */
#include "callbacks.h"
#include "laws.h"

CALLBACK is_third(rill_value_t item, void *context) {
  (void) context;
  return rill_bool(number_of(item) % 3 == 0);
}

CALLBACK difference(rill_value_t a, rill_value_t b, void *context) {
  (void) context;
  return rill_int(number_of(a) - number_of(b));
}

CALLBACK zero(void *context) {
  (void) context;
  return rill_int(0);
}

LAWS(reduce, NEEDS_ITEMS | CONVERTS, rill_reduce(CALL2(latter)));
LAWS(reduce_seeded, NUMBERS | CONVERTS,
     rill_reduce(CALL2(add), .seed = rill_int(0), .seeded = true));
LAWS(count, CONVERTS, rill_count());
LAWS(count_of, CONVERTS, rill_count(CALL1(is_kept)));
LAWS(sum, NUMBERS | CONVERTS, rill_sum());
LAWS(sum_of, CONVERTS, rill_sum(CALL1(third)));
LAWS(to_list, 0, rill_to_list());
LAWS(to_list_bounded, BOUNDED, rill_to_list(.capacity = 10));
LAWS(quantiles, NUMBERS | NEEDS_ITEMS | CONVERTS,
     rill_quantiles((const double[]){0.5, 0.99}, .count = 2));
LAWS(average, NUMBERS | NEEDS_ITEMS | CONVERTS, rill_average());
LAWS(average_of, NEEDS_ITEMS | CONVERTS, rill_average(CALL1(third)));
LAWS(min, NEEDS_ITEMS, rill_min());
LAWS(min_cmp, NEEDS_ITEMS, rill_min(CALL2(difference)));
LAWS(max, NEEDS_ITEMS, rill_max());
LAWS(max_cmp, NEEDS_ITEMS, rill_max(CALL2(difference)));
LAWS(min_by, 0, rill_min_by(CALL1(third)));
LAWS(min_by_bounded, BOUNDED,
     rill_min_by(CALL1(third), CALL2(difference), .capacity = 2));
LAWS(max_by, 0, rill_max_by(CALL1(third), CALL2(difference)));
LAWS(to_set, CONVERTS, rill_to_set());
LAWS(to_set_bounded, BOUNDED | CONVERTS, rill_to_set(.capacity = 10));
LAWS(to_map, CONVERTS, rill_to_map(CALL1(third), CALL1(same)));
LAWS(to_multimap, CONVERTS, rill_to_multimap(CALL1(third), CALL1(same)));
LAWS(to_multimap_bounded, BOUNDED | CONVERTS,
     rill_to_multimap(CALL1(third), .capacity = 10));
LAWS(collect, CONVERTS, rill_collect(CALL0(nothing), CALL2(latter)));
LAWS(collect_numbers, CONVERTS, rill_collect(CALL0(zero), CALL2(add)));
LAWS(sort, 0, rill_sort());
LAWS(sort_cmp, BOUNDED, rill_sort(CALL2(difference), .capacity = 10));
LAWS(top, 0, rill_top(3));
LAWS(top_cmp, 0, rill_top(100, CALL2(difference)));
LAWS(top_none, 0, rill_top(0));
LAWS(all, CONVERTS, rill_all(CALL1(is_small)));
LAWS(some, ANSWERS_ERRORS | CONVERTS, rill_some());
LAWS(some_of, ANSWERS_ERRORS | CONVERTS, rill_some(CALL1(is_third)));
LAWS(is_empty, ANSWERS_ERRORS | CONVERTS, rill_is_empty());
LAWS(contains, CONVERTS, rill_contains(rill_string("e")));
LAWS(contains_equal, CONVERTS,
     rill_contains(rill_int(5), .equal = CALL2(are_equal)));
LAWS(default_if_empty, 0, rill_default_if_empty(rill_string("x")));
LAWS(switch_if_empty, 0,
     rill_switch_if_empty(rill_from_marbles("x-(yz)-|")));
LAWS(throw_if_empty, NEEDS_ITEMS, rill_throw_if_empty());
