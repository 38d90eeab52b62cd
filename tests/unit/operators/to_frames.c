/* SPDX-License-Identifier: MIT */
#include "bytes.h"

static void ck_frame(rill_operator_t *op, const char *text,
                     const char *expected, size_t length) {
  rill_scheduler_t *clock = clock_new();
  rill_promise_t *promise =
      rill_to_promise(clock, rill_pipe(rill_just(rill_string(text)), op));
  rill_virtual_run(clock);
  size_t got;
  const void *data = rill_as_bytes(rill_promise_value(promise), &got);
  ck_assert_uint_eq(got, length);
  ck_assert_mem_eq(data, expected, length);
  rill_unref(promise);
  clock_close(clock);
}

TEST(to_frames, puts_the_length_in_front) {
  ck_frame(rill_to_frames(.prefix = 1), "abc", "\3abc", 4);
  ck_frame(rill_to_frames(.prefix = 2), "abc", "\0\3abc", 5);
  ck_frame(rill_to_frames(), "", "\0\0\0\0", 4);
  ck_frame(rill_to_frames(.little_endian = true), "ab", "\2\0\0\0ab", 6);
  ck_frame(rill_to_frames(.prefix = 8), "a", "\0\0\0\0\0\0\0\1a", 9);
}

TEST(to_frames, are_read_by_frames) {
  for (int prefix = 1; prefix <= 8; prefix *= 2)
    for (int little = 0; little < 2; little++)
      ck_bytes(
          "abc", 3,
          rill_compose(
              rill_exactly(1),
              rill_to_frames(.prefix = prefix, .little_endian = little != 0),
              rill_exactly(3),
              rill_frames(.prefix = prefix, .little_endian = little != 0)),
          "[a] [b] [c] |");
}

static rill_observable_t *long_one(size_t length) {
  static const char zeros[70000];
  return rill_just(rill_bytes(zeros, length));
}

TEST(to_frames, what_is_too_long_is_an_error) {
  ck_fails(rill_pipe(long_one(256), rill_to_frames(.prefix = 1)),
           RILL_EOVERFLOW, "rill_to_frames", "256 bytes (must be <= 255",
           "the prefix can say no more");
  ck_fails(rill_pipe(long_one(70000), rill_to_frames(.prefix = 2)),
           RILL_EOVERFLOW, "70000 bytes (must be <= 65535");
  ck_fails(rill_pipe(long_one(5), rill_to_frames(.max = 4)), RILL_EOVERFLOW,
           "5 bytes (must be <= 4, .max)");
}

TEST(to_frames, forwards_the_end) {
  ck_marbles("--|", rill_to_frames(), "--|");
  ck_marbles("--#", rill_to_frames(), "--#");
}

TEST(to_frames, refuses_bad_arguments) {
  ck_operator_fails(rill_to_frames(.prefix = 5), RILL_EINVAL, "rill_to_frames",
                    "prefix is 5");
  ck_operator_fails(rill_to_frames(.max = -1), RILL_EINVAL, "max is -1");
  ck_operator_fails(rill_to_frames(), RILL_ETYPE, "rill_to_frames", "int 1");
}
