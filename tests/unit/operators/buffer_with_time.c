/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"

#include <rill/buffer.h>
#include <rill/create.h>
#include <rill/transform.h>

TEST(buffer_with_time, collects_lists) {
  ck_marbles("-1-2-----3-------|",
             rill_buffer_with_time(5),
             "-----[1,2][3]--[]([]|)");
}

/* What comes on the tick of an end belongs to the list that ends. */
TEST(buffer_with_time, takes_an_item_on_the_last_tick) {
  ck_marbles("----1----2---|", rill_buffer_with_time(4),
             "@4:[1] @8:[] @12:[2] @13:([]|)");
}

/* [0,8) [3,11) [6,14)…: 2 is in three of them. */
TEST(buffer_with_time, overlaps) {
  ck_marbles("-1-----2----|", rill_buffer_with_time(8, .shift = 3),
             "@8:[1,2] @11:[2] @12:([2][]|)");
}

/* [0,2) [5,7) [10,12): 2 comes between two of them. */
TEST(buffer_with_time, leaves_gaps) {
  ck_marbles("-1-2--3----4-|", rill_buffer_with_time(2, .shift = 5),
             "@2:[1] @7:[3] @12:[4] @13:|");
}

static rill_value_t keep_emitter(rill_value_t emitter, void *context) {
  *(rill_emitter_t **) context = rill_emitter_of(emitter);
  return rill_none();
}

static rill_value_t push_9_once(rill_value_t list, void *context) {
  rill_emitter_t **emitter = context;
  if (*emitter != NULL) rill_emitter_next(*emitter, rill_int(9));
  *emitter = NULL;
  return rill_value_ref(list);
}

/* 9 is pushed from inside of the end of the first list: into the second. */
TEST(buffer_with_time, opens_the_new_before_it_closes_the_old) {
  rill_emitter_t *emitter = NULL;
  ck_flow(rill_pipe(rill_create(rill_call_with(keep_emitter,
                                               rill_borrow(&emitter))),
                    rill_buffer_with_time(4),
                    rill_map(rill_call_with(push_9_once,
                                            rill_borrow(&emitter)))),
          "----[]--[9]!", .cancel_at = 11);
}

TEST(buffer_with_time, lets_an_error_overtake) {
  ck_marbles("-1-2-#", rill_buffer_with_time(9), "-----#");
}

/* The lists that ended on ticks 4 and 8 have become one by tick 10. */
TEST(buffer_with_time, collects_on_for_a_slow_consumer) {
  ck_asking("-1---2---3----------|", rill_buffer_with_time(4),
            "@10:[1,2] @15:[3] @16:[] @20:([]|)", {10, 1}, {15, 1}, {16, 2});
}

TEST(buffer_with_time, merges_overlapping_lists_without_doubles) {
  ck_asking("-1--2--3--4--5-----|", rill_buffer_with_time(6, .shift = 3),
            "@16:[1,2,3,4,5]", {16, 1});
}

TEST(buffer_with_time, delivers_the_last_on_demand) {
  ck_asking("-1-2|", rill_buffer_with_time(9), "---------([1,2]|)", {9, 1});
}

/* Two at most are held: the others come when the first two have left. */
TEST(buffer_with_time, has_upstream_wait_when_it_is_full) {
  ck_marbles("(12345|)", rill_buffer_with_time(9, .capacity = 2),
             "---------[1,2]----([3,4][5]|)");
}

/* In the gap nothing is asked for, so nothing is lost of what can wait. */
TEST(buffer_with_time, does_not_ask_between_lists) {
  ck_marbles("(1234|)",
             rill_buffer_with_time(9, .shift = 20, .capacity = 2),
             "@9:[1,2] @20:([3,4]|)");
}

TEST(buffer_with_time, names_bad_arguments) {
  ck_operator_fails(rill_buffer_with_time(0), RILL_EINVAL,
                    "rill_buffer_with_time", "span is 0 ns");
  ck_operator_fails(rill_buffer_with_time(1, .shift = -1), RILL_EINVAL,
                    "shift is -1 ns");
  ck_operator_fails(rill_buffer_with_time(1, .capacity = -1), RILL_EINVAL,
                    "capacity is -1");
}
