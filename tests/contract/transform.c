/* SPDX-License-Identifier: MIT */
/* The laws of the operators that make something else of each item. */
#include "callbacks.h"
#include "laws.h"

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
