/* SPDX-License-Identifier: MIT */
/* split: the pieces between separators, wherever chunks begin and end. */
#include "shared/options.h"
#include "shared/splitter.h"

#include <rill/transform.h>

static const rill_stage_ops_t split_ops = {
    .name = "split",
    RILL_SPLITTER_OPS,
};

rill_operator_t *rill_split_opts(const rill_split_opts_t *options) {
  RILL_OPTIONS(rill_split_opts_t, o, options);
  rill_splitter_params_t params = {
      .separator = o.separator != NULL ? rill_string(o.separator) : rill_none(),
      .limit = o.limit != 0 ? o.limit : RILL_SPLITTER_LIMIT,
  };
  return rill_operator_make(&split_ops, &params);
}
