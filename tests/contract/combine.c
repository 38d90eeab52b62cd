/* SPDX-License-Identifier: MIT */
/* The laws of the operators that bring several streams together. */
#include "callbacks.h"
#include "laws.h"

LAWS(merge, TIMED,
     rill_merge(rill_from_marbles("(xy)-z|"), rill_from_marbles("-u-|")));
LAWS(concat, 0,
     rill_concat(rill_from_marbles("(xy)-z|"), rill_from_marbles("-u-|")));
