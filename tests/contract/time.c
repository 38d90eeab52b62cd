/* SPDX-License-Identifier: MIT */
/* The laws of the operators that look at the clock. */
#include "callbacks.h"
#include "laws.h"

LAWS(delay, 0, rill_delay(3));
LAWS(delay_error, 0, rill_delay(3, .delay_error = true, .capacity = 2));
LAWS(timeout, 0, rill_timeout(50));
LAWS(timeout_fallback, 0,
     rill_timeout(50, .first = 60, .fallback = rill_from_marbles("-x|")));
LAWS(timeout_reached, LOSSY | ANSWERS_ERRORS,
     rill_timeout(3, .fallback = rill_from_marbles("-x-y|")));
LAWS(timestamp, LOSSY, rill_timestamp());
LAWS(rate_limit, 0, rill_rate_limit(.per_second = 5e8, .burst = 2));
LAWS(rate_limit_key, TIMED,
     rill_rate_limit(.per_second = 5e8, .key = CALL1(third), .capacity = 8));
