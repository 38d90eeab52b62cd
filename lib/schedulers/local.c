/* SPDX-License-Identifier: MIT */
/* local: values of a worker's own, found by the address of a key. */
#include "base/memory.h"
#include "schedulers/pool.h"

struct rill_local {
  struct rill_local *next;
  const void *key;
  rill_context_t value;
};

static struct rill_local **local_find(rill_seat_t *seat, const void *key) {
  struct rill_local **at = &seat->locals;
  while (*at != NULL && (*at)->key != key) at = &(*at)->next;
  return at;
}

static void value_drop(rill_context_t value) {
  if (value.drop != NULL) value.drop(value.pointer);
}

static int local_put(rill_seat_t *seat, const void *key, rill_context_t value) {
  struct rill_local **at = local_find(seat, key), *local = *at;
  if (local == NULL) {
    local = rill_allocate_zeroed(sizeof *local);
    if (local == NULL) return RILL_ENOMEM;
    local->key = key;
    *at = local;
  }
  rill_context_t before = local->value;
  local->value = value;
  value_drop(before);
  return 0;
}

int rill_pool_set_local(const void *key, rill_context_t value) {
  rill_seat_t *seat = rill_seat_here();
  int code = RILL_EWRONGTHREAD;
  if (seat != NULL) code = local_put(seat, key, value);
  if (code != 0) value_drop(value);
  return code;
}

void *rill_pool_local(const void *key) {
  rill_seat_t *seat = rill_seat_here();
  struct rill_local *local = seat != NULL ? *local_find(seat, key) : NULL;
  return local != NULL ? local->value.pointer : NULL;
}

void rill_locals_drop(rill_seat_t *seat) {
  struct rill_local *local;
  while ((local = seat->locals) != NULL) {
    seat->locals = local->next;
    value_drop(local->value);
    rill_release(local, sizeof *local);
  }
}
