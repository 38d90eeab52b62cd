/* SPDX-License-Identifier: MIT */
/* The laws of the operators that let several subscribers share one run. */
#include "callbacks.h"
#include "laws.h"

LAWS(share, SHARES, rill_share());
LAWS(share_bounded, SHARES, rill_share(.capacity = 2));
LAWS(share_kept, SHARES | TIMED | OWN_CLOCK,
     rill_share(.grace = 3, .keep_on_complete = true));
LAWS(publish_ref_count, SHARES, rill_compose(rill_publish(), rill_ref_count()));
LAWS(replay_ref_count, SHARES,
     rill_compose(rill_replay(.count = 20), rill_ref_count()));
