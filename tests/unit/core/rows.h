/* SPDX-License-Identifier: MIT */
/* Rows for the driver: what is to happen at which item, and what came of it. */
#ifndef RILL_TESTS_CORE_ROWS_H
#define RILL_TESTS_CORE_ROWS_H

#include "support/probe.h"

struct row {
  int64_t cancel_at, fail_at, text_at; /* inside of this item's call; or -1 */
  int64_t enough; /* cancelled inside of the one that is the n-th heard */
  rill_subscription_t *run;
  int64_t calls, items, sum, texts, ends, errors;
};

static const struct row plain = {.cancel_at = -1, .fail_at = -1, .text_at = -1};

static inline struct row cancelling(int64_t item) {
  struct row row = plain;
  row.cancel_at = item;
  return row;
}

static inline struct row failing(int64_t item) {
  struct row row = plain;
  row.fail_at = item;
  return row;
}

static inline struct row texting(int64_t item) {
  struct row row = plain;
  row.text_at = item;
  return row;
}

static inline struct row enough(int64_t items) {
  struct row row = plain;
  row.enough = items;
  return row;
}

/** What a function makes of an item: `result`, or what is to happen. */
static inline rill_value_t row_call(struct row *row, int64_t item,
                                    int64_t result) {
  row->calls++;
  if (item == row->cancel_at) rill_cancel(row->run);
  if (item == row->fail_at) return rill_fail(rill_error_new(7, "no"));
  if (item == row->text_at) return rill_string("text");
  return rill_int(result);
}

static inline void row_subscribed(rill_subscription_t *run, void *context) {
  ((struct row *) context)->run = run;
  rill_request(run, RILL_UNBOUNDED);
}

static inline void row_next(rill_value_t item, void *context) {
  struct row *row = context;
  row->items++;
  row->sum += rill_as_int(item);
  row->texts += rill_as_object(item, &rill_string_type) != NULL;
  if (row->items == row->enough) rill_cancel(row->run);
}

static inline void row_complete(void *context) {
  ((struct row *) context)->ends++;
}

static inline void row_error(rill_error_t *error, void *context) {
  (void) error;
  ((struct row *) context)->errors++;
}

/** Consumes the observable. */
static inline struct row row_hear(struct row *row, rill_observable_t *flow) {
  rill_scheduler_t *clock = clock_new();
  rill_unref(rill_subscribe(clock, flow, .subscribed = row_subscribed,
                            .next = row_next, .complete = row_complete,
                            .error = row_error, .context = row));
  clock_close(clock);
  return *row;
}

/** It stopped with that call: cancelled, or with an error. */
static inline void ck_row_stops(struct row row, int64_t items, int64_t errors,
                                int64_t calls) {
  ck_assert_int_eq(row.items, items);
  ck_assert_int_eq(row.ends, 0);
  ck_assert_int_eq(row.errors, errors);
  ck_assert_int_eq(row.calls, calls);
}

#endif
