/* SPDX-License-Identifier: MIT */
/* Records: an item with its time, its interval, or its signal. */
#include <rill/memory.h>

#include "support/failing.h"
#include "support/values.h"

TEST(timestamped, holds_the_item_and_its_time) {
  rill_value_t v = rill_timestamped(rill_string("a"), RILL_MS(2));
  const rill_timestamped_t *record = rill_unbox(v, &rill_timestamped_type);
  ck_assert_str_eq(rill_as_string(record->value), "a");
  ck_assert_int_eq(record->at, 2000000);
  ck_value_text(v, "\"a\"@2000000");
  ck_value_text(rill_timestamped(rill_int(1), 200), "1@200");
}

TEST(timestamped, orders_by_time_first) {
  ck_values_equal(rill_timestamped(rill_int(1), 5),
                  rill_timestamped(rill_double(1), 5));
  ck_values_ordered(rill_timestamped(rill_int(9), 4),
                    rill_timestamped(rill_int(1), 5));
  ck_values_ordered(rill_timestamped(rill_int(1), 5),
                    rill_timestamped(rill_int(2), 5));
}

TEST(interval, holds_the_item_and_its_span) {
  rill_value_t v = rill_interval_record(rill_string("a"), 7);
  const rill_interval_record_t *record = rill_unbox(v, &rill_interval_type);
  ck_assert_str_eq(rill_as_string(record->value), "a");
  ck_assert_int_eq(record->span, 7);
  ck_value_text(v, "\"a\"+7");
}

TEST(interval, orders_by_span_first) {
  ck_values_equal(rill_interval_record(rill_int(1), 5),
                  rill_interval_record(rill_int(1), 5));
  ck_values_ordered(rill_interval_record(rill_int(9), 4),
                    rill_interval_record(rill_int(1), 5));
}

static rill_value_t next(rill_value_t v) {
  return rill_notification(RILL_SIGNAL_NEXT, v);
}
static rill_value_t failed(const char *message) {
  return rill_notification(RILL_SIGNAL_ERROR,
                           rill_fail(rill_error_new(1, "%s", message)));
}
static rill_value_t complete(void) {
  return rill_notification(RILL_SIGNAL_COMPLETE, rill_none());
}

TEST(notification, is_next_error_or_complete) {
  ck_value_text(next(rill_string("a")), "next(\"a\")");
  ck_value_text(failed("no"), "error(no)");
  ck_value_text(complete(), "complete");
  ck_value_text(LIST(next(LIST(rill_int(1))), failed("no"), complete()),
                "[next([1]), error(no), complete]");
}

TEST(notification, compares_signal_and_value) {
  ck_values_equal(next(rill_int(1)), next(rill_int(1)));
  ck_values_equal(failed("no"), failed("no"));
  ck_values_equal(complete(), complete());
  ck_values_ordered(next(rill_int(1)), next(rill_int(2)));
  ck_values_ordered(next(rill_int(9)), failed("no"));
  ck_values_ordered(failed("no"), complete());
}

TEST(notification, refuses_a_value_that_does_not_fit) {
  ck_value_fails(rill_notification(RILL_SIGNAL_ERROR, rill_string("a")),
                 RILL_EINVAL);
  ck_value_fails(rill_notification(RILL_SIGNAL_COMPLETE, rill_string("a")),
                 RILL_EINVAL);
  ck_value_fails(rill_notification((rill_signal_t) 9, rill_string("a")),
                 RILL_EINVAL);
}

TEST(record, without_memory_drops_the_item) {
  rill_value_t text = rill_string("a");
  rill_value_t error = rill_fail(rill_error_new(1, "x"));
  rill_value_ref(text);
  rill_value_ref(text);
  failing_start(1, FAILING_FROM);
  ck_value_fails(rill_timestamped(text, 1), RILL_ENOMEM);
  ck_value_fails(rill_interval_record(text, 1), RILL_ENOMEM);
  ck_value_fails(next(text), RILL_ENOMEM);
  ck_value_fails(rill_notification(RILL_SIGNAL_ERROR, error), RILL_ENOMEM);
  ck_assert(failing_stop());
}
