/* SPDX-License-Identifier: MIT */
/* The laws of the operators that look on. */
#include "callbacks.h"
#include "laws.h"

static FILE *nowhere(void) {
  static FILE *file;
  if (file == NULL) file = fopen("/dev/null", "w");
  return file;
}

LAWS(do, 0,
     rill_do(.next = CALL1(seen), .error = CALL1(seen),
             .complete = CALL0(nothing), .subscribe = CALL0(nothing),
             .request = CALL1(seen), .cancel = CALL0(nothing),
             .finally = CALL0(nothing)));
LAWS(progress, 0, rill_progress(.every = 5, .report = CALL1(seen)));
LAWS(log, 0, rill_log("laws", .file = nowhere()));
LAWS(named, 0,
     rill_compose(rill_map(CALL1(same)), rill_named("alias")));
LAWS(named_lifted, 0, rill_compose(rill_repeat(2), rill_named("alias")));
LAWS(checkpoint, 0, rill_checkpoint("here"));
LAWS(metrics, 0, rill_metrics(CALL1(seen)));
LAWS(metrics_every, 0, rill_metrics(CALL1(seen), .every = 5));
LAWS(record, 0, rill_record(.report = CALL1(seen)));
