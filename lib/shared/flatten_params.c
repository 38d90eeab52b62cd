/* SPDX-License-Identifier: MIT */
/* flatten: its parameters. */
#include "shared/flatten.h"

#include "shared/items.h"
#include "shared/options.h"

rill_flatten_params_t rill_flatten_params(const rill_flat_map_opts_t *options) {
  RILL_OPTIONS(rill_flat_map_opts_t, o, options);
  return (rill_flatten_params_t){
      .fn = o.fn,
      .max = o.max_concurrent != 0 ? o.max_concurrent : RILL_FLATTEN_MAX,
      .prefetch = o.prefetch != 0 ? o.prefetch : RILL_CAPACITY,
      .delay_error = o.delay_error,
  };
}

rill_error_t *rill_flatten_check(const void *params) {
  const rill_flatten_params_t *p = params;
  if (p->max < 1)
    return rill_refuse("max_concurrent is %lld (must be >= 1)",
                       (long long) p->max);
  if (p->prefetch < 1)
    return rill_refuse("prefetch is %lld (must be >= 1)",
                       (long long) p->prefetch);
  if (p->sources == NULL && p->count > 0)
    return rill_refuse("the array of %zu sources is NULL", p->count);
  for (size_t i = 0; i < p->count; i++)
    if (p->sources[i] == NULL) return rill_refuse("source %zu is NULL", i);
  return rill_check_item(p->seed, "the seed");
}

rill_error_t *rill_flatten_check_fn(const void *params, unsigned arity) {
  const rill_flatten_params_t *p = params;
  rill_error_t *error = rill_check_fn(p->fn, arity, "the function");
  return error != NULL ? error : rill_flatten_check(params);
}

bool rill_flatten_sources(rill_flatten_params_t *params,
                          rill_observable_t *const *sources, size_t count) {
  params->count = count;
  if (count == 0 || sources == NULL) return true;
  params->sources = rill_allocate(count * sizeof *params->sources);
  if (params->sources == NULL) {
    for (size_t i = 0; i < count; i++) rill_unref(sources[i]);
    return false;
  }
  memcpy(params->sources, sources, count * sizeof *sources);
  return true;
}

void rill_flatten_forget(void *params) {
  rill_flatten_params_t *p = params;
  rill_fn_drop(p->fn);
  rill_value_unref(p->seed);
  if (p->sources == NULL) return;
  for (size_t i = 0; i < p->count; i++) rill_unref(p->sources[i]);
  rill_release(p->sources, p->count * sizeof *p->sources);
}
