/* SPDX-License-Identifier: MIT */
/* The laws of the operators that ask one thing of a whole stream. */
#include "callbacks.h"
#include "laws.h"

LAWS(reduce, NEEDS_ITEMS, rill_reduce(CALL2(latter)));
LAWS(reduce_seeded, NUMBERS,
     rill_reduce(CALL2(add), .seed = rill_int(0), .seeded = true));
LAWS(count, 0, rill_count());
LAWS(count_of, 0, rill_count(CALL1(is_kept)));
LAWS(sum, NUMBERS, rill_sum());
LAWS(sum_of, 0, rill_sum(CALL1(third)));
LAWS(to_list, 0, rill_to_list());
LAWS(to_list_bounded, BOUNDED, rill_to_list(.capacity = 10));
LAWS(quantiles, NUMBERS | NEEDS_ITEMS,
     rill_quantiles((const double[]){0.5, 0.99}, .count = 2));
