/* SPDX-License-Identifier: MIT */
/* async_subject: the last item, and only when there are no more. */
#include "shared/options.h"
#include "subjects/subject.h"

rill_subject_t *
rill_async_subject_opts(const rill_async_subject_opts_t *given) {
  RILL_OPTIONS(rill_async_subject_opts_t, o, given);
  rill_relay_opts_t options = {
      .capacity = o.capacity, .keep = 1, .last_only = true};
  return rill_subject_make(o.scheduler, &options);
}
