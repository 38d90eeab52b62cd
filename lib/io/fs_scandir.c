/* SPDX-License-Identifier: MIT */
/* fs_scandir: what a folder contains. */
#include "base/value.h"
#include "io/request.h"

/* --- The record ----------------------------------------------------------- */

static void entry_destroy(void *payload) {
  rill_entry_t *entry = payload;
  rill_value_unref(entry->name);
}

static bool entry_next(const void *payload, size_t *cursor,
                       rill_value_t *inside) {
  const rill_entry_t *entry = payload;
  if (*cursor == 2) return false;
  *inside = (*cursor)++ == 0 ? entry->name : rill_int(entry->kind);
  return true;
}

/* The name; that of a folder with a slash behind it. */
static bool entry_show(const void *payload, size_t index, const char **text,
                       rill_value_t *inside) {
  const rill_entry_t *entry = payload;
  *text = index == 1 && entry->kind == RILL_FILE_FOLDER ? "/" : "";
  *inside = entry->name;
  return index == 0;
}

static const rill_nest_t entry_nest = {entry_next, entry_show};

const rill_type_t rill_entry_type = {
    .name = "entry",
    .size = sizeof(rill_entry_t),
    .destroy = entry_destroy,
    .reserved = {NULL, RILL_NEST(&entry_nest)},
};

rill_file_kind_t rill_dirent_kind(uv_dirent_type_t type) {
  switch (type) {
  case UV_DIRENT_FILE:
    return RILL_FILE_REGULAR;
  case UV_DIRENT_DIR:
    return RILL_FILE_FOLDER;
  case UV_DIRENT_LINK:
    return RILL_FILE_LINK;
  case UV_DIRENT_FIFO:
    return RILL_FILE_PIPE;
  case UV_DIRENT_SOCKET:
    return RILL_FILE_SOCKET;
  case UV_DIRENT_CHAR:
    return RILL_FILE_CHARACTERS;
  case UV_DIRENT_BLOCK:
    return RILL_FILE_BLOCKS;
  case UV_DIRENT_UNKNOWN:
    break;
  }
  return RILL_FILE_UNKNOWN;
}

static rill_value_t entry_new(const uv_dirent_t *from) {
  rill_entry_t entry = {rill_string(from->name), rill_dirent_kind(from->type)};
  if (rill_is_error(entry.name)) return entry.name;
  return rill_box(&rill_entry_type, &entry);
}

/* --- The request ---------------------------------------------------------- */

static int scandir_submit(rill_fs_t *fs, uv_loop_t *loop) {
  return uv_fs_scandir(loop, &fs->uv, fs->args.path, 0, rill_fs_done);
}

/* The entries, or the error of the last one that could not be made: libuv
 * frees all of its own only when it is asked to the end. */
static rill_value_t scandir_fill(uv_fs_t *uv, rill_value_t *entries) {
  uv_dirent_t from;
  size_t count = 0;
  rill_value_t failure = rill_none();
  while (uv_fs_scandir_next(uv, &from) == 0) {
    rill_value_t entry = entry_new(&from);
    if (!rill_is_error(entry)) {
      entries[count++] = entry;
      continue;
    }
    rill_value_unref(failure);
    failure = entry;
  }
  if (rill_is_none(failure)) return rill_list_own(entries, count);
  while (count > 0) rill_value_unref(entries[--count]);
  return failure;
}

static rill_value_t scandir_result(rill_fs_t *fs) {
  size_t size = (size_t) (fs->uv.result + 1) * sizeof(rill_value_t);
  rill_value_t *entries = rill_allocate(size);
  if (entries == NULL) return rill_no_memory();
  rill_value_t list = scandir_fill(&fs->uv, entries);
  rill_release(entries, size);
  return list;
}

static const rill_fs_op_t scandir_op = {
    .name = "rill_fs_scandir",
    .paths = {"path"},
    .submit = scandir_submit,
    .result = scandir_result,
};

rill_promise_t *rill_fs_scandir(rill_scheduler_t *scheduler, const char *path) {
  return rill_fs_start(scheduler, &scandir_op, &(rill_fs_args_t){.path = path},
                       NULL);
}
