/* SPDX-License-Identifier: MIT */
#include "hear.h"

#include <sys/resource.h>

#include "support/failing.h"

TEST(read_file, gives_the_bytes_chunk_by_chunk) {
  hear_t hear = {0};
  io_open();
  put_file("a", "hello world");
  hear_all(&hear, rill_read_file(at("a"), .chunk = 4));
  ck_assert_str_eq(hear.text, "hello world");
  ck_assert_int_eq(hear.items, 3);
  ck_assert_int_eq(hear.code, 0);
  ck_assert_int_eq(hear.ends, 1);
  io_close();
}

TEST(read_file, of_an_empty_one_is_empty) {
  hear_t hear = {0};
  io_open();
  put_file("a", "");
  hear_all(&hear, rill_read_file(at("a")));
  ck_assert_int_eq(hear.items, 0);
  ck_assert_int_eq(hear.ends, 1);
  ck_assert_int_eq(hear.code, 0);
  io_close();
}

TEST(read_file, begins_at_an_offset_and_ends_after_a_length) {
  hear_t tail = {0}, part = {0}, beyond = {0};
  io_open();
  put_file("a", "hello world");
  hear_all(&tail, rill_read_file(at("a"), .chunk = 2, .offset = 6));
  ck_assert_str_eq(tail.text, "world");
  hear_all(&part,
           rill_read_file(at("a"), .chunk = 4, .offset = 1, .length = 6));
  ck_assert_str_eq(part.text, "ello w");
  ck_assert_int_eq(part.items, 2);
  hear_all(&beyond, rill_read_file(at("a"), .offset = 100, .length = 6));
  ck_assert_uint_eq(beyond.length, 0);
  ck_assert_int_eq(beyond.ends, 1);
  io_close();
}

TEST(read_file, is_complete_at_its_length_without_more_demand) {
  hear_t hear = {0};
  io_open();
  put_file("a", "hello world");
  hear_begin(&hear, rill_read_file(at("a"), .chunk = 3, .length = 6), 2);
  hear_end(&hear);
  ck_assert_str_eq(hear.text, "hello ");
  ck_assert_int_eq(hear.ends, 1);
  io_close();
}

TEST(read_file, becomes_lines) {
  io_open();
  put_file("a", "one\ntwo\r\nthree");
  ck_await(rill_to_promise(loop_, rill_pipe(rill_read_file(at("a"), .chunk = 2),
                                            rill_lines(), rill_to_list())),
           "[\"one\", \"two\", \"three\"]");
  io_close();
}

/* --- Demand --------------------------------------------------------------- */

/* Where the file stands that was opened last: what has been read of it. */
static int64_t bytes_read(int number) { return lseek(number, 0, SEEK_CUR); }

TEST(read_file, reads_a_chunk_only_when_it_is_asked_for) {
  hear_t hear = {0};
  io_open();
  put_file("a", "hello world");
  int number = next_number();
  hear_begin(&hear, rill_read_file(at("a"), .chunk = 4), 0);
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_int_eq(bytes_read(number), 0); /* but it is open */
  rill_request(hear.run, 1);
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_int_eq(bytes_read(number), 4);
  ck_assert_int_eq(hear.items, 1);
  rill_request(hear.run, 2);
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_int_eq(bytes_read(number), 11);
  ck_assert_int_eq(hear.items, 3);
  ck_assert_int_eq(hear.ends, 0);
  rill_request(hear.run, 1);
  hear_end(&hear);
  ck_assert_int_eq(hear.ends, 1);
  ck_assert_int_eq(next_number(), number);
  io_close();
}

TEST(read_file, may_be_asked_from_inside_of_each_item) {
  hear_t hear = {.again = 1};
  io_open();
  put_file("a", "hello world");
  hear_begin(&hear, rill_read_file(at("a"), .chunk = 1), 1);
  hear_end(&hear);
  ck_assert_str_eq(hear.text, "hello world");
  ck_assert_int_eq(hear.items, 11);
  ck_assert_int_eq(hear.ends, 1);
  io_close();
}

static rill_value_t chunk_address(rill_value_t item, void *context) {
  (void) context;
  return rill_pointer(rill_as_bytes(item, NULL));
}

TEST(read_file, uses_the_memory_of_chunks_again) {
  io_open();
  FILE *file = fopen(at("a"), "w");
  for (int i = 0; i < 1000; i++) fprintf(file, "%099d\n", i);
  fclose(file);
  /* One is being read while the one before is looked at. */
  rill_value_t addresses = await(
      rill_to_promise(loop_, rill_pipe(rill_read_file(at("a"), .chunk = 1000),
                                       rill_map(rill_call(chunk_address)),
                                       rill_distinct(), rill_count())));
  ck_assert_int_le(rill_as_int(addresses), 3);
  io_close();
}

TEST(read_file, what_is_kept_of_it_stays_as_it_was) {
  io_open();
  FILE *file = fopen(at("a"), "w");
  for (int i = 0; i < 1000; i++) fprintf(file, "%09d\n", i);
  fclose(file);
  rill_value_t list = await(rill_to_promise(
      loop_, rill_pipe(rill_read_file(at("a"), .chunk = 10), rill_to_list())));
  ck_assert_uint_eq(rill_list_length(list), 1000);
  for (int i = 0; i < 1000; i++) {
    const char *data = rill_as_bytes(rill_list_get(list, (size_t) i), NULL);
    ck_assert_int_eq(atoi(data), i);
  }
  rill_value_unref(list);
  io_close();
}

/* --- Cancel and close ----------------------------------------------------- */

TEST(read_file, cancel_inside_of_an_item_closes_the_file) {
  hear_t hear = {.cancel_at = 2};
  io_open();
  put_file("a", "hello world");
  int number = next_number();
  hear_begin(&hear, rill_read_file(at("a"), .chunk = 1), RILL_UNBOUNDED);
  hear_end(&hear);
  ck_assert_str_eq(hear.text, "he");
  ck_assert_int_eq(hear.ends, 0);
  ck_assert_int_eq(next_number(), number);
  io_close();
}

TEST(read_file, cancel_closes_the_file_after_the_read_under_way) {
  io_open();
  put_file("a", "hello world");
  int number = next_number();
  for (int turns = 0; turns < 6; turns++) {
    hear_t hear = {0};
    hear_begin(&hear, rill_read_file(at("a"), .chunk = 1), RILL_UNBOUNDED);
    for (int i = 0; i < turns; i++) uv_run(&uv_, UV_RUN_ONCE);
    int items = hear.items;
    rill_cancel(hear.run);
    hear_end(&hear);
    ck_assert_int_eq(hear.items, items);
    ck_assert_int_eq(next_number(), number);
  }
  io_close();
}

TEST(read_file, cancel_of_what_has_not_begun) {
  hear_t hear = {0};
  struct blocker blocker;
  io_open();
  put_file("a", "hello world");
  int number = next_number();
  block_threads(&blocker);
  hear_begin(&hear, rill_read_file(at("a")), 1);
  rill_cancel(hear.run);
  let_threads_go(&blocker);
  hear_end(&hear);
  ck_assert_int_eq(next_number(), number);
  io_close();
}

static rill_observable_t *read_slowly(void) {
  put_file("a", "hello world");
  return rill_read_file(at("a"), .chunk = 1);
}

TEST(read_file, the_scheduler_closes_meanwhile) {
  hear_close_meanwhile(6, read_slowly);
}

TEST(read_file, two_subscribers_have_a_file_each) {
  hear_t one = {0}, other = {0};
  io_open();
  put_file("a", "hello world");
  rill_observable_t *file = rill_read_file(at("a"), .chunk = 3);
  rill_observable_t *again = rill_ref(file);
  hear_begin(&one, file, RILL_UNBOUNDED);
  hear_begin(&other, again, RILL_UNBOUNDED);
  hear_end(&one);
  hear_end(&other);
  ck_assert_str_eq(one.text, "hello world");
  ck_assert_str_eq(other.text, "hello world");
  io_close();
}

TEST(read_file, is_read_to_its_end_when_the_scheduler_shuts_down) {
  hear_t hear = {0};
  io_open();
  put_file("a", "hello world");
  hear_begin(&hear, rill_read_file(at("a"), .chunk = 1), RILL_UNBOUNDED);
  hear_shutdown(&hear, true);
  ck_assert_str_eq(hear.text, "hello world");
}

static rill_value_t read_it(rill_value_t path, void *context) {
  (void) context;
  return rill_object(rill_read_file(rill_as_string(path), .chunk = 3));
}

TEST(read_file, inside_of_another_run) {
  hear_t hear = {0}, some = {0};
  io_open();
  put_file("a", "hello ");
  put_file("b", "world");
  int before = open_numbers();
  rill_observable_t *both =
      rill_pipe(rill_of(rill_string(at("a")), rill_string(at("b"))),
                rill_concat_map(rill_call(read_it)));
  rill_observable_t *again = rill_ref(both);
  hear_all(&hear, both);
  ck_assert_str_eq(hear.text, "hello world");
  hear_all(&some, rill_pipe(again, rill_take(3)));
  ck_assert_str_eq(some.text, "hello wor");
  ck_assert_int_eq(open_numbers(), before);
  io_close();
}

static rill_value_t length_of(rill_value_t item, void *context) {
  size_t length;
  (void) context;
  rill_as_bytes(item, &length);
  return rill_int((int64_t) length);
}

TEST(read_file, its_chunks_may_go_to_another_thread) {
  uv_idle_t idle;
  io_open();
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  FILE *file = fopen(at("a"), "w");
  for (int i = 0; i < 10000; i++) fprintf(file, "%09d\n", i);
  fclose(file);
  keep_alive(&idle); /* while the pool has the last chunk */
  ck_await(rill_to_promise(
               loop_, rill_pipe(rill_read_file(at("a"), .chunk = 1000),
                                rill_observe_on(pool),
                                rill_map(rill_call(length_of)), rill_sum())),
           "100000");
  uv_close((uv_handle_t *) &idle, NULL);
  rill_scheduler_close(pool);
  io_close();
}

/* --- Files that change ---------------------------------------------------- */

TEST(read_file, a_file_that_is_removed_is_read_to_its_end) {
  hear_t hear = {0};
  io_open();
  put_file("a", "hello world");
  hear_begin(&hear, rill_read_file(at("a"), .chunk = 4), 1);
  uv_run(&uv_, UV_RUN_DEFAULT);
  unlink(at("a"));
  rill_request(hear.run, RILL_UNBOUNDED);
  hear_end(&hear);
  ck_assert_str_eq(hear.text, "hello world");
  io_close();
}

TEST(read_file, a_file_that_is_cut_ends_there) {
  hear_t hear = {0};
  io_open();
  put_file("a", "hello world");
  hear_begin(&hear, rill_read_file(at("a"), .chunk = 4), 1);
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_int_eq(truncate(at("a"), 6), 0);
  rill_request(hear.run, RILL_UNBOUNDED);
  hear_end(&hear);
  ck_assert_str_eq(hear.text, "hello ");
  ck_assert_int_eq(hear.code, 0);
  io_close();
}

/* --- Errors --------------------------------------------------------------- */

TEST(read_file, names_what_cannot_be_opened_or_read) {
  char text[400];
  io_open();
  put_file("a", "");
  ck_hears_failure(rill_read_file("/no/such/file"), UV_ENOENT,
                   "open /no/such/file: no such file or directory");
  ck_hears_failure(rill_read_file(at("a/b")), UV_ENOTDIR, "not a directory");
  snprintf(text, sizeof text, "read %s: illegal operation on a directory",
           folder_);
  ck_hears_failure(rill_read_file(folder_), UV_EISDIR, text);
  memset(text, 'x', 300);
  text[300] = '\0';
  ck_hears_failure(rill_read_file(text), UV_ENAMETOOLONG, "name too long");
  ck_assert_int_eq(symlink("loop", at("loop")), 0);
  ck_hears_failure(rill_read_file(at("loop")), UV_ELOOP, "symbolic links");
  io_close();
}

TEST(read_file, without_demand_one_hears_of_what_is_not_there) {
  hear_t hear = {0};
  io_open();
  hear_begin(&hear, rill_read_file("/no/such/file"), 0);
  hear_end(&hear);
  ck_assert_int_eq(hear.code, UV_ENOENT);
  io_close();
}

TEST(read_file, without_a_number_left_it_fails) {
  struct rlimit limit;
  io_open();
  put_file("a", "hello");
  rill_unref(rill_fs_stat(loop_, at("a"))); /* so that the loop has its own */
  uv_run(&uv_, UV_RUN_DEFAULT);
  getrlimit(RLIMIT_NOFILE, &limit);
  struct rlimit low = {(rlim_t) next_number(), limit.rlim_max};
  setrlimit(RLIMIT_NOFILE, &low);
  hear_t hear = {0};
  hear_all(&hear, rill_read_file(at("a")));
  setrlimit(RLIMIT_NOFILE, &limit);
  ck_assert_int_eq(hear.code, UV_EMFILE);
  ck_assert_str_has(hear.error, "too many open files");
  io_close();
}

TEST(read_file, refuses_bad_arguments) {
  io_open();
  ck_hears_failure(rill_read_file(NULL), RILL_EINVAL,
                   "rill_read_file: path is NULL");
  ck_hears_failure(rill_read_file("a", .chunk = -1), RILL_EINVAL,
                   "rill_read_file: chunk is -1 (must be >= 1)");
  ck_hears_failure(rill_read_file("a", .chunk = INT64_MAX), RILL_EINVAL,
                   "rill_read_file: chunk is 9223372036854775807 (must be <=");
  ck_hears_failure(rill_read_file("a", .offset = -1), RILL_EINVAL,
                   "rill_read_file: offset is -1 (must be >= 0)");
  ck_hears_failure(rill_read_file("a", .length = -1), RILL_EINVAL,
                   "rill_read_file: length is -1 (must be >= 0)");
  ck_hears_failure(rill_read_file("a", .offset = 1, .length = INT64_MAX),
                   RILL_EINVAL, "must end below 2^63");
  io_close();
}

TEST(read_file, needs_a_uv_scheduler) {
  hear_t hear = {0};
  rill_scheduler_t *virtual = rill_virtual_scheduler_new();
  loop_ = virtual;
  hear_begin(&hear, rill_read_file("a"), 1);
  ck_assert_str_has(hear.error, "rill_read_file: scheduler is of the kind "
                                "virtual (must be uv;");
  rill_unref(hear.run);
  rill_scheduler_close(virtual);
}

static void read_without_memory(void) {
  hear_t hear = {0};
  io_open_loop();
  if (loop_ == NULL) {
    ck_assert_int_eq(uv_loop_close(&uv_), 0);
    return;
  }
  hear_begin(&hear, rill_read_file(at("a"), .chunk = 4), RILL_UNBOUNDED);
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_int_eq(hear.ends, 1);
  if (hear.code == 0)
    ck_assert_str_eq(hear.text, "hello world");
  else
    ck_assert_int_eq(hear.code, RILL_ENOMEM);
  rill_unref(hear.run);
  io_close_loop();
}

TEST(read_file, every_failing_allocation_is_an_error_and_leaks_nothing) {
  io_open();
  put_file("a", "hello world");
  io_close_loop();
  int before = open_numbers();
  failing_each(FAILING_ONE) read_without_memory();
  failing_each(FAILING_FROM) read_without_memory();
  ck_assert_int_eq(open_numbers(), before);
  io_remove_folder();
}
