/* SPDX-License-Identifier: MIT */
#include "io.h"

TEST(random, promises_so_many_bytes) {
  size_t length;
  io_open_loop();
  rill_value_t one = await(rill_random(loop_, 32));
  rill_value_t other = await(rill_random(loop_, 32));
  ck_assert_ptr_nonnull(rill_as_bytes(one, &length));
  ck_assert_uint_eq(length, 32);
  ck_assert(!rill_value_equal(one, other));
  rill_value_unref(one);
  rill_value_unref(other);
  ck_await(rill_random(loop_, 0), "bytes(0)");
  io_close_loop();
}

TEST(random, refuses_a_length_that_is_none) {
  io_open_loop();
  ck_await_fails(rill_random(loop_, -1), RILL_EINVAL,
                 "rill_random: length is -1 (must be 0 to 2147483647)");
  ck_await_fails(rill_random(loop_, INT64_MAX), RILL_EINVAL,
                 "rill_random: length is 9223372036854775807");
  io_close_loop();
}
