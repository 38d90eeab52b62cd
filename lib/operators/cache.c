/* SPDX-License-Identifier: MIT */
/* cache: one run, whose result stays for all who come later. */
#include "shared/connect.h"
#include "shared/options.h"

#include <rill/share.h>

static const rill_stage_ops_t cache_ops = {
    .name = "cache",
    RILL_SHARED_OPS,
};

rill_operator_t *rill_cache_opts(const rill_cache_opts_t *given) {
  RILL_OPTIONS(rill_cache_opts_t, o, given);
  int64_t capacity = rill_share_bound(o.capacity);
  rill_shared_params_t params = {
      .share = {.name = cache_ops.name,
                .relay = {.capacity = capacity, .keep = capacity},
                .whole = true},
      .holding = {.ttl = o.ttl, .result = true, .keep_on_zero = true},
  };
  return rill_operator_make(&cache_ops, &params);
}
