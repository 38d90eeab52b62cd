/* SPDX-License-Identifier: MIT */
#include "bytes.h"

#define all_of(op) rill_compose(op, rill_concat_bytes())

TEST(slice_bytes, leaves_out_and_takes) {
  ck_bytes("hello world", 11, all_of(rill_slice_bytes(6)), "[world] |");
  ck_bytes("hello world", 11, all_of(rill_slice_bytes(1, .length = 7)),
           "[ello wo] |");
  ck_bytes("hello", 5, all_of(rill_slice_bytes(0)), "[hello] |");
  ck_bytes("hello", 5, all_of(rill_slice_bytes(5)), "[] |");
  ck_bytes("hello", 5, all_of(rill_slice_bytes(3, .length = INT64_MAX)),
           "[lo] |");
}

TEST(slice_bytes, ends_with_its_last_byte) {
  ck_marbles(
      "-{abc}-{def}-",
      rill_compose(rill_slice_bytes(1, .length = 3), rill_map_to(rill_int(1))),
      "-1-----(1|)");
  ck_marbles(
      "-{abc}-{def}-",
      rill_compose(rill_slice_bytes(0, .length = 3), rill_map_to(rill_int(1))),
      "-(1|)");
}

TEST(slice_bytes, copies_nothing) {
  ck_slices("hello", 5, rill_slice_bytes(1, .length = 3), "true |");
}

TEST(slice_bytes, forwards_ends) {
  ck_marbles("--|", rill_slice_bytes(1), "--|");
  ck_marbles("-a-#", rill_slice_bytes(1), "---#");
}

TEST(slice_bytes, refuses_bad_arguments) {
  ck_operator_fails(rill_slice_bytes(-1), RILL_EINVAL, "rill_slice_bytes",
                    "offset is -1");
  ck_operator_fails(rill_slice_bytes(1, .length = -1), RILL_EINVAL,
                    "length is -1");
  ck_operator_fails(rill_slice_bytes(1), RILL_ETYPE, "rill_slice_bytes",
                    "int 1");
}
