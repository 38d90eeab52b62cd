/* SPDX-License-Identifier: MIT */
/* replay: publish, and who comes late hears the last items first. */
#include "shared/connect.h"
#include "shared/options.h"

#include <rill/share.h>

static const rill_stage_ops_t replay_ops = {
  .name = "replay",
  .params_size = sizeof(rill_publish_params_t),
  .check = rill_publish_check,
  .apply = rill_publish_apply,
};

rill_operator_t *rill_replay_opts(const rill_replay_opts_t *given) {
  RILL_OPTIONS(rill_replay_opts_t, o, given);
  rill_publish_params_t params = {
      {.capacity = o.capacity != 0 ? o.capacity : RILL_CAPACITY,
       .keep = o.count != 0 ? o.count : RILL_CAPACITY,
       .window = o.window}};
  return rill_operator_make(&replay_ops, &params);
}
