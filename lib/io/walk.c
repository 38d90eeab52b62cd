/* SPDX-License-Identifier: MIT */
/* walk: what is in a folder, and in the folders in it. */
#include "base/value.h"
#include "io/reader.h"
#include "io/walker.h"
#include "shared/options.h"

/* --- The record ----------------------------------------------------------- */

static void found_destroy(void *payload) {
  rill_found_t *found = payload;
  rill_value_unref(found->path);
  rill_value_unref(found->stat);
}

static bool found_next(const void *payload, size_t *cursor,
                       rill_value_t *inside) {
  const rill_found_t *found = payload;
  if (*cursor == 3) return false;
  *inside = *cursor == 0   ? found->path
            : *cursor == 1 ? found->stat
                           : rill_int(found->kind);
  ++*cursor;
  return true;
}

/* The path; that of a folder with a slash behind it. */
static bool found_show(const void *payload, size_t index, const char **text,
                       rill_value_t *inside) {
  const rill_found_t *found = payload;
  *text = index == 1 && found->kind == RILL_FILE_FOLDER ? "/" : "";
  *inside = found->path;
  return index == 0;
}

static const rill_nest_t found_nest = {found_next, found_show};

const rill_type_t rill_found_type = {
    .name = "found",
    .size = sizeof(rill_found_t),
    .destroy = found_destroy,
    .reserved = {NULL, RILL_NEST(&found_nest)},
};

/* --- On the stage's own --------------------------------------------------- */

static void walk_go(rill_stage_t *stage);

static void walk_leave(rill_stage_t *stage) {
  rill_walker_t *walk = rill_state(stage);
  while (walk->count > 0) rill_value_unref(walk->found[--walk->count]);
  if (walk->depth > 0) rill_visit_start(stage, rill_walker_clear, walk_leave);
}

/* An error, taken over: of the walk, or of something in it. */
static void walk_tell(rill_stage_t *stage, rill_value_t error) {
  const rill_walk_params_t *p = rill_params(stage);
  const rill_walker_t *walk = rill_state(stage);
  bool fatal = !walk->begun || rill_as_error(error) == rill_error_no_memory();
  if (fatal || !rill_fn_is_set(p->on_error)) {
    rill_emit_failure(stage, error);
    return;
  }
  rill_value_t answer = rill_invoke1(&p->on_error, error);
  rill_value_unref(error);
  if (rill_is_error(answer) && !stage->closed)
    rill_emit_failure(stage, answer);
  else
    rill_value_unref(answer);
}

static void walk_emit(rill_stage_t *stage) {
  rill_walker_t *walk = rill_state(stage);
  rill_value_t found[RILL_WALK_AT_ONCE + 2];
  size_t count = walk->count;
  memcpy(found, walk->found, count * sizeof *found);
  walk->count = 0;
  for (size_t i = 0; i < count; i++) {
    if (stage->closed)
      rill_value_unref(found[i]);
    else if (rill_is_error(found[i]))
      walk_tell(stage, found[i]);
    else
      rill_demand_use(&walk->demand, rill_emit_own(stage, found[i]));
  }
}

static void walk_back(rill_stage_t *stage) {
  rill_walker_t *walk = rill_state(stage);
  if (stage->closed) {
    walk_leave(stage);
    return;
  }
  walk->emitting = true;
  walk_emit(stage);
  walk->emitting = false;
  walk_go(stage);
}

static void walk_go(rill_stage_t *stage) {
  rill_walker_t *walk = rill_state(stage);
  if (walk->visit.away || walk->emitting || stage->closed) return;
  if (walk->over) {
    rill_emit_complete(stage);
    return;
  }
  bool opens = walk->started && !walk->begun;
  if (walk->demand == 0 && !opens) return;
  walk->most = walk->demand < RILL_WALK_AT_ONCE ? (size_t) walk->demand
                                                : RILL_WALK_AT_ONCE;
  if (walk->started) rill_visit_start(stage, rill_walker_run, walk_back);
}

/* --- The stage ------------------------------------------------------------ */

static void walk_start(rill_stage_t *stage) {
  if (!rill_visit_check(stage)) return;
  ((rill_walker_t *) rill_state(stage))->started = true;
  walk_go(stage);
}

static void walk_request(rill_stage_t *stage, int64_t count) {
  rill_demand_add(&((rill_walker_t *) rill_state(stage))->demand, count);
  walk_go(stage);
}

static void walk_release(rill_stage_t *stage) {
  if (rill_visit_stop(stage)) walk_leave(stage);
}

static rill_error_t *walk_check(const void *params) {
  const rill_walk_params_t *p = params;
  rill_error_t *error = rill_path_check(p->path);
  if (error == NULL) error = rill_check_optional_fn(p->on_error, 1, "on_error");
  return error != NULL ? error : rill_least_check("depth", p->depth, 0);
}

static void walk_forget(void *params) {
  rill_walk_params_t *p = params;
  rill_value_unref(p->path);
  rill_fn_drop(p->on_error);
}

static const rill_stage_ops_t walk_ops = {
    .name = "walk",
    .state_size = sizeof(rill_walker_t),
    .params_size = sizeof(rill_walk_params_t),
    .check = walk_check,
    .forget = walk_forget,
    .start = walk_start,
    .request = walk_request,
    .release = walk_release,
};

rill_observable_t *rill_walk_opts(const char *path,
                                  const rill_walk_opts_t *options) {
  RILL_OPTIONS(rill_walk_opts_t, o, options);
  rill_walk_params_t params = {
      .path = rill_path_keep(path),
      .on_error = o.on_error,
      .depth = o.depth,
      .follow = o.follow,
      .stat = o.stat,
  };
  return rill_source_make(&walk_ops, &params);
}
