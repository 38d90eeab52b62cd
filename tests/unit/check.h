/* SPDX-License-Identifier: MIT */
/* What every unit test includes: Check, and tests that register themselves.
 *
 *     TEST(take, emits_first_n) { ck_assert_int_eq(1 + 1, 2); }
 *
 * is all it takes. Each test runs in a process of its own and fails when it
 * leaves a live object behind. */
#ifndef RILL_TESTS_CHECK_H
#define RILL_TESTS_CHECK_H

#include <check.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct test {
  const char *unit;
  const char *name;
  const char *file;
  int line;
  void (*body)(void);
  struct test *next;
};

/* Called before main; `test` must live for ever. */
void test_register(struct test *test);

#define TEST(unit_, name_)                                                     \
 static void unit_##_##name_##_test(void);                                     \
 __attribute__((constructor)) static void unit_##_##name_##_register(void) {   \
  static struct test test = {                                                  \
      #unit_, #name_, __FILE__, __LINE__, unit_##_##name_##_test, NULL};       \
  test_register(&test);                                                        \
 }                                                                             \
 static void unit_##_##name_##_test(void)

/* Fails unless `part` occurs in `text`, and shows both. */
#define ck_assert_str_has(text, part)                                          \
 do {                                                                          \
  const char *text_ = (text);                                                  \
  const char *part_ = (part);                                                  \
  ck_assert_msg(text_ &&strstr(text_, part_), "no \"%s\" in \"%s\"", part_,    \
                text_ ? text_ : "(null)");                                     \
 } while (0)

/* Fails unless exactly `count` objects of `type` (NULL: of all) are alive. */
#define ck_assert_live(type, count)                                            \
 ck_assert_uint_eq(rill_live_objects(type), (count))

#endif
