/* SPDX-License-Identifier: MIT */
/* The user's side of a run: request and cancel, from any thread. */
#include "core/chain.h"

static int64_t remote_take_demand(rill_chain_t *chain) {
  return __atomic_exchange_n(&chain->remote_demand, 0, __ATOMIC_ACQ_REL);
}

/* On the chain's own thread: what others have asked for. */
static void remote_run(rill_job_t *job, int status) {
  rill_chain_t *chain = rill_container_of(job, rill_chain_t, remote);
  __atomic_store_n(&chain->remote_posted, false, __ATOMIC_SEQ_CST);
  if (status != 0 ||
      __atomic_load_n(&chain->remote_cancel, __ATOMIC_SEQ_CST)) {
    rill_chain_cancel(chain);
  } else {
    if (!chain->begun && !chain->sink->closed) rill_chain_begin(chain);
    int64_t demand = remote_take_demand(chain);
    if (demand != 0) rill_request(chain, demand);
  }
  rill_unref(chain);
}

int rill_chain_post(rill_chain_t *chain) {
  if (__atomic_exchange_n(&chain->remote_posted, true, __ATOMIC_SEQ_CST))
    return 0;
  chain->remote.run = remote_run;
  rill_ref_object(chain);
  int code = rill_post_job(chain->scheduler, &chain->remote);
  if (code != 0) rill_unref(chain);
  return code;
}

static void remote_request(rill_chain_t *chain, int64_t count) {
  int64_t seen = __atomic_load_n(&chain->remote_demand, __ATOMIC_RELAXED), sum;
  do {
    if (seen < 0) return; /* refused already */
    sum = seen;
    if (count > 0)
      rill_demand_add(&sum, count);
    else
      sum = count < 0 ? count : INT64_MIN;
  } while (!__atomic_compare_exchange_n(&chain->remote_demand, &seen, sum,
                                        true, __ATOMIC_ACQ_REL,
                                        __ATOMIC_RELAXED));
  rill_chain_post(chain);
}

static void chain_request(rill_chain_t *chain, int64_t count) {
  rill_enter_often(chain);
  if (count > 0) {
    chain->sink->ops->request(chain->sink, count);
  } else if (!chain->refused) {
    chain->refused = chain->dirty = true;
    chain->refused_count = count == INT64_MIN ? 0 : count;
    rill_close_upstream(chain->sink);
  }
  rill_leave_often(chain);
}

void rill_request(rill_subscription_t *chain, int64_t count) {
  if (chain == NULL || __atomic_load_n(&chain->over, __ATOMIC_ACQUIRE)) return;
  if (!rill_scheduler_is_current(chain->scheduler) || !chain->begun) {
    remote_request(chain, count);
    return;
  }
  if (chain->sink->closed) return;
  rill_scheduler_t *s = chain->scheduler;
  rill_scheduler_begin(s);
  chain_request(chain, count);
  rill_scheduler_end(s);
}

void rill_cancel(rill_subscription_t *chain) {
  if (chain == NULL || __atomic_load_n(&chain->over, __ATOMIC_ACQUIRE)) return;
  if (rill_scheduler_is_current(chain->scheduler)) {
    rill_chain_cancel(chain);
    return;
  }
  __atomic_store_n(&chain->remote_cancel, true, __ATOMIC_SEQ_CST);
  rill_chain_post(chain);
}

bool rill_is_over(const rill_subscription_t *chain) {
  return chain == NULL || __atomic_load_n(&chain->over, __ATOMIC_ACQUIRE);
}
