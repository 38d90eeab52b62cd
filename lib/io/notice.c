/* SPDX-License-Identifier: MIT */
/* notice: changes of a path, as libuv tells them. */
#include "io/notice.h"

static void notice_heard(uv_fs_event_t *uv, const char *name, int events,
                         int status) {
  rill_notice_t *notice = rill_container_of(uv, rill_notice_t, uv);
  rill_stage_t *stage = notice->stage;
  if (stage->closed) return;
  rill_chain_t *chain = stage->chain;
  rill_enter(chain);
  notice->heard(stage, name != NULL ? name : "", status == 0 ? events : status);
  rill_leave(chain);
}

/* The memory of a handle must stay until libuv lets go of it. */
static int notice_open(rill_notice_t *notice, rill_stage_t *stage) {
  uv_loop_t *loop = rill_uv_loop(rill_stage_scheduler(stage));
  int code = uv_fs_event_init(loop, &notice->uv);
  if (code != 0) return code;
  rill_ref_object(stage->chain);
  notice->stage = stage;
  notice->open = true;
  return 0;
}

int rill_notice_start(rill_notice_t *notice, rill_stage_t *stage,
                      const char *path, bool quiet,
                      void (*heard)(rill_stage_t *stage, const char *name,
                                    int events)) {
  int code = notice->open ? 0 : notice_open(notice, stage);
  if (code != 0) return code;
  notice->heard = heard;
  rill_notice_quiet(notice, quiet);
  uv_fs_event_stop(&notice->uv);
  return uv_fs_event_start(&notice->uv, notice_heard, path, 0);
}

void rill_notice_quiet(rill_notice_t *notice, bool quiet) {
  if (!notice->open) return;
  if (quiet)
    uv_unref((uv_handle_t *) &notice->uv);
  else
    uv_ref((uv_handle_t *) &notice->uv);
}

static void notice_closed(uv_handle_t *handle) {
  rill_notice_t *notice =
      rill_container_of((uv_fs_event_t *) handle, rill_notice_t, uv);
  rill_unref(notice->stage->chain);
}

void rill_notice_close(rill_notice_t *notice) {
  if (!notice->open) return;
  notice->open = false;
  uv_close((uv_handle_t *) &notice->uv, notice_closed);
}
