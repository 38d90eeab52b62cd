/* SPDX-License-Identifier: MIT */
/* replay_subject: who comes late hears the last items first. */
#include "shared/options.h"
#include "subjects/subject.h"

rill_subject_t *
rill_replay_subject_opts(const rill_replay_subject_opts_t *given) {
  RILL_OPTIONS(rill_replay_subject_opts_t, o, given);
  rill_relay_opts_t options = {
      .capacity = o.capacity,
      .keep = o.count != 0 ? o.count : RILL_CAPACITY,
      .window = o.window,
  };
  if (o.count < 0 || o.window < 0) return NULL;
  return rill_subject_make(o.scheduler, &options);
}
