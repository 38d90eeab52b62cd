/* SPDX-License-Identifier: MIT */
/* What holds for every request: cancelled, closed, and without memory. */
#include "io.h"

#include "support/failing.h"

static rill_value_t file_, other_; /* open */

static rill_value_t one(void *context) {
  (void) context;
  return rill_string("1");
}

static rill_promise_t *nameinfo(rill_scheduler_t *s) {
  rill_value_t address = rill_address("127.0.0.1", 1);
  rill_promise_t *promise =
      rill_getnameinfo(s, address, .flags = NI_NUMERICHOST | NI_NUMERICSERV);
  rill_value_unref(address);
  return promise;
}

#define REQUESTS(X)                                                            \
 X(offload, rill_offload(s, rill_call(one)))                                   \
 X(random, rill_random(s, 40))                                                 \
 X(getaddrinfo,                                                                \
   rill_getaddrinfo(s, "127.0.0.1", "80", .flags = AI_NUMERICHOST))            \
 X(getnameinfo, nameinfo(s))                                                   \
 X(fs_open, rill_fs_open(s, at("a")))                                          \
 X(fs_read_file, rill_fs_read_file(s, at("a")))                                \
 X(fs_write_file, rill_fs_write_file(s, at("new"), rill_string("new")))        \
 X(fs_write_file,                                                              \
   rill_fs_write_file(s, at("whole"), rill_string("new"), .atomic = true))     \
 X(fs_copyfile, rill_fs_copyfile(s, at("a"), at("copy"), 0))                   \
 X(fs_stat, rill_fs_stat(s, at("a")))                                          \
 X(fs_lstat, rill_fs_lstat(s, at("a")))                                        \
 X(fs_statfs, rill_fs_statfs(s, at("a")))                                      \
 X(fs_access, rill_fs_access(s, at("a"), R_OK))                                \
 X(fs_chmod, rill_fs_chmod(s, at("a"), 0644))                                  \
 X(fs_chown, rill_fs_chown(s, at("a"), -1, -1))                                \
 X(fs_lchown, rill_fs_lchown(s, at("a"), -1, -1))                              \
 X(fs_utime, rill_fs_utime(s, at("a"), 0, 0))                                  \
 X(fs_lutime, rill_fs_lutime(s, at("a"), 0, 0))                                \
 X(fs_rename, rill_fs_rename(s, at("old"), at("moved")))                       \
 X(fs_unlink, rill_fs_unlink(s, at("useless")))                                \
 X(fs_link, rill_fs_link(s, at("a"), at("hard")))                              \
 X(fs_symlink, rill_fs_symlink(s, "a", at("soft")))                            \
 X(fs_readlink, rill_fs_readlink(s, at("link")))                               \
 X(fs_realpath, rill_fs_realpath(s, at("link")))                               \
 X(fs_mkdir, rill_fs_mkdir(s, at("folder")))                                   \
 X(fs_mkdir, rill_fs_mkdir(s, at("deep/er"), .recursive = true))               \
 X(fs_rmdir, rill_fs_rmdir(s, at("empty")))                                    \
 X(fs_mkdtemp, rill_fs_mkdtemp(s, at("d-XXXXXX")))                             \
 X(fs_mkstemp, rill_fs_mkstemp(s, at("f-XXXXXX")))                             \
 X(fs_scandir, rill_fs_scandir(s, folder_))

#define FILE_REQUESTS(X)                                                       \
 X(fs_read, rill_fs_read(file_, 0, 100))                                       \
 X(fs_write, rill_fs_write(file_, 0, rill_string("text")))                     \
 X(fs_sendfile, rill_fs_sendfile(file_, other_, 0, 3))                         \
 X(fs_fsync, rill_fs_fsync(file_))                                             \
 X(fs_fdatasync, rill_fs_fdatasync(file_))                                     \
 X(fs_ftruncate, rill_fs_ftruncate(file_, 10))                                 \
 X(fs_fstat, rill_fs_fstat(file_))                                             \
 X(fs_fchmod, rill_fs_fchmod(file_, 0644))                                     \
 X(fs_fchown, rill_fs_fchown(file_, -1, -1))                                   \
 X(fs_futime, rill_fs_futime(file_, 0, 0))                                     \
 X(file_close, rill_file_close(other_))

#define COUNT(name, call) +1
enum { PLAIN = REQUESTS(COUNT), ALL = PLAIN FILE_REQUESTS(COUNT) };

#define START(name, call)                                                      \
 if (i-- == 0) return call;
#define NAME(name, call) "rill_" #name,

static rill_promise_t *start(rill_scheduler_t *s, int i) {
  REQUESTS(START)
  FILE_REQUESTS(START)
  return NULL;
}

static const char *const names[] = {REQUESTS(NAME) FILE_REQUESTS(NAME)};

/* --- A folder with all that they work on ---------------------------------- */

static void make_things(void) {
  put_file("a", "hello");
  put_file("b", "world");
  put_file("old", "");
  put_file("useless", "");
  symlink("a", at("link"));
  mkdir(at("empty"), 0777);
}

static void open_things(void) {
  file_ = await(rill_fs_open(loop_, at("b"), .flags = O_RDWR));
  other_ = await(rill_fs_open(loop_, at("a")));
}

static void drop_things(void) {
  rill_value_unref(file_);
  rill_value_unref(other_);
  file_ = other_ = rill_none();
}

static int open_numbers(void) {
  int count = 0;
  for (int i = 0; i < 256; i++) count += fcntl(i, F_GETFD) >= 0;
  return count;
}

/* What the loop runs for at the end. */
static void run_out(void) {
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert(!uv_loop_alive(&uv_));
}

TEST(io, all_requests_go_well) {
  for (int i = 0; i < ALL; i++) {
    io_open();
    make_things();
    open_things();
    rill_value_t outcome = await(start(loop_, i));
    ck_assert_msg(!rill_is_error(outcome), "%s", names[i]);
    rill_value_unref(outcome);
    run_out();
    drop_things();
    io_close();
  }
}

TEST(io, a_request_keeps_the_loop_alive_for_nobody_too) {
  for (int i = 0; i < ALL; i++) {
    io_open();
    make_things();
    open_things();
    int before = open_numbers();
    rill_unref(start(loop_, i));
    ck_assert_msg(uv_loop_alive(&uv_), "%s", names[i]);
    run_out();
    drop_things();
    ck_assert_int_lt(open_numbers(), before);
    ck_assert_int_eq(unhandled_, 0);
    io_close();
  }
}

static void ck_ends_with(int i, rill_promise_t *promise, int code) {
  rill_error_t *error = rill_promise_error(promise);
  ck_assert_msg(error != NULL && rill_error_code(error) == code, "%s: %s",
                names[i], error != NULL ? rill_error_message(error) : "none");
}

TEST(io, canceled_before_it_has_begun_nothing_is_done) {
  for (int i = 0; i < ALL; i++) {
    struct blocker blocker;
    io_open();
    make_things();
    open_things();
    size_t count = count_names();
    block_threads(&blocker);
    rill_promise_t *promise = start(loop_, i);
    rill_promise_cancel(promise);
    ck_ends_with(i, promise, RILL_ECANCELED);
    let_threads_go(&blocker);
    run_out();
    ck_assert_uint_eq(count_names(), count);
    ck_assert_str_eq(get_file("b"), "world");
    rill_unref(promise);
    drop_things();
    io_close();
  }
}

TEST(io, canceled_when_it_is_done_the_outcome_is_dropped) {
  for (int i = 0; i < ALL; i++) {
    struct blocker blocker;
    io_open();
    make_things();
    open_things();
    int before = open_numbers();
    rill_promise_t *promise = start(loop_, i);
    block_threads(&blocker); /* which have done it before */
    rill_promise_cancel(promise);
    let_threads_go(&blocker);
    run_out();
    ck_ends_with(i, promise, RILL_ECANCELED);
    rill_unref(promise);
    drop_things();
    ck_assert_int_eq(open_numbers(), before - 2);
    io_close();
  }
}

static void close_in_flight(int i, bool blocked) {
  struct blocker blocker;
  io_open();
  make_things();
  open_things();
  if (blocked) block_threads(&blocker);
  rill_promise_t *promise = start(loop_, i);
  rill_promise_t *next =
      rill_then(rill_ref(promise), rill_no_fn(), rill_no_fn());
  rill_scheduler_close(loop_);
  ck_ends_with(i, promise, RILL_ECLOSED);
  ck_ends_with(i, next, RILL_ECLOSED);
  if (blocked) let_threads_go(&blocker);
  run_out();
  ck_assert_int_eq(uv_loop_close(&uv_), 0);
  ck_assert_int_eq(unhandled_, 0);
  rill_unref(promise);
  rill_unref(next);
  drop_things();
  io_remove_folder();
}

TEST(io, closing_the_scheduler_rejects_what_is_in_flight) {
  io_open(); /* the first loop opens what all loops share */
  io_close();
  for (int i = 0; i < ALL; i++) {
    int before = open_numbers();
    close_in_flight(i, true);
    close_in_flight(i, false);
    ck_assert_int_eq(open_numbers(), before);
    ck_assert_live(NULL, 0);
  }
}

TEST(io, all_at_once_and_then_the_scheduler_closes) {
  rill_promise_t *promises[ALL];
  io_open();
  make_things();
  open_things();
  for (int i = 0; i < ALL; i++) promises[i] = start(loop_, i);
  rill_scheduler_close(loop_);
  run_out();
  ck_assert_int_eq(uv_loop_close(&uv_), 0);
  for (int i = 0; i < ALL; i++) {
    ck_ends_with(i, promises[i], RILL_ECLOSED);
    rill_unref(promises[i]);
  }
  drop_things();
  io_remove_folder();
}

TEST(io, needs_a_uv_scheduler) {
  rill_scheduler_t *virtual = rill_virtual_scheduler_new();
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  for (int i = 0; i < PLAIN; i++) {
    rill_scheduler_t *kinds[] = {virtual, pool};
    for (int k = 0; k < 2; k++) {
      char text[128];
      rill_promise_t *promise = start(kinds[k], i);
      ck_ends_with(i, promise, RILL_EINVAL);
      snprintf(text, sizeof text,
               "%s: scheduler is of the kind %s (must be uv)", names[i],
               k == 0 ? "virtual" : "pool");
      ck_assert_str_eq(rill_error_message(rill_promise_error(promise)), text);
      rill_unref(promise);
    }
  }
  rill_scheduler_close(virtual);
  rill_scheduler_close(pool);
}

TEST(io, needs_a_scheduler) {
  for (int i = 0; i < PLAIN; i++) {
    char text[128];
    rill_promise_t *promise = start(NULL, i);
    snprintf(text, sizeof text, "%s: the scheduler is NULL", names[i]);
    ck_assert_str_eq(rill_error_message(rill_promise_error(promise)), text);
    rill_unref(promise);
  }
}

TEST(io, needs_an_open_file) {
  io_open();
  make_things();
  for (int i = PLAIN; i < ALL; i++) {
    char text[128];
    file_ = other_ = rill_int(3);
    snprintf(text, sizeof text, "%s: file is int 3 (must be a file)", names[i]);
    ck_await_fails(start(NULL, i), RILL_ETYPE, text);
    open_things();
    ck_await(rill_file_close(file_), "none");
    ck_await(rill_file_close(other_), "none");
    ck_await_fails(start(NULL, i), RILL_ECLOSED, "which is closed");
    drop_things();
  }
  io_close();
}

static void without_memory(int i) {
  io_open();
  make_things();
  if (loop_ == NULL) {
    ck_assert_int_eq(uv_loop_close(&uv_), 0);
    io_remove_folder();
    return;
  }
  open_things();
  size_t count = count_names();
  rill_value_t outcome = await(start(loop_, i));
  if (rill_is_error(outcome)) ck_assert_uint_le(count_names(), count);
  rill_value_unref(outcome);
  drop_things();
  io_close();
}

TEST(io, every_failing_allocation_is_an_error_and_leaks_nothing) {
  io_open(); /* the first loop opens what all loops share */
  io_close();
  int before = open_numbers();
  for (int i = 0; i < ALL; i++) {
    failing_each(FAILING_ONE) without_memory(i);
    failing_each(FAILING_FROM) without_memory(i);
    ck_assert_int_eq(open_numbers(), before);
  }
}
