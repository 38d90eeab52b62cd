/* SPDX-License-Identifier: MIT */
/* The laws of the operators that bring several streams together. */
#include "callbacks.h"
#include "laws.h"

LAWS(merge, TIMED,
     rill_merge(rill_from_marbles("(xy)-z|"), rill_from_marbles("-u-|")));
LAWS(concat, 0,
     rill_concat(rill_from_marbles("(xy)-z|"), rill_from_marbles("-u-|")));
LAWS(start_with, 0,
     rill_start_with(rill_string("x"), rill_string("y"), rill_int(3)));
LAWS(zip, 0, rill_zip(rill_range(1, MANY)));
LAWS(zip_timed, 0, rill_zip(rill_from_marbles("-x-(yz)-----(uvwxyzu)|")));
LAWS(combine_latest, TIMED,
     rill_combine_latest(rill_from_marbles("x----y----z|")));
LAWS(with_latest_from, TIMED,
     rill_with_latest_from(rill_from_marbles("x----y----z|")));
