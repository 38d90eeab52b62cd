/* SPDX-License-Identifier: MIT */
/* trace: which promises live, where they come from, and what is heard of
 * them. */
#include "promise/trace.h"

#include <string.h>

#include "base/forks.h"

struct note {
  struct note *next, *back;
  struct seen *seen; /* NULL: no longer in a list */
  rill_promise_t *promise;
  rill_time_t since;
  const char *site, *maker; /* static text, or NULL */
  char name[48];
};

/* A scheduler of which there is something to know. */
struct seen {
  struct seen *next;
  rill_scheduler_t *scheduler;
  rill_task_t end; /* never due: it runs when the scheduler closes */
  rill_unhandled_fn handled;
  void *context;
  bool traced;
  struct note notes; /* a ring, in the order in which they were made */
};

uint32_t rill_traced_schedulers;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of all below */
static struct seen *all;

__attribute__((constructor)) static void lock_guard(void) {
  rill_forks_guard(&lock);
}

static struct seen *seen_find(const rill_scheduler_t *scheduler) {
  struct seen *seen = all;
  while (seen != NULL && seen->scheduler != scheduler) seen = seen->next;
  return seen;
}

bool rill_trace_knows(const rill_scheduler_t *scheduler) {
  pthread_mutex_lock(&lock);
  bool knows = seen_find(scheduler) != NULL;
  pthread_mutex_unlock(&lock);
  return knows;
}

/* --- Notes ---------------------------------------------------------------- */

static struct note *note_of(rill_promise_t *promise) {
  if ((promise->node.bits & RILL_P_TRACED) == 0) return NULL;
  char *end = (char *) promise + promise->base.size;
  return (struct note *) (void *) (end - sizeof(struct note));
}

size_t rill_trace_size(rill_scheduler_t *scheduler, size_t size) {
  const size_t word = sizeof(rill_word_t);
  pthread_mutex_lock(&lock);
  const struct seen *seen = seen_find(scheduler);
  bool traced = seen != NULL && seen->traced;
  pthread_mutex_unlock(&lock);
  if (!traced) return size;
  return (size + word - 1) / word * word + sizeof(struct note);
}

void rill_trace_enter(rill_promise_t *promise) {
  promise->node.bits |= RILL_P_TRACED;
  struct note *note = note_of(promise);
  memset(note, 0, sizeof *note);
  note->promise = promise;
  note->since = rill_now(promise->scheduler);
  pthread_mutex_lock(&lock);
  note->seen = seen_find(promise->scheduler);
  note->next = &note->seen->notes;
  note->back = note->next->back;
  note->back->next = note->next->back = note;
  pthread_mutex_unlock(&lock);
}

static void note_leave(struct note *note) {
  if (note->seen == NULL) return;
  note->back->next = note->next;
  note->next->back = note->back;
  note->seen = NULL;
}

void rill_trace_leave(rill_promise_t *promise) {
  pthread_mutex_lock(&lock);
  note_leave(note_of(promise));
  pthread_mutex_unlock(&lock);
}

void rill_trace_made(rill_promise_t *promise, const char *maker) {
  note_of(promise)->maker = maker;
}

static const char *note_title(const struct note *note) {
  if (note->name[0] != '\0') return note->name;
  return note->maker != NULL ? note->maker : "";
}

void rill_trace_place(rill_promise_t *promise) {
  const struct note *note = note_of(promise);
  rill_error_t *error = rill_as_error(rill_promise_outcome(promise));
  const char *title = note_title(note);
  if (rill_error_site(error)[0] != '\0') return; /* it knows better */
  if (note->site == NULL && title[0] == '\0') return;
  error = rill_error_place(error, note->site, -1, title);
  promise->node.of.payload = rill_fail(error).as.i;
}

rill_promise_t *rill_promise_at(rill_promise_t *promise, const char *site) {
  struct note *note = promise != NULL ? note_of(promise) : NULL;
  if (note != NULL && note->site == NULL) note->site = site;
  return promise;
}

void rill_promise_name(rill_promise_t *promise, const char *name) {
  struct note *note = promise != NULL ? note_of(promise) : NULL;
  if (note == NULL) return;
  snprintf(note->name, sizeof note->name, "%s", name != NULL ? name : "");
}

/* --- Schedulers ----------------------------------------------------------- */

static void seen_trace(struct seen *seen, bool on) {
  if (seen->traced == on) return;
  seen->traced = on;
  __atomic_add_fetch(&rill_traced_schedulers, on ? 1 : (uint32_t) -1,
                     __ATOMIC_RELAXED);
  while (seen->notes.next != &seen->notes) note_leave(seen->notes.next);
}

static void seen_end(rill_task_t *task, int status) {
  struct seen *seen = rill_container_of(task, struct seen, end), **at = &all;
  (void) status;
  pthread_mutex_lock(&lock);
  seen_trace(seen, false);
  while (*at != seen) at = &(*at)->next;
  *at = seen->next;
  pthread_mutex_unlock(&lock);
  rill_release(seen, sizeof *seen);
}

/* What there is of `scheduler`, or a new one; NULL, and why not. */
static struct seen *seen_get(rill_scheduler_t *scheduler, int *code) {
  pthread_mutex_lock(&lock);
  struct seen *seen = seen_find(scheduler);
  pthread_mutex_unlock(&lock);
  *code = 0;
  if (seen != NULL) return seen;
  seen = rill_allocate_zeroed(sizeof *seen);
  *code = RILL_ENOMEM;
  if (seen == NULL) return NULL;
  seen->scheduler = scheduler;
  seen->notes.next = seen->notes.back = &seen->notes;
  seen->end.run = seen_end;
  *code = rill_schedule_at(scheduler, &seen->end, RILL_TIME_NEVER);
  if (*code != 0) {
    rill_release(seen, sizeof *seen);
    return NULL;
  }
  pthread_mutex_lock(&lock);
  seen->next = all;
  all = seen;
  pthread_mutex_unlock(&lock);
  return seen;
}

/* Ends what says nothing any more. */
static void seen_tidy(struct seen *seen) {
  if (seen->traced || seen->handled != NULL) return;
  rill_unschedule(seen->scheduler, &seen->end);
  seen_end(&seen->end, 0);
}

/* 0, or why `name` cannot be called for `scheduler` from here. */
static int seen_refuse(rill_scheduler_t *scheduler, const char *name) {
  rill_promise_t *refused = rill_promise_refuse(scheduler, name);
  if (refused == NULL) return 0;
  int code = rill_error_code(rill_as_error(rill_promise_outcome(refused)));
  rill_unref(refused);
  return code;
}

int rill_promise_trace(rill_scheduler_t *scheduler, bool on) {
  if (scheduler != NULL) scheduler = rill_scheduler_pick(scheduler);
  int code = seen_refuse(scheduler, "rill_promise_trace");
  if (code != 0) return code;
  struct seen *seen = seen_get(scheduler, &code);
  if (seen == NULL) return code;
  pthread_mutex_lock(&lock);
  seen_trace(seen, on);
  pthread_mutex_unlock(&lock);
  seen_tidy(seen);
  return 0;
}

int rill_scheduler_on_handled(rill_scheduler_t *scheduler,
                              rill_unhandled_fn hook, void *context) {
  int code = seen_refuse(scheduler, "rill_scheduler_on_handled");
  if (code != 0) return code;
  struct seen *seen = seen_get(scheduler, &code);
  if (seen == NULL) return code;
  pthread_mutex_lock(&lock);
  seen->handled = hook;
  seen->context = context;
  pthread_mutex_unlock(&lock);
  seen_tidy(seen);
  return 0;
}

void rill_promise_handle_late(rill_promise_t *promise) {
  rill_unhandled_fn hook = NULL;
  void *context = NULL;
  promise->node.bits &= ~(uint32_t) RILL_P_REPORTED;
  pthread_mutex_lock(&lock);
  const struct seen *seen = seen_find(promise->scheduler);
  if (seen != NULL) {
    hook = seen->handled;
    context = seen->context;
  }
  pthread_mutex_unlock(&lock);
  if (hook == NULL) return;
  rill_error_t *error = rill_as_error(rill_promise_outcome(promise));
  hook(error, context);
}

/* --- Writing it down ------------------------------------------------------ */

static const char *promise_state(const rill_promise_t *promise) {
  if (!rill_promise_is_settled(promise)) return "pending";
  if (promise->node.kind != RILL_ERROR) return "fulfilled";
  return (promise->node.bits & RILL_P_REPORTED) != 0 ? "rejected (unhandled)"
                                                     : "rejected";
}

static void note_print(const struct note *note, rill_time_t now, FILE *stream) {
  const char *title = note_title(note);
  fprintf(stream, "promise");
  if (title[0] != '\0') fprintf(stream, " %s", title);
  if (note->site != NULL) fprintf(stream, " at %s", note->site);
  fprintf(stream, ": %s, age %.3f s, %zu waiting\n",
          promise_state(note->promise), (double) (now - note->since) / 1e9,
          rill_promise_waiting(note->promise));
}

int rill_promise_dump(rill_scheduler_t *scheduler, FILE *stream) {
  if (scheduler != NULL) scheduler = rill_scheduler_pick(scheduler);
  int code = seen_refuse(scheduler, "rill_promise_dump");
  if (code != 0) return code;
  rill_time_t now = rill_now(scheduler);
  pthread_mutex_lock(&lock);
  const struct seen *seen = seen_find(scheduler);
  if (seen == NULL || !seen->traced) {
    code = RILL_EINVAL;
  } else {
    const struct note *note = seen->notes.next;
    for (; note != &seen->notes; note = note->next)
      note_print(note, now, stream);
  }
  pthread_mutex_unlock(&lock);
  return code;
}
