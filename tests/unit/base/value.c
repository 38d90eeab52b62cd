/* SPDX-License-Identifier: MIT */
/* Values are compared and hashed as a user would expect. */
#include <math.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <rill/memory.h>

#include "base/value.h"
#include "support/failing.h"
#include "support/values.h"

static const int64_t big = INT64_C(1) << 53;

TEST(value, numbers_of_both_kinds_are_equal_when_their_values_are) {
  ck_values_equal(rill_int(1), rill_double(1.0));
  ck_values_equal(rill_int(0), rill_double(-0.0));
  ck_values_equal(rill_double(0.0), rill_double(-0.0));
  ck_values_equal(rill_int(big), rill_double(0x1p53));
  ck_values_equal(rill_int(INT64_MIN), rill_double(-0x1p63));
  ck_values_equal(rill_double(NAN), rill_double(-NAN));
}

TEST(value, numbers_differ_where_a_double_would_round) {
  ck_values_ordered(rill_double(0x1p53), rill_int(big + 1));
  ck_values_ordered(rill_int(-big - 1), rill_double(-0x1p53));
  ck_values_ordered(rill_int(INT64_MAX), rill_double(0x1p63));
  ck_values_ordered(rill_int(INT64_MAX - 1), rill_int(INT64_MAX));
  ck_values_ordered(rill_int(1), rill_double(1.5));
  ck_values_ordered(rill_double(-1.5), rill_int(-1));
}

TEST(value, infinities_and_nan_come_last) {
  ck_values_ordered(rill_double(-INFINITY), rill_int(INT64_MIN));
  ck_values_ordered(rill_int(INT64_MAX), rill_double(INFINITY));
  ck_values_ordered(rill_double(INFINITY), rill_double(NAN));
  ck_values_ordered(rill_int(INT64_MAX), rill_double(NAN));
}

TEST(value, mixed_kinds_have_one_order) {
  int here;
  rill_value_t sorted[] = {
      rill_none(),
      rill_bool(false),
      rill_bool(true),
      rill_double(-INFINITY),
      rill_int(-1),
      rill_double(-0.5),
      rill_int(0),
      rill_double(0.5),
      rill_double(NAN),
      rill_pointer(NULL),
      rill_pointer(&here),
      rill_bytes("a", 1),
      rill_list(NULL, 0),
      rill_map_of(NULL, 0),
      rill_string(""),
      rill_string("a"),
      rill_timestamped(rill_none(), 0),
      rill_fail(rill_error_new(RILL_ERANGE, "x")),
  };
  size_t count = sizeof sorted / sizeof sorted[0];
  for (size_t i = 0; i < count; i++)
    for (size_t j = 0; j < count; j++) {
      int order = (i > j) - (i < j);
      ck_assert_int_eq(rill_value_compare(sorted[i], sorted[j]), order);
      ck_assert_int_eq(rill_value_equal(sorted[i], sorted[j]), i == j);
    }
  for (size_t i = 0; i < count; i++) rill_value_unref(sorted[i]);
}

/* Of 2^16 neighbours, a random function fills 63 % of 2^16 places. */
TEST(value, hashes_of_neighbours_are_spread) {
  enum { N = 1 << 16 };
  static bool low[N], high[N];
  size_t in_low = 0, in_high = 0;
  for (int i = 0; i < N; i++) {
    uint64_t hash = rill_value_hash(rill_int(i));
    bool *l = &low[hash % N], *h = &high[hash >> 48];
    in_low += !*l;
    in_high += !*h;
    *l = *h = true;
  }
  ck_assert_uint_gt(in_low, N * 60 / 100);
  ck_assert_uint_gt(in_high, N * 60 / 100);
}

TEST(value, hash_sees_where_lists_end) {
  rill_value_t a = LIST(LIST(rill_int(1)), rill_int(2));
  rill_value_t b = LIST(LIST(rill_int(1), rill_int(2)));
  ck_assert_uint_ne(rill_value_hash(a), rill_value_hash(b));
  rill_value_unref(a);
  rill_value_unref(b);
}

TEST(value, kinds_have_names) {
  ck_assert_str_eq(rill_value_kind_name(rill_none()), "none");
  ck_assert_str_eq(rill_value_kind_name(rill_bool(true)), "bool");
  ck_assert_str_eq(rill_value_kind_name(rill_int(1)), "int");
  ck_assert_str_eq(rill_value_kind_name(rill_double(1)), "double");
  ck_assert_str_eq(rill_value_kind_name(rill_pointer(NULL)), "pointer");
  rill_value_t text = rill_string("x");
  ck_assert_str_eq(rill_value_kind_name(text), "string");
  rill_value_unref(text);
  rill_value_t error = rill_fail(rill_error_new(1, "x"));
  ck_assert_str_eq(rill_value_kind_name(error), "error");
  rill_value_unref(error);
}

TEST(value, reading_the_wrong_kind_gives_zero) {
  ck_assert_int_eq(rill_as_int(rill_double(5)), 0);
  ck_assert_double_eq(rill_as_double(rill_int(5)), 5.0);
  ck_assert_double_eq(rill_as_double(rill_bool(true)), 0.0);
  ck_assert(!rill_as_bool(rill_int(1)));
  ck_assert_ptr_null(rill_as_pointer(rill_int(1)));
  ck_assert_ptr_null(rill_as_error(rill_int(1)));
}

TEST(value, object_makes_errors_failures_and_null_nothing) {
  ck_assert(rill_is_none(rill_object(NULL)));
  ck_value_fails(rill_object(rill_error_new(RILL_ERANGE, "x")), RILL_ERANGE);
  ck_value_fails(rill_fail(NULL), RILL_EINVAL);
}

/* A point: a user's struct with every callback. */
struct point {
  int64_t x, y;
};

static bool point_equal(const void *a, const void *b) {
  return memcmp(a, b, sizeof(struct point)) == 0;
}
static uint64_t point_hash(const void *payload) {
  const struct point *point = payload;
  return (uint64_t) (point->x + point->y);
}
static int point_compare(const void *a, const void *b) {
  const struct point *one = a, *two = b;
  return one->x < two->x ? -7 : one->x > two->x ? 7 : 0;
}
static size_t point_format(const void *payload, char *text, size_t size) {
  const struct point *point = payload;
  return (size_t) snprintf(text, size, "(%d|%d)", (int) point->x,
                           (int) point->y);
}

static const rill_type_t point_type = {.name = "point",
                                       .size = sizeof(struct point),
                                       .equal = point_equal,
                                       .hash = point_hash,
                                       .compare = point_compare,
                                       .format = point_format};
static const rill_type_t plain_type = {.name = "plain",
                                       .size = sizeof(struct point)};
static const rill_type_t equal_type = {
    .name = "equal", .size = sizeof(struct point), .equal = point_equal};

static rill_value_t point(const rill_type_t *type, int x, int y) {
  struct point point = {x, y};
  return rill_box(type, &point);
}

TEST(value, callbacks_of_a_type_get_the_payload) {
  ck_values_equal(point(&point_type, 1, 2), point(&point_type, 1, 2));
  ck_values_ordered(point(&point_type, 1, 2), point(&point_type, 2, 2));
  ck_value_text(LIST(point(&point_type, 1, 2), rill_int(3)), "[(1|2), 3]");
}

TEST(value, without_callbacks_identity_counts) {
  rill_value_t a = point(&plain_type, 1, 2), b = point(&plain_type, 1, 2);
  ck_assert(rill_value_equal(a, a));
  ck_assert(!rill_value_equal(a, b));
  ck_assert_int_eq(rill_value_compare(a, b), -rill_value_compare(b, a));
  ck_assert_uint_ne(rill_value_hash(a), rill_value_hash(b));
  rill_value_unref(b);
  ck_value_text(a, "plain");
}

TEST(value, a_type_with_equal_alone_still_hashes_and_orders_alike) {
  ck_values_equal(point(&equal_type, 1, 2), point(&equal_type, 1, 2));
}

enum { LEVELS = 100000 };

static void small_stack(void) { /* recursion over LEVELS would not fit */
  struct rlimit limit = {1 << 20, 1 << 20};
  setrlimit(RLIMIT_STACK, &limit);
}

TEST(value, a_hundred_thousand_levels_are_no_recursion) {
  small_stack();
  ck_values_equal(nested(LEVELS, rill_int(1)), nested(LEVELS, rill_int(1)));
  ck_values_ordered(nested(LEVELS, rill_int(1)), nested(LEVELS, rill_int(2)));
  ck_values_ordered(nested(LEVELS, rill_none()),
                    nested(LEVELS - 1, rill_string("x")));
}

TEST(value, records_and_maps_nest_as_deep) {
  small_stack();
  rill_value_t v[] = {rill_int(1), rill_int(1)};
  for (int side = 0; side < 2; side++)
    for (int i = 0; i < LEVELS / 4; i++) {
      v[side] = MAP(rill_string("k"), rill_timestamped(v[side], i));
      v[side] = rill_notification(RILL_SIGNAL_NEXT, v[side]);
    }
  ck_values_equal(v[0], v[1]);
}

/* A user's chain, whose callbacks recurse through the library. */
static bool link_equal(const void *a, const void *b) {
  const rill_value_t *one = a, *two = b;
  return rill_value_equal(*one, *two);
}
static uint64_t link_hash(const void *payload) {
  const rill_value_t *next = payload;
  return rill_value_hash(*next) + 1;
}
static int link_compare(const void *a, const void *b) {
  const rill_value_t *one = a, *two = b;
  return rill_value_compare(*one, *two);
}
static size_t link_format(const void *payload, char *text, size_t size) {
  const rill_value_t *next = payload;
  return rill_value_format(*next, text, size);
}
static void link_destroy(void *payload) {
  rill_value_t *next = payload;
  rill_value_unref(*next);
}
static const rill_type_t link_type = {.name = "link",
                                      .size = sizeof(rill_value_t),
                                      .destroy = link_destroy,
                                      .equal = link_equal,
                                      .hash = link_hash,
                                      .compare = link_compare,
                                      .format = link_format};

static rill_value_t chain(int links, rill_value_t end) {
  while (links-- > 0) end = rill_box(&link_type, &end);
  return end;
}

TEST(value, callbacks_that_recurse_are_stopped_in_time) {
  ck_values_equal(chain(900, rill_int(1)), chain(900, rill_int(1)));
  ck_values_ordered(chain(900, rill_int(1)), chain(900, rill_int(2)));
  rill_value_t a = chain(LEVELS, rill_int(1)), b = chain(LEVELS, rill_int(1));
  ck_assert(!rill_value_equal(a, b)); /* by identity, so deep down */
  ck_assert_int_ne(rill_value_compare(a, b), 0);
  ck_assert_uint_eq(rill_value_hash(a), rill_value_hash(b));
  rill_value_unref(b);
  ck_value_text(a, "…");
}

TEST(value, comparing_without_memory_gives_the_same_answer) {
  rill_value_t a = nested(500, rill_int(1)), b = nested(500, rill_int(1));
  rill_value_t c = nested(500, rill_int(2));
  failing_each(FAILING_FROM) {
    ck_assert(rill_value_equal(a, b));
    ck_assert_int_eq(rill_value_compare(a, c), -1);
  }
  rill_value_unref(a);
  rill_value_unref(b);
  rill_value_unref(c);
}

/* So many and no more, up to the largest integer. */
TEST(value, integers_in_a_row_are_counted) {
  for (size_t count = 0; count <= 9; count++) {
    rill_value_t row[10];
    int64_t first = INT64_MAX - 8;
    for (size_t i = 0; i < 10; i++) row[i] = rill_bool(true);
    rill_values_count(row, first, count);
    for (size_t i = 0; i < count; i++) {
      ck_assert_uint_eq(row[i].kind, RILL_INT);
      ck_assert_uint_eq(row[i].aux, 0);
      ck_assert_int_eq(row[i].as.i, first + (int64_t) i);
    }
    ck_assert_uint_eq(row[count].kind, RILL_BOOL);
  }
}
