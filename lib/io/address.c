/* SPDX-License-Identifier: MIT */
/* address: an internet address and a port, as a value. */
#include <stdio.h>
#include <string.h>

#include "base/value.h"

#include <net/if.h>
#include <netinet/in.h>
#include <uv.h>

#include <rill/net.h>

/* --- What counts ---------------------------------------------------------- */

/* Without what the system leaves undefined. */
struct essence {
  uint32_t family, port, scope;
  unsigned char host[16];
};

static struct essence essence_of(const rill_address_t *address) {
  const void *any = &address->storage;
  const struct sockaddr_in *four = any;
  const struct sockaddr_in6 *six = any;
  struct essence e = {.family = address->storage.ss_family};
  if (e.family == AF_INET) {
    e.port = ntohs(four->sin_port);
    memcpy(e.host, &four->sin_addr, sizeof four->sin_addr);
  } else {
    e.port = ntohs(six->sin6_port);
    e.scope = six->sin6_scope_id;
    memcpy(e.host, &six->sin6_addr, sizeof six->sin6_addr);
  }
  return e;
}

static int address_compare(const void *payload, const void *other) {
  struct essence a = essence_of(payload), b = essence_of(other);
  if (a.family != b.family) return a.family == AF_INET ? -1 : 1;
  int order = memcmp(a.host, b.host, sizeof a.host);
  if (order != 0) return order;
  if (a.scope != b.scope) return a.scope < b.scope ? -1 : 1;
  return (a.port > b.port) - (a.port < b.port);
}

static bool address_equal(const void *payload, const void *other) {
  return address_compare(payload, other) == 0;
}

static uint64_t address_hash(const void *payload) {
  struct essence e = essence_of(payload);
  return rill_hash_bytes(&e, sizeof e);
}

/* --- As text -------------------------------------------------------------- */

enum { HOST_SIZE = INET6_ADDRSTRLEN + 1 + IF_NAMESIZE };

static void host_format(const rill_address_t *address, char *text) {
  const void *any = &address->storage;
  const struct sockaddr_in6 *six = any;
  char zone[IF_NAMESIZE];
  if (address->storage.ss_family == AF_INET) {
    uv_ip4_name(any, text, HOST_SIZE);
    return;
  }
  uv_ip6_name(six, text, HOST_SIZE);
  if (six->sin6_scope_id == 0) return;
  size_t length = strlen(text);
  if (if_indextoname(six->sin6_scope_id, zone) == NULL)
    snprintf(zone, sizeof zone, "%u", (unsigned) six->sin6_scope_id);
  snprintf(text + length, HOST_SIZE - length, "%%%s", zone);
}

static size_t address_format(const void *payload, char *text, size_t size) {
  const rill_address_t *address = payload;
  char host[HOST_SIZE];
  host_format(address, host);
  bool six = address->storage.ss_family == AF_INET6;
  int length = snprintf(text, size, "%s%s%s:%u", six ? "[" : "", host,
                        six ? "]" : "", (unsigned) essence_of(address).port);
  return length > 0 ? (size_t) length : 0;
}

const rill_type_t rill_address_type = {
    .name = "address",
    .size = sizeof(rill_address_t),
    .equal = address_equal,
    .hash = address_hash,
    .compare = address_compare,
    .format = address_format,
};

/* --- Making --------------------------------------------------------------- */

/* Cuts the brackets of "[::1]"; false if it is too long for an address. */
static bool text_bare(const char *text, char *bare, size_t size) {
  size_t length = strlen(text);
  bool brackets = length >= 2 && text[0] == '[' && text[length - 1] == ']';
  if (brackets) length -= 2;
  if (length >= size) return false;
  memcpy(bare, text + brackets, length);
  bare[length] = '\0';
  return !brackets || strchr(bare, ':') != NULL;
}

static bool text_read(const char *text, int port, rill_address_t *address) {
  char bare[HOST_SIZE];
  void *any = &address->storage;
  memset(address, 0, sizeof *address);
  if (!text_bare(text, bare, sizeof bare)) return false;
  return uv_ip4_addr(bare, port, any) == 0 || uv_ip6_addr(bare, port, any) == 0;
}

rill_value_t rill_address(const char *text, int64_t port) {
  rill_address_t address;
  if (text == NULL) return rill_fail(rill_refuse("rill_address: text is NULL"));
  if (port < 0 || port > 65535)
    return rill_fail(rill_refuse(
        "rill_address: port is %lld (must be 0 to 65535)", (long long) port));
  if (text_read(text, (int) port, &address))
    return rill_box(&rill_address_type, &address);
  return rill_fail(rill_refuse("rill_address: text is \"%s\" (must be an IPv4 "
                               "or IPv6 address)",
                               text));
}

static socklen_t length_of(int family) {
  if (family == AF_INET) return sizeof(struct sockaddr_in);
  return family == AF_INET6 ? sizeof(struct sockaddr_in6) : 0;
}

rill_value_t rill_address_from(const struct sockaddr *from) {
  rill_address_t address;
  if (from == NULL)
    return rill_fail(rill_refuse("rill_address_from: address is NULL"));
  socklen_t length = length_of(from->sa_family);
  if (length == 0)
    return rill_fail(rill_refuse("rill_address_from: address is of the family "
                                 "%d (must be AF_INET or AF_INET6)",
                                 (int) from->sa_family));
  memset(&address, 0, sizeof address);
  memcpy(&address, from, length);
  return rill_box(&rill_address_type, &address);
}

/* --- Reading -------------------------------------------------------------- */

const struct sockaddr *rill_as_sockaddr(rill_value_t v, socklen_t *length) {
  const rill_address_t *address = rill_unbox(v, &rill_address_type);
  if (length != NULL)
    *length = address != NULL ? length_of(address->storage.ss_family) : 0;
  return (const void *) address;
}

rill_value_t rill_address_host(rill_value_t v) {
  const rill_address_t *address = rill_unbox(v, &rill_address_type);
  char host[HOST_SIZE];
  if (address == NULL)
    return rill_wrong_kind("rill_address_host", "an address", v);
  host_format(address, host);
  return rill_string(host);
}

int rill_address_port(rill_value_t v) {
  const rill_address_t *address = rill_unbox(v, &rill_address_type);
  return address != NULL ? (int) essence_of(address).port : -1;
}
