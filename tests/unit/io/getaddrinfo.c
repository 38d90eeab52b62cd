/* SPDX-License-Identifier: MIT */
#include "io.h"

TEST(getaddrinfo, promises_addresses) {
  io_open_loop();
  ck_await(rill_getaddrinfo(loop_, "127.0.0.1", "80"), "[127.0.0.1:80]");
  ck_await(rill_getaddrinfo(loop_, "::1", "443", .flags = AI_NUMERICHOST),
           "[[::1]:443]");
  ck_await(rill_getaddrinfo(loop_, "127.0.0.1", NULL), "[127.0.0.1:0]");
  ck_await(rill_getaddrinfo(loop_, NULL, "7", .family = AF_INET),
           "[127.0.0.1:7]");
  ck_await(rill_getaddrinfo(loop_, NULL, "7", .family = AF_INET,
                            .socktype = SOCK_DGRAM, .flags = AI_PASSIVE),
           "[0.0.0.0:7]");
  io_close_loop();
}

TEST(getaddrinfo, knows_this_machine) {
  io_open_loop();
  ck_await(rill_getaddrinfo(loop_, "localhost", "80", .family = AF_INET),
           "[127.0.0.1:80]");
  io_close_loop();
}

TEST(getaddrinfo, names_what_it_does_not_find) {
  io_open_loop();
  ck_await_fails(
      rill_getaddrinfo(loop_, "no.such", "80", .flags = AI_NUMERICHOST),
      UV_EAI_NONAME, "getaddrinfo no.such:80: unknown node or service");
  ck_await_fails(rill_getaddrinfo(loop_, "::1", NULL, .family = AF_INET,
                                  .flags = AI_NUMERICHOST),
                 UV_EAI_ADDRFAMILY, "getaddrinfo ::1: ");
  io_close_loop();
}

TEST(getaddrinfo, refuses_bad_arguments) {
  char text[500];
  memset(text, 'x', sizeof text);
  text[sizeof text - 1] = '\0';
  io_open_loop();
  ck_await_fails(rill_getaddrinfo(loop_, NULL, NULL), RILL_EINVAL,
                 "rill_getaddrinfo: node and service are both NULL");
  rill_value_t outcome = await(rill_getaddrinfo(loop_, text, NULL));
  ck_assert(rill_is_error(outcome));
  ck_assert_str_has(rill_error_message(rill_as_error(outcome)),
                    "getaddrinfo xxx");
  rill_value_unref(outcome);
  io_close_loop();
}
