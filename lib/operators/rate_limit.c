/* SPDX-License-Identifier: MIT */
/* rate_limit: at most so many items per second; the others wait. */
#include "core/dropped.h"
#include "shared/buckets.h"
#include "shared/options.h"
#include "shared/timed.h"

#include <rill/time.h>

struct rate_params {
  rill_bucket_params_t bucket;
  double per_second;
  rill_fn_t key;
  int64_t capacity;
};

static rill_error_t *rate_check(const void *params) {
  const struct rate_params *p = params;
  if (!(p->per_second >= 1e-6 && p->per_second <= 1e9))
    return rill_refuse("per_second is %g (must be from 1e-6 to 1e9)",
                       p->per_second);
  if (p->bucket.burst < 0 ||
      p->bucket.burst > INT64_MAX / 4 / p->bucket.spacing)
    return rill_refuse("burst is %lld (must be >= 0, and what a century can "
                       "fill)",
                       (long long) p->bucket.burst);
  if (p->capacity < 0)
    return rill_refuse("capacity is %lld (must be > 0)",
                       (long long) p->capacity);
  return rill_check_optional_fn(p->key, 1, "key");
}

static void rate_forget(void *params) {
  rill_fn_drop(((struct rate_params *) params)->key);
}

/* --- One bucket: upstream is asked for as many items as there are tokens -- */

struct rate_one {
  rill_alarm_t alarm;
  rill_bucket_t bucket;
  int64_t demand;
  int64_t asked; /* for which no item has come yet */
  bool asking;
};

static void rate_one_ask(rill_stage_t *stage);

static void rate_one_ring(rill_stage_t *stage, rill_alarm_t *alarm) {
  (void) alarm;
  rate_one_ask(stage);
}

static void rate_one_ask(rill_stage_t *stage) {
  const struct rate_params *p = rill_params(stage);
  struct rate_one *rate = rill_state(stage);
  if (rate->asking) return;
  rate->asking = true;
  while (!stage->closed && rate->demand > rate->asked) {
    int64_t tokens = rill_bucket_tokens(&rate->bucket, &p->bucket,
                                        rill_stage_now(stage));
    int64_t room = tokens < rate->demand ? tokens : rate->demand;
    int64_t more = room - rate->asked;
    if (more <= 0) break;
    rate->asked += more;
    rill_ask(stage, more);
  }
  rate->asking = false;
  if (stage->closed || rate->demand <= rate->asked) return;
  if (rate->asked >= p->bucket.burst) return; /* it is upstream's turn */
  rill_alarm_set(&rate->alarm, stage,
                 rill_bucket_time(&rate->bucket, &p->bucket, rate->asked + 1),
                 rate_one_ring);
}

static size_t rate_one_next(rill_stage_t *stage, const rill_value_t *items,
                            size_t count) {
  const struct rate_params *p = rill_params(stage);
  struct rate_one *rate = rill_state(stage);
  rill_time_t now = rill_stage_now(stage);
  rate->asked -= (int64_t) count;
  for (size_t i = 0; i < count; i++)
    rill_bucket_take(&rate->bucket, &p->bucket, now);
  rill_demand_use(&rate->demand, rill_emit(stage, items, count));
  if (!stage->closed) rate_one_ask(stage);
  return count;
}

static void rate_one_request(rill_stage_t *stage, int64_t count) {
  struct rate_one *rate = rill_state(stage);
  rill_demand_add(&rate->demand, count);
  rate_one_ask(stage);
}

static void rate_one_release(rill_stage_t *stage) {
  rill_alarm_stop(&((struct rate_one *) rill_state(stage))->alarm);
}

static const rill_stage_ops_t rate_one_ops = {
    .name = "rate_limit",
    .state_size = sizeof(struct rate_one),
    .params_size = sizeof(struct rate_params),
    .check = rate_check,
    .forget = rate_forget,
    .next = rate_one_next,
    .request = rate_one_request,
    .release = rate_one_release,
};

/* --- A bucket per key: only an item tells whose turn it is ---------------- */

struct rate_keyed {
  rill_alarm_t alarm;
  rill_buckets_t buckets;
  int64_t demand;
  int64_t taken; /* from the queues, and not asked for again */
  bool done, draining;
};

static void rate_keyed_drain(rill_stage_t *stage);

static void rate_keyed_ring(rill_stage_t *stage, rill_alarm_t *alarm) {
  (void) alarm;
  rate_keyed_drain(stage);
}

static void rate_keyed_refill(rill_stage_t *stage) {
  const struct rate_params *p = rill_params(stage);
  struct rate_keyed *rate = rill_state(stage);
  int64_t again = rate->taken;
  if (stage->closed || again < p->capacity - p->capacity / 4) return;
  rate->taken = 0;
  rill_ask(stage, again);
}

static void rate_keyed_wait(rill_stage_t *stage) {
  struct rate_keyed *rate = rill_state(stage);
  rill_time_t due = rill_buckets_due(&rate->buckets);
  if (rate->demand == 0 || due == RILL_TIME_NEVER) return;
  if (rill_alarm_is_set(&rate->alarm) && rate->alarm.task.due == due) return;
  rill_alarm_set(&rate->alarm, stage, due, rate_keyed_ring);
}

static void rate_keyed_drain(rill_stage_t *stage) {
  const struct rate_params *p = rill_params(stage);
  struct rate_keyed *rate = rill_state(stage);
  if (rate->draining) return;
  rate->draining = true;
  while (!stage->closed && rate->demand > 0) {
    rill_time_t now = rill_stage_now(stage);
    if (rill_buckets_due(&rate->buckets) > now) break;
    rill_value_t item = rill_buckets_take(&rate->buckets, &p->bucket, now);
    rate->taken++;
    rill_demand_use(&rate->demand, rill_emit_own(stage, item));
    rate_keyed_refill(stage);
  }
  rate->draining = false;
  if (stage->closed) return;
  if (rate->done && rate->buckets.items == 0)
    rill_emit_complete(stage);
  else
    rate_keyed_wait(stage);
}

static void rate_keyed_start(rill_stage_t *stage) {
  rill_ask(stage, ((const struct rate_params *) rill_params(stage))->capacity);
}

/* Without a key or memory, or when the stage has ended meanwhile, it is let
 * go. */
static void rate_keyed_put(rill_stage_t *stage, rill_value_t item,
                           rill_time_t now) {
  const struct rate_params *p = rill_params(stage);
  struct rate_keyed *rate = rill_state(stage);
  rill_value_t key = rill_invoke1(&p->key, item);
  if (key.kind == RILL_ERROR)
    rill_emit_failure(stage, key);
  else if (stage->closed)
    rill_value_unref(key);
  else if (!rill_buckets_put(&rate->buckets, &p->bucket, now, key,
                             rill_value_ref(item)))
    rill_emit_error(stage, rill_error_no_memory());
  else
    return;
  rill_tell(stage, item);
}

static size_t rate_keyed_next(rill_stage_t *stage, const rill_value_t *items,
                              size_t count) {
  rill_time_t now = rill_stage_now(stage);
  for (size_t i = 0; i < count && !stage->closed; i++)
    rate_keyed_put(stage, items[i], now);
  if (!stage->closed) rate_keyed_drain(stage);
  return count;
}

static void rate_keyed_complete(rill_stage_t *stage) {
  struct rate_keyed *rate = rill_state(stage);
  rate->done = true;
  rate_keyed_drain(stage);
}

static void rate_keyed_request(rill_stage_t *stage, int64_t count) {
  struct rate_keyed *rate = rill_state(stage);
  rill_demand_add(&rate->demand, count);
  rate_keyed_drain(stage);
}

static void rate_keyed_release(rill_stage_t *stage) {
  struct rate_keyed *rate = rill_state(stage);
  rill_alarm_stop(&rate->alarm);
  rill_buckets_clear(stage, &rate->buckets);
}

static const rill_stage_ops_t rate_keyed_ops = {
    .name = "rate_limit",
    .state_size = sizeof(struct rate_keyed),
    .params_size = sizeof(struct rate_params),
    .check = rate_check,
    .forget = rate_forget,
    .start = rate_keyed_start,
    .next = rate_keyed_next,
    .complete = rate_keyed_complete,
    .request = rate_keyed_request,
    .release = rate_keyed_release,
};

rill_operator_t *rill_rate_limit_opts(const rill_rate_limit_opts_t *options) {
  RILL_OPTIONS(rill_rate_limit_opts_t, o, options);
  double spacing = o.per_second > 0 ? 1e9 / o.per_second + 0.5 : 1;
  struct rate_params params = {
    .bucket = {spacing < 1      ? 1
               : spacing > 1e16 ? (rill_time_t) 1e16
                                : (rill_time_t) spacing,
               o.burst != 0 ? o.burst : 1},
    .per_second = o.per_second,
    .key = o.key,
    .capacity = o.capacity != 0 ? o.capacity : RILL_CAPACITY,
  };
  return rill_operator_make(
      rill_fn_is_set(o.key) ? &rate_keyed_ops : &rate_one_ops, &params);
}
