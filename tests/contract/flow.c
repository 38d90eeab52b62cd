/* SPDX-License-Identifier: MIT */
/* The laws of the borders and of bounded queues. */
#include "callbacks.h"
#include "laws.h"

LAWS(observe_on, 0, rill_observe_on(laws_clock()));
LAWS(subscribe_on, 0, rill_subscribe_on(laws_clock()));
LAWS(on_overflow_wait, 0, rill_on_overflow(RILL_OVERFLOW_WAIT));
LAWS(on_overflow_fail, BOUNDED | TIMED,
     rill_on_overflow(RILL_OVERFLOW_FAIL, .capacity = 20));
LAWS(on_overflow_drop_head, LOSSY,
     rill_on_overflow(RILL_OVERFLOW_DROP_HEAD, .capacity = 2));
LAWS(on_overflow_drop_tail, LOSSY,
     rill_on_overflow(RILL_OVERFLOW_DROP_TAIL, .capacity = 2));
LAWS(on_overflow_drop_new, LOSSY,
     rill_on_overflow(RILL_OVERFLOW_DROP_NEW, .capacity = 2));
LAWS(on_overflow_drop_all, LOSSY,
     rill_on_overflow(RILL_OVERFLOW_DROP_ALL, .capacity = 2));
LAWS(on_overflow_latest, LOSSY, rill_on_overflow(RILL_OVERFLOW_LATEST));
LAWS(on_overflow_grow, 0, rill_on_overflow(RILL_OVERFLOW_GROW));
