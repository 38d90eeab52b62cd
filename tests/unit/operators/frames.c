/* SPDX-License-Identifier: MIT */
#include "bytes.h"

#include "support/failing.h"

TEST(frames, gives_what_is_in_them) {
  ck_bytes("\3one\0\5three", 11, rill_frames(.prefix = 1),
           "[one] [] [three] |");
  ck_bytes("\0\3one\0\0\0\5three", 14, rill_frames(.prefix = 2),
           "[one] [] [three] |");
  ck_bytes("\0\0\0\3one\0\0\0\2hi", 13, rill_frames(), "[one] [hi] |");
  ck_bytes("\0\0\0\0\0\0\0\3one", 11, rill_frames(.prefix = 8), "[one] |");
  ck_bytes("\3\0one\2\0hi", 9, rill_frames(.prefix = 2, .little_endian = true),
           "[one] [hi] |");
  ck_bytes("", 0, rill_frames(), "|");
}

TEST(frames, copies_nothing_that_is_in_one_chunk) {
  ck_slices("\3one\5three", 10, rill_frames(.prefix = 1), "true true |");
}

TEST(frames, says_how_much_is_missing) {
  ck_bytes_fail("\0\3one\0", 6, rill_frames(.prefix = 2), RILL_EPROTOCOL,
                "rill_frames: the stream ends in the frame at byte 5: 1 bytes "
                "of its length are missing");
  ck_bytes_fail("\0\3one\0\5th", 9, rill_frames(.prefix = 2), RILL_EPROTOCOL,
                "rill_frames: the stream ends in the frame at byte 5: 3 bytes "
                "of its content are missing");
  ck_bytes_fail("\0\5", 2, rill_frames(.prefix = 2), RILL_EPROTOCOL,
                "at byte 0: 5 bytes of its content");
}

TEST(frames, one_that_is_too_long_is_an_error_before_it_comes) {
  ck_bytes_fail("\3one\5", 5, rill_frames(.prefix = 1, .max = 4),
                RILL_EOVERFLOW,
                "rill_frames: the frame at byte 4 has 5 bytes (must be <= 4, "
                ".max)");
  ck_bytes_fail("\xff\xff\xff\xff\xff\xff\xff\xff", 8, rill_frames(.prefix = 8),
                RILL_EOVERFLOW,
                "has 18446744073709551615 bytes (must be <= 1048576");
  ck_bytes("\4four", 5, rill_frames(.prefix = 1, .max = 4), "[four] |");
}

/* A length of a gibibyte takes no memory. */
TEST(frames, takes_memory_as_bytes_come) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(
      &probe, clock,
      rill_pipe(only("\x40\0\0\0abc", 7), rill_frames(.max = INT64_MAX)), 1);
  rill_virtual_run(clock);
  ck_assert_int_eq(probe.ends, 0);
  rill_cancel(probe.subscription);
  clock_close(clock);
}

TEST(frames, one_item_for_each_that_is_asked_for) {
  ck_marbles_stepwise("-{abcd}-{ef}-|",
                      rill_compose(rill_exactly(1), rill_to_frames(.prefix = 1),
                                   rill_frames(.prefix = 1), rill_count()),
                      "-------------(6|)");
  ck_marbles("-a-#", rill_frames(.prefix = 1), "---#");
}

TEST(frames, refuses_bad_arguments) {
  ck_operator_fails(rill_frames(.prefix = 3), RILL_EINVAL, "rill_frames",
                    "prefix is 3 (must be 1, 2, 4 or 8)");
  ck_operator_fails(rill_frames(.max = -1), RILL_EINVAL, "max is -1");
  ck_operator_fails(rill_frames(), RILL_ETYPE, "rill_frames", "int 1");
}
