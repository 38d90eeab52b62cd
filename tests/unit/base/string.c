/* SPDX-License-Identifier: MIT */
/* Strings: text of a known length. */
#include <rill/memory.h>

#include "support/failing.h"
#include "support/values.h"

TEST(string, keeps_a_copy_of_the_text) {
  char text[] = "hello";
  rill_value_t v = rill_string(text);
  text[0] = 'j';
  ck_assert_str_eq(rill_as_string(v), "hello");
  ck_assert_uint_eq(rill_string_length(v), 5);
  rill_value_unref(v);
}

TEST(string, of_a_length_may_hold_zeros_and_ends_with_one) {
  rill_value_t v = rill_string_n("a\0b--", 3);
  ck_assert_uint_eq(rill_string_length(v), 3);
  ck_assert_mem_eq(rill_as_string(v), "a\0b\0", 4);
  rill_value_unref(v);
  ck_values_ordered(rill_string_n("a\0b", 3), rill_string_n("a\0c", 3));
}

TEST(string, is_made_from_a_format) {
  ck_value_text(rill_stringf("%d of %s", 3, "ten"), "3 of ten");
  ck_value_text(rill_stringf("%s", ""), "");
  rill_value_t v = rill_stringf("%1000d", 1);
  ck_assert_uint_eq(rill_string_length(v), 1000);
  rill_value_unref(v);
}

TEST(string, orders_by_bytes_then_length) {
  ck_values_equal(rill_string("abc"), rill_string_n("abcd", 3));
  ck_values_ordered(rill_string(""), rill_string("a"));
  ck_values_ordered(rill_string("ab"), rill_string("abc"));
  ck_values_ordered(rill_string("b"), rill_string("\xc3\xa4"));
}

TEST(string, long_ones_hash_all_of_their_bytes) {
  char text[64];
  memset(text, 'x', sizeof text);
  rill_value_t whole = rill_string_n(text, sizeof text);
  for (size_t i = 0; i < sizeof text; i++) {
    text[i] = 'y';
    rill_value_t other = rill_string_n(text, sizeof text);
    ck_assert_uint_ne(rill_value_hash(whole), rill_value_hash(other));
    rill_value_unref(other);
    text[i] = 'x';
  }
  rill_value_unref(whole);
}

TEST(string, is_bare_alone_and_quoted_inside) {
  ck_value_text(rill_string("a \"b\"\n"), "a \"b\"\n");
  ck_value_text(LIST(rill_string("a \"b\"\\\n\t\r\x01\x7f ä")),
                "[\"a \\\"b\\\"\\\\\\n\\t\\r\\u0001\\u007f ä\"]");
  ck_value_text(LIST(rill_string_n("\0", 1)), "[\"\\u0000\"]");
}

TEST(string, other_values_read_as_empty) {
  ck_assert_str_eq(rill_as_string(rill_int(1)), "");
  ck_assert_uint_eq(rill_string_length(rill_none()), 0);
}

TEST(string, refuses_null) {
  ck_value_fails(rill_string(NULL), RILL_EINVAL);
  ck_value_fails(rill_string_n(NULL, 2), RILL_EINVAL);
  ck_value_text(rill_string_n(NULL, 0), "");
}

TEST(string, beyond_the_largest_object_there_is_no_memory) {
  ck_value_fails(rill_string_n("x", SIZE_MAX), RILL_ENOMEM);
  ck_value_fails(rill_string_n("x", UINT32_MAX), RILL_ENOMEM);
}

TEST(string, without_memory_is_an_error) {
  failing_start(1, FAILING_FROM);
  ck_value_fails(rill_string("a"), RILL_ENOMEM);
  ck_value_fails(rill_stringf("%d", 1), RILL_ENOMEM);
  ck_assert(failing_stop());
}
