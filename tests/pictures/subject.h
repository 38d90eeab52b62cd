/* SPDX-License-Identifier: MIT */
/* What the pictures of <rill/subject.h> call. */
#ifndef RILL_TESTS_PICTURES_SUBJECT_H
#define RILL_TESTS_PICTURES_SUBJECT_H

#include <rill.h>
#include <rill/test.h>

/** The stream of a subject, taken over, that 1, 2 and 3 were pushed into. */
__attribute__((unused)) static rill_observable_t *while_open(
    rill_subject_t *subject) {
  for (int64_t i = 1; i <= 3; i++) rill_subject_next(subject, rill_int(i));
  rill_observable_t *stream = rill_subject_observable(subject);
  rill_unref(subject);
  return stream;
}

/** The same, and then it was completed. */
__attribute__((unused)) static rill_observable_t *completed(
    rill_subject_t *subject) {
  for (int64_t i = 1; i <= 3; i++) rill_subject_next(subject, rill_int(i));
  rill_subject_complete(subject);
  rill_observable_t *stream = rill_subject_observable(subject);
  rill_unref(subject);
  return stream;
}

#endif
