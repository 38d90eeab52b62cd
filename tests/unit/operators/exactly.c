/* SPDX-License-Identifier: MIT */
#include "bytes.h"

TEST(exactly, cuts_into_chunks_of_one_size) {
  ck_bytes("abcdefg", 7, rill_exactly(3), "[abc] [def] [g] |");
  ck_bytes("abcdef", 6, rill_exactly(3), "[abc] [def] |");
  ck_bytes("abc", 3, rill_exactly(1), "[a] [b] [c] |");
  ck_bytes("abc", 3, rill_exactly(100), "[abc] |");
  ck_bytes("", 0, rill_exactly(3), "|");
}

TEST(exactly, the_rest_may_be_dropped_or_be_an_error) {
  ck_bytes("abcdefg", 7, rill_exactly(3, .rest = RILL_REST_DROP),
           "[abc] [def] |");
  ck_bytes_fail("abcdefg", 7, rill_exactly(3, .rest = RILL_REST_FAIL),
                RILL_EPROTOCOL,
                "rill_exactly: the stream ends with 1 bytes of 3: 2 are "
                "missing");
  ck_bytes("abcdef", 6, rill_exactly(3, .rest = RILL_REST_FAIL),
           "[abc] [def] |");
}

TEST(exactly, copies_nothing_that_is_in_one_chunk) {
  ck_slices("abcdef", 6, rill_exactly(2), "true true true |");
}

TEST(exactly, asks_for_a_chunk_when_there_is_no_item_left) {
  ck_marbles_stepwise("-{abcd}-{ef}-|",
                      rill_compose(rill_exactly(2), rill_count()),
                      "-------------(3|)");
  ck_marbles("--|", rill_exactly(2), "--|");
  ck_marbles("-a-#", rill_exactly(2), "---#");
}

TEST(exactly, refuses_bad_arguments) {
  ck_operator_fails(rill_exactly(0), RILL_EINVAL, "rill_exactly", "count is 0");
  ck_operator_fails(rill_exactly(INT64_MAX), RILL_EINVAL, "count is 9223");
  ck_operator_fails(rill_exactly(1, .rest = (rill_rest_t) 7), RILL_EINVAL,
                    "rest is 7");
  ck_operator_fails(rill_exactly(1), RILL_ETYPE, "rill_exactly", "int 1");
}
