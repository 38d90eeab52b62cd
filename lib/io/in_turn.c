/* SPDX-License-Identifier: MIT */
/* in_turn: addresses in the order of trying. */
#include "io/tcp_connect.h"

static int family_of(rill_value_t address) {
  return rill_as_sockaddr(address, NULL)->sa_family;
}

/* The first one's family, the other one, and so on. */
rill_value_t rill_addresses_in_turn(rill_value_t list) {
  size_t count = rill_list_length(list), taken[2] = {0, 0};
  rill_value_t *sorted = rill_allocate(count * sizeof *sorted);
  if (sorted == NULL) return rill_fail(rill_error_no_memory());
  int first = family_of(rill_list_get(list, 0));
  for (size_t i = 0; i < count; i++) {
    unsigned side = i % 2;
    while (taken[side] < count &&
           (family_of(rill_list_get(list, taken[side])) == first) == side)
      taken[side]++;
    if (taken[side] == count) { /* no more of them: all that is left */
      side = 1 - side;
      while ((family_of(rill_list_get(list, taken[side])) == first) == side)
        taken[side]++;
    }
    sorted[i] = rill_list_get(list, taken[side]++);
  }
  rill_value_t result = rill_list(sorted, count);
  rill_release(sorted, count * sizeof *sorted);
  return result;
}
