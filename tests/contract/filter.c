/* SPDX-License-Identifier: MIT */
/* The laws of the operators that choose items. */
#include "callbacks.h"
#include "laws.h"

LAWS(filter, 0, rill_filter(CALL1(is_kept)));
LAWS(take, 0, rill_take(5));
LAWS(take_none, ANSWERS_ERRORS, rill_take(0));
LAWS(skip, 0, rill_skip(2));
LAWS(take_while, 0, rill_take_while(CALL1(is_small)));
LAWS(take_while_inclusive, 0,
     rill_take_while(CALL1(is_small), .inclusive = true));
LAWS(take_until, TIMED,
     rill_take_until(rill_from_marbles("--------------------x-|")));
LAWS(distinct, 0, rill_distinct());
LAWS(distinct_key, TIMED, rill_distinct(CALL1(third), .capacity = 2, .ttl = 3));
LAWS(distinct_until_changed, 0, rill_distinct_until_changed());
LAWS(distinct_until_changed_key, 0,
     rill_distinct_until_changed(CALL1(third), .equal = CALL2(are_equal)));
LAWS(first, NEEDS_ITEMS | ANSWERS_ERRORS, rill_first());
LAWS(first_of, NEEDS_ITEMS | ANSWERS_ERRORS, rill_first(CALL1(is_kept)));
LAWS(last, NEEDS_ITEMS, rill_last());
LAWS(last_of, NEEDS_ITEMS, rill_last(CALL1(is_kept)));
LAWS(debounce, TIMED, rill_debounce(2));
LAWS(sample, LOSSY, rill_sample(3));
LAWS(throttle_first, TIMED, rill_throttle_first(3));
