/* SPDX-License-Identifier: MIT */
/* pipe_listen: connections that come in at a path. */
#define _GNU_SOURCE
#include "io/listen.h"
#include "io/path.h"
#include "shared/options.h"

#include <errno.h>
#include <unistd.h>

#include <sys/stat.h>

static int pipe_open(const rill_listen_params_t *p, rill_value_t *bound) {
  const char *path = rill_as_string(p->where);
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  memcpy(address.sun_path, path, strlen(path)); /* it has been checked */
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return uv_translate_sys_error(errno);
  fd = rill_listen_at(p, fd, &address, sizeof address);
  if (fd < 0) return fd;
  if (p->mode != 0 && chmod(path, (mode_t) p->mode) != 0) {
    int code = uv_translate_sys_error(errno);
    unlink(path);
    close(fd);
    return code;
  }
  *bound = rill_value_ref(p->where);
  return fd;
}

static int pipe_adopt(rill_connection_t *connection, int fd) {
  return uv_pipe_open(&connection->stream->uv.pipe, fd);
}

static void pipe_gone(const rill_listen_params_t *p) {
  unlink(rill_as_string(p->where));
}

static const rill_listen_kind_t pipe_kind = {
    .handle = UV_NAMED_PIPE,
    .open = pipe_open,
    .adopt = pipe_adopt,
    .gone = pipe_gone,
};

static rill_error_t *pipe_listen_check(const void *params) {
  const rill_listen_params_t *p = params;
  if (rill_is_none(p->where)) return rill_refuse("path is NULL");
  rill_error_t *error = rill_listen_check(params);
  if (error != NULL) return error;
  return rill_path_fits("listen", rill_as_string(p->where));
}

static const rill_stage_ops_t pipe_listen_ops = {
    .name = "pipe_listen",
    RILL_LISTEN_OPS(pipe_listen_check),
};

rill_observable_t *
rill_pipe_listen_opts(rill_scheduler_t *scheduler, const char *path,
                      const rill_pipe_listen_opts_t *options) {
  RILL_OPTIONS(rill_pipe_listen_opts_t, o, options);
  rill_scheduler_t *kept = rill_ref(scheduler);
  rill_listen_params_t params = {
      .kind = &pipe_kind,
      .scheduler = kept,
      .where = path != NULL ? rill_string(path) : rill_none(),
      .listening = o.listening,
      .retry_delay = o.retry_delay,
      .backlog = o.backlog,
      .mode = o.mode,
  };
  return rill_source_make(&pipe_listen_ops, &params);
}
