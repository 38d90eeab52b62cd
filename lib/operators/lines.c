/* SPDX-License-Identifier: MIT */
/* lines: the lines of a text, wherever its chunks begin and end. */
#include "shared/options.h"
#include "shared/splitter.h"

#include <rill/transform.h>

static const rill_stage_ops_t lines_ops = {
    .name = "lines",
    RILL_SPLITTER_OPS,
};

rill_operator_t *rill_lines_opts(const rill_lines_opts_t *options) {
  RILL_OPTIONS(rill_lines_opts_t, o, options);
  rill_splitter_params_t params = {
      .separator = rill_string("\n"),
      .limit = o.limit != 0 ? o.limit : RILL_SPLITTER_LIMIT,
      .returns = true,
  };
  return rill_operator_make(&lines_ops, &params);
}
