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

/* With users it is at work: so it has not ended, and does not now. */
rill_operator_t *rill_share_border(rill_share_t *share,
                                   const rill_scheduler_t *origin) {
  pthread_mutex_lock(&share->lock);
  rill_scheduler_t *home =
      share->scheduler != origin ? rill_ref(share->scheduler) : NULL;
  if (home != NULL) rill_scheduler_count(home, 1);
  pthread_mutex_unlock(&share->lock);
  return home != NULL ? rill_subscribe_on_kept(home) : NULL;
}

/* The operator is what its parameters stand behind. */
rill_observable_t *rill_share_elsewhere(const rill_stage_t *stage,
                                        rill_share_t *share) {
  rill_operator_t *self = (rill_operator_t *) (uintptr_t) rill_params(stage);
  rill_operator_t *border = NULL;
  while (border == NULL) {
    if (rill_share_bind(share, rill_stage_scheduler(stage))) return NULL;
    border = rill_share_border(share, NULL);
  }
  rill_observable_t *same = rill_ref(rill_upstream(stage));
  return rill_pipe(same, rill_ref(self - 1), border);
}
