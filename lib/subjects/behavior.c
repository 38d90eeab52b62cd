/* SPDX-License-Identifier: MIT */
/* behavior: a subject with a current value. */
#include "shared/options.h"
#include "subjects/subject.h"

/* Whoever comes gets the last item that there was: at first this one. */
static bool behavior_begin(rill_subject_t *subject, rill_value_t value) {
  return rill_relay_push(subject->relay, &value, 1, 0) == 0;
}

rill_subject_t *rill_behavior_opts(const rill_behavior_opts_t *given) {
  RILL_OPTIONS(rill_behavior_opts_t, o, given);
  rill_relay_opts_t options = {
      .capacity = o.capacity, .keep = 1, .brief = true};
  rill_subject_t *subject = NULL;
  if (o.value.kind != RILL_ERROR)
    subject = rill_subject_make(o.scheduler, &options);
  if (subject != NULL && !behavior_begin(subject, o.value)) {
    rill_unref(subject);
    subject = NULL;
  }
  rill_value_unref(o.value);
  return subject;
}

rill_value_t rill_subject_value(const rill_subject_t *subject) {
  if (subject == NULL || !subject->relay->options.brief) return rill_none();
  return rill_relay_last(subject->relay);
}
