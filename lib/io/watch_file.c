/* SPDX-License-Identifier: MIT */
/* watch_file: what happens to one name, whatever file has it. */
#include "io/reader.h"
#include "io/watcher.h"

static const rill_stage_ops_t watch_file_ops = {
    .name = "watch_file",
    RILL_WATCHER_OPS,
};

rill_observable_t *rill_watch_file(const char *path) {
  rill_watcher_params_t params = {.path = rill_path_keep(path), .capacity = 1};
  if (path != NULL) {
    const char *slash = strrchr(path, '/');
    int folder = slash != NULL ? (int) (slash + 1 - path) : 0;
    params.folder = rill_stringf("%.*s.", folder, path);
    params.name = rill_string(path + folder);
  }
  return rill_source_make(&watch_file_ops, &params);
}
