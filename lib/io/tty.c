/* SPDX-License-Identifier: MIT */
/* tty: what terminals have and other connections have not. */
#include "io/connection.h"

static uv_tty_t *tty_of(const rill_connection_t *c) {
  rill_stream_t *stream = c->stream;
  bool tty = stream->uv.any.type == UV_TTY;
  return tty ? (uv_tty_t *) &stream->uv : NULL;
}

int rill_tty_set_mode(rill_connection_t *c, rill_tty_mode_t mode) {
  static const uv_tty_mode_t modes[] = {
      [RILL_TTY_NORMAL] = UV_TTY_MODE_NORMAL,
      [RILL_TTY_RAW] = UV_TTY_MODE_RAW,
      [RILL_TTY_IO] = UV_TTY_MODE_IO,
  };
  int code = rill_connection_refuse_code(c, "rill_tty_set_mode");
  if (code != 0) return code;
  if ((unsigned) mode > RILL_TTY_IO) return RILL_EINVAL;
  uv_tty_t *tty = tty_of(c);
  return tty != NULL ? uv_tty_set_mode(tty, modes[mode]) : UV_ENOTTY;
}

int rill_tty_size(const rill_connection_t *c, int *columns, int *rows) {
  int code = rill_connection_refuse_code(c, "rill_tty_size");
  if (code != 0) return code;
  uv_tty_t *tty = tty_of(c);
  return tty != NULL ? uv_tty_get_winsize(tty, columns, rows) : UV_ENOTTY;
}
