/* SPDX-License-Identifier: MIT */
/* connect: runs the upstream of a connectable observable, by hand. */
#include "shared/connect.h"
#include "core/chain.h"

#include <rill/share.h>

static rill_subscription_t *connect_failed(rill_scheduler_t *scheduler,
                                           rill_error_t *error) {
  rill_observer_t nobody = {.size = sizeof nobody};
  return rill_subscribe_observer(scheduler, rill_observable_failed(error),
                                 &nobody, "rill_connect");
}

static rill_subscription_t *connect_here(rill_share_t *share,
                                         rill_scheduler_t *scheduler,
                                         rill_observable_t *upstream) {
  if (share->now != NULL && share->now->run != NULL)
    return rill_ref(share->now->run->chain);
  if (share->now != NULL && share->now->relay->ended)
    rill_share_disconnect(share);
  rill_error_t *error = rill_share_ready(share);
  if (error != NULL) return connect_failed(scheduler, error);
  if (share->now->relay->ended)
    return connect_failed(scheduler, rill_error_new(RILL_ECLOSED,
                                                    "rill_connect: the subject "
                                                    "has ended already"));
  rill_chain_t *chain = rill_share_connect(share, scheduler, upstream);
  if (chain != NULL) return chain;
  return connect_failed(scheduler, rill_error_no_memory());
}

rill_subscription_t *rill_connect(rill_scheduler_t *scheduler,
                                  rill_observable_t *observable) {
  rill_subscription_t *subscription;
  rill_share_t *share = observable != NULL ? rill_share_of(observable) : NULL;
  if (scheduler == NULL || share == NULL) {
    rill_unref(observable);
    const char *what = scheduler == NULL ? "the scheduler is NULL"
                       : share == NULL   ? "the observable is not connectable"
                                         : "";
    return connect_failed(
        scheduler, rill_error_new(RILL_EINVAL, "rill_connect: %s", what));
  }
  rill_scheduler_t *home = rill_share_home(share);
  if (home == NULL) home = rill_ref(rill_scheduler_pick(scheduler));
  rill_scheduler_begin(scheduler);
  if (rill_scheduler_is_current(home))
    subscription = connect_here(share, home, observable->upstream);
  else
    subscription = connect_failed(
        scheduler,
        rill_error_new(RILL_EWRONGTHREAD,
                       "rill_connect: the subscribers live on another "
                       "thread: connect there, with rill_post()"));
  rill_scheduler_end(scheduler);
  rill_unref(home);
  rill_unref(observable);
  return subscription;
}
