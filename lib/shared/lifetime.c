/* SPDX-License-Identifier: MIT */
/* lifetime: items that are there for a time. */
#include "shared/lifetime.h"

#include "shared/options.h"

/* --- Building ------------------------------------------------------------- */

rill_error_t *rill_lifetime_check(const void *params) {
  const rill_lifetime_params_t *p = params;
  if (p->gather.sources != NULL && p->gather.sources[0] == NULL)
    return rill_refuse("right is NULL");
  if (p->capacity < 1)
    return rill_refuse("capacity is %lld (must be >= 1)",
                       (long long) p->capacity);
  rill_error_t *error = rill_check_fn(p->durations[0], 1, "left_duration");
  if (error == NULL)
    error = rill_check_fn(p->durations[1], 1, "right_duration");
  if (error == NULL) error = rill_check_optional_fn(p->combine, 2, "combine");
  return error != NULL ? error : rill_gather_check(params);
}

void rill_lifetime_forget(void *params) {
  rill_lifetime_params_t *p = params;
  rill_fn_drop(p->durations[0]);
  rill_fn_drop(p->durations[1]);
  rill_fn_drop(p->combine);
  rill_gather_forget(params);
}

rill_operator_t *rill_lifetime_operator(const rill_stage_ops_t *ops,
                                        const rill_join_opts_t *options) {
  RILL_OPTIONS(rill_join_opts_t, o, options);
  rill_lifetime_params_t params = {
      .gather.prefetch = 1,
      .durations = {o.left_duration, o.right_duration},
      .combine = o.combine,
      .capacity = o.capacity != 0 ? o.capacity : RILL_CAPACITY,
  };
  return rill_gather_operator(ops, &params, &o.right, 1);
}

/* --- Items ---------------------------------------------------------------- */

rill_value_t rill_lifetime_combine(const rill_lifetime_params_t *params,
                                   rill_value_t left, rill_value_t right) {
  if (rill_fn_is_set(params->combine))
    return rill_invoke2(&params->combine, left, right);
  return rill_list((const rill_value_t[]){left, right}, 2);
}

rill_error_t *rill_lifetime_full(const rill_lifetime_params_t *params,
                                 const char *name, size_t side) {
  return rill_error_new(RILL_EOVERFLOW,
                        "rill_%s: capacity is %lld, and there is one more item "
                        "of the %s stream with time left (raise .capacity, or "
                        "make the durations shorter)",
                        name, (long long) params->capacity,
                        side == 0 ? "left" : "right");
}

/* --- What has time left --------------------------------------------------- */

void rill_lives_add(rill_lives_t *side, rill_live_t *live) {
  live->side = side;
  live->back = side->last;
  *(side->last != NULL ? &side->last->next : &side->first) = live;
  side->last = live;
  side->count++;
}

bool rill_live_end(rill_live_t *live) {
  rill_lives_t *side = live->side;
  if (side == NULL) return false;
  *(live->back != NULL ? &live->back->next : &side->first) = live->next;
  *(live->next != NULL ? &live->next->back : &side->last) = live->back;
  live->side = NULL;
  side->count--;
  return !live->used;
}

void rill_lives_cancel(rill_lives_t *side) {
  while (side->first != NULL) {
    rill_live_t *live = side->first;
    rill_live_end(live);
    rill_run_cancel(rill_stage_of(live));
  }
}

void rill_live_start(rill_stage_t *sink) { rill_ask(sink, 1); }

void rill_live_release(rill_stage_t *sink) {
  rill_live_t *live = rill_state(sink);
  rill_live_end(live);
  rill_value_unref(live->item);
}
