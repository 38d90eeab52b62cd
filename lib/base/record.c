/* SPDX-License-Identifier: MIT */
/* Records: an item with its time, its interval, or its signal. */
#include "base/value.h"

#include <rill/fn.h>
#include <rill/object.h>

/* Of two words: the first below, the second behind it. */
static bool next_of_two(size_t *cursor, rill_value_t first, rill_value_t second,
                        rill_value_t *inside) {
  if (*cursor == 2) return false;
  *inside = (*cursor)++ == 0 ? first : second;
  return true;
}

static void timestamped_destroy(void *payload) {
  rill_timestamped_t *record = payload;
  rill_value_unref(record->value);
}

static bool timestamped_next(const void *payload, size_t *cursor,
                             rill_value_t *inside) {
  const rill_timestamped_t *record = payload;
  return next_of_two(cursor, rill_int(record->at), record->value, inside);
}

/* "item@200" */
static bool timestamped_show(const void *payload, size_t index,
                             const char **text, rill_value_t *inside) {
  const rill_timestamped_t *record = payload;
  *text = index == 1 ? "@" : "";
  return next_of_two(&index, record->value, rill_int(record->at), inside);
}

static const rill_nest_t timestamped_nest = {timestamped_next,
                                             timestamped_show};

const rill_type_t rill_timestamped_type = {
    .name = "timestamped",
    .size = sizeof(rill_timestamped_t),
    .destroy = timestamped_destroy,
    .reserved = {NULL, RILL_NEST(&timestamped_nest)},
};

rill_value_t rill_timestamped(rill_value_t value, rill_time_t at) {
  rill_timestamped_t record = {value, at};
  return rill_box(&rill_timestamped_type, &record);
}

static void interval_destroy(void *payload) {
  rill_interval_record_t *record = payload;
  rill_value_unref(record->value);
}

static bool interval_next(const void *payload, size_t *cursor,
                          rill_value_t *inside) {
  const rill_interval_record_t *record = payload;
  return next_of_two(cursor, rill_int(record->span), record->value, inside);
}

/* "item+200" */
static bool interval_show(const void *payload, size_t index, const char **text,
                          rill_value_t *inside) {
  const rill_interval_record_t *record = payload;
  *text = index == 1 ? "+" : "";
  return next_of_two(&index, record->value, rill_int(record->span), inside);
}

static const rill_nest_t interval_nest = {interval_next, interval_show};

const rill_type_t rill_interval_type = {
    .name = "interval",
    .size = sizeof(rill_interval_record_t),
    .destroy = interval_destroy,
    .reserved = {NULL, RILL_NEST(&interval_nest)},
};

rill_value_t rill_interval_record(rill_value_t value, rill_time_t span) {
  rill_interval_record_t record = {value, span};
  return rill_box(&rill_interval_type, &record);
}

static void notification_destroy(void *payload) {
  rill_notification_t *record = payload;
  rill_value_unref(record->value);
}

static bool notification_next(const void *payload, size_t *cursor,
                              rill_value_t *inside) {
  const rill_notification_t *record = payload;
  return next_of_two(cursor, rill_int(record->signal), record->value, inside);
}

/* "next(item)", "error(message)" or "complete" */
static bool notification_show(const void *payload, size_t index,
                              const char **text, rill_value_t *inside) {
  const rill_notification_t *record = payload;
  bool next = record->signal == RILL_SIGNAL_NEXT;
  *text = "complete";
  if (record->signal == RILL_SIGNAL_COMPLETE) return false;
  *text = !next ? "" : index == 0 ? "next(" : ")";
  *inside = record->value;
  return index == 0;
}

static const rill_nest_t notification_nest = {notification_next,
                                              notification_show};

const rill_type_t rill_notification_type = {
    .name = "notification",
    .size = sizeof(rill_notification_t),
    .destroy = notification_destroy,
    .reserved = {NULL, RILL_NEST(&notification_nest)},
};

static bool signal_fits(rill_signal_t signal, rill_value_t value) {
  switch (signal) {
  case RILL_SIGNAL_NEXT:
    return true;
  case RILL_SIGNAL_ERROR:
    return rill_is_error(value);
  case RILL_SIGNAL_COMPLETE:
    return rill_is_none(value);
  }
  return false;
}

rill_value_t rill_notification(rill_signal_t signal, rill_value_t value) {
  rill_notification_t record = {signal, value};
  if (signal_fits(signal, value))
    return rill_box(&rill_notification_type, &record);
  rill_error_t *error =
      rill_refuse("rill_notification: signal %d does not carry %s",
                  (int) signal, rill_value_kind_name(value));
  rill_value_unref(value);
  return rill_fail(error);
}
