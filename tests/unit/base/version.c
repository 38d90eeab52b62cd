/* SPDX-License-Identifier: MIT */
/* The library and its headers name the same version. */
#include <rill/version.h>

#include "check.h"

TEST(version, library_is_the_one_of_the_headers) {
  ck_assert_str_eq(rill_version(), RILL_VERSION);
}

TEST(version, is_three_numbers) {
  int major = -1, minor = -1, patch = -1, end = 0;
  sscanf(rill_version(), "%d.%d.%d%n", &major, &minor, &patch, &end);
  ck_assert_int_eq(major, RILL_VERSION_MAJOR);
  ck_assert_int_eq(minor, RILL_VERSION_MINOR);
  ck_assert_int_eq(patch, RILL_VERSION_PATCH);
  ck_assert_str_eq(rill_version() + end, "");
}
