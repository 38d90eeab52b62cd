/* SPDX-License-Identifier: MIT */
/* overflow: who has to go when one too many comes. */
#include "shared/overflow.h"

#include "core/dropped.h"
#include "shared/timed.h"

rill_bounded_params_t rill_bounded_params(rill_overflow_t policy,
                                          int64_t capacity, rill_time_t ttl) {
  if (capacity == 0) capacity = RILL_CAPACITY;
  if (policy == RILL_OVERFLOW_LATEST && capacity > 0) capacity = 1;
  return (rill_bounded_params_t){policy, capacity, ttl};
}

rill_error_t *rill_bounded_check(const rill_bounded_params_t *params,
                                 const char *policy) {
  if ((unsigned) params->policy > RILL_OVERFLOW_GROW)
    return rill_refuse("%s is %d (must be one of rill_overflow_t)", policy,
                       (int) params->policy);
  if (params->capacity < 1)
    return rill_refuse("capacity is %lld (must be >= 1)",
                       (long long) params->capacity);
  return rill_check_span(params->ttl, 0, "ttl");
}

static void bounded_drop(rill_stage_t *stage, rill_bounded_t *queue,
                         rill_value_t item) {
  rill_tell(stage, item);
  if (queue->drop != NULL)
    queue->drop(stage, item);
  else
    rill_value_unref(item);
}

rill_value_t rill_bounded_pop(rill_bounded_t *queue) {
  if (queue->times.count > 0) rill_ring_pop(&queue->times);
  return rill_ring_pop(&queue->items);
}

static rill_value_t bounded_pop_last(rill_bounded_t *queue) {
  if (queue->times.count > 0) rill_ring_pop_last(&queue->times);
  return rill_ring_pop_last(&queue->items);
}

static void bounded_drop_all(rill_stage_t *stage, rill_bounded_t *queue) {
  while (queue->items.count > 0)
    bounded_drop(stage, queue, rill_bounded_pop(queue));
}

static int bounded_add(rill_stage_t *stage, rill_bounded_t *queue,
                       const rill_bounded_params_t *params, rill_value_t item) {
  if (params->ttl > 0 &&
      !rill_ring_push(&queue->times, rill_int(rill_stage_now(stage))))
    return RILL_ENOMEM;
  return rill_ring_push(&queue->items, rill_value_ref(item)) ? 0 : RILL_ENOMEM;
}

int rill_bounded_push(rill_stage_t *stage, rill_bounded_t *queue,
                      const rill_bounded_params_t *params, rill_value_t item) {
  if ((int64_t) queue->items.count < params->capacity)
    return bounded_add(stage, queue, params, item);
  switch (params->policy) {
  case RILL_OVERFLOW_WAIT:
    return RILL_EAGAIN;
  case RILL_OVERFLOW_FAIL:
    return RILL_EOVERFLOW;
  case RILL_OVERFLOW_DROP_NEW:
    bounded_drop(stage, queue, rill_value_ref(item));
    return 0;
  case RILL_OVERFLOW_DROP_HEAD:
  case RILL_OVERFLOW_LATEST:
    bounded_drop(stage, queue, rill_bounded_pop(queue));
    break;
  case RILL_OVERFLOW_DROP_TAIL:
    bounded_drop(stage, queue, bounded_pop_last(queue));
    break;
  case RILL_OVERFLOW_DROP_ALL:
    bounded_drop_all(stage, queue);
    break;
  case RILL_OVERFLOW_GROW:
    break;
  }
  if (!stage->closed) return bounded_add(stage, queue, params, item);
  rill_tell(stage, item);
  return 0;
}

rill_time_t rill_bounded_expire(rill_stage_t *stage, rill_bounded_t *queue,
                                const rill_bounded_params_t *params) {
  if (params->ttl == 0) return RILL_TIME_NEVER;
  rill_time_t now = rill_stage_now(stage);
  while (!stage->closed && queue->times.count > 0) {
    rill_time_t due = rill_time_after(
        rill_as_int(rill_ring_at(&queue->times, 0)), params->ttl);
    if (due > now) return due;
    bounded_drop(stage, queue, rill_bounded_pop(queue));
  }
  return RILL_TIME_NEVER;
}

void rill_bounded_show(rill_stage_t *stage, const rill_fn_t *dropped,
                       rill_value_t item) {
  rill_value_t answer = rill_none();
  if (rill_fn_is_set(*dropped)) answer = rill_invoke1(dropped, item);
  rill_value_unref(item);
  if (answer.kind == RILL_ERROR && !stage->closed)
    rill_emit_failure(stage, answer);
  else
    rill_value_unref(answer);
}

void rill_bounded_release(rill_stage_t *stage, rill_bounded_t *queue) {
  bounded_drop_all(stage, queue);
  rill_ring_clear(&queue->items);
  rill_ring_clear(&queue->times);
}
