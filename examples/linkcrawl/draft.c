/* SPDX-License-Identifier: MIT */
/* draft: a file that is there whole, or not at all. */
#include "draft.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *join(const char *folder, const char *name, const char *end) {
  size_t size = strlen(folder) + strlen(name) + strlen(end) + 2;
  char *path = malloc(size);
  if (path != NULL) snprintf(path, size, "%s/%s%s", folder, name, end);
  return path;
}

static int forget(struct draft *draft, int error) {
  if (error != 0 && draft->temporary != NULL) unlink(draft->temporary);
  free(draft->name);
  free(draft->temporary);
  *draft = (struct draft){.file = NULL};
  return error;
}

int draft_open(struct draft *draft, const char *folder, const char *name) {
  *draft = (struct draft){.name = join(folder, name, ""),
                          .temporary = join(folder, name, ".part")};
  if (draft->name == NULL || draft->temporary == NULL) {
    return forget(draft, ENOMEM);
  }
  draft->file = fopen(draft->temporary, "we");
  return draft->file != NULL ? 0 : forget(draft, errno);
}

int draft_drop(struct draft *draft) {
  fclose(draft->file);
  return forget(draft, ENOMEM);
}

int draft_close(struct draft *draft) {
  int error = 0;
  errno = 0;
  if (ferror(draft->file)) error = EIO;
  if (fflush(draft->file) != 0 && error == 0) error = errno;
  if (fclose(draft->file) != 0 && error == 0) error = errno;
  if (error == 0 && rename(draft->temporary, draft->name) != 0) error = errno;
  return forget(draft, error);
}

int draft_try_folder(const char *folder) {
  struct draft probe;
  struct stat about;
  if (mkdir(folder, 0777) != 0 && errno != EEXIST) return errno;
  if (stat(folder, &about) != 0) return errno;
  if (!S_ISDIR(about.st_mode)) return ENOTDIR;
  int error = draft_open(&probe, folder, "found.tsv");
  if (error != 0) return error;
  fclose(probe.file);
  unlink(probe.temporary);
  return forget(&probe, 0);
}
