/* SPDX-License-Identifier: MIT */
/* Functions: a callback with its context, and typed bodies with a kernel. */
#include <rill/fn.h>
#include <rill/memory.h>

#include "support/values.h"

static rill_value_t zero(void *context) { return rill_int(*(int *) context); }
static rill_value_t one(rill_value_t x, void *context) {
  return rill_int(rill_as_int(x) + *(int *) context);
}
static rill_value_t two(rill_value_t a, rill_value_t b, void *context) {
  (void) context;
  return rill_int(rill_as_int(a) - rill_as_int(b));
}

static int drops;
static void count_drop(void *context) {
  (void) context;
  drops++;
}

TEST(fn, holds_any_of_the_shapes) {
  int seven = 7;
  rill_fn_t f0 = rill_call_with(zero, rill_borrow(&seven));
  rill_fn_t f1 = rill_call_with(one, rill_borrow(&seven));
  rill_fn_t f2 = rill_call(two);
  ck_assert_uint_eq(f0.arity, 0);
  ck_assert_uint_eq(f1.arity, 1);
  ck_assert_uint_eq(f2.arity, 2);
  ck_value_text(f0.as.call0(f0.context), "7");
  ck_value_text(f1.as.call1(rill_int(1), f1.context), "8");
  ck_value_text(f2.as.call2(rill_int(5), rill_int(3), f2.context), "2");
  ck_assert_ptr_null(f1.kernel);
}

TEST(fn, drops_the_context_that_it_owns) {
  int context = 0;
  rill_fn_drop(rill_call_with(one, rill_own(&context, count_drop)));
  ck_assert_int_eq(drops, 1);
  rill_fn_drop(rill_call_with(one, rill_borrow(&context)));
  rill_fn_drop(rill_no_fn());
  ck_assert_int_eq(drops, 1);
}

TEST(fn, may_be_none) {
  ck_assert(!rill_fn_is_set(rill_no_fn()));
  ck_assert(rill_fn_is_set(rill_call(two)));
}

RILL_MAP_FN(square, int64_t, int64_t, x) { return x * x; }
RILL_MAP_FN(half, double, double, x) { return x / 2; }
RILL_MAP_FN(width, int64_t, const char *, text) {
  return (int64_t) strlen(text);
}
RILL_MAP_FN(twice, rill_value_t, rill_value_t, x) {
  return rill_pair(rill_value_ref(x), rill_value_ref(x));
}
RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }
RILL_FOLD_FN(add, int64_t, int64_t, sum, x) { return sum + x; }

static rill_value_t apply(rill_fn_t fn, rill_value_t x) {
  rill_value_t y = fn.as.call1(x, fn.context);
  rill_value_unref(x);
  return y;
}

TEST(fn, typed_bodies_read_and_make_values) {
  ck_value_text(apply(square, rill_int(-3)), "9");
  ck_value_text(apply(half, rill_int(3)), "1.5");
  ck_value_text(apply(half, rill_double(3)), "1.5");
  ck_value_text(apply(width, rill_string("abc")), "3");
  ck_value_text(apply(twice, rill_string("a")), "[\"a\", \"a\"]");
  ck_value_text(apply(is_even, rill_int(2)), "true");
  ck_value_text(add.as.call2(rill_int(2), rill_int(3), NULL), "5");
}

TEST(fn, an_item_of_the_wrong_kind_is_a_type_error) {
  ck_value_fails(apply(square, rill_double(3)), RILL_ETYPE);
  ck_value_fails(apply(square, rill_none()), RILL_ETYPE);
  ck_value_fails(apply(half, rill_bool(true)), RILL_ETYPE);
  ck_value_fails(apply(width, LIST(rill_int(1))), RILL_ETYPE);
  ck_value_fails(apply(is_even, rill_string("2")), RILL_ETYPE);
  ck_value_fails(add.as.call2(rill_none(), rill_int(3), NULL), RILL_ETYPE);
  ck_value_fails(add.as.call2(rill_int(3), rill_none(), NULL), RILL_ETYPE);
}

TEST(fn, the_type_error_names_function_item_and_kind) {
  rill_value_t failure = apply(square, rill_string("three"));
  const char *message = rill_error_message(rill_as_error(failure));
  ck_assert_str_has(message, "square");
  ck_assert_str_has(message, "string three");
  ck_assert_str_has(message, "not int");
  rill_value_unref(failure);
}

TEST(fn, scalar_bodies_have_a_kernel_and_others_none) {
  ck_assert_ptr_nonnull(square.kernel);
  ck_assert_ptr_nonnull(is_even.kernel);
  ck_assert_ptr_nonnull(add.kernel);
  ck_assert_ptr_null(width.kernel);
  ck_assert_ptr_null(twice.kernel);
}

TEST(fn, a_kernel_stops_before_the_first_wrong_item) {
  rill_value_t in[] = {rill_int(1), rill_int(2), rill_int(4), rill_none()};
  rill_value_t out[4], sum = rill_int(10);
  size_t kept;
  ck_assert_uint_eq(square.kernel->map(in, out, 4), 3);
  ck_assert_int_eq(rill_as_int(out[2]), 16);
  ck_assert_uint_eq(is_even.kernel->filter(in, out, 4, &kept), 3);
  ck_assert_uint_eq(kept, 2);
  ck_assert_int_eq(rill_as_int(out[1]), 4);
  ck_assert_uint_eq(add.kernel->fold(&sum, in, 4), 3);
  ck_assert_int_eq(rill_as_int(sum), 17);
  sum = rill_int(10);
  ck_assert_uint_eq(add.kernel->scan(&sum, in, out, 4), 3);
  ck_assert_int_eq(rill_as_int(out[0]), 11);
  ck_assert_int_eq(rill_as_int(out[2]), 17);
  sum = rill_none();
  ck_assert_uint_eq(add.kernel->fold(&sum, in, 4), 0);
}

TEST(fn, a_kernel_may_write_over_its_input) {
  rill_value_t items[] = {rill_int(1), rill_int(2), rill_int(3), rill_int(4)};
  size_t kept;
  ck_assert_uint_eq(square.kernel->map(items, items, 4), 4);
  ck_assert_uint_eq(is_even.kernel->filter(items, items, 4, &kept), 4);
  ck_assert_uint_eq(kept, 2);
  ck_assert_int_eq(rill_as_int(items[0]), 4);
  ck_assert_int_eq(rill_as_int(items[1]), 16);
}
