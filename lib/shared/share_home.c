/* SPDX-License-Identifier: MIT */
/* share_home: where a shared run lives: where its first user does, for as long
 * as there is one. */
#include "core/chain.h"
#include "shared/connection.h"

#include <rill/flow.h>

bool rill_share_bind(rill_share_t *share, rill_scheduler_t *scheduler) {
  pthread_mutex_lock(&share->lock);
  if (share->users == 0) share->scheduler = rill_ref(scheduler);
  bool same = share->scheduler == scheduler;
  share->users += same;
  pthread_mutex_unlock(&share->lock);
  return same;
}

void rill_share_unbind(rill_share_t *share) {
  rill_scheduler_t *last = NULL;
  pthread_mutex_lock(&share->lock);
  if (--share->users == 0) {
    last = share->scheduler;
    share->scheduler = NULL;
  }
  pthread_mutex_unlock(&share->lock);
  rill_unref(last);
}

rill_scheduler_t *rill_share_home(rill_share_t *share) {
  pthread_mutex_lock(&share->lock);
  rill_scheduler_t *home = rill_ref(share->scheduler);
  pthread_mutex_unlock(&share->lock);
  return home;
}

/* The operator is what its parameters stand behind. */
rill_observable_t *rill_share_elsewhere(const rill_stage_t *stage,
                                        rill_share_t *share) {
  rill_operator_t *self = (rill_operator_t *) (uintptr_t) rill_params(stage);
  rill_scheduler_t *home = NULL;
  while (home == NULL) {
    if (rill_share_bind(share, rill_stage_scheduler(stage))) return NULL;
    home = rill_share_home(share);
  }
  self = rill_ref(self - 1);
  rill_observable_t *same = rill_ref(rill_upstream(stage));
  same = rill_pipe(same, self, rill_subscribe_on(home));
  rill_unref(home);
  return same;
}
