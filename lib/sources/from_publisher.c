/* SPDX-License-Identifier: MIT */
/* from_publisher: what a foreign publisher sends, by the rules. */
#include "shared/options.h"
#include "shared/receiver.h"

static void publisher_start(rill_stage_t *stage) {
  const rill_publisher_t *publisher = rill_params(stage);
  rill_received_t *state = rill_state(stage);
  state->receiver = rill_receiver_new(stage);
  if (state->receiver != NULL)
    publisher->subscribe(state->receiver, publisher->context);
  else
    rill_emit_error(stage, rill_error_no_memory());
}

static void publisher_request(rill_stage_t *stage, int64_t count) {
  rill_received_t *state = rill_state(stage);
  rill_demand_add(&state->told, count);
  rill_receiver_tell(stage);
}

static void publisher_release(rill_stage_t *stage) {
  rill_received_t *state = rill_state(stage);
  rill_unref(state->broken);
  if (state->receiver == NULL) return;
  state->receiver->stage = NULL;
  if (state->subscribed)
    rill_publication_drop(&state->up, !state->receiver->ended);
  rill_unref(state->receiver);
}

static rill_error_t *publisher_check(const void *params) {
  const rill_publisher_t *publisher = params;
  if (publisher->size == 0)
    return rill_refuse("the publisher, or its size, is NULL");
  if (publisher->subscribe == NULL) return rill_refuse("subscribe is NULL");
  return NULL;
}

static void publisher_forget(void *params) {
  const rill_publisher_t *publisher = params;
  if (publisher->release != NULL) publisher->release(publisher->context);
}

static const rill_stage_ops_t publisher_ops = {
    .name = "from_publisher",
    .state_size = sizeof(rill_received_t),
    .params_size = sizeof(rill_publisher_t),
    .check = publisher_check,
    .forget = publisher_forget,
    .start = publisher_start,
    .request = publisher_request,
    .release = publisher_release,
};

rill_observable_t *rill_from_publisher(const rill_publisher_t *given) {
  RILL_OPTIONS(rill_publisher_t, publisher, given);
  return rill_source_make(&publisher_ops, &publisher);
}
