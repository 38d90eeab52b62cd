/* SPDX-License-Identifier: MIT */
/* Objects die with their last reference, and are counted while they live. */
#include <stdlib.h>

#include <pthread.h>
#include <rill/memory.h>

#include "support/failing.h"
#include "support/values.h"

struct cell {
  int number;
  rill_value_t next;
};

static int destroyed[4];
static size_t destroyed_count;

static void cell_destroy(void *payload) {
  struct cell *cell = payload;
  if (destroyed_count < 4) destroyed[destroyed_count] = cell->number;
  destroyed_count++;
  rill_value_unref(cell->next);
}

static const rill_type_t cell_type = {
    .name = "cell", .size = sizeof(struct cell), .destroy = cell_destroy};
static const rill_type_t other_type = {.name = "other", .size = 4};

static rill_value_t cell(int number, rill_value_t next) {
  struct cell cell = {number, next};
  return rill_box(&cell_type, &cell);
}

TEST(object, a_box_holds_a_copy) {
  rill_value_t v = cell(7, rill_none());
  const struct cell *inside = rill_unbox(v, &cell_type);
  ck_assert_int_eq(inside->number, 7);
  ck_assert_ptr_null(rill_unbox(v, &other_type));
  ck_assert_ptr_null(rill_unbox(rill_int(7), &cell_type));
  rill_value_unref(v);
  ck_assert_uint_eq(destroyed_count, 1);
}

TEST(object, dies_with_its_last_reference) {
  rill_value_t v = cell(1, rill_none());
  rill_value_t again = rill_value_ref(v);
  rill_value_unref(v);
  ck_assert_uint_eq(destroyed_count, 0);
  ck_assert_live(&cell_type, 1);
  rill_value_unref(again);
  ck_assert_uint_eq(destroyed_count, 1);
  ck_assert_live(&cell_type, 0);
}

TEST(object, null_is_no_object) {
  rill_unref(NULL);
  ck_assert_ptr_null(rill_ref_object(NULL));
}

TEST(object, what_an_object_holds_dies_after_it) {
  rill_value_unref(cell(1, cell(2, cell(3, rill_none()))));
  ck_assert_uint_eq(destroyed_count, 3);
  ck_assert_int_eq(destroyed[0], 1);
  ck_assert_int_eq(destroyed[1], 2);
  ck_assert_int_eq(destroyed[2], 3);
}

TEST(object, a_chain_of_a_million_dies_without_recursion) {
  rill_value_t v = rill_none();
  for (int i = 0; i < 1000000; i++) v = cell(i, v);
  rill_value_unref(v);
  ck_assert_uint_eq(destroyed_count, 1000000);
}

TEST(object, wide_ones_far_inside_die_whole_without_memory) {
  enum { N = 1000 };
  rill_value_t items[N];
  for (int i = 0; i < N; i++) items[i] = cell(i, cell(i, rill_none()));
  rill_value_t list = rill_list_own(items, N);
  for (int i = 0; i < 20; i++) list = rill_list_own(&list, 1);
  failing_start(1, FAILING_FROM);
  rill_value_unref(list);
  ck_assert(failing_stop());
  ck_assert_uint_eq(destroyed_count, 2 * N);
}

TEST(object, a_box_without_memory_destroys_the_payload) {
  failing_start(1, FAILING_FROM);
  ck_value_fails(cell(5, rill_none()), RILL_ENOMEM);
  ck_assert(failing_stop());
  ck_assert_uint_eq(destroyed_count, 1);
  ck_assert_int_eq(destroyed[0], 5);
}

TEST(object, the_living_are_listed_by_type) {
  rill_value_t a = cell(1, rill_none()), b = cell(2, rill_none());
  rill_value_t text = rill_string("x");
  char *list = NULL;
  size_t size = 0;
  FILE *stream = open_memstream(&list, &size);
  rill_live_dump(stream);
  fclose(stream);
  ck_assert_str_has(list, "2 cell\n");
  ck_assert_str_has(list, "1 string\n");
  ck_assert_live(NULL, 3);
  free(list);
  rill_value_unref(a);
  rill_value_unref(b);
  rill_value_unref(text);
  ck_assert_live(NULL, 0);
}

static void *make_two(void *made) {
  rill_value_t *values = made;
  values[0] = cell(1, rill_none());
  values[1] = cell(2, rill_none());
  return NULL;
}

TEST(object, may_be_made_in_one_thread_and_die_in_another) {
  pthread_t thread;
  rill_value_t made[2];
  pthread_create(&thread, NULL, make_two, made);
  pthread_join(thread, NULL);
  ck_assert_live(&cell_type, 2);
  rill_value_unref(made[0]);
  ck_assert_live(&cell_type, 1);
  rill_value_unref(made[1]);
  ck_assert_live(&cell_type, 0);
}

static void *take_and_drop(void *object) {
  for (int i = 0; i < 20000; i++) rill_unref(rill_ref_object(object));
  rill_unref(object);
  return NULL;
}

TEST(object, may_be_counted_by_many_threads) {
  enum { THREADS = 4 };
  pthread_t threads[THREADS];
  rill_value_t v = cell(1, rill_none());
  for (int i = 0; i < THREADS; i++)
    pthread_create(&threads[i], NULL, take_and_drop, rill_value_ref(v).as.o);
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
  ck_assert_uint_eq(destroyed_count, 0);
  rill_value_unref(v);
  ck_assert_uint_eq(destroyed_count, 1);
}

TEST(object, more_types_than_the_table_holds_are_still_counted) {
  enum { TYPES = 400 };
  static rill_type_t types[TYPES];
  static rill_value_t values[TYPES];
  int number = 1;
  for (int i = 0; i < TYPES; i++) {
    types[i].name = "many";
    types[i].size = sizeof number;
    values[i] = rill_box(&types[i], &number);
  }
  ck_assert_live(NULL, TYPES);
  ck_assert_live(&types[0], 1);
  for (int i = 0; i < TYPES; i++) rill_value_unref(values[i]);
  ck_assert_live(NULL, 0);
}
