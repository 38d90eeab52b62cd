/* SPDX-License-Identifier: MIT */
/* Paths of sockets, which are short. */
#ifndef RILL_IO_PATH_H
#define RILL_IO_PATH_H

#include <string.h>

#include <sys/un.h>
#include <uv.h>

#include "base/error.h"

/** NULL, or an error if the system has no room for it; `verb` is what it was
 * wanted for. */
static inline rill_error_t *rill_path_fits(const char *verb, const char *path) {
  size_t room = sizeof(((struct sockaddr_un *) NULL)->sun_path);
  if (*path == '\0') return rill_refuse("%s: the path is empty", verb);
  if (strlen(path) < room) return NULL;
  return rill_error_new(UV_ENAMETOOLONG,
                        "%s %s: the path has %zu bytes (must be < %zu)", verb,
                        path, strlen(path), room);
}

#endif
