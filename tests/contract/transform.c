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

/** The item in a list with its index. */
CALLBACK numbered(rill_value_t item, rill_value_t index, void *context) {
  (void) context;
  return rill_pair(rill_value_ref(item), index);
}

/** A map with the item under the key "k". */
CALLBACK keyed(rill_value_t item, void *context) {
  (void) context;
  rill_value_t key = rill_string("k");
  rill_value_t pair[] = {key, item};
  if (rill_is_error(key)) return key;
  rill_value_t map = rill_map_of(pair, 1);
  rill_value_unref(key);
  return map;
}

CALLBACK make_text(void *context) {
  (void) context;
  return rill_string("seed");
}

/** Two lines and the beginning of a third one. */
CALLBACK torn(rill_value_t item, void *context) {
  (void) context;
  int64_t n = number_of(item);
  return rill_stringf("%d\r\n%d\n;%d", (int) n, (int) n + 1, (int) n + 2);
}

CALLBACK stream_of(rill_value_t item, void *context) {
  (void) context;
  return rill_object(rill_of(rill_value_ref(item), rill_value_ref(item)));
}

/** The second one twice, at once. */
CALLBACK pair_of_latter(rill_value_t a, rill_value_t b, void *context) {
  (void) a;
  return pair_of(b, context);
}

CALLBACK later_of_both(rill_value_t a, rill_value_t b, void *context) {
  (void) a;
  return later(b, context);
}

/** One side of a partition; the other is dropped. */
static rill_observable_t *side_of(rill_observable_t *source, bool yes) {
  rill_observable_t *sides[2];
  rill_partition(source, CALL1(is_kept), &sides[1], &sides[0]);
  rill_unref(sides[!yes]);
  return sides[yes];
}

LAWS(map, 0, rill_map(CALL1(same)));
LAWS(map_indexed, 0, rill_map_indexed(CALL2(numbered)));
LAWS(map_to, CONVERTS, rill_map_to(rill_string("x")));
LAWS(pluck, 0,
     rill_compose(rill_map(CALL1(keyed)), rill_pluck(rill_string("k"))));
LAWS(starmap, 0, rill_compose(rill_map(CALL1(pair_of)),
                              rill_starmap(CALL2(latter))));
LAWS(starmap_indexed, CONVERTS,
     rill_compose(rill_map(CALL1(pair_of)),
                  rill_starmap_indexed(CALL2(numbered))));
LAWS(pairwise, SPREADS, rill_pairwise());
LAWS(flat_map, TIMED | CONVERTS, rill_flat_map(CALL1(pair_of)));
LAWS(flat_map_timed, TIMED | CONVERTS,
     rill_flat_map(CALL1(later), .max_concurrent = 2, .prefetch = 2));
LAWS(flat_map_indexed, TIMED | CONVERTS, rill_flat_map_indexed(CALL2(numbered)));
LAWS(flat_map_ordered, CONVERTS, rill_flat_map_ordered(CALL1(pair_of)));
LAWS(flat_map_ordered_streams, CONVERTS, rill_flat_map_ordered(CALL1(stream_of)));
LAWS(flat_map_ordered_timed, CONVERTS,
     rill_flat_map_ordered(CALL1(later), .max_concurrent = 2, .prefetch = 1));
LAWS(concat_map, CONVERTS, rill_concat_map(CALL1(pair_of)));
LAWS(concat_map_timed, CONVERTS, rill_concat_map(CALL1(later)));
LAWS(switch_map, TIMED | CONVERTS, rill_switch_map(CALL1(pair_of)));
LAWS(switch_map_timed, TIMED | CONVERTS, rill_switch_map(CALL1(later)));
LAWS(switch_map_indexed, TIMED | CONVERTS, rill_switch_map_indexed(CALL2(numbered)));
LAWS(switch_latest, TIMED | CONVERTS,
     rill_compose(rill_map(CALL1(stream_of)), rill_switch_latest()));
LAWS(switch_scan, TIMED | CONVERTS,
     rill_switch_scan(rill_string("s"), CALL2(pair_of_latter)));
LAWS(switch_scan_timed, TIMED | CONVERTS,
     rill_switch_scan(rill_string("s"), CALL2(later_of_both)));
LAWS(exhaust_map, TIMED | CONVERTS, rill_exhaust_map(CALL1(pair_of)));
LAWS(exhaust_map_timed, TIMED | CONVERTS, rill_exhaust_map(CALL1(later)));
LAWS(exhaust, TIMED | CONVERTS, rill_compose(rill_map(CALL1(stream_of)), rill_exhaust()));
LAWS(concat_all, CONVERTS,
     rill_compose(rill_map(CALL1(stream_of)), rill_concat_all()));
LAWS(merge_scan, TIMED | CONVERTS,
     rill_merge_scan(rill_string("s"), CALL2(pair_of_latter)));
LAWS(merge_scan_timed, CONVERTS,
     rill_merge_scan(rill_string("s"), CALL2(later_of_both),
                     .max_concurrent = 1));
LAWS(merge_all, TIMED | CONVERTS,
     rill_compose(rill_map(CALL1(pair_of)), rill_merge_all(3)));
LAWS(scan, 0, rill_scan(CALL2(latter)));
LAWS(scan_seeded, CONVERTS,
     rill_scan(CALL2(add), .seed = rill_int(0), .seeded = true));
LAWS(scan_with, 0, rill_scan_with(CALL0(make_text), CALL2(latter)));
LAWS(to_string, 0, rill_to_string());
LAWS(format, CONVERTS, rill_format("<{}>"));
LAWS(split, BOUNDED | CONVERTS, rill_compose(rill_to_string(), rill_split("c")));
LAWS(split_torn, CONVERTS, rill_compose(rill_map(CALL1(torn)), rill_split("\n;")));
LAWS(lines, CONVERTS, rill_compose(rill_map(CALL1(torn)), rill_lines()));
LAWS(materialize, ANSWERS_ERRORS, rill_materialize());
LAWS(dematerialize, 0,
     rill_compose(rill_materialize(), rill_dematerialize()));
LAWS_OF_SOURCE(partition, 0, side_of(rill_from_marbles("(abcdefghi|)"), true),
               side_of(rill_range(0, MANY), true));
LAWS_OF_SOURCE(partition_no, 0,
               side_of(rill_from_marbles("-a-b-(cd)--e-|"), false),
               side_of(rill_range(0, MANY), false));
LAWS(handle, 0, rill_handle(CALL1(kept)));
LAWS(expand, TIMED, rill_expand(CALL1(thirds)));
LAWS(expand_timed, TIMED,
     rill_expand(CALL1(later_thirds), .max_concurrent = 2, .capacity = 4));
LAWS(group_by, TIMED,
     rill_compose(rill_group_by(CALL1(is_kept)), rill_merge_all(2)));
LAWS(group_by_small, TIMED,
     rill_compose(rill_group_by(CALL1(is_kept), .capacity = 2),
                  rill_merge_all(2)));
