/* SPDX-License-Identifier: MIT */
/* watch_folder: what happens to the names in a folder. */
#include "io/reader.h"
#include "io/watcher.h"
#include "shared/options.h"

static const rill_stage_ops_t watch_folder_ops = {
    .name = "watch_folder",
    RILL_WATCHER_OPS,
};

rill_observable_t *
rill_watch_folder_opts(const char *path,
                       const rill_watch_folder_opts_t *options) {
  RILL_OPTIONS(rill_watch_folder_opts_t, o, options);
  rill_watcher_params_t params = {
      .path = rill_path_keep(path),
      .folder = path != NULL ? rill_stringf("%s/.", path) : rill_none(),
      .capacity = o.capacity != 0 ? o.capacity : RILL_CAPACITY,
  };
  return rill_source_make(&watch_folder_ops, &params);
}
