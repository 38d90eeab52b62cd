/* SPDX-License-Identifier: MIT */
#include "bytes.h"

/* What passes, all of it in one. */
#define ck_passes(text, length, expected)                                      \
 ck_bytes(text, length, rill_compose(rill_utf8(), rill_concat_bytes()),        \
          "[" expected "] |")
#define ck_replaced(text, length, expected)                                    \
 ck_bytes(text, length,                                                        \
          rill_compose(rill_utf8(.replace = true), rill_concat_bytes()),       \
          "[" expected "] |")
#define BAD "\xef\xbf\xbd"

TEST(utf8, passes_what_is_valid) {
  ck_passes("hello world, hello", 18, "hello world, hello");
  ck_passes("a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80z", 11,
            "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80z");
  ck_passes("\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf", 10,
            "\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf");
  ck_bytes("", 0, rill_utf8(), "|");
}

static rill_value_t is_whole(rill_value_t item, void *context) {
  size_t length;
  const unsigned char *data = rill_as_bytes(item, &length);
  (void) context;
  return rill_bool(length > 0 && (data[0] & 0xc0) != 0x80);
}

TEST(utf8, cuts_no_code_point) {
  static const char text[] = "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80";
  for (size_t size = 1; size <= 9; size++) {
    probe_t probe = {0};
    probe_run(&probe, rill_pipe(in_chunks(text, 9, size), rill_utf8(),
                                rill_all(rill_call(is_whole))));
    ck_assert_str_eq(probe.text, "true |");
  }
}

TEST(utf8, copies_nothing_that_is_whole) {
  ck_slices("a\xc3\xa4", 3, rill_utf8(), "true |");
}

TEST(utf8, says_where_it_is_not_valid) {
  ck_bytes_fail("abc\xff", 4, rill_utf8(), RILL_EPROTOCOL,
                "rill_utf8: 0xff at byte 3 begins no code point");
  ck_bytes_fail("ab\x80", 3, rill_utf8(), RILL_EPROTOCOL, "0x80 at byte 2");
  ck_bytes_fail("\xc0\xaf", 2, rill_utf8(), RILL_EPROTOCOL, "0xc0 at byte 0");
  ck_bytes_fail("\xe0\x80\xaf", 3, rill_utf8(), RILL_EPROTOCOL, "at byte 0");
  ck_bytes_fail("\xed\xa0\x80", 3, rill_utf8(), RILL_EPROTOCOL, "at byte 0");
  ck_bytes_fail("a\xf4\x90\x80\x80", 5, rill_utf8(), RILL_EPROTOCOL,
                "0xf4 at byte 1");
  ck_bytes_fail("a\xe2\x82", 3, rill_utf8(), RILL_EPROTOCOL,
                "rill_utf8: the stream ends in the code point that begins with "
                "0xe2 at byte 1");
}

TEST(utf8, replaces_what_is_not_valid) {
  ck_replaced("ab\xffgh", 5, "ab" BAD "gh");
  ck_replaced("\xc0\xaf", 2, BAD BAD);
  ck_replaced("\xe0\x80\xaf", 3, BAD BAD BAD);
  ck_replaced("\xf0\x90\x80"
              "A",
              4, BAD "A");
  ck_replaced("\xf0\x90\xf0\x9f\x98\x80", 6, BAD "\xf0\x9f\x98\x80");
  ck_replaced("\xed\xa0\x80", 3, BAD BAD BAD);
  ck_replaced("a\xe2\x82", 3, "a" BAD);
  ck_replaced("\xf4\x90\x80\x80", 4, BAD BAD BAD BAD);
  ck_replaced("\x61\xf1\x80\x80\xe1\x80\xc2\x62\x80\x63\x80\xbf\x64", 13,
              "a" BAD BAD BAD "b" BAD "c" BAD BAD "d");
}

TEST(utf8, forwards_ends_and_refuses_what_is_no_text) {
  ck_marbles("--|", rill_utf8(), "--|");
  ck_marbles("--#", rill_utf8(), "--#");
  ck_operator_fails(rill_utf8(), RILL_ETYPE, "rill_utf8", "int 1");
}
