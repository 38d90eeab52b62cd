/* SPDX-License-Identifier: MIT */
/* Built-in object types: string, bytes, list, map, and the records that
 * operators hand out. All are immutable once shared. Each constructor returns
 * an owned value, RILL_ERROR with RILL_ENOMEM when there is no memory. */
#ifndef RILL_OBJECT_H
#define RILL_OBJECT_H

#include <stdarg.h>

#include <rill/value.h>

RILL_BEGIN

/* Strings: text with a final 0; the bytes may be any. */
RILL_API extern const rill_type_t rill_string_type;
RILL_API rill_value_t rill_string(const char *text);
RILL_API rill_value_t rill_string_n(const char *text, size_t length);
RILL_API rill_value_t rill_stringf(const char *format, ...) RILL_PRINTF(1, 2);
RILL_API rill_value_t rill_vstringf(const char *format, va_list arguments);
/** The text, borrowed; "" when `v` is no string. */
RILL_API const char *rill_as_string(rill_value_t v);
RILL_API size_t rill_string_length(rill_value_t v);

/* Bytes: a slice of a shared chunk. Cutting one copies nothing. */
RILL_API extern const rill_type_t rill_bytes_type;
RILL_API rill_value_t rill_bytes(const void *data, size_t length);
/** Takes over `data`; `drop(data)` runs when the last slice is gone (or at
 * once if there is no memory). */
RILL_API rill_value_t rill_bytes_own(void *data, size_t length,
                                     rill_drop_fn drop);
/** The part [from, from + length) of `bytes` (borrowed), cut to what is
 * there. */
RILL_API rill_value_t rill_bytes_slice(rill_value_t bytes, size_t from,
                                       size_t length);
/** The data, borrowed; of a string too. `*length` may be asked with NULL. */
RILL_API const void *rill_as_bytes(rill_value_t v, size_t *length);

/* Lists: tuples, buffers, the result of to_list. */
RILL_API extern const rill_type_t rill_list_type;
/** A list of `count` items; each is referenced, the array stays the caller's. */
RILL_API rill_value_t rill_list(const rill_value_t *items, size_t count);
/** The same, but takes over the references held by the array's items. */
RILL_API rill_value_t rill_list_own(rill_value_t *items, size_t count);
/** A pair, taking over both. */
RILL_API rill_value_t rill_pair(rill_value_t first, rill_value_t second);
RILL_API size_t rill_list_length(rill_value_t list);
/** The item at `index`, borrowed; RILL_NONE past the end or for no list. */
RILL_API rill_value_t rill_list_get(rill_value_t list, size_t index);
/** All items, borrowed; NULL for an empty or no list. */
RILL_API const rill_value_t *rill_list_items(rill_value_t list);

/* Maps: keys to values by rill_value_equal, in order of insertion. */
RILL_API extern const rill_type_t rill_map_type;
/** A map of `count` pairs key, value, key, value…, each referenced; of equal
 * keys the last one counts. */
RILL_API rill_value_t rill_map_of(const rill_value_t *pairs, size_t count);
RILL_API size_t rill_map_length(rill_value_t map);
/** The value of `key`, borrowed; RILL_NONE if there is none. */
RILL_API rill_value_t rill_map_get(rill_value_t map, rill_value_t key);
RILL_API bool rill_map_has(rill_value_t map, rill_value_t key);
/** The pair at `index` in order of insertion, borrowed; false past the end. */
RILL_API bool rill_map_at(rill_value_t map, size_t index, rill_value_t *key,
                          rill_value_t *value);

/** Nanoseconds: a point on a scheduler's clock or a span. */
typedef int64_t rill_time_t;
#define RILL_US(n) ((rill_time_t) (n) * 1000)
#define RILL_MS(n) ((rill_time_t) (n) * 1000000)
#define RILL_SEC(n) ((rill_time_t) (n) * 1000000000)
#define RILL_TIME_NEVER INT64_MAX

/* Records. Fields are borrowed when read. */
RILL_API extern const rill_type_t rill_timestamped_type;
typedef struct rill_timestamped {
  rill_value_t value;
  rill_time_t at; /**< on the scheduler's clock */
} rill_timestamped_t;
RILL_API rill_value_t rill_timestamped(rill_value_t value, rill_time_t at);

RILL_API extern const rill_type_t rill_interval_type;
typedef struct rill_interval_record {
  rill_value_t value;
  rill_time_t span; /**< since the item before it, or the subscription */
} rill_interval_record_t;
RILL_API rill_value_t rill_interval_record(rill_value_t value,
                                           rill_time_t span);

RILL_API extern const rill_type_t rill_notification_type;
typedef enum rill_signal {
  RILL_SIGNAL_NEXT,
  RILL_SIGNAL_ERROR,
  RILL_SIGNAL_COMPLETE
} rill_signal_t;
typedef struct rill_notification {
  rill_signal_t signal;
  rill_value_t value; /**< the item, the error, or RILL_NONE */
} rill_notification_t;
RILL_API rill_value_t rill_notification(rill_signal_t signal,
                                        rill_value_t value);

RILL_END

#endif
