/* SPDX-License-Identifier: MIT */
/* The laws of the operators that let several subscribers share one run. */
#include "callbacks.h"
#include "laws.h"

CALLBACK a_subject(void *context) {
  (void) context;
  return rill_object(rill_subject_new(laws_clock()));
}

CALLBACK an_async_subject(void *context) {
  (void) context;
  return rill_object(rill_async_subject_new(laws_clock()));
}

LAWS(share, SHARES, rill_share());
LAWS(share_bounded, SHARES, rill_share(.capacity = 2));
LAWS(share_kept, SHARES | TIMED | OWN_CLOCK,
     rill_share(.grace = 3, .keep_on_complete = true));
LAWS(publish_ref_count, SHARES, rill_compose(rill_publish(), rill_ref_count()));
LAWS(replay_ref_count, SHARES,
     rill_compose(rill_replay(.count = 20), rill_ref_count()));
LAWS(publish_selected, 0, rill_publish(.selector = CALL1(same)));
LAWS(publish_value, SHARES,
     rill_compose(rill_publish_value(rill_int(7)), rill_ref_count()));
LAWS(publish_value_selected, 0,
     rill_publish_value(rill_int(7), .selector = CALL1(same)));
LAWS(replay_selected, 0, rill_replay(.selector = CALL1(same)));
LAWS(multicast, SHARES,
     rill_compose(rill_multicast(CALL0(a_subject)), rill_ref_count()));
LAWS(multicast_selected, 0,
     rill_multicast(CALL0(a_subject), .selector = CALL1(same)));
LAWS(multicast_last, SHARES,
     rill_compose(rill_multicast(CALL0(an_async_subject)), rill_ref_count()));
LAWS(auto_connect, SHARES | TIMED | OWN_CLOCK,
     rill_compose(rill_publish(), rill_auto_connect(1)));
LAWS(share_replay, SHARES, rill_share_replay(20));
LAWS(cache, SHARES | TIMED | OWN_CLOCK | BOUNDED, rill_cache());
LAWS(cache_for_a_while, SHARES | TIMED | OWN_CLOCK | BOUNDED,
     rill_cache(.ttl = 3));
