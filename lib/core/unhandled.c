/* SPDX-License-Identifier: MIT */
/* What a scheduler's owner is told of: errors that nobody handles, and calls
 * from the wrong thread. */
#include <stdio.h>

#include "base/memory.h"
#include "core/scheduler.h"

/* The default hook: one paragraph. */
void rill_unhandled_print(rill_error_t *error, void *context) {
  char text[1024];
  (void) context;
  rill_error_describe(error, text, sizeof text);
  fprintf(stderr, "rill: unhandled error %s (%d): %s\n",
          rill_error_name(rill_error_code(error)), rill_error_code(error),
          text);
}

void rill_scheduler_unhandled(rill_scheduler_t *s, rill_error_t *error) {
  if (s->unhandled == NULL && s->group != NULL) s = s->group;
  if (s->unhandled != NULL)
    s->unhandled(error, s->unhandled_context);
  else
    rill_unhandled_print(error, NULL);
}

void rill_scheduler_on_unhandled(rill_scheduler_t *s, rill_unhandled_fn hook,
                                 void *context) {
  s->unhandled = hook;
  s->unhandled_context = context;
}

/* --- Calls from the wrong thread ------------------------------------------ */

struct report {
  rill_job_t job;
  rill_scheduler_t *scheduler;
  rill_error_t *error;
};

static void report_end(struct report *report) {
  rill_unref(report->error);
  rill_unref(report->scheduler);
  rill_release(report, sizeof *report);
}

static void report_run(rill_job_t *job, int status) {
  struct report *report = rill_container_of(job, struct report, job);
  if (status == 0) rill_scheduler_unhandled(report->scheduler, report->error);
  report_end(report);
}

void rill_scheduler_report(rill_scheduler_t *s, rill_error_t *error) {
  struct report *report = rill_allocate(sizeof *report);
  if (report == NULL) return;
  s = rill_scheduler_assign(s);
  *report = (struct report){.job.run = report_run,
                            .scheduler = rill_ref(s),
                            .error = rill_ref(error)};
  if (rill_post_job(s, &report->job) != 0) report_end(report);
}

int rill_scheduler_trespass(rill_scheduler_t *s, const char *name) {
  rill_error_t *error = rill_error_new(
      RILL_EWRONGTHREAD,
      "%s: called from a thread that the scheduler (%s) does not run on; "
      "rill_post() may be",
      name, rill_scheduler_name(s));
  rill_scheduler_report(s, error);
  rill_unref(error);
  return RILL_EWRONGTHREAD;
}
