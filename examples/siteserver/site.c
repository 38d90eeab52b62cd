/* SPDX-License-Identifier: MIT */
/* site: finds the file for a path, below the root even through symlinks. */
#include "site.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct content_type {
  const char *extension, *type;
} types[] = {
    {".html", "text/html"},    {".htm", "text/html"},
    {".txt", "text/plain"},    {".css", "text/css"},
    {".png", "image/png"},     {".xml", "application/xml"},
    {".svg", "image/svg+xml"},
};

/* no charset: each page says its own */
static const char *content_type(const char *name) {
  const char *extension = strrchr(name, '.');
  if (extension == NULL) return "application/octet-stream";
  for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
    if (strcasecmp(extension, types[i].extension) == 0) return types[i].type;
  }
  return "application/octet-stream";
}

char *site_open(const char *folder) {
  struct stat status;
  char *root = realpath(folder, NULL);
  if (root == NULL) return NULL;
  if (stat(root, &status) == 0 && S_ISDIR(status.st_mode)) {
    if (strcmp(root, "/") == 0) *root = '\0';
    return root;
  }
  free(root);
  errno = ENOTDIR;
  return NULL;
}

static bool is_below(const char *root, const char *name) {
  size_t length = strlen(root);
  return strncmp(root, name, length) == 0 &&
         (name[length] == '/' || name[length] == '\0');
}

/* the real name, so that no symlink leads out */
static bool resolve(const char *root, const char *path, char *name) {
  char joined[PATH_MAX];
  int length = snprintf(joined, sizeof joined, "%s%s", root, path);
  if (length < 0 || (size_t) length >= sizeof joined) return false;
  return realpath(joined, name) != NULL && is_below(root, name);
}

static void answer_file(const char *name, struct response *response) {
  struct stat status;
  int fd = open(name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0) {
    response_error(response, errno == EMFILE || errno == ENFILE ? 503 : 404);
  } else if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
    close(fd);
    response_error(response, 404);
  } else {
    response->status = 200;
    response->type = content_type(name);
    response->body = body_file(fd, (uint64_t) status.st_size);
  }
}

static bool append(char *path, size_t size, const char *tail) {
  if (strlen(path) + strlen(tail) >= size) return false;
  strcat(path, tail);
  return true;
}

void site_answer(const char *root, const char *path,
                 struct response *response) {
  char name[PATH_MAX];
  struct stat status;
  bool as_folder = path[strlen(path) - 1] == '/';
  if (!resolve(root, path, name) || stat(name, &status) != 0) {
    response_error(response, 404);
  } else if (!S_ISDIR(status.st_mode)) {
    if (as_folder)
      response_error(response, 404);
    else
      answer_file(name, response);
  } else if (!as_folder) {
    response_redirect(response, 301, path, "/");
  } else if (append(name, sizeof name, "/index.html")) {
    char index[PATH_MAX];
    if (realpath(name, index) != NULL && is_below(root, index)) {
      answer_file(index, response);
    } else {
      response_error(response, 404);
    }
  } else {
    response_error(response, 404);
  }
}
