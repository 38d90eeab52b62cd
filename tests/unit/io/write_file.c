/* SPDX-License-Identifier: MIT */
#include "hear.h"

#include "support/failing.h"

static rill_observable_t *texts(void) {
  return rill_of(rill_string("one\n"), rill_bytes("two\n", 4), rill_string(""),
                 rill_string("three\n"));
}

#define write_to(name, ...)                                                    \
 rill_to_promise(loop_,                                                        \
                 rill_pipe(texts(), rill_write_file(at(name), __VA_ARGS__)))

TEST(write_file, writes_all_and_counts) {
  io_open();
  ck_await(write_to("a", .mode = 0), "14");
  ck_assert_str_eq(get_file("a"), "one\ntwo\nthree\n");
  ck_await(write_to("a", .capacity = 1), "14"); /* over what there is */
  ck_assert_str_eq(get_file("a"), "one\ntwo\nthree\n");
  io_close();
}

TEST(write_file, of_nothing_makes_an_empty_file) {
  io_open();
  ck_await(
      rill_to_promise(loop_, rill_pipe(rill_empty(), rill_write_file(at("a")))),
      "0");
  ck_assert_str_eq(get_file("a"), "");
  io_close();
}

TEST(write_file, appends) {
  io_open();
  put_file("a", "zero\n");
  ck_await(write_to("a", .append = true, .fsync = true), "14");
  ck_assert_str_eq(get_file("a"), "zero\none\ntwo\nthree\n");
  io_close();
}

TEST(write_file, makes_it_with_a_mode) {
  struct stat status;
  io_open();
  ck_await(write_to("a", .mode = 0600), "14");
  ck_assert_int_eq(stat(at("a"), &status), 0);
  ck_assert_int_eq(status.st_mode & 0777, 0600);
  io_close();
}

TEST(write_file, copies_what_is_read) {
  io_open();
  FILE *file = fopen(at("a"), "w");
  for (int i = 0; i < 100000; i++) fprintf(file, "%09d\n", i);
  fclose(file);
  ck_await(rill_to_promise(loop_, rill_pipe(rill_read_file(at("a")),
                                            rill_write_file(at("b")))),
           "1000000");
  rill_value_t a = await(rill_fs_read_file(loop_, at("a")));
  rill_value_t b = await(rill_fs_read_file(loop_, at("b")));
  ck_assert(rill_value_equal(a, b));
  rill_value_unref(a);
  rill_value_unref(b);
  io_close();
}

TEST(write_file, the_count_waits_until_it_is_asked_for) {
  hear_t hear = {0};
  io_open();
  hear_begin(&hear, rill_pipe(texts(), rill_write_file(at("a"))), 0);
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_str_eq(get_file("a"), "one\ntwo\nthree\n");
  ck_assert_int_eq(hear.items, 0);
  rill_request(hear.run, 1);
  hear_end(&hear);
  ck_assert_int_eq(hear.items, 1);
  ck_assert_int_eq(hear.ends, 1);
  io_close();
}

/* --- Demand --------------------------------------------------------------- */

static rill_value_t count_pull(void *context) {
  int *pulled = context;
  ++*pulled;
  return rill_string("x");
}

TEST(write_file, asks_for_more_only_as_it_has_written) {
  struct blocker blocker;
  int pulled = 0;
  io_open();
  block_threads(&blocker);
  rill_promise_t *count = rill_to_promise(
      loop_,
      rill_pipe(
          rill_from_pull(rill_call_with(count_pull, rill_borrow(&pulled))),
          rill_take(100), rill_write_file(at("a"), .capacity = 7)));
  for (int i = 0; i < 10; i++) uv_run(&uv_, UV_RUN_NOWAIT);
  ck_assert_int_eq(pulled, 7); /* nothing could be written */
  let_threads_go(&blocker);
  ck_await(count, "100");
  ck_assert_uint_eq(strlen(get_file("a")), 100);
  io_close();
}

TEST(write_file, many_small_items_in_constant_stack) {
  io_open();
  ck_await(
      rill_to_promise(
          loop_, rill_pipe(rill_range(0, 100000), rill_map_to(rill_string("x")),
                           rill_write_file(at("a"), .capacity = 1000))),
      "100000");
  io_close();
}

/* --- Atomic --------------------------------------------------------------- */

TEST(write_file, an_atomic_one_takes_the_name_at_the_end) {
  hear_t hear = {0};
  io_open();
  put_file("a", "old");
  chmod(at("a"), 0640);
  rill_subject_t *subject = rill_subject_new(loop_);
  hear_begin(&hear,
             rill_pipe(rill_subject_observable(subject),
                       rill_write_file(at("a"), .atomic = true)),
             1);
  rill_value_t text = rill_string("new");
  rill_subject_next(subject, text);
  rill_value_unref(text);
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_str_eq(get_file("a"), "old");
  ck_assert_uint_eq(count_names(), 2);
  rill_subject_complete(subject);
  hear_end(&hear);
  ck_assert_str_eq(get_file("a"), "new");
  ck_assert_uint_eq(count_names(), 1);
  struct stat status;
  stat(at("a"), &status);
  ck_assert_int_eq(status.st_mode & 0777, 0640);
  rill_unref(subject);
  io_close();
}

TEST(write_file, an_atomic_one_is_gone_after_cancel) {
  io_open();
  put_file("a", "old");
  for (int turns = 0; turns < 6; turns++) {
    hear_t hear = {0};
    rill_observable_t *never =
        rill_pipe(rill_never(), rill_start_with(rill_string("new")));
    hear_begin(&hear,
               rill_pipe(never, rill_write_file(at("a"), .atomic = true)), 1);
    for (int i = 0; i < turns; i++) uv_run(&uv_, UV_RUN_NOWAIT);
    rill_cancel(hear.run);
    hear_end(&hear);
    ck_assert_uint_eq(count_names(), 1);
    ck_assert_str_eq(get_file("a"), "old");
  }
  io_close();
}

/* How many names there are when the error comes. */
static size_t names_;
static void count_then(rill_error_t *error, void *context) {
  (void) context;
  ck_assert_str_eq(rill_error_message(error), "too late");
  names_ = count_names();
}

static rill_observable_t *failing(void) {
  rill_observable_t *late =
      rill_throw(rill_error_new(RILL_ETIMEDOUT, "too late"));
  return rill_pipe(late,
                   rill_start_with(rill_string("one"), rill_string("two")));
}

TEST(write_file, an_atomic_one_is_gone_when_an_error_comes) {
  io_open();
  put_file("a", "old");
  rill_unref(rill_subscribe(
      loop_, rill_pipe(failing(), rill_write_file(at("a"), .atomic = true)),
      .error = count_then));
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_uint_eq(names_, 1);
  ck_assert_str_eq(get_file("a"), "old");
  io_close();
}

TEST(write_file, what_came_before_an_error_is_written) {
  io_open();
  rill_unref(rill_subscribe(loop_,
                            rill_pipe(failing(), rill_write_file(at("a"))),
                            .error = count_then));
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_uint_eq(names_, 1);
  ck_assert_str_eq(get_file("a"), "onetwo");
  io_close();
}

TEST(write_file, an_atomic_one_replaces_only_a_file) {
  char text[256];
  io_open();
  mkdir(at("a"), 0777);
  snprintf(text, sizeof text, "rill_write_file: %s is no regular file",
           at("a"));
  ck_hears_failure(rill_pipe(texts(), rill_write_file(at("a"), .atomic = true)),
                   RILL_EINVAL, text);
  ck_assert_uint_eq(count_names(), 1);
  io_close();
}

/* --- Cancel and close ----------------------------------------------------- */

TEST(write_file, cancel_closes_the_file) {
  io_open();
  int number = next_number();
  for (int turns = 0; turns < 6; turns++) {
    hear_t hear = {0};
    rill_observable_t *never =
        rill_pipe(rill_never(), rill_start_with(rill_string("new")));
    hear_begin(&hear, rill_pipe(never, rill_write_file(at("a"))), 1);
    for (int i = 0; i < turns; i++) uv_run(&uv_, UV_RUN_NOWAIT);
    rill_cancel(hear.run);
    hear_end(&hear);
    ck_assert_int_eq(next_number(), number);
  }
  io_close();
}

TEST(write_file, cancel_inside_of_the_count) {
  hear_t hear = {.cancel_at = 1};
  io_open();
  int number = next_number();
  hear_begin(&hear, rill_pipe(texts(), rill_write_file(at("a"))),
             RILL_UNBOUNDED);
  hear_end(&hear);
  ck_assert_int_eq(hear.items, 1);
  ck_assert_int_eq(hear.ends, 0);
  ck_assert_int_eq(next_number(), number);
  io_close();
}

static void close_after(int turns, bool atomic) {
  hear_t hear = {0};
  int before = open_numbers();
  io_open();
  hear_begin(&hear,
             rill_pipe(texts(), rill_write_file(at("a"), .atomic = atomic)),
             RILL_UNBOUNDED);
  for (int i = 0; i < turns; i++) uv_run(&uv_, UV_RUN_NOWAIT);
  io_close_loop();
  if (atomic) ck_assert_uint_le(count_names(), 1);
  rill_unref(hear.run);
  ck_assert_int_eq(open_numbers(), before);
  io_remove_folder();
}

TEST(write_file, the_scheduler_closes_meanwhile) {
  io_open(); /* the first loop opens what all loops share */
  io_close();
  for (int turns = 0; turns < 6; turns++) {
    close_after(turns, false);
    close_after(turns, true);
  }
}

TEST(write_file, two_subscribers_append_to_one_file) {
  io_open();
  rill_observable_t *flow =
      rill_pipe(texts(), rill_write_file(at("a"), .append = true));
  rill_observable_t *again = rill_ref(flow);
  rill_promise_t *one = rill_to_promise(loop_, flow);
  rill_promise_t *other = rill_to_promise(loop_, again);
  ck_await(one, "14");
  ck_await(other, "14");
  ck_assert_uint_eq(strlen(get_file("a")), 28);
  io_close();
}

/* --- Errors --------------------------------------------------------------- */

TEST(write_file, names_what_cannot_be_opened_or_written) {
  io_open();
  ck_hears_failure(rill_pipe(texts(), rill_write_file("/no/such/file")),
                   UV_ENOENT, "open /no/such/file: no such file or directory");
  ck_hears_failure(rill_pipe(texts(), rill_write_file(folder_)), UV_EISDIR,
                   "illegal operation on a directory");
  ck_hears_failure(rill_pipe(texts(), rill_write_file("/dev/full")), UV_ENOSPC,
                   "write /dev/full: no space left on device");
  io_close();
}

TEST(write_file, cancels_upstream_when_it_cannot_write) {
  int pulled = 0;
  io_open();
  int number = next_number();
  ck_hears_failure(rill_pipe(rill_from_pull(rill_call_with(
                                 count_pull, rill_borrow(&pulled))),
                             rill_write_file("/dev/full", .capacity = 5)),
                   UV_ENOSPC, "no space");
  ck_assert_int_eq(pulled, 5);
  ck_assert_int_eq(next_number(), number);
  io_close();
}

TEST(write_file, refuses_what_has_no_bytes) {
  io_open();
  ck_hears_failure(rill_pipe(rill_of(rill_string("one"), rill_int(2)),
                             rill_write_file(at("a"))),
                   RILL_ETYPE,
                   "rill_write_file: the item is int 2, not bytes or a string");
  ck_assert_str_eq(get_file("a"), "one");
  io_close();
}

#define ck_refuses(part, ...)                                                  \
 ck_hears_failure(rill_pipe(rill_never(), rill_write_file(__VA_ARGS__)),       \
                  RILL_EINVAL, "rill_write_file: " part)

TEST(write_file, refuses_bad_arguments) {
  io_open();
  ck_refuses("path is NULL", NULL);
  ck_refuses("capacity is -1 (must be >= 1)", "a", .capacity = -1);
  ck_refuses("capacity is 1000000 (must be <=", "a", .capacity = 1000000);
  ck_refuses("mode is -1 (must be 0 to 07777)", "a", .mode = -1);
  ck_refuses("append and atomic exclude each other", "a", .append = true,
             .atomic = true);
  io_close();
}

static void write_without_memory(bool atomic) {
  hear_t hear = {0};
  io_open_loop();
  if (loop_ == NULL) {
    ck_assert_int_eq(uv_loop_close(&uv_), 0);
    return;
  }
  hear_begin(&hear,
             rill_pipe(texts(), rill_write_file(at("a"), .atomic = atomic)),
             RILL_UNBOUNDED);
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_int_eq(hear.ends, 1);
  if (hear.code != 0) ck_assert_int_eq(hear.code, RILL_ENOMEM);
  if (hear.code != 0 && atomic) ck_assert_uint_eq(count_names(), 0);
  unlink(at("a"));
  rill_unref(hear.run);
  io_close_loop();
}

TEST(write_file, every_failing_allocation_is_an_error_and_leaks_nothing) {
  io_open();
  io_close_loop();
  int before = open_numbers();
  for (int atomic = 0; atomic < 2; atomic++) {
    failing_each(FAILING_ONE) write_without_memory(atomic != 0);
    failing_each(FAILING_FROM) write_without_memory(atomic != 0);
  }
  ck_assert_int_eq(open_numbers(), before);
  io_remove_folder();
}
