/* SPDX-License-Identifier: MIT */
/* Bytes: slices share the chunk that they were cut from. */
#include <stdlib.h>

#include <rill/memory.h>

#include "support/failing.h"
#include "support/values.h"

static const char *data_of(rill_value_t v) { return rill_as_bytes(v, NULL); }

static size_t length_of(rill_value_t v) {
  size_t length;
  rill_as_bytes(v, &length);
  return length;
}

static int drops;
static void count_drop(void *data) {
  (void) data;
  drops++;
}

TEST(bytes, keep_a_copy) {
  char data[] = "abc";
  rill_value_t v = rill_bytes(data, 3);
  data[0] = 'x';
  ck_assert_uint_eq(length_of(v), 3);
  ck_assert_mem_eq(data_of(v), "abc", 3);
  rill_value_unref(v);
}

TEST(bytes, owned_ones_are_dropped_once_with_the_last_slice) {
  char data[] = "abcdef";
  rill_value_t whole = rill_bytes_own(data, 6, count_drop);
  rill_value_t middle = rill_bytes_slice(whole, 1, 4);
  rill_value_t inner = rill_bytes_slice(middle, 1, 2);
  ck_assert_ptr_eq(data_of(inner), data + 2);
  rill_value_unref(whole);
  rill_value_unref(middle);
  ck_assert_int_eq(drops, 0);
  ck_assert_mem_eq(data_of(inner), "cd", 2);
  rill_value_unref(inner);
  ck_assert_int_eq(drops, 1);
}

TEST(bytes, a_slice_holds_the_chunk_and_not_its_parent) {
  rill_value_t whole = rill_bytes("abcdef", 6);
  rill_value_t middle = rill_bytes_slice(whole, 1, 4);
  rill_value_t inner = rill_bytes_slice(middle, 1, 2);
  rill_value_unref(middle);
  ck_assert_live(&rill_bytes_type, 2);
  rill_value_unref(whole);
  ck_assert_mem_eq(data_of(inner), "cd", 2);
  rill_value_unref(inner);
}

TEST(bytes, slices_are_cut_to_what_is_there) {
  rill_value_t whole = rill_bytes("abc", 3);
  ck_value_text(rill_bytes_slice(whole, 1, SIZE_MAX), "bytes(2: 6263)");
  ck_value_text(rill_bytes_slice(whole, 3, 1), "bytes(0)");
  ck_value_text(rill_bytes_slice(whole, SIZE_MAX, SIZE_MAX), "bytes(0)");
  rill_value_t same = rill_bytes_slice(whole, 0, 3);
  ck_assert_ptr_eq(same.as.o, whole.as.o);
  rill_value_unref(same);
  rill_value_unref(whole);
}

TEST(bytes, an_empty_slice_keeps_no_chunk) {
  rill_value_t whole = rill_bytes_own(NULL, 0, count_drop);
  rill_value_t some = rill_bytes("abc", 3);
  rill_value_t none = rill_bytes_slice(some, 1, 0);
  rill_value_unref(some);
  ck_assert_live(&rill_bytes_type, 2);
  ck_values_equal(none, whole);
  ck_assert_int_eq(drops, 1);
}

TEST(bytes, strings_are_read_and_cut_too) {
  rill_value_t text = rill_string("hello");
  ck_assert_uint_eq(length_of(text), 5);
  rill_value_t all = rill_bytes_slice(text, 0, 5);
  rill_value_t part = rill_bytes_slice(text, 1, 3);
  rill_value_unref(text);
  ck_values_equal(all, rill_bytes("hello", 5));
  ck_values_equal(part, rill_bytes("ell", 3));
}

TEST(bytes, compare_by_content) {
  ck_values_equal(rill_bytes("a\0b", 3), rill_bytes("a\0b", 3));
  ck_values_ordered(rill_bytes("a\0b", 3), rill_bytes("a\0c", 3));
  ck_values_ordered(rill_bytes("a", 1), rill_bytes("ab", 2));
  ck_values_ordered(rill_bytes(NULL, 0), rill_bytes("\0", 1));
  ck_values_ordered(rill_bytes("~", 1), rill_bytes("\xff", 1));
}

TEST(bytes, print_their_first_sixteen) {
  ck_value_text(rill_bytes("\x00\x0f\xff", 3), "bytes(3: 000fff)");
  ck_value_text(rill_bytes("0123456789abcdefg", 17),
                "bytes(17: 30313233343536373839616263646566…)");
}

TEST(bytes, of_other_values_there_are_none) {
  ck_assert_ptr_null(data_of(rill_int(1)));
  ck_assert_uint_eq(length_of(rill_int(1)), 0);
  ck_value_fails(rill_bytes_slice(rill_int(1), 0, 1), RILL_ETYPE);
}

TEST(bytes, refuse_null) {
  ck_value_fails(rill_bytes(NULL, 1), RILL_EINVAL);
  ck_value_fails(rill_bytes_own(NULL, 1, count_drop), RILL_EINVAL);
  ck_assert_int_eq(drops, 1);
}

TEST(bytes, without_memory_the_data_is_dropped_at_once) {
  char data[] = "abc";
  rill_value_t whole = rill_bytes(data, 3);
  failing_start(1, FAILING_FROM);
  ck_value_fails(rill_bytes(data, 3), RILL_ENOMEM);
  ck_value_fails(rill_bytes_slice(whole, 1, 1), RILL_ENOMEM);
  ck_value_fails(rill_bytes_own(data, 3, count_drop), RILL_ENOMEM);
  ck_assert(failing_stop());
  ck_assert_int_eq(drops, 1);
  rill_value_unref(whole);
}
