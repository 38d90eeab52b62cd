/* SPDX-License-Identifier: MIT */
/* The laws of the operators that look on. */
#include "callbacks.h"
#include "laws.h"

LAWS(do, 0,
     rill_do(.next = CALL1(seen), .error = CALL1(seen),
             .complete = CALL0(nothing), .subscribe = CALL0(nothing),
             .request = CALL1(seen), .cancel = CALL0(nothing),
             .finally = CALL0(nothing)));
LAWS(progress, 0, rill_progress(.every = 5, .report = CALL1(seen)));
