/* SPDX-License-Identifier: MIT */
/* A scheduler that comes to its end: who is told, and what may still begin. */
#include "core/scheduler.h"

void rill_listen(rill_scheduler_t *s, rill_listener_t *listener) {
  listener->next = s->listeners;
  listener->back = &s->listeners;
  if (listener->next != NULL) listener->next->back = &listener->next;
  s->listeners = listener;
}

void rill_unlisten(rill_listener_t *listener) {
  if (listener->back == NULL) return;
  *listener->back = listener->next;
  if (listener->next != NULL) listener->next->back = listener->back;
  listener->back = NULL;
}

/* Those that listen again meanwhile are not told again. */
void rill_listeners_stop(rill_scheduler_t *s, int status) {
  rill_listener_t *list = s->listeners, *listener;
  if (list != NULL) list->back = &list;
  s->listeners = NULL;
  while ((listener = list) != NULL) {
    rill_unlisten(listener);
    listener->stop(listener, status);
  }
}

bool rill_scheduler_admits(const rill_scheduler_t *s) {
  if (rill_likely(!rill_scheduler_is_draining(s))) return true;
  return rill_scheduler_is_here(s) && (s->turning || rill_runs_are_inside(s));
}

void rill_scheduler_stir(rill_scheduler_t *s) {
  rill_drain_t *drain = s->drain;
  if (rill_likely(drain == NULL) || drain->nudged) return;
  drain->nudged = true;
  rill_enqueue_job(s, &drain->nudge);
}
