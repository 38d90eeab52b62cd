/* SPDX-License-Identifier: MIT */
/* broadcast: a relay and where it lives, counted together. */
#include "shared/broadcast.h"

#include <rill/flow.h>

static rill_broadcast_t *broadcast_of(const void *params) {
  return *(rill_broadcast_t *const *) params;
}

/* An error that nobody could hear of. */
static void broadcast_destroy(void *object) {
  rill_broadcast_t *broadcast = object;
  rill_relay_t *relay = broadcast->relay;
  if (relay != NULL && relay->error != NULL && !broadcast->heard)
    rill_scheduler_unhandled(broadcast->scheduler, relay->error);
  rill_unref(relay);
  rill_unref(broadcast->scheduler);
}

static const rill_type_t broadcast_type = {
    .name = "broadcast",
    .destroy = broadcast_destroy,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

rill_broadcast_t *rill_broadcast_new(rill_scheduler_t *scheduler,
                                     const rill_relay_opts_t *options) {
  rill_broadcast_t *broadcast =
      rill_object_new_zeroed(&broadcast_type, sizeof *broadcast);
  if (broadcast == NULL) return NULL;
  broadcast->scheduler = rill_ref(scheduler);
  broadcast->relay = rill_relay_new(options);
  if (broadcast->relay != NULL) return broadcast;
  rill_unref(broadcast);
  return NULL;
}

rill_observable_t *rill_broadcast_observable(rill_broadcast_t *broadcast,
                                             const rill_stage_ops_t *ops) {
  rill_broadcast_t *kept = rill_ref(broadcast);
  return rill_source_make(ops, &kept);
}

void rill_broadcast_forget(void *params) { rill_unref(broadcast_of(params)); }

rill_operator_t *rill_broadcast_border(const void *params,
                                       rill_scheduler_t *origin) {
  rill_scheduler_t *home = broadcast_of(params)->scheduler;
  return home != origin ? rill_subscribe_on(home) : NULL;
}

void rill_broadcast_start(rill_stage_t *stage) {
  rill_broadcast_t *broadcast = broadcast_of(rill_params(stage));
  broadcast->heard = true;
  rill_relay_join(stage, broadcast->relay);
}
