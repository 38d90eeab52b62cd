/* SPDX-License-Identifier: MIT */
/* event: a flag, and those who wait for it. */
#include "queue/line.h"
#include "shared/options.h"

#include <rill/queue.h>

struct rill_event {
  rill_object_t base;
  rill_scheduler_t *scheduler;
  rill_line_t line;
  bool set;
};

static void event_destroy(void *object) {
  rill_event_t *event = object;
  rill_line_close(&event->line, "the event");
  rill_unref(event->scheduler);
}

const rill_type_t rill_event_type = {
    .name = "event",
    .destroy = event_destroy,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

rill_event_t *rill_event_opts(const rill_event_opts_t *options) {
  RILL_OPTIONS(rill_event_opts_t, o, options);
  if (o.scheduler == NULL || o.max_waiting < 0) return NULL;
  rill_event_t *event = rill_object_new(&rill_event_type, sizeof *event);
  if (event == NULL) return NULL;
  event->scheduler = rill_ref(rill_scheduler_pick(o.scheduler));
  event->set = false;
  rill_line_init(&event->line, event->scheduler, o.max_waiting,
                 rill_ticket_pass);
  return event;
}

static int event_state(const rill_event_t *event) {
  return event == NULL ? RILL_EINVAL : rill_line_state(&event->line);
}

int rill_event_set(rill_event_t *event) {
  int code = event_state(event);
  if (code != 0) return code;
  event->set = true;
  rill_line_dismiss(&event->line, NULL);
  return 0;
}

int rill_event_clear(rill_event_t *event) {
  int code = event_state(event);
  if (code == 0) event->set = false;
  return code;
}

bool rill_event_is_set(const rill_event_t *event) {
  return event != NULL && event->set;
}

rill_promise_t *rill_event_wait(rill_event_t *event) {
  if (event == NULL) return rill_line_missing("rill_event_wait", "event");
  if (event->set && event_state(event) == 0)
    return rill_promise_resolve(event->scheduler, rill_none());
  return rill_line_wait(&event->line, "rill_event_wait", rill_none());
}
