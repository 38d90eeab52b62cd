/* SPDX-License-Identifier: MIT */
/* share: publish and ref_count. */
#include "core/operator.h"
#include "shared/options.h"

#include <rill/share.h>

rill_operator_t *rill_share_opts(const rill_share_opts_t *given) {
  RILL_OPTIONS(rill_share_opts_t, o, given);
  return rill_compose(
      rill_publish(.capacity = o.capacity),
      rill_ref_count(.grace = o.grace, .keep_on_complete = o.keep_on_complete,
                     .keep_on_error = o.keep_on_error,
                     .keep_on_zero = o.keep_on_zero));
}
