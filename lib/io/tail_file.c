/* SPDX-License-Identifier: MIT */
/* tail_file: what is in a file, and what is added to it from then on, under
 * whatever name it goes on. */
#include "io/notice.h"
#include "io/reader.h"
#include "io/sync.h"
#include "shared/options.h"

struct tail_params {
  rill_reader_params_t reader;
  rill_time_t poll;
  bool from_end, wait;
};

struct tail {
  rill_reader_t reader;
  rill_alarm_t poll;
  rill_notice_t notice;
  rill_bell_t bell;
  uint64_t device, inode; /* of the file that is read */
  int64_t position;
  bool looked;   /* at least once: a name that is gone may come back */
  bool replaced; /* another file has its name: after its end, that one */
  bool fresh;    /* it is another file than the one that is watched */
  bool nudged;   /* something has happened since the look began */
};

/* --- On another thread ---------------------------------------------------- */

static bool tail_stat(struct tail *tail, uv_stat_t *stat) {
  uv_fs_t uv;
  int code = uv_fs_fstat(NULL, &uv, tail->reader.number, NULL);
  *stat = uv.statbuf;
  uv_fs_req_cleanup(&uv);
  if (code == 0) return true;
  tail->reader.verb = "fstat";
  tail->reader.got = code;
  return false;
}

/* The file of that name, from its beginning. False: there is none, or it
 * cannot be opened. */
static bool tail_open(struct tail *tail, bool from_end, bool wait) {
  uv_stat_t stat;
  if (!rill_reader_open(&tail->reader)) {
    if (tail->reader.got == UV_ENOENT && wait) tail->reader.got = 0;
    return false;
  }
  if (!tail_stat(tail, &stat)) return false;
  tail->device = stat.st_dev;
  tail->inode = stat.st_ino;
  tail->position = from_end ? (int64_t) stat.st_size : 0;
  tail->replaced = false;
  tail->fresh = true;
  return true;
}

static bool tail_is_replaced(const struct tail *tail) {
  uv_stat_t stat;
  if (rill_sync_stat(rill_reader_path(tail), &stat) != 0) return false;
  return stat.st_dev != tail->device || stat.st_ino != tail->inode;
}

/* At the end of the file: whether there is something to read after all. */
static bool tail_turn(struct tail *tail) {
  uv_stat_t stat;
  if (!tail_stat(tail, &stat)) return false;
  if ((int64_t) stat.st_size < tail->position) {
    tail->position = 0; /* it was cut, and begins again */
    return true;
  }
  if (tail->replaced) {
    rill_sync_close(tail->reader.number);
    tail->reader.number = -1;
    return tail_open(tail, false, true);
  }
  /* Between the last read and the new name there may have been more. */
  return tail->replaced = tail_is_replaced(tail);
}

static void tail_look(void *state) {
  struct tail *tail = state;
  rill_reader_t *reader = &tail->reader;
  const struct tail_params *p = rill_params(rill_stage_of(state));
  bool first = !tail->looked;
  tail->looked = true;
  if (reader->number < 0 &&
      !tail_open(tail, first && p->from_end, p->wait || !first))
    return;
  do {
    if (reader->most == 0) return;
    rill_reader_read(reader, tail->position);
  } while (reader->got == 0 && tail_turn(tail));
  if (reader->got > 0) tail->position += reader->got;
}

/* --- On the stage's own --------------------------------------------------- */

static void tail_ring(rill_stage_t *stage, rill_alarm_t *alarm) {
  (void) alarm;
  rill_reader_go(stage);
}

static void tail_heard(rill_stage_t *stage, const char *name, int events) {
  struct tail *tail = rill_state(stage);
  (void) name;
  (void) events;
  tail->nudged = tail->reader.visit.away;
  rill_reader_go(stage);
}

/* At the end: waits to be told, or for the next look. */
static void tail_nothing(rill_stage_t *stage) {
  const struct tail_params *p = rill_params(stage);
  struct tail *tail = rill_state(stage);
  bool again = tail->nudged;
  tail->nudged = false;
  if (tail->fresh) {
    tail->fresh = false;
    again = true; /* nobody has told what came before */
    rill_notice_start(&tail->notice, stage, rill_as_string(p->reader.path),
                      true, tail_heard); /* without it there is the poll */
  }
  rill_time_t wait = again ? 0 : p->poll;
  rill_alarm_set(&tail->poll, stage,
                 rill_time_after(rill_stage_now(stage), wait), tail_ring);
}

static size_t tail_most(rill_stage_t *stage) {
  const struct tail_params *p = rill_params(stage);
  return (size_t) p->reader.chunk;
}

static const rill_reader_kind_t tail_kind = {
    .look = tail_look,
    .most = tail_most,
    .nothing = tail_nothing,
};

static void tail_start(rill_stage_t *stage) {
  struct tail *tail = rill_state(stage);
  rill_reader_start(stage);
  if (!stage->closed) rill_bell_hear(&tail->bell, stage);
}

static void tail_release(rill_stage_t *stage) {
  struct tail *tail = rill_state(stage);
  rill_bell_leave(&tail->bell);
  rill_alarm_stop(&tail->poll);
  rill_notice_close(&tail->notice);
  rill_reader_release(stage);
}

static rill_error_t *tail_check(const void *params) {
  const struct tail_params *p = params;
  rill_error_t *error = rill_reader_check(params);
  return error != NULL ? error : rill_least_check("poll", p->poll, 1);
}

static const rill_stage_ops_t tail_file_ops = {
    .name = "tail_file",
    .state_size = sizeof(struct tail),
    .params_size = sizeof(struct tail_params),
    .check = tail_check,
    RILL_READER_OPS,
    .start = tail_start,
    .release = tail_release,
};

rill_observable_t *rill_tail_file_opts(const char *path,
                                       const rill_tail_file_opts_t *options) {
  RILL_OPTIONS(rill_tail_file_opts_t, o, options);
  struct tail_params params = {
      .reader = rill_reader_params(&tail_kind, path, o.chunk),
      .poll = o.poll != 0 ? o.poll : RILL_SEC(1),
      .from_end = o.from_end,
      .wait = o.wait,
  };
  return rill_source_make(&tail_file_ops, &params);
}
