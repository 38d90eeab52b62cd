/* SPDX-License-Identifier: MIT */
/* write_file: a file of all that comes, and then how many bytes it was. */
#include "base/value.h"
#include "io/reader.h"
#include "io/request.h"
#include "io/sync.h"
#include "io/twin.h"
#include "io/visit.h"
#include "shared/options.h"
#include "shared/result.h"

enum { CAPACITY = 16, CAPACITY_MAX = 1 << 16 };

struct write_params {
  rill_value_t path;
  int64_t capacity;
  int mode;
  bool append, fsync, atomic;
};

struct write {
  rill_visit_t visit;
  rill_result_t result;
  rill_twin_t twin;    /* of an atomic one; otherwise only its number */
  rill_value_t *items; /* those that are being written, then those that wait */
  size_t count;
  size_t going; /* how many are being written */
  int64_t total;
  rill_error_t *trouble; /* of the visit that has come back */
  rill_error_t *failure; /* the end, once all is cleaned up */
  bool opened, asking, done;
};

static const struct write_params *params_of(const struct write *write) {
  return rill_params(rill_stage_of(write));
}

/* --- On another thread ---------------------------------------------------- */

static rill_error_t *write_open_plain(struct write *write) {
  const struct write_params *p = params_of(write);
  const char *path = rill_as_string(p->path);
  int flags = O_WRONLY | O_CREAT | (p->append ? O_APPEND : O_TRUNC);
  int number = rill_sync_open(path, flags, p->mode != 0 ? p->mode : 0666);
  write->twin.number = number >= 0 ? number : -1;
  return number >= 0 ? NULL : rill_fs_error("open", path, NULL, number);
}

static void write_open(void *state) {
  struct write *write = state;
  const struct write_params *p = params_of(write);
  write->trouble = p->atomic ? rill_twin_open(&write->twin, "rill_write_file",
                                              rill_as_string(p->path), p->mode)
                             : write_open_plain(write);
}

static void write_some(void *state) {
  struct write *write = state;
  const struct write_params *p = params_of(write);
  const char *path = p->atomic ? write->twin.path : rill_as_string(p->path);
  write->trouble =
      rill_sync_write(write->twin.number, path, write->items, write->going);
}

static void write_finish(void *state) {
  struct write *write = state;
  const struct write_params *p = params_of(write);
  const char *path = rill_as_string(p->path);
  int number = write->twin.number;
  if (p->atomic) {
    write->trouble = rill_twin_commit(&write->twin);
    return;
  }
  write->twin.number = -1;
  write->trouble = rill_sync_finish(
      number, path, p->fsync ? rill_sync_flush(number, path) : NULL);
}

static void write_abandon(void *state) {
  struct write *write = state;
  if (params_of(write)->atomic) {
    rill_twin_drop(&write->twin);
    return;
  }
  rill_sync_close(write->twin.number);
  write->twin.number = -1;
}

/* --- On the stage's own --------------------------------------------------- */

static void write_go(rill_stage_t *stage);

static void write_drop(struct write *write, size_t count) {
  for (size_t i = 0; i < count; i++) rill_value_unref(write->items[i]);
  write->count -= count;
  memmove(write->items, write->items + count,
          write->count * sizeof *write->items);
}

/* All that is left when the run is over and nothing is under way. */
static void write_leave(rill_stage_t *stage) {
  const struct write_params *p = rill_params(stage);
  struct write *write = rill_state(stage);
  rill_result_release(stage, &write->result);
  if (write->items != NULL) write_drop(write, write->count);
  rill_release(write->items, (size_t) p->capacity * sizeof *write->items);
  rill_unref(write->failure);
  rill_unref(write->trouble);
  write->items = NULL;
  write->failure = write->trouble = NULL;
  if (write->twin.number >= 0)
    rill_visit_start(stage, write_abandon, write_leave);
}

/* Takes over `error`. The first one counts. */
static void write_fail(rill_stage_t *stage, rill_error_t *error) {
  struct write *write = rill_state(stage);
  rill_close_upstream(stage);
  if (write->failure == NULL)
    write->failure = error;
  else
    rill_unref(error);
}

static bool write_back(rill_stage_t *stage) {
  struct write *write = rill_state(stage);
  if (stage->closed) {
    write_leave(stage);
    return false;
  }
  rill_error_t *trouble = write->trouble;
  write->trouble = NULL;
  if (trouble == NULL) return true;
  write_drop(write, write->count);
  write->going = 0;
  write_fail(stage, trouble);
  return true;
}

static void write_back_open(rill_stage_t *stage) {
  if (write_back(stage)) write_go(stage);
}

static void write_back_some(rill_stage_t *stage) {
  struct write *write = rill_state(stage);
  if (!write_back(stage)) return;
  size_t written = write->going;
  write->going = 0;
  for (size_t i = 0; i < written; i++) {
    size_t length;
    rill_as_bytes(write->items[i], &length);
    write->total += (int64_t) length;
  }
  write_drop(write, written);
  write->asking = true; /* so that those that come at once go together */
  if (!write->done && write->failure == NULL && written > 0)
    rill_ask(stage, (int64_t) written);
  write->asking = false;
  if (!stage->closed) write_go(stage);
}

static void write_back_finish(rill_stage_t *stage) {
  struct write *write = rill_state(stage);
  if (!write_back(stage)) return;
  if (write->failure != NULL)
    write_go(stage);
  else
    rill_result_set(stage, &write->result, rill_int(write->total));
}

/* The next thing that is to be done. */
static void write_go(rill_stage_t *stage) {
  const struct write_params *p = rill_params(stage);
  struct write *write = rill_state(stage);
  if (write->visit.away || write->asking || stage->closed) return;
  if (!write->opened && write->failure == NULL) {
    write->opened = true;
    rill_visit_start(stage, write_open, write_back_open);
    return;
  }
  if (write->failure != NULL && (p->atomic || write->twin.number < 0))
    write_drop(write, write->count);
  if (write->count > 0) {
    write->going = write->count;
    rill_visit_start(stage, write_some, write_back_some);
  } else if (write->failure != NULL && write->twin.number >= 0) {
    rill_visit_start(stage, write_abandon, write_back_open);
  } else if (write->failure != NULL) {
    rill_error_t *failure = write->failure;
    write->failure = NULL;
    rill_emit_error(stage, failure);
  } else if (write->done) {
    rill_visit_start(stage, write_finish, write_back_finish);
  }
}

/* --- The stage ------------------------------------------------------------ */

static void write_init(rill_stage_t *stage) {
  ((struct write *) rill_state(stage))->twin.number = -1;
}

static void write_start(rill_stage_t *stage) {
  const struct write_params *p = rill_params(stage);
  struct write *write = rill_state(stage);
  if (!rill_visit_check(stage)) return;
  write->items = rill_allocate((size_t) p->capacity * sizeof *write->items);
  if (write->items == NULL) {
    rill_emit_error(stage, rill_error_no_memory());
    return;
  }
  rill_ask(stage, p->capacity);
  write_go(stage);
}

static size_t write_next(rill_stage_t *stage, const rill_value_t *items,
                         size_t count) {
  struct write *write = rill_state(stage);
  for (size_t i = 0; i < count && write->failure == NULL; i++) {
    if (rill_as_object(items[i], &rill_bytes_type) != NULL ||
        rill_as_object(items[i], &rill_string_type) != NULL)
      write->items[write->count++] = rill_value_ref(items[i]);
    else
      write_fail(stage, rill_as_error(rill_wrong_kind(
                            "rill_write_file", "bytes or a string", items[i])));
  }
  write_go(stage);
  return count;
}

static void write_complete(rill_stage_t *stage) {
  ((struct write *) rill_state(stage))->done = true;
  write_go(stage);
}

static void write_error(rill_stage_t *stage, rill_error_t *error) {
  write_fail(stage, error);
  write_go(stage);
}

static void write_request(rill_stage_t *stage, int64_t count) {
  (void) count;
  rill_result_request(stage, &((struct write *) rill_state(stage))->result);
}

static void write_release(rill_stage_t *stage) {
  if (rill_visit_stop(stage)) write_leave(stage);
}

static rill_error_t *write_check(const void *params) {
  const struct write_params *p = params;
  rill_error_t *error = rill_path_check(p->path);
  if (error == NULL) error = rill_least_check("capacity", p->capacity, 1);
  if (error != NULL) return error;
  if (p->capacity > CAPACITY_MAX)
    return rill_refuse("capacity is %lld (must be <= %d)",
                       (long long) p->capacity, CAPACITY_MAX);
  if (p->append && p->atomic)
    return rill_refuse("append and atomic exclude each other");
  if (p->mode >= 0 && p->mode <= 07777) return NULL;
  return rill_refuse("mode is %d (must be 0 to 07777)", p->mode);
}

static void write_forget(void *params) {
  rill_value_unref(((struct write_params *) params)->path);
}

static const rill_stage_ops_t write_file_ops = {
    .name = "write_file",
    .state_size = sizeof(struct write),
    .params_size = sizeof(struct write_params),
    .check = write_check,
    .forget = write_forget,
    .init = write_init,
    .start = write_start,
    .next = write_next,
    .complete = write_complete,
    .error = write_error,
    .request = write_request,
    .release = write_release,
};

rill_operator_t *rill_write_file_opts(const char *path,
                                      const rill_write_file_opts_t *options) {
  RILL_OPTIONS(rill_write_file_opts_t, o, options);
  struct write_params params = {
      .path = rill_path_keep(path),
      .capacity = o.capacity != 0 ? o.capacity : CAPACITY,
      .mode = o.mode,
      .append = o.append,
      .fsync = o.fsync,
      .atomic = o.atomic,
  };
  return rill_operator_make(&write_file_ops, &params);
}
