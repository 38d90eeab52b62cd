/* SPDX-License-Identifier: MIT */
/* Requests in tests: a real loop, a real folder, and promises that are waited
 * for. Each test begins with io_open() and ends with io_close(), which wants
 * nothing of ours left on the loop. */
#ifndef RILL_TESTS_IO_IO_H
#define RILL_TESTS_IO_IO_H

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <sys/stat.h>

#include <rill.h>
#include <uv.h>

#include "check.h"

static uv_loop_t uv_;
static rill_scheduler_t *loop_;
static char folder_[64];
static int unhandled_;

static inline void io_unhandled(rill_error_t *error, void *context) {
  (void) error;
  (void) context;
  unhandled_++;
}

/* Without the folder. */
static inline void io_open_loop(void) {
  unhandled_ = 0;
  setenv("UV_THREADPOOL_SIZE", "2", 1); /* as many as a blocker blocks */
  ck_assert_int_eq(uv_loop_init(&uv_), 0);
  loop_ = rill_uv_scheduler_new(&uv_);
  if (loop_ != NULL) rill_scheduler_on_unhandled(loop_, io_unhandled, NULL);
}

static inline void io_open(void) {
  strcpy(folder_, "/tmp/rill-io-XXXXXX");
  ck_assert_ptr_nonnull(mkdtemp(folder_));
  io_open_loop();
}

static inline void io_remove(const char *path) {
  DIR *folder = opendir(path);
  struct dirent *entry;
  char inside[512];
  while (folder != NULL && (entry = readdir(folder)) != NULL) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
      continue;
    if (snprintf(inside, sizeof inside, "%s/%s", path, entry->d_name) < 0)
      continue;
    if (unlink(inside) != 0) io_remove(inside);
  }
  if (folder != NULL) closedir(folder);
  rmdir(path);
}

static inline void io_remove_folder(void) { io_remove(folder_); }

static inline void io_close_loop(void) {
  rill_scheduler_close(loop_);
  loop_ = NULL;
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_int_eq(uv_loop_close(&uv_), 0);
}

static inline void io_close(void) {
  io_close_loop();
  io_remove_folder();
}

/* A path in the folder; of the last eight. */
static inline const char *at(const char *name) {
  static char paths[8][128];
  static unsigned turn;
  char *path = paths[turn++ % 8];
  snprintf(path, sizeof paths[0], "%s/%s", folder_, name);
  return path;
}

static inline void put_file(const char *name, const char *text) {
  FILE *file = fopen(at(name), "w");
  ck_assert_ptr_nonnull(file);
  fputs(text, file);
  fclose(file);
}

/* What a file contains, of up to 255 bytes; "(none)". */
static inline const char *get_file(const char *name) {
  static char text[256];
  FILE *file = fopen(at(name), "r");
  if (file == NULL) return "(none)";
  text[fread(text, 1, sizeof text - 1, file)] = '\0';
  fclose(file);
  return text;
}

/* How many names the folder has. */
static inline size_t count_names(void) {
  uv_fs_t uv;
  int count = uv_fs_scandir(NULL, &uv, folder_, 0, NULL);
  uv_fs_req_cleanup(&uv);
  return count > 0 ? (size_t) count : 0;
}

static inline rill_value_t outcome_of(rill_promise_t *promise) {
  rill_error_t *error = rill_promise_error(promise);
  return error != NULL ? rill_fail(rill_ref(error))
                       : rill_value_ref(rill_promise_value(promise));
}

/* Runs the loop until the promise (taken over) is settled; its outcome. The
 * loop must stay alive until then. */
static inline rill_value_t await(rill_promise_t *promise) {
  while (rill_promise_is_pending(promise)) {
    bool alive = uv_run(&uv_, UV_RUN_ONCE) != 0;
    ck_assert(alive || !rill_promise_is_pending(promise));
  }
  rill_value_t outcome = outcome_of(promise);
  rill_unref(promise);
  return outcome;
}

/* The promise is fulfilled with something that prints like this. */
#define ck_await(promise, expected)                                            \
 do {                                                                          \
  rill_value_t value_ = await(promise);                                        \
  char text_[512];                                                             \
  rill_value_format(value_, text_, sizeof text_);                              \
  bool failed_ = rill_is_error(value_);                                        \
  rill_value_unref(value_);                                                    \
  ck_assert_str_eq(text_, expected);                                           \
  ck_assert(!failed_);                                                         \
 } while (0)

/* The promise is fulfilled with the bytes of this text. */
#define ck_await_bytes(promise, expected)                                      \
 do {                                                                          \
  size_t length_ = 0;                                                          \
  rill_value_t value_ = await(promise);                                        \
  ck_assert_ptr_nonnull(rill_as_object(value_, &rill_bytes_type));             \
  const char *data_ = rill_as_bytes(value_, &length_);                         \
  ck_assert_uint_eq(length_, strlen(expected));                                \
  ck_assert(length_ == 0 || memcmp(data_, expected, length_) == 0);            \
  rill_value_unref(value_);                                                    \
 } while (0)

/* The promise is rejected with this code, and a text that has this in it. */
#define ck_await_fails(promise, code, part)                                    \
 do {                                                                          \
  rill_value_t value_ = await(promise);                                        \
  ck_assert(rill_is_error(value_));                                            \
  char message_[512];                                                          \
  snprintf(message_, sizeof message_, "%s",                                    \
           rill_error_message(rill_as_error(value_)));                         \
  int code_ = rill_error_code(rill_as_error(value_));                          \
  rill_value_unref(value_);                                                    \
  ck_assert_str_has(message_, part);                                           \
  ck_assert_int_eq(code_, code);                                               \
 } while (0)

/* A file of the folder, opened. */
static inline rill_value_t open_file(const char *name, int flags) {
  rill_value_t file = await(rill_fs_open(loop_, at(name), .flags = flags));
  ck_assert_ptr_nonnull(rill_as_object(file, &rill_file_type));
  return file;
}

/* All of libuv's threads, kept busy until they are let go. */
struct blocker {
  uv_work_t work[2];
  uv_sem_t go, begun;
  int count;
};

static inline void blocker_work(uv_work_t *work) {
  struct blocker *blocker = work->data;
  uv_sem_post(&blocker->begun);
  uv_sem_wait(&blocker->go);
}

static inline void blocker_done(uv_work_t *work, int status) {
  struct blocker *blocker = work->data;
  (void) status;
  if (--blocker->count > 0) return;
  uv_sem_destroy(&blocker->go);
  uv_sem_destroy(&blocker->begun);
}

static inline void block_threads(struct blocker *blocker) {
  blocker->count = 2;
  uv_sem_init(&blocker->go, 0);
  uv_sem_init(&blocker->begun, 0);
  for (int i = 0; i < blocker->count; i++) {
    blocker->work[i].data = blocker;
    uv_queue_work(&uv_, &blocker->work[i], blocker_work, blocker_done);
  }
  for (int i = 0; i < blocker->count; i++) uv_sem_wait(&blocker->begun);
}

static inline void let_threads_go(struct blocker *blocker) {
  for (int i = 0, n = blocker->count; i < n; i++) uv_sem_post(&blocker->go);
}

#endif
