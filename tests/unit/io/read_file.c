/* SPDX-License-Identifier: MIT */
#include "hear.h"

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

/* --- Subscribers and threads ---------------------------------------------- */

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
