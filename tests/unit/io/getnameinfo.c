/* SPDX-License-Identifier: MIT */
#include "io.h"

TEST(getnameinfo, promises_host_and_service) {
  io_open_loop();
  rill_value_t address = rill_address("127.0.0.1", 8);
  ck_await(rill_getnameinfo(loop_, address,
                            .flags = NI_NUMERICHOST | NI_NUMERICSERV),
           "[\"127.0.0.1\", \"8\"]");
  ck_await(rill_getnameinfo(loop_, address, .flags = NI_NUMERICSERV),
           "[\"localhost\", \"8\"]");
  rill_value_unref(address);
  io_close_loop();
}

TEST(getnameinfo, names_what_has_no_name) {
  io_open_loop();
  rill_value_t address = rill_address("127.0.0.1", 8);
  ck_await_fails(rill_getnameinfo(loop_, address, .flags = -1), UV_EAI_BADFLAGS,
                 "getnameinfo 127.0.0.1:8: bad ai_flags");
  rill_value_unref(address);
  io_close_loop();
}

TEST(getnameinfo, refuses_what_is_no_address) {
  io_open_loop();
  ck_await_fails(rill_getnameinfo(loop_, rill_int(4)), RILL_ETYPE,
                 "rill_getnameinfo: address is int 4 (must be an address)");
  rill_value_t none = rill_address("localhost", 1);
  ck_await_fails(rill_getnameinfo(loop_, none), RILL_EINVAL,
                 "rill_address: text is \"localhost\"");
  rill_value_unref(none);
  io_close_loop();
}
