/* SPDX-License-Identifier: MIT */
/* The laws of the operators that make something else of each item. */
#include "callbacks.h"
#include "laws.h"

/** Nothing for a small number, else a third of it. */
CALLBACK thirds(rill_value_t item, void *context) {
  (void) context;
  rill_value_t part = rill_int(number_of(item) / 3);
  return rill_list(&part, part.as.i > 0 ? 1 : 0);
}

/** The same, in time. */
CALLBACK later_thirds(rill_value_t item, void *context) {
  (void) context;
  return rill_object(number_of(item) > 1 && number_of(item) < 9
                         ? rill_from_marbles("--{1}|")
                         : rill_from_marbles("-|"));
}

LAWS(map, 0, rill_map(CALL1(same)));
LAWS(buffer_with_count, 0, rill_buffer_with_count(2));
LAWS(buffer_with_count_skip, 0, rill_buffer_with_count(3, .skip = 1));
LAWS(buffer_with_time, LOSSY, rill_buffer_with_time(3));
LAWS(buffer_with_time_shift, LOSSY, rill_buffer_with_time(3, .shift = 2));
LAWS(flat_map, TIMED, rill_flat_map(CALL1(pair_of)));
LAWS(flat_map_timed, TIMED,
     rill_flat_map(CALL1(later), .max_concurrent = 2, .prefetch = 2));
LAWS(concat_map, 0, rill_concat_map(CALL1(pair_of)));
LAWS(concat_map_timed, 0, rill_concat_map(CALL1(later)));
LAWS(switch_map, TIMED, rill_switch_map(CALL1(pair_of)));
LAWS(switch_map_timed, TIMED, rill_switch_map(CALL1(later)));
LAWS(merge_all, TIMED,
     rill_compose(rill_map(CALL1(pair_of)), rill_merge_all(3)));
LAWS(scan, 0, rill_scan(CALL2(latter)));
LAWS(scan_seeded, 0,
     rill_scan(CALL2(add), .seed = rill_int(0), .seeded = true));
LAWS(handle, 0, rill_handle(CALL1(kept)));
LAWS(expand, TIMED, rill_expand(CALL1(thirds)));
LAWS(expand_timed, TIMED,
     rill_expand(CALL1(later_thirds), .max_concurrent = 2, .capacity = 4));
LAWS(group_by, TIMED,
     rill_compose(rill_group_by(CALL1(is_kept)), rill_merge_all(2)));
LAWS(group_by_small, TIMED,
     rill_compose(rill_group_by(CALL1(is_kept), .capacity = 2),
                  rill_merge_all(2)));
