/* SPDX-License-Identifier: MIT */
#include <rill.h>

#include "support/marbles.h"
#include "support/probe.h"

static void ck_lines(const char *text, int64_t limit, const char *lines) {
  for (size_t size = 1; size <= strlen(text); size++) {
    rill_value_t all[64];
    size_t count = 0;
    for (size_t at = 0, length = strlen(text); at < length; at += size)
      all[count++] =
          rill_string_n(text + at, length - at < size ? length - at : size);
    probe_t probe = {0};
    probe_run(&probe,
              rill_pipe(rill_of_array(all, count), rill_lines(.limit = limit),
                        rill_format("<{}>")));
    ck_assert_str_eq(probe.text, lines);
  }
}

TEST(lines, end_in_a_newline_or_in_both) {
  ck_lines("one\ntwo\r\n\n\r\nthree", 0, "<one> <two> <> <> <three> |");
  ck_lines("one\n", 0, "<one> |");
  ck_lines("\r\n", 0, "<> |");
  ck_marbles("--|", rill_lines(), "--|");
  ck_marbles("-a--#", rill_lines(), "----#");
}

TEST(lines, a_return_alone_is_text) {
  ck_lines("a\rb\r\r\nc\r", 0, "<a\rb\r> <c\r> |");
}

TEST(lines, the_end_of_a_line_does_not_count) {
  ck_lines("abc\r\nabc\nabc", 3, "<abc> <abc> <abc> |");
  ck_lines("abc\r\nabcd\r\n", 3, "<abc> #");
  ck_lines("abc\r", 3, "#");
}

TEST(lines, refuses_a_bad_limit) {
  ck_operator_fails(rill_lines(.limit = -1), RILL_EINVAL, "rill_lines",
                    "limit is -1");
  ck_operator_fails(rill_lines(), RILL_ETYPE, "rill_lines", "int 1");
  ck_fails(rill_pipe(rill_just(rill_string("abcd\n")), rill_lines(.limit = 3)),
           RILL_EOVERFLOW, "rill_lines", "more than 3 bytes", "raise .limit");
}
