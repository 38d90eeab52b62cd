/* SPDX-License-Identifier: MIT */
/* relay_log: the items of a relay, in a row that grows. */
#include "shared/relay.h"

static void log_free(const struct rill_log *log) {
  rill_release(log->items, log->room * sizeof *log->items);
  if (log->times != NULL)
    rill_release(log->times, log->room * sizeof *log->times);
}

static bool log_grow(struct rill_log *log, size_t room, bool timed) {
  struct rill_log more = *log;
  more.room = room;
  more.items = rill_allocate(room * sizeof *more.items);
  more.times = timed ? rill_allocate(room * sizeof *more.times) : NULL;
  if (more.items == NULL || (timed && more.times == NULL)) {
    log_free(&more);
    return false;
  }
  for (uint64_t n = log->head; n < log->tail; n++) {
    more.items[n & (room - 1)] = log->items[n & (log->room - 1)];
    if (timed) more.times[n & (room - 1)] = log->times[n & (log->room - 1)];
  }
  log_free(log);
  *log = more;
  return true;
}

bool rill_log_reserve(struct rill_log *log, size_t count, bool timed) {
  size_t room = log->room > 0 ? log->room : 8;
  while (log->tail - log->head + count > room) room *= 2;
  return room == log->room || log_grow(log, room, timed);
}

void rill_log_clear(struct rill_log *log) {
  while (log->head < log->tail)
    rill_value_unref(log->items[log->head++ & (log->room - 1)]);
  log_free(log);
}
