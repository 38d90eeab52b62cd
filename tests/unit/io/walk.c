/* SPDX-License-Identifier: MIT */
#include "hear.h"

#include <sys/resource.h>

#include "support/failing.h"

static rill_value_t found_path(rill_value_t item, void *context) {
  (void) context;
  const rill_found_t *found = rill_as_found(item);
  ck_assert_ptr_nonnull(found);
  return rill_string(rill_as_string(found->path) + strlen(folder_));
}

/* a, b/, b/c, b/d/, b/d/e, empty/ */
static void make_tree(void) {
  put_file("a", "hello");
  mkdir(at("b"), 0777);
  put_file("b/c", "");
  mkdir(at("b/d"), 0777);
  put_file("b/d/e", "");
  mkdir(at("empty"), 0777);
}

/* The paths, sorted. */
static rill_promise_t *paths_of(rill_observable_t *walk) {
  return rill_to_promise(loop_, rill_pipe(walk, rill_map(rill_call(found_path)),
                                          rill_sort(), rill_to_list()));
}

#define WHOLE "[\"/a\", \"/b\", \"/b/c\", \"/b/d\", \"/b/d/e\", \"/empty\"]"

TEST(walk, finds_everything_in_a_folder) {
  io_open();
  make_tree();
  ck_await(paths_of(rill_walk(folder_)), WHOLE);
  io_close();
}

TEST(walk, of_an_empty_folder_is_empty) {
  io_open();
  ck_await(paths_of(rill_walk(folder_)), "[]");
  io_close();
}

TEST(walk, goes_as_deep_as_it_may) {
  io_open();
  make_tree();
  ck_await(paths_of(rill_walk(folder_, .depth = 1)),
           "[\"/a\", \"/b\", \"/empty\"]");
  ck_await(paths_of(rill_walk(folder_, .depth = 2)),
           "[\"/a\", \"/b\", \"/b/c\", \"/b/d\", \"/empty\"]");
  ck_await(paths_of(rill_walk(folder_, .depth = 3)), WHOLE);
  io_close();
}

static void check_found(rill_value_t item, hear_t *hear) {
  const rill_found_t *found = rill_as_found(item);
  const char *path = rill_as_string(found->path) + strlen(folder_);
  const rill_stat_t *stat = rill_as_stat(found->stat);
  bool folder = strcmp(path, "/b") == 0 || strcmp(path, "/b/d") == 0 ||
                strcmp(path, "/empty") == 0;
  int slashes = 0;
  (void) hear;
  for (const char *c = path; *c != 0; c++) slashes += *c == '/';
  ck_assert_int_eq(found->depth, slashes);
  ck_assert_int_eq(found->kind, folder ? RILL_FILE_FOLDER : RILL_FILE_REGULAR);
  ck_assert_int_eq(stat->kind, found->kind);
  if (strcmp(path, "/a") == 0) ck_assert_uint_eq(stat->size, 5);
}

TEST(walk, tells_the_kind_the_depth_and_all_that_is_known) {
  hear_t hear = {.next = check_found};
  io_open();
  make_tree();
  hear_all(&hear, rill_walk(folder_, .stat = true));
  ck_assert_int_eq(hear.items, 6);
  io_close();
}

static char before_[512];
static void check_parent(rill_value_t item, hear_t *hear) {
  char path[256];
  (void) hear;
  snprintf(path, sizeof path, "%s",
           rill_as_string(rill_as_found(item)->path) + strlen(folder_));
  strcat(before_, path);
  strcat(before_, "\n");
  *strrchr(path, '/') = '\0';
  if (path[0] == '\0') return;
  strcat(path, "\n");
  ck_assert_msg(strstr(before_, path) != NULL, "%s", path);
}

TEST(walk, gives_a_folder_before_what_is_in_it) {
  hear_t hear = {.next = check_parent};
  io_open();
  make_tree();
  before_[0] = '\0';
  hear_all(&hear, rill_walk(folder_));
  ck_assert_int_eq(hear.items, 6);
  io_close();
}

/* --- Demand --------------------------------------------------------------- */

TEST(walk, goes_on_only_when_asked) {
  hear_t hear = {0};
  io_open();
  make_tree();
  hear_begin(&hear, rill_walk(folder_), 0);
  for (int n = 0; n < 6; n++) {
    uv_run(&uv_, UV_RUN_DEFAULT);
    ck_assert_int_eq(hear.items, n);
    rill_request(hear.run, 1);
  }
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_int_eq(hear.items, 6);
  rill_request(hear.run, 1);
  hear_end(&hear);
  ck_assert_int_eq(hear.items, 6);
  ck_assert_int_eq(hear.ends, 1);
  io_close();
}

TEST(walk, finds_many_names_whatever_is_asked_for_at_once) {
  io_open();
  for (int i = 0; i < 200; i++) {
    char name[16];
    snprintf(name, sizeof name, "%d", i);
    put_file(name, "");
  }
  ck_await(rill_to_promise(loop_, rill_pipe(rill_walk(folder_), rill_count())),
           "200");
  ck_await(
      rill_to_promise(loop_, rill_pipe(rill_walk(folder_),
                                       rill_limit_request(7), rill_count())),
      "200");
  io_close();
}

/* --- Links ---------------------------------------------------------------- */

TEST(walk, a_link_is_followed_only_if_asked_for) {
  io_open();
  make_tree();
  symlink("b/d", at("link"));
  symlink("nowhere", at("broken"));
  ck_await(paths_of(rill_walk(folder_, .depth = 1)),
           "[\"/a\", \"/b\", \"/broken\", \"/empty\", \"/link\"]");
  ck_await(paths_of(rill_walk(at("link"), .follow = true)), "[\"/link/e\"]");
  ck_await(paths_of(rill_walk(folder_, .follow = true)),
           "[\"/a\", \"/b\", \"/b/c\", \"/b/d\", \"/b/d/e\", \"/broken\", "
           "\"/empty\", \"/link\", \"/link/e\"]");
  io_close();
}

static char errors_[512];
static rill_value_t note_error(rill_value_t error, void *context) {
  (void) context;
  const char *text = rill_error_message(rill_as_error(error));
  const char *path = strstr(text, folder_);
  ck_assert_ptr_nonnull(path);
  strcat(strcat(errors_, path + strlen(folder_)), "\n");
  return rill_none();
}

TEST(walk, a_loop_of_links_is_an_error_of_it) {
  char text[256];
  io_open();
  make_tree();
  symlink("..", at("b/up"));
  snprintf(text, sizeof text, "opendir %s/b/up: too many symbolic links",
           folder_);
  ck_hears_failure(rill_walk(folder_, .follow = true), UV_ELOOP, text);
  errors_[0] = '\0';
  ck_await(paths_of(rill_walk(folder_, .follow = true,
                              .on_error = rill_call(note_error))),
           "[\"/a\", \"/b\", \"/b/c\", \"/b/d\", \"/b/d/e\", \"/b/up\", "
           "\"/empty\"]");
  ck_assert_str_eq(errors_, "/b/up: too many symbolic links encountered\n");
  io_close();
}

/* --- Errors --------------------------------------------------------------- */

TEST(walk, names_what_cannot_be_walked) {
  io_open();
  put_file("a", "");
  ck_hears_failure(rill_walk("/no/such/folder"), UV_ENOENT,
                   "opendir /no/such/folder: no such file or directory");
  ck_hears_failure(rill_walk(at("a")), UV_ENOTDIR, "not a directory");
  ck_hears_failure(
      rill_walk("/no/such/folder", .on_error = rill_call(note_error)),
      UV_ENOENT, "no such file");
  io_close();
}

/* A folder so deep that its path is longer than the system takes. */
static void make_deep(int levels) {
  int here = open(".", O_RDONLY);
  ck_assert_int_eq(chdir(folder_), 0);
  for (int i = 0; i < levels; i++)
    if (mkdir("x", 0777) != 0 || chdir("x") != 0) ck_abort();
  ck_assert_int_eq(fchdir(here), 0);
  close(here);
}

static void remove_deep(int levels) {
  int here = open(".", O_RDONLY);
  ck_assert_int_eq(chdir(folder_), 0);
  for (int i = 1; i < levels; i++) ck_assert_int_eq(chdir("x"), 0);
  for (int i = 0; i < levels; i++) {
    ck_assert_int_eq(rmdir("x"), 0);
    if (i + 1 < levels) ck_assert_int_eq(chdir(".."), 0);
  }
  ck_assert_int_eq(fchdir(here), 0);
  close(here);
}

TEST(walk, deeper_than_it_can_go_is_an_error) {
  io_open();
  make_deep(RILL_WALK_DEPTH + 2);
  ck_hears_failure(rill_walk(folder_), RILL_EOVERFLOW, "more than 256 folders");
  ck_await(rill_to_promise(loop_, rill_pipe(rill_walk(folder_, .depth = 256),
                                            rill_count())),
           "256");
  remove_deep(RILL_WALK_DEPTH + 2);
  io_close();
}

static rill_value_t give_up(rill_value_t error, void *context) {
  (void) context;
  (void) error;
  return rill_fail(rill_error_new(7, "gave up"));
}

TEST(walk, ends_with_the_failure_of_on_error) {
  io_open();
  make_tree();
  symlink("..", at("b/up"));
  ck_hears_failure(
      rill_walk(folder_, .follow = true, .on_error = rill_call(give_up)), 7,
      "gave up");
  io_close();
}

TEST(walk, without_a_number_left_it_fails) {
  struct rlimit limit;
  hear_t hear = {0};
  io_open();
  make_tree();
  rill_unref(rill_fs_stat(loop_, at("a"))); /* so that the loop has its own */
  uv_run(&uv_, UV_RUN_DEFAULT);
  getrlimit(RLIMIT_NOFILE, &limit);
  struct rlimit low = {(rlim_t) next_number() + 1, limit.rlim_max};
  setrlimit(RLIMIT_NOFILE, &low);
  hear_all(&hear, rill_walk(folder_));
  setrlimit(RLIMIT_NOFILE, &limit);
  ck_assert_int_eq(hear.code, UV_EMFILE);
  ck_assert_str_has(hear.error, "too many open files");
  io_close();
}

static rill_value_t of_two(rill_value_t a, rill_value_t b, void *context) {
  (void) a;
  (void) b;
  (void) context;
  return rill_none();
}

TEST(walk, refuses_bad_arguments) {
  io_open();
  ck_hears_failure(rill_walk(NULL), RILL_EINVAL, "rill_walk: path is NULL");
  ck_hears_failure(rill_walk("a", .depth = -1), RILL_EINVAL,
                   "rill_walk: depth is -1 (must be >= 0)");
  ck_hears_failure(rill_walk("a", .on_error = rill_call(of_two)), RILL_EINVAL,
                   "on_error");
  io_close();
}

/* --- Cancel and close ----------------------------------------------------- */

TEST(walk, cancel_inside_of_an_item_closes_all_folders) {
  io_open();
  make_tree();
  int before = open_numbers();
  for (int n = 1; n <= 6; n++) {
    hear_t hear = {.cancel_at = n};
    hear_begin(&hear, rill_walk(folder_), RILL_UNBOUNDED);
    hear_end(&hear);
    ck_assert_int_eq(hear.items, n);
    ck_assert_int_eq(hear.ends, 0);
    ck_assert_int_eq(open_numbers(), before);
  }
  io_close();
}

TEST(walk, cancel_while_it_is_under_way) {
  io_open();
  make_tree();
  int before = open_numbers();
  for (int turns = 0; turns < 6; turns++) {
    hear_t hear = {0};
    hear_begin(&hear, rill_pipe(rill_walk(folder_), rill_limit_request(1)),
               RILL_UNBOUNDED);
    for (int i = 0; i < turns; i++) uv_run(&uv_, UV_RUN_ONCE);
    rill_cancel(hear.run);
    hear_end(&hear);
    ck_assert_int_eq(open_numbers(), before);
  }
  io_close();
}

static rill_observable_t *walk_slowly(void) {
  make_tree();
  return rill_pipe(rill_walk(folder_), rill_limit_request(1));
}

TEST(walk, the_scheduler_closes_meanwhile) {
  hear_close_meanwhile(6, walk_slowly);
}

TEST(walk, two_subscribers_walk_by_themselves) {
  io_open();
  make_tree();
  rill_observable_t *walk = rill_walk(folder_);
  rill_observable_t *again = rill_ref(walk);
  rill_promise_t *one = paths_of(walk), *other = paths_of(again);
  ck_await(one, WHOLE);
  ck_await(other, WHOLE);
  io_close();
}

static void walk_without_memory(void) {
  hear_t hear = {0};
  io_open_loop();
  if (loop_ == NULL) {
    ck_assert_int_eq(uv_loop_close(&uv_), 0);
    return;
  }
  hear_begin(&hear, rill_walk(folder_, .stat = true, .follow = true),
             RILL_UNBOUNDED);
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_int_eq(hear.ends, 1);
  if (hear.code == 0)
    ck_assert_int_eq(hear.items, 6);
  else
    ck_assert_int_eq(hear.code, RILL_ENOMEM);
  rill_unref(hear.run);
  io_close_loop();
}

TEST(walk, every_failing_allocation_is_an_error_and_leaks_nothing) {
  io_open();
  make_tree();
  io_close_loop();
  int before = open_numbers();
  failing_each(FAILING_ONE) walk_without_memory();
  failing_each(FAILING_FROM) walk_without_memory();
  ck_assert_int_eq(open_numbers(), before);
  io_remove_folder();
}
