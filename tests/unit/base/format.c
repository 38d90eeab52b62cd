/* SPDX-License-Identifier: MIT */
/* Values print as a user would write them. */
#include <locale.h>
#include <math.h>
#include <stdlib.h>

#include <rill/memory.h>

#include "support/values.h"

TEST(format, scalars_as_text) {
  ck_value_text(rill_none(), "none");
  ck_value_text(rill_bool(true), "true");
  ck_value_text(rill_bool(false), "false");
  ck_value_text(rill_int(INT64_MIN), "-9223372036854775808");
  ck_value_text(rill_pointer(NULL), "0x0");
  ck_value_text(rill_pointer((void *) 0xbeef), "0xbeef");
}

TEST(format, doubles_are_short_and_look_like_doubles) {
  ck_value_text(rill_double(1), "1.0");
  ck_value_text(rill_double(-0.0), "-0.0");
  ck_value_text(rill_double(100), "100.0");
  ck_value_text(rill_double(0.1), "0.1");
  ck_value_text(rill_double(0.1 + 0.2), "0.30000000000000004");
  ck_value_text(rill_double(1.0 / 3), "0.3333333333333333");
  ck_value_text(rill_double(0.0001), "0.0001");
  ck_value_text(rill_double(0.00001), "1e-05");
  ck_value_text(rill_double(123456789012345680.0), "1.2345678901234568e+17");
  ck_value_text(rill_double(9007199254740993.0), "9007199254740992.0");
  ck_value_text(rill_double(1e300), "1e+300");
  ck_value_text(rill_double(5e-324), "5e-324");
  ck_value_text(rill_double(-INFINITY), "-inf");
  ck_value_text(rill_double(INFINITY), "inf");
  ck_value_text(rill_double(-NAN), "nan");
}

TEST(format, doubles_read_back_as_they_were) {
  uint64_t bits = 1;
  for (int i = 0; i < 20000; i++) {
    bits = bits * 6364136223846793005u + 1442695040888963407u;
    double d;
    char text[64];
    memcpy(&d, &bits, sizeof d);
    if (isnan(d)) continue;
    rill_value_format(rill_double(d), text, sizeof text);
    ck_assert_double_eq(strtod(text, NULL), d);
  }
}

TEST(format, every_locale_prints_a_dot) {
  if (setlocale(LC_NUMERIC, "de_DE.UTF-8") == NULL)
    setlocale(LC_NUMERIC, "C"); /* nothing to see, where it is missing */
  ck_value_text(rill_double(1.5), "1.5");
  ck_value_text(rill_double(1.5e300), "1.5e+300");
}

TEST(format, text_is_cut_to_the_room) {
  rill_value_t v = LIST(rill_int(1), rill_string("abc"), rill_double(2.5));
  char whole[32], text[32];
  size_t length = rill_value_format(v, whole, sizeof whole);
  ck_assert_str_eq(whole, "[1, \"abc\", 2.5]");
  ck_assert_uint_eq(rill_value_format(v, NULL, 0), length);
  for (size_t size = 1; size < sizeof text; size++) {
    memset(text, '#', sizeof text);
    ck_assert_uint_eq(rill_value_format(v, text, size), length);
    size_t kept = size <= length ? size - 1 : length;
    ck_assert_uint_eq(strlen(text), kept);
    ck_assert_mem_eq(text, whole, kept);
    if (size < sizeof text) ck_assert_int_eq(text[size], '#');
  }
  rill_value_unref(v);
}

TEST(format, errors_inside_and_outside_of_lists) {
  ck_value_text(rill_fail(rill_error_new(1, "no %s", "luck")),
                "error(no luck)");
  ck_value_text(LIST(rill_fail(rill_error_new(1, "no"))), "[error(no)]");
}

TEST(format, text_ends_at_64_levels) {
  char expected[256] = "";
  for (int i = 0; i < 64; i++) strcat(expected, "[");
  strcat(expected, "1");
  for (int i = 0; i < 64; i++) strcat(expected, "]");
  ck_value_text(nested(64, rill_int(1)), expected);
  expected[64] = '\0';
  strcat(expected, "…");
  for (int i = 0; i < 64; i++) strcat(expected, "]");
  ck_value_text(nested(65, rill_int(1)), expected);
  ck_value_text(nested(100000, rill_int(1)), expected);
}
