/* SPDX-License-Identifier: MIT */
/* poll_file: what is known of a file, as often as that changes. */
#include "io/reader.h"
#include "io/request.h"
#include "io/sync.h"

struct poll_params {
  rill_value_t path;
  rill_time_t interval;
};

struct poll {
  rill_visit_t visit;
  rill_alarm_t alarm;
  rill_bell_t bell;
  int64_t demand;
  uv_stat_t seen;
  int code;
  rill_stat_t known; /* was given last */
  rill_time_t due;   /* of the next look */
  bool any, started, emitting;
};

static void poll_run(void *state) {
  struct poll *poll = state;
  const struct poll_params *p = rill_params(rill_stage_of(state));
  poll->code = rill_sync_stat(rill_as_string(p->path), &poll->seen);
}

static void poll_go(rill_stage_t *stage);

static void poll_ring(rill_stage_t *stage, rill_alarm_t *alarm) {
  (void) alarm;
  poll_go(stage);
}

static void poll_emit(rill_stage_t *stage, struct poll *poll) {
  rill_stat_t now = {.kind = RILL_FILE_UNKNOWN};
  if (poll->code == 0) now = rill_stat_of(&poll->seen);
  rill_stat_t then = poll->known;
  then.accessed = now.accessed;
  if (poll->any && memcmp(&now, &then, sizeof now) == 0) return;
  poll->any = true;
  poll->known = now;
  rill_value_t item = rill_box(&rill_stat_type, &now);
  if (rill_is_error(item)) {
    rill_emit_failure(stage, item);
    return;
  }
  poll->emitting = true;
  rill_demand_use(&poll->demand, rill_emit_own(stage, item));
  poll->emitting = false;
}

static void poll_back(rill_stage_t *stage) {
  const struct poll_params *p = rill_params(stage);
  struct poll *poll = rill_state(stage);
  if (stage->closed) return;
  if (poll->code != 0 && poll->code != UV_ENOENT) {
    rill_emit_error(stage, rill_fs_error("stat", rill_as_string(p->path), NULL,
                                         poll->code));
    return;
  }
  poll->due = rill_time_after(rill_stage_now(stage), p->interval);
  poll_emit(stage, poll);
  poll_go(stage);
}

static void poll_go(rill_stage_t *stage) {
  struct poll *poll = rill_state(stage);
  if (!poll->started || poll->emitting || stage->closed) return;
  if (poll->visit.away || poll->demand == 0) return;
  if (poll->due <= rill_stage_now(stage))
    rill_visit_start(stage, poll_run, poll_back);
  else
    rill_alarm_set(&poll->alarm, stage, poll->due, poll_ring);
}

static void poll_start(rill_stage_t *stage) {
  struct poll *poll = rill_state(stage);
  if (!rill_visit_check(stage)) return;
  poll->started = true;
  poll->due = rill_stage_now(stage);
  rill_bell_hear(&poll->bell, stage);
  poll_go(stage);
}

static void poll_request(rill_stage_t *stage, int64_t count) {
  rill_demand_add(&((struct poll *) rill_state(stage))->demand, count);
  poll_go(stage);
}

static void poll_release(rill_stage_t *stage) {
  struct poll *poll = rill_state(stage);
  rill_bell_leave(&poll->bell);
  rill_alarm_stop(&poll->alarm);
  rill_visit_stop(stage);
}

static rill_error_t *poll_check(const void *params) {
  const struct poll_params *p = params;
  rill_error_t *error = rill_path_check(p->path);
  return error != NULL ? error : rill_least_check("interval", p->interval, 1);
}

static void poll_forget(void *params) {
  rill_value_unref(((struct poll_params *) params)->path);
}

static const rill_stage_ops_t poll_file_ops = {
    .name = "poll_file",
    .state_size = sizeof(struct poll),
    .params_size = sizeof(struct poll_params),
    .check = poll_check,
    .forget = poll_forget,
    .start = poll_start,
    .request = poll_request,
    .release = poll_release,
};

rill_observable_t *rill_poll_file(const char *path, rill_time_t interval) {
  struct poll_params params = {rill_path_keep(path), interval};
  return rill_source_make(&poll_file_ops, &params);
}
