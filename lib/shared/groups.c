/* SPDX-License-Identifier: MIT */
/* groups: streams of a stream, a queue and at most one subscriber each. */
#include "shared/groups.h"

#include "base/value.h"
#include "core/chain.h"

/* --- A group and its subscriber ------------------------------------------- */

struct reader {
  int64_t demand;
};
struct reader_params {
  rill_group_t *group;
};

static rill_group_t *group_of(const rill_stage_t *reader) {
  return ((const struct reader_params *) rill_params(reader))->group;
}

static rill_value_t group_pop(rill_group_t *group) {
  if (group->hub != NULL)
    rill_hub_refill(group->hub, group->queue.count, group->queue.count - 1);
  return rill_ring_pop(&group->queue);
}

static bool group_queue(rill_group_t *group, rill_value_t item) {
  size_t count = group->queue.count;
  if (!rill_ring_push(&group->queue, item)) return false;
  return rill_hub_refill(group->hub, count, count + 1);
}

/* What the subscriber has asked for, and the end. */
static void group_settle(rill_group_t *group) {
  rill_stage_t *reader = group->reader;
  if (reader == NULL || reader->closed || group->emitting) return;
  struct reader *state = rill_state(reader);
  rill_chain_t *chain = reader->chain;
  rill_ref_object(group);
  rill_enter(chain);
  group->emitting = true;
  while (!reader->closed && state->demand > 0 && group->queue.count > 0)
    rill_demand_use(&state->demand, rill_emit_own(reader, group_pop(group)));
  group->emitting = false;
  if (!reader->closed && group->over && group->queue.count == 0)
    rill_emit_end(reader, rill_ref(group->error));
  rill_leave(chain);
  if (group->hub != NULL) rill_hub_room(group->hub);
  rill_unref(group);
}

/* Straight on, if the subscriber waits for it. */
bool rill_group_push(rill_group_t *group, rill_value_t item) {
  rill_stage_t *reader = group->reader;
  if (group->orphan || group->hub == NULL) {
    rill_value_unref(item);
    return true;
  }
  if (reader == NULL || group->emitting || group->queue.count > 0 ||
      ((struct reader *) rill_state(reader))->demand == 0)
    return group_queue(group, item);
  struct reader *state = rill_state(reader);
  rill_chain_t *chain = reader->chain;
  rill_ref_object(group);
  rill_enter(chain);
  group->emitting = true;
  rill_demand_use(&state->demand, rill_emit_own(reader, item));
  group->emitting = false;
  if (group->queue.count > 0 || group->over) group_settle(group);
  rill_leave(chain);
  rill_unref(group);
  return true;
}

void rill_group_end(rill_group_t *group, rill_error_t *error) {
  group->next = group->back = NULL;
  group->over = true;
  group->error = rill_ref(error);
  if (error != NULL) rill_ring_clear(&group->queue);
  group_settle(group);
}

/* It may have been the fullest, or the last one with a subscriber. */
void rill_group_close(rill_group_t *group) {
  rill_hub_t *hub = rill_ref(group->hub);
  rill_ref_object(group);
  rill_hub_remove(hub, group);
  rill_group_end(group, NULL);
  rill_hub_check(hub);
  rill_unref(group);
  rill_unref(hub);
}

void rill_group_abandon(rill_group_t *group) {
  const char *noun = group->kind->reader->name;
  rill_ref_object(group);
  rill_hub_remove(group->hub, group);
  group->over = true;
  group->error = rill_error_new(
      RILL_ECANCELED,
      "rill_%s: the stream of %ss was cancelled before this %s was subscribed "
      "(subscribe a %s when it comes)",
      group->name, noun, noun, noun);
  rill_ring_clear(&group->queue);
  rill_unref(group);
}

/* --- The subscriber's source ---------------------------------------------- */

static void reader_refuse(rill_stage_t *stage, int code, const char *format) {
  const char *noun = stage->ops->name;
  rill_emit_error(stage, rill_error_new(code, "rill_%s: a %s %s",
                                        group_of(stage)->name, noun, format));
}

static void reader_start(rill_stage_t *stage) {
  rill_group_t *group = group_of(stage);
  if (rill_stage_scheduler(stage) != group->scheduler) {
    reader_refuse(stage, RILL_EWRONGTHREAD,
                  "was subscribed on another scheduler than its stream's "
                  "(subscribe it there, then use rill_observe_on)");
  } else if (group->taken) {
    reader_refuse(stage, RILL_EALREADY,
                  "has had its subscriber (share it to have several)");
  } else {
    group->taken = true;
    group->reader = stage;
    if (group->hub != NULL) group->hub->readers++;
    group_settle(group);
  }
}

static void reader_request(rill_stage_t *stage, int64_t count) {
  rill_demand_add(&((struct reader *) rill_state(stage))->demand, count);
  if (group_of(stage)->reader == stage) group_settle(group_of(stage));
}

/* Without its subscriber a group takes no more. */
static void reader_release(rill_stage_t *stage) {
  rill_group_t *group = group_of(stage);
  if (group->reader != stage) return;
  rill_hub_t *hub = group->hub;
  if (hub != NULL) rill_hub_remove(hub, group);
  group->reader = NULL;
  rill_ring_clear(&group->queue);
  if (hub != NULL) rill_hub_check(hub);
}

/* Its observable has gone, without ever having been subscribed. */
static void group_orphan(rill_group_t *group) {
  rill_hub_t *hub = group->hub;
  if (hub == NULL || group->taken) return;
  rill_scheduler_t *scheduler = group->scheduler;
  rill_scheduler_begin(scheduler);
  group->orphan = true;
  if (group->queue.count > 0) rill_hub_refill(hub, group->queue.count, 0);
  rill_ring_clear(&group->queue);
  if (group->hub != NULL) rill_hub_room(group->hub);
  rill_scheduler_end(scheduler);
}

static void group_dropped(rill_job_t *job, int status) {
  rill_group_t *group = rill_container_of(job, rill_group_t, dropped);
  if (status == 0) group_orphan(group);
  rill_unref(group);
}

/* On whatever thread the last handle was dropped. */
static void reader_forget(void *params) {
  rill_group_t *group = ((struct reader_params *) params)->group;
  group->dropped.run = group_dropped;
  if (rill_scheduler_is_current(group->scheduler))
    group_dropped(&group->dropped, 0);
  else if (rill_post_job(group->scheduler, &group->dropped) != 0)
    rill_unref(group);
}

#define READER_OPS                                                             \
 .state_size = sizeof(struct reader),                                          \
 .params_size = sizeof(struct reader_params), .forget = reader_forget,         \
 .start = reader_start, .request = reader_request, .release = reader_release

const rill_stage_ops_t rill_group_ops = {.name = "group", READER_OPS};
const rill_stage_ops_t rill_window_ops = {.name = "window", READER_OPS};

rill_group_t *rill_group_of(rill_value_t value) {
  const rill_observable_t *o = rill_as_object(value, &rill_observable_type);
  if (o == NULL) return NULL;
  const rill_stage_ops_t *ops = o->stages[0].op->ops;
  if (ops != &rill_group_ops && ops != &rill_window_ops) return NULL;
  struct reader_params *params = rill_operator_params(o->stages[0].op);
  return params->group;
}

/* --- Making one ----------------------------------------------------------- */

static void group_destroy(void *object) {
  rill_group_t *group = object;
  rill_value_unref(group->key);
  rill_ring_clear(&group->queue);
  rill_unref(group->scheduler);
  rill_unref(group->error);
}

static const rill_type_t group_type = {
  .name = "group",
  .destroy = group_destroy,
  .reserved = {RILL_TYPE_WHOLE, NULL},
};

rill_group_t *rill_hub_make_group(const rill_hub_t *hub) {
  rill_group_t *group = rill_object_new_zeroed(&group_type, sizeof *group);
  if (group == NULL) return NULL;
  group->kind = hub->kind;
  group->name = hub->name;
  group->scheduler = rill_ref(hub->scheduler);
  return group;
}

rill_value_t rill_group_observable(rill_group_t *group) {
  rill_observable_t *observable = rill_source_make(
      group->kind->reader, &(struct reader_params){rill_ref(group)});
  if (rill_group_of(rill_object(observable)) == group)
    return rill_object(observable);
  rill_unref(observable);
  return rill_no_memory();
}
