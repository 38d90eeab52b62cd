/* SPDX-License-Identifier: MIT */
/* walker: from one name to the next, depth first. */
#include "io/walker.h"

#include "base/value.h"
#include "io/request.h"

enum { NAMES = 32 };

struct walk_folder {
  uv_dir_t *dir;
  uv_fs_t batch; /* has the names until it is cleaned up */
  uv_dirent_t names[NAMES];
  size_t next, count;     /* of the names */
  uint64_t device, inode; /* known if links are followed */
  size_t size;            /* of this */
  char path[];
};

static const rill_walk_params_t *params_of(const rill_walker_t *walk) {
  return rill_params(rill_stage_of(walk));
}

static void walk_put(rill_walker_t *walk, rill_value_t item) {
  walk->found[walk->count++] = item;
}

static void walk_put_error(rill_walker_t *walk, const char *verb,
                           const char *path, int code) {
  walk_put(walk, rill_fail(rill_fs_error(verb, path, NULL, code)));
}

static int walk_stat(const char *path, bool link, uv_stat_t *stat) {
  uv_fs_t uv;
  int code = link ? uv_fs_lstat(NULL, &uv, path, NULL)
                  : uv_fs_stat(NULL, &uv, path, NULL);
  *stat = uv.statbuf;
  uv_fs_req_cleanup(&uv);
  return code;
}

static void walk_close(uv_dir_t *dir) {
  uv_fs_t uv;
  uv_fs_closedir(NULL, &uv, dir, NULL);
  uv_fs_req_cleanup(&uv);
}

static void walk_pop(rill_walker_t *walk) {
  struct walk_folder *folder = walk->folders[--walk->depth];
  uv_fs_req_cleanup(&folder->batch);
  walk_close(folder->dir);
  rill_release(folder, folder->size);
}

static bool walk_is_in(const rill_walker_t *walk, const uv_stat_t *stat) {
  for (int i = 0; i < walk->depth; i++)
    if (walk->folders[i]->device == stat->st_dev &&
        walk->folders[i]->inode == stat->st_ino)
      return true;
  return false;
}

static void walk_push(rill_walker_t *walk, const char *path, uv_dir_t *dir,
                      const uv_stat_t *stat) {
  size_t length = strlen(path) + 1;
  struct walk_folder *folder = rill_allocate_zeroed(sizeof *folder + length);
  if (folder == NULL) {
    walk_close(dir);
    walk_put(walk, rill_no_memory());
    return;
  }
  folder->dir = dir;
  folder->size = sizeof *folder + length;
  folder->device = stat != NULL ? stat->st_dev : 0;
  folder->inode = stat != NULL ? stat->st_ino : 0;
  memcpy(folder->path, path, length);
  walk->folders[walk->depth++] = folder;
}

static void walk_open(rill_walker_t *walk, const char *path,
                      const uv_stat_t *stat) {
  uv_fs_t uv;
  int code = uv_fs_opendir(NULL, &uv, path, NULL);
  uv_dir_t *dir = uv.ptr;
  uv_fs_req_cleanup(&uv);
  if (code == 0)
    walk_push(walk, path, dir, stat);
  else if (code != UV_ENOENT || !walk->begun)
    walk_put_error(walk, "opendir", path, code);
}

/* Goes into a folder; `stat` is needed if links are followed. */
static void walk_enter(rill_walker_t *walk, const char *path,
                       const uv_stat_t *stat) {
  if (stat != NULL && walk_is_in(walk, stat))
    walk_put_error(walk, "opendir", path, UV_ELOOP);
  else if (walk->depth == RILL_WALK_DEPTH)
    walk_put(walk, rill_fail(rill_error_new(
                       RILL_EOVERFLOW,
                       "rill_walk: there are more than %d folders (a "
                       ".depth leaves them out) around %s",
                       RILL_WALK_DEPTH, path)));
  else
    walk_open(walk, path, stat);
}

static rill_value_t found_new(const rill_walker_t *walk, const char *path,
                              rill_file_kind_t kind, const uv_stat_t *stat) {
  rill_found_t found = {
      .path = rill_string(path), .kind = kind, .depth = walk->depth};
  if (rill_is_error(found.path)) return found.path;
  if (stat != NULL) {
    rill_stat_t record = rill_stat_of(stat);
    found.stat = rill_box(&rill_stat_type, &record);
  }
  if (!rill_is_error(found.stat)) return rill_box(&rill_found_type, &found);
  rill_value_unref(found.path);
  return found.stat;
}

/* What is known of it, and the kind by that; false: it is left out. */
static bool walk_look(rill_walker_t *walk, const char *path,
                      rill_file_kind_t *kind, uv_stat_t *stat) {
  bool follow = params_of(walk)->follow;
  int code = walk_stat(path, !follow, stat);
  if (code == UV_ENOENT && follow) /* a link that leads nowhere is a link */
    code = walk_stat(path, true, stat);
  if (code == 0) {
    *kind = rill_stat_of(stat).kind;
    return true;
  }
  if (code != UV_ENOENT)
    walk_put_error(walk, follow ? "stat" : "lstat", path, code);
  return false;
}

static void walk_find(rill_walker_t *walk, const char *path,
                      rill_file_kind_t kind) {
  const rill_walk_params_t *p = params_of(walk);
  uv_stat_t stat;
  bool look = p->stat || p->follow || kind == RILL_FILE_UNKNOWN;
  if (look && !walk_look(walk, path, &kind, &stat)) return;
  rill_value_t found = found_new(walk, path, kind, p->stat ? &stat : NULL);
  bool failed = rill_is_error(found);
  walk_put(walk, found);
  if (failed || kind != RILL_FILE_FOLDER) return;
  if (p->depth == 0 || walk->depth < p->depth)
    walk_enter(walk, path, p->follow ? &stat : NULL);
}

/* The names that come next in the innermost folder; false: that was all. */
static bool walk_read(rill_walker_t *walk, struct walk_folder *folder) {
  uv_fs_req_cleanup(&folder->batch);
  folder->dir->dirents = folder->names;
  folder->dir->nentries = NAMES;
  int count = uv_fs_readdir(NULL, &folder->batch, folder->dir, NULL);
  folder->next = 0;
  folder->count = count > 0 ? (size_t) count : 0;
  if (count < 0) walk_put_error(walk, "readdir", folder->path, count);
  return count > 0;
}

static void walk_next(rill_walker_t *walk) {
  struct walk_folder *folder = walk->folders[walk->depth - 1];
  if (folder->next == folder->count && !walk_read(walk, folder)) {
    walk_pop(walk);
    return;
  }
  const uv_dirent_t *entry = &folder->names[folder->next++];
  size_t length = strlen(folder->path);
  size_t size = length + strlen(entry->name) + 2;
  char *path = rill_allocate(size);
  if (path == NULL) {
    walk_put(walk, rill_no_memory());
    return;
  }
  bool slash = length > 0 && folder->path[length - 1] == '/';
  snprintf(path, size, "%s%s%s", folder->path, slash ? "" : "/", entry->name);
  walk_find(walk, path, rill_dirent_kind(entry->type));
  rill_release(path, size);
}

static void walk_begin(rill_walker_t *walk) {
  const rill_walk_params_t *p = params_of(walk);
  const char *path = rill_as_string(p->path);
  uv_stat_t stat;
  int code = p->follow ? walk_stat(path, false, &stat) : 0;
  if (code == 0)
    walk_open(walk, path, p->follow ? &stat : NULL);
  else
    walk_put_error(walk, "stat", path, code);
  walk->begun = walk->depth > 0;
}

/* One name gives two at most: a folder, and why it cannot be opened. */
void rill_walker_run(void *state) {
  rill_walker_t *walk = state;
  if (!walk->begun) walk_begin(walk);
  while (walk->depth > 0 && walk->count < walk->most) walk_next(walk);
  walk->over = walk->depth == 0;
}

void rill_walker_clear(void *state) {
  rill_walker_t *walk = state;
  while (walk->depth > 0) walk_pop(walk);
}
