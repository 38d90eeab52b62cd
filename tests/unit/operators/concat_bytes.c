/* SPDX-License-Identifier: MIT */
#include "bytes.h"

TEST(concat_bytes, makes_one_of_all) {
  ck_bytes("hello world", 11, rill_concat_bytes(), "[hello world] |");
  ck_bytes("", 0, rill_concat_bytes(), "[] |");
}

TEST(concat_bytes, copies_nothing_of_a_single_chunk) {
  ck_slices("hello", 5, rill_concat_bytes(), "true |");
}

TEST(concat_bytes, has_a_limit) {
  ck_bytes("hello", 5, rill_concat_bytes(.limit = 5), "[hello] |");
  ck_bytes_fail("hello!", 6, rill_concat_bytes(.limit = 5), RILL_EOVERFLOW,
                "rill_concat_bytes: more than 5 bytes (raise .limit)");
}

TEST(concat_bytes, forwards_an_error_and_waits_for_demand) {
  ck_marbles("-a-#", rill_concat_bytes(), "---#");
  ck_marbles_stepwise("-{ab}-c-|",
                      rill_compose(rill_concat_bytes(), rill_count()),
                      "--------(1|)");
}

TEST(concat_bytes, refuses_bad_arguments) {
  ck_operator_fails(rill_concat_bytes(.limit = -1), RILL_EINVAL,
                    "rill_concat_bytes", "limit is -1");
  ck_operator_fails(rill_concat_bytes(), RILL_ETYPE, "rill_concat_bytes",
                    "int 1");
}
