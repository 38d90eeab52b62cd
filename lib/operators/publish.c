/* SPDX-License-Identifier: MIT */
/* publish: one run of upstream for all subscribers, once it is connected. */
#include "shared/connect.h"
#include "shared/options.h"

#include <rill/share.h>

static const rill_stage_ops_t publish_ops = {
  .name = "publish",
  .params_size = sizeof(rill_publish_params_t),
  .check = rill_publish_check,
  .apply = rill_publish_apply,
};

rill_operator_t *rill_publish_opts(const rill_publish_opts_t *given) {
  RILL_OPTIONS(rill_publish_opts_t, o, given);
  rill_publish_params_t params = {
      {.capacity = o.capacity != 0 ? o.capacity : RILL_CAPACITY}};
  return rill_operator_make(&publish_ops, &params);
}
