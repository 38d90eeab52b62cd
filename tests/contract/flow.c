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
LAWS(on_overflow_ttl, TIMED,
     rill_on_overflow(RILL_OVERFLOW_WAIT, .capacity = 2, .ttl = 5));
LAWS(yield_every, 0, rill_yield_every(3));
LAWS(yield_every_item, 0, rill_yield_every(1));
LAWS(conflate, LOSSY | CONVERTS, rill_conflate(CALL0(nothing), CALL2(latter)));
LAWS(batch, LOSSY | CONVERTS, rill_batch(3, CALL0(nothing), CALL2(latter)));
LAWS(batch_of_one, 0, rill_batch(1, CALL0(nothing), CALL2(latter)));
LAWS(limit_request, 0, rill_limit_request(3));
LAWS(limit_request_low, 0, rill_limit_request(3, .low = 1));
LAWS(unsubscribe_on, 0, rill_unsubscribe_on(laws_clock()));
LAWS(parallel, TIMED, rill_parallel(3, RILL_OPERATORS(rill_map(CALL1(same)))));
LAWS(parallel_ordered, 0,
     rill_parallel(3, RILL_OPERATORS(rill_map(CALL1(same))), .ordered = true));
LAWS(parallel_elsewhere, TIMED,
     rill_parallel(2, RILL_OPERATORS(rill_filter(CALL1(is_kept))),
                   .scheduler = laws_clock(), .capacity = 2, .ordered = true));
LAWS(parallel_many, SPREADS,
     rill_parallel(2, RILL_OPERATORS(rill_flat_map(CALL1(pair_of))),
                   .ordered = true, .capacity = 1));
