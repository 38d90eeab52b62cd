/* SPDX-License-Identifier: MIT */
/* The laws of the operators that answer errors and ends. */
#include "callbacks.h"
#include "laws.h"

LAWS(catch, ANSWERS_ERRORS, rill_catch(CALL1(instead)));
LAWS(retry, 0, rill_retry(2));
LAWS(retry_delayed, 0, rill_retry(2, .delay = 3, .when = CALL1(always)));
LAWS(repeat, 0, rill_repeat(2));
LAWS(repeat_delayed, 0, rill_repeat(2, .delay = 3));
LAWS(finally, 0, rill_finally(CALL0(nothing)));
