/* SPDX-License-Identifier: MIT */
#include <net/if.h>
#include <netinet/in.h>

#include "io.h"

#include "support/values.h"

TEST(address, prints_as_it_is_written) {
  ck_value_text(rill_address("127.0.0.1", 80), "127.0.0.1:80");
  ck_value_text(rill_address("::1", 80), "[::1]:80");
  ck_value_text(rill_address("[2001:db8::7]", 65535), "[2001:db8::7]:65535");
  ck_value_text(rill_address("0.0.0.0", 0), "0.0.0.0:0");
}

TEST(address, keeps_the_zone) {
  char name[IF_NAMESIZE], text[64], expected[64];
  if (if_indextoname(1, name) == NULL) return;
  snprintf(text, sizeof text, "fe80::1%%%s", name);
  snprintf(expected, sizeof expected, "[fe80::1%%%s]:1", name);
  ck_value_text(rill_address(text, 1), expected);
  ck_values_ordered(rill_address("fe80::1", 1), rill_address(text, 1));
}

TEST(address, equal_ones_are_equal_values) {
  ck_values_equal(rill_address("::1", 80), rill_address("[0:0::1]", 80));
  ck_values_ordered(rill_address("127.0.0.1", 80),
                    rill_address("127.0.0.1", 81));
  ck_values_ordered(rill_address("127.0.0.1", 81),
                    rill_address("127.0.0.2", 80));
  ck_values_ordered(rill_address("255.0.0.1", 80), rill_address("::1", 80));
}

TEST(address, can_be_taken_apart) {
  socklen_t length;
  rill_value_t four = rill_address("127.0.0.1", 80);
  rill_value_t six = rill_address("::1", 443);
  ck_assert_int_eq(rill_address_port(four), 80);
  ck_assert_int_eq(rill_address_port(six), 443);
  ck_value_text(rill_address_host(four), "127.0.0.1");
  ck_value_text(rill_address_host(six), "::1");
  ck_assert_int_eq(rill_as_sockaddr(four, &length)->sa_family, AF_INET);
  ck_assert_uint_eq(length, sizeof(struct sockaddr_in));
  ck_values_equal(rill_address_from(rill_as_sockaddr(four, NULL)),
                  rill_value_ref(four));
  ck_values_equal(rill_address_from(rill_as_sockaddr(six, &length)),
                  rill_value_ref(six));
  ck_assert_uint_eq(length, sizeof(struct sockaddr_in6));
  rill_value_unref(four);
  rill_value_unref(six);
}

/* Some systems leave something behind the address. */
TEST(address, does_not_look_at_padding) {
  struct sockaddr_storage storage;
  struct sockaddr_in *four = (struct sockaddr_in *) &storage;
  memset(&storage, 0xaa, sizeof storage);
  four->sin_family = AF_INET;
  four->sin_port = htons(80);
  four->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ck_values_equal(rill_address_from((struct sockaddr *) &storage),
                  rill_address("127.0.0.1", 80));
}

#define ck_refused(value, text)                                                \
 do {                                                                          \
  rill_value_t refused_ = (value);                                             \
  ck_assert(rill_is_error(refused_));                                          \
  char message_[256];                                                          \
  snprintf(message_, sizeof message_, "%s",                                    \
           rill_error_message(rill_as_error(refused_)));                       \
  rill_value_unref(refused_);                                                  \
  ck_assert_str_eq(message_, text);                                            \
 } while (0)

TEST(address, refuses_what_is_none) {
  ck_refused(rill_address(NULL, 80), "rill_address: text is NULL");
  ck_refused(rill_address("127.0.0.1", -1),
             "rill_address: port is -1 (must be 0 to 65535)");
  ck_refused(rill_address("127.0.0.1", 65536),
             "rill_address: port is 65536 (must be 0 to 65535)");
  ck_refused(rill_address("localhost", 80),
             "rill_address: text is \"localhost\" (must be an IPv4 or IPv6 "
             "address)");
  ck_value_fails(rill_address("", 80), RILL_EINVAL);
  ck_value_fails(rill_address("[]", 80), RILL_EINVAL);
  ck_value_fails(rill_address("[127.0.0.1]", 80), RILL_EINVAL);
  ck_value_fails(rill_address("[::1", 80), RILL_EINVAL);
  ck_value_fails(rill_address("1.2.3.4.5", 80), RILL_EINVAL);
  char text[500];
  memset(text, '1', sizeof text);
  text[sizeof text - 1] = '\0';
  ck_value_fails(rill_address(text, 80), RILL_EINVAL);
  struct sockaddr local = {.sa_family = AF_UNIX};
  ck_refused(rill_address_from(&local),
             "rill_address_from: address is of the family 1 (must be AF_INET "
             "or AF_INET6)");
  ck_refused(rill_address_from(NULL), "rill_address_from: address is NULL");
  ck_assert_ptr_null(rill_as_sockaddr(rill_int(1), NULL));
  ck_assert_int_eq(rill_address_port(rill_int(1)), -1);
  ck_value_fails(rill_address_host(rill_int(1)), RILL_ETYPE);
}
