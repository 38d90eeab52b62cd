/* SPDX-License-Identifier: MIT */
/* Errors say what was wrong, where, and why. */
#include <uv.h>

#include <rill/memory.h>

#include "base/error.h"
#include "support/failing.h"
#include "support/values.h"

static void check_description(rill_error_t *error, const char *expected) {
  char text[512];
  size_t length = rill_error_describe(error, text, sizeof text);
  ck_assert_str_eq(text, expected);
  ck_assert_uint_eq(length, strlen(expected));
  ck_assert_uint_eq(rill_error_describe(error, NULL, 0), length);
}

TEST(error, has_a_code_and_a_message) {
  rill_error_t *error = rill_error_new(RILL_EINVAL, "count is %d", -1);
  ck_assert_int_eq(rill_error_code(error), RILL_EINVAL);
  ck_assert_str_eq(rill_error_message(error), "count is -1");
  ck_assert_ptr_null(rill_error_cause(error));
  ck_assert(rill_is_none(rill_error_payload(error)));
  ck_assert_str_eq(rill_error_site(error), "");
  ck_assert_int_eq(rill_error_stage(error), -1);
  check_description(error, "count is -1");
  rill_unref(error);
}

TEST(error, takes_over_its_cause) {
  rill_error_t *cause = rill_error_new(UV_ECONNRESET, "reset");
  rill_error_t *error = rill_error_wrap(cause, 7, "no page %d", 3);
  ck_assert_ptr_eq(rill_error_cause(error), cause);
  check_description(error, "no page 3; caused by: reset");
  rill_unref(error);
}

TEST(error, carries_the_very_same_value) {
  rill_value_t text = rill_string("mine");
  rill_error_t *error = rill_error_of(rill_value_ref(text));
  ck_assert_int_eq(rill_error_code(error), RILL_EFOREIGN);
  ck_assert_str_eq(rill_error_message(error), "mine");
  ck_assert_ptr_eq(rill_error_payload(error).as.o, text.as.o);
  rill_unref(error);
  rill_value_unref(text);
}

TEST(error, is_placed_once) {
  rill_error_t *error = rill_error_new(1, "bad");
  error = rill_error_place(error, "a.c:14", 2, "rill_take");
  error = rill_error_place(error, "b.c:99", 5, "rill_map");
  ck_assert_str_eq(rill_error_site(error), "a.c:14");
  ck_assert_int_eq(rill_error_stage(error), 2);
  check_description(error, "bad, at a.c:14, stage 2 (rill_take)");
  rill_unref(error);
}

TEST(error, that_is_shared_is_placed_in_a_copy) {
  rill_error_t *cause = rill_error_new(2, "deep");
  rill_error_t *error = rill_error_wrap(cause, 1, "bad");
  rill_error_t *mine = rill_ref(error);
  error = rill_error_place(error, "a.c:14", 2, NULL);
  ck_assert_ptr_ne(error, mine);
  check_description(mine, "bad; caused by: deep");
  check_description(error, "bad, at a.c:14, stage 2; caused by: deep");
  rill_unref(mine);
  rill_unref(error);
}

TEST(error, compares_by_code_message_and_payload) {
  ck_values_equal(rill_fail(rill_error_new(1, "a")),
                  rill_fail(rill_error_new(1, "a")));
  ck_values_ordered(rill_fail(rill_error_new(1, "b")),
                    rill_fail(rill_error_new(2, "a")));
  ck_values_ordered(rill_fail(rill_error_new(1, "a")),
                    rill_fail(rill_error_new(1, "b")));
  ck_values_ordered(rill_fail(rill_error_of(rill_int(1))),
                    rill_fail(rill_error_of(rill_string("1"))));
}

TEST(error, a_long_chain_is_described_in_part_and_dies_whole) {
  rill_error_t *error = rill_error_new(1, "x");
  for (int i = 0; i < 100000; i++) error = rill_error_wrap(error, 1, "x");
  char text[512];
  rill_error_describe(error, text, sizeof text);
  ck_assert_str_has(text, "x; caused by: x");
  ck_assert_str_has(text, "; …");
  rill_unref(error);
}

TEST(error, codes_have_names_and_meanings) {
  ck_assert_str_eq(rill_error_name(RILL_EINVAL), "RILL_EINVAL");
  ck_assert_str_eq(rill_error_text(RILL_ENOMEM), "out of memory");
  ck_assert_str_eq(rill_error_name(UV_ECONNRESET), "ECONNRESET");
  ck_assert_str_eq(rill_error_text(UV_ECONNRESET), uv_strerror(UV_ECONNRESET));
  ck_assert_str_eq(rill_error_name(7), "error");
  ck_assert_str_eq(rill_error_name(INT32_MIN), "error");
}

TEST(error, without_memory_is_the_static_one) {
  rill_error_t *cause = rill_error_new(1, "x");
  rill_value_t text = rill_string("payload");
  failing_start(1, FAILING_FROM);
  ck_value_fails(rill_fail(rill_error_new(1, "x")), RILL_ENOMEM);
  ck_value_fails(rill_fail(rill_error_wrap(cause, 1, "x")), RILL_ENOMEM);
  ck_value_fails(rill_fail(rill_error_of(text)), RILL_ENOMEM);
  ck_assert(failing_stop());
}

TEST(error, the_static_one_is_never_placed_and_never_dies) {
  rill_error_t *error = rill_error_no_memory();
  ck_assert_ptr_eq(rill_error_place(error, "a.c:1", 3, "x"), error);
  for (int i = 0; i < 3; i++) rill_value_unref(rill_object(error));
  check_description(error, "out of memory");
}

TEST(error, place_without_memory_keeps_the_error) {
  rill_error_t *error = rill_error_new(1, "bad");
  rill_error_t *mine = rill_ref(error);
  failing_start(1, FAILING_FROM);
  error = rill_error_place(error, "a.c:1", 3, "x");
  ck_assert(failing_stop());
  check_description(error, "bad");
  rill_unref(error);
  rill_unref(mine);
}
