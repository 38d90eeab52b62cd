/* SPDX-License-Identifier: MIT */
/* watcher: events that wait, and are joined by those of the same name. */
#include "io/watcher.h"

#include "base/value.h"
#include "io/reader.h"
#include "io/request.h"

enum { CAPACITY_MAX = 1 << 20 };

/* --- The record ----------------------------------------------------------- */

static void event_destroy(void *payload) {
  rill_value_unref(((rill_file_event_t *) payload)->path);
}

static bool event_next(const void *payload, size_t *cursor,
                       rill_value_t *inside) {
  const rill_file_event_t *event = payload;
  int64_t flags = event->renamed | event->changed << 1 | event->overflow << 2;
  if (*cursor == 2) return false;
  *inside = (*cursor)++ == 0 ? event->path : rill_int(flags);
  return true;
}

static const char *event_word(const rill_file_event_t *event) {
  if (event->overflow) return "overflow ";
  if (event->renamed && event->changed) return "renamed, changed ";
  return event->renamed ? "renamed " : "changed ";
}

static bool event_show(const void *payload, size_t index, const char **text,
                       rill_value_t *inside) {
  const rill_file_event_t *event = payload;
  *text = index == 0 ? event_word(event) : "";
  *inside = event->path;
  return index == 0;
}

static const rill_nest_t event_nest = {event_next, event_show};

const rill_type_t rill_file_event_type = {
    .name = "file event",
    .size = sizeof(rill_file_event_t),
    .destroy = event_destroy,
    .reserved = {NULL, RILL_NEST(&event_nest)},
};

/* "spool/job" of "spool" and "job". */
static rill_value_t event_path(const rill_watcher_params_t *p,
                               rill_value_t name) {
  const char *folder = rill_as_string(p->path);
  size_t length = rill_string_length(p->path);
  if (!rill_is_none(p->name) || rill_is_none(name)) /* it is known already */
    return rill_value_ref(p->path);
  bool slash = length > 0 && folder[length - 1] == '/';
  return rill_stringf("%s%s%s", folder, slash ? "" : "/", rill_as_string(name));
}

/* Takes over `name`. */
static rill_value_t event_new(const rill_watcher_params_t *p, rill_value_t name,
                              int events, bool overflow) {
  rill_file_event_t event = {
      .path = event_path(p, name),
      .renamed = (events & UV_RENAME) != 0,
      .changed = (events & UV_CHANGE) != 0,
      .overflow = overflow,
  };
  rill_value_unref(name);
  if (rill_is_error(event.path)) return event.path;
  return rill_box(&rill_file_event_type, &event);
}

/* --- Waiting -------------------------------------------------------------- */

static uint64_t name_hash(const char *name) {
  return rill_hash_bytes(name, strlen(name));
}

static struct rill_watched *watcher_find(rill_watcher_t *w, const char *name) {
  rill_table_at_t at = rill_table_find(&w->table, name_hash(name));
  for (; rill_table_is(&at); rill_table_next(&w->table, &at))
    if (strcmp(rill_as_string(w->waiting[at.number].name), name) == 0)
      return &w->waiting[at.number];
  return NULL;
}

static rill_value_t watcher_take(rill_watcher_t *w, size_t capacity,
                                 int *events) {
  size_t place = w->first;
  rill_value_t name = w->waiting[place].name;
  *events = w->waiting[place].events;
  rill_table_remove(&w->table, name_hash(rill_as_string(name)),
                    (uint32_t) place);
  w->first = (w->first + 1) % capacity;
  w->count--;
  return name;
}

static void watcher_clear(rill_watcher_t *w, size_t capacity) {
  int events;
  while (w->count > 0) rill_value_unref(watcher_take(w, capacity, &events));
}

/* False without memory. */
static bool watcher_add(rill_watcher_t *w, size_t capacity, const char *name,
                        int events) {
  size_t place = (w->first + w->count) % capacity;
  rill_value_t text = rill_string(name);
  bool failed = rill_is_error(text);
  if (!failed && rill_table_add(&w->table, name_hash(name), (uint32_t) place)) {
    w->waiting[place] = (struct rill_watched){text, events};
    w->count++;
    return true;
  }
  rill_value_unref(text);
  return false;
}

static void watcher_put(rill_stage_t *stage, const char *name, int events) {
  const rill_watcher_params_t *p = rill_params(stage);
  rill_watcher_t *w = rill_state(stage);
  if (w->overflow) return;
  struct rill_watched *known = watcher_find(w, name);
  if (known != NULL) {
    known->events |= events;
  } else if ((int64_t) w->count == p->capacity) {
    watcher_clear(w, (size_t) p->capacity);
    w->overflow = true;
  } else if (!watcher_add(w, (size_t) p->capacity, name, events)) {
    rill_emit_error(stage, rill_error_no_memory());
  }
}

/* --- Giving --------------------------------------------------------------- */

static void watcher_emit(rill_stage_t *stage, rill_watcher_t *w) {
  const rill_watcher_params_t *p = rill_params(stage);
  rill_value_t name = rill_none();
  int events = 0;
  bool overflow = w->overflow;
  if (!overflow) name = watcher_take(w, (size_t) p->capacity, &events);
  if (strcmp(rill_as_string(name), ".") == 0) {
    rill_value_unref(name);
    name = rill_none();
  }
  w->overflow = false;
  rill_value_t event = event_new(p, name, events, overflow);
  if (rill_is_error(event))
    rill_emit_failure(stage, event);
  else
    rill_demand_use(&w->demand, rill_emit_own(stage, event));
}

static void watcher_go(rill_stage_t *stage) {
  rill_watcher_t *w = rill_state(stage);
  if (!w->started || w->emitting) return;
  w->emitting = true;
  while (!stage->closed && w->demand > 0 && (w->count > 0 || w->overflow))
    watcher_emit(stage, w);
  w->emitting = false;
  if (!stage->closed) rill_notice_quiet(&w->notice, w->demand == 0);
}

static void watcher_fail(rill_stage_t *stage, int code) {
  const rill_watcher_params_t *p = rill_params(stage);
  rill_emit_error(stage,
                  rill_fs_error("watch", rill_as_string(p->path), NULL, code));
}

static void watcher_heard(rill_stage_t *stage, const char *name, int events) {
  const rill_watcher_params_t *p = rill_params(stage);
  if (events < 0) {
    watcher_fail(stage, events);
    return;
  }
  if (!rill_is_none(p->name) && strcmp(rill_as_string(p->name), name) != 0)
    return;
  watcher_put(stage, name, events);
  watcher_go(stage);
}

/* --- The stage ------------------------------------------------------------ */

void rill_watcher_start(rill_stage_t *stage) {
  const rill_watcher_params_t *p = rill_params(stage);
  rill_watcher_t *w = rill_state(stage);
  if (!rill_visit_check(stage)) return;
  w->waiting = rill_allocate((size_t) p->capacity * sizeof *w->waiting);
  if (w->waiting == NULL) {
    rill_emit_error(stage, rill_error_no_memory());
    return;
  }
  w->started = true;
  int code = rill_notice_start(&w->notice, stage, rill_as_string(p->folder),
                               w->demand == 0, watcher_heard);
  if (code != 0)
    watcher_fail(stage, code);
  else
    rill_bell_hear(&w->bell, stage);
}

void rill_watcher_request(rill_stage_t *stage, int64_t count) {
  rill_demand_add(&((rill_watcher_t *) rill_state(stage))->demand, count);
  watcher_go(stage);
}

void rill_watcher_release(rill_stage_t *stage) {
  const rill_watcher_params_t *p = rill_params(stage);
  rill_watcher_t *w = rill_state(stage);
  rill_bell_leave(&w->bell);
  rill_notice_close(&w->notice);
  if (w->waiting != NULL) watcher_clear(w, (size_t) p->capacity);
  rill_release(w->waiting, (size_t) p->capacity * sizeof *w->waiting);
  rill_table_clear(&w->table);
}

rill_error_t *rill_watcher_check(const void *params) {
  const rill_watcher_params_t *p = params;
  rill_error_t *error = rill_path_check(p->path);
  if (error == NULL && !rill_is_none(p->name)) error = rill_path_check(p->name);
  if (error == NULL) error = rill_path_check(p->folder);
  if (error == NULL) error = rill_least_check("capacity", p->capacity, 1);
  if (error != NULL || p->capacity <= CAPACITY_MAX) return error;
  return rill_refuse("capacity is %lld (must be <= %d)",
                     (long long) p->capacity, CAPACITY_MAX);
}

void rill_watcher_forget(void *params) {
  rill_watcher_params_t *p = params;
  rill_value_unref(p->path);
  rill_value_unref(p->folder);
  rill_value_unref(p->name);
}
