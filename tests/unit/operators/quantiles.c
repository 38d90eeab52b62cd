/* SPDX-License-Identifier: MIT */
/* quantiles: against the sorted data. */
#include "support/failing.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <math.h>
#include <stdlib.h>

#include <rill.h>

static const double asked[] = {0, 0.001, 0.01, 0.1, 0.25, 0.5,
                               0.75, 0.9, 0.95, 0.99, 0.999, 1};
enum { ASKED = sizeof asked / sizeof asked[0] };

TEST(quantiles, of_a_few_items_are_exact) {
  ck_marbles("-5-1-4-2-3-|", rill_quantiles(RILL_P(0.5, 1, 0, 0.2, 0.21)),
             "-----------([{3.0},{5.0},{1.0},{1.0},{2.0}]|)");
}

TEST(quantiles, of_one_item_are_that_item) {
  ck_marbles("-7-|", rill_quantiles(RILL_P(0, 0.5, 1)),
             "---([{7.0},{7.0},{7.0}]|)");
}

TEST(quantiles, round_the_rank_up_but_no_product) {
  probe_t probe = {0}; /* 0.07 * 100 is a little more than 7 */
  ck_assert_str_eq(probe_run(&probe, rill_pipe(rill_range(1, 100),
                                               rill_quantiles(RILL_P(0.07)))),
                   "[7.0] |");
}

static uint64_t seed;
static double uniform(void) {
  seed = seed * 6364136223846793005u + 1442695040888963407u;
  return (double) (seed >> 11) / 0x1p53;
}

static double exponential(void) { return -log(1 - uniform()) * 1e-3; }
static double signed_cube(void) { return pow(uniform() - 0.5, 3) * 1e9; }
static double any_power(void) {
  return ldexp(1 + uniform(), (int) (seed >> 40) % 2000 - 1000);
}
static double small_ints(void) { return floor(uniform() * 10); }

static int compare(const void *a, const void *b) {
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

/* The result in a place of its own. */
static void keep(rill_value_t item, void *context) {
  *(rill_value_t *) context = rill_value_ref(item);
}

static rill_value_t quantiles_of(const double *data, size_t count) {
  rill_value_t result = rill_none();
  rill_value_t *items = calloc(count, sizeof *items);
  for (size_t i = 0; i < count; i++) items[i] = rill_double(data[i]);
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *flow =
      rill_pipe(rill_from_array(items, count),
                rill_quantiles(.p = asked, .count = ASKED));
  rill_unref(rill_subscribe(clock, flow, .next = keep, .context = &result));
  clock_close(clock);
  free(items);
  return result;
}

/* Each quantile lies within `bound` of the item that has its rank. */
static void check_against_sorted(double (*draw)(void), size_t count,
                                 double bound) {
  double *data = calloc(count, sizeof *data);
  seed = 42;
  for (size_t i = 0; i < count; i++) data[i] = draw();
  rill_value_t result = quantiles_of(data, count);
  qsort(data, count, sizeof *data, compare);
  ck_assert_uint_eq(rill_list_length(result), ASKED);
  for (size_t i = 0; i < ASKED; i++) {
    double rank = ceil(asked[i] * (double) count - 1e-6);
    double exact = data[rank < 1 ? 0 : (size_t) rank - 1];
    double got = rill_as_double(rill_list_get(result, i));
    ck_assert_msg(fabs(got - exact) <= bound * fabs(exact),
                  "p = %g of %zu: %.17g is not %.17g", asked[i], count, got,
                  exact);
  }
  rill_value_unref(result);
  free(data);
}

TEST(quantiles, are_exact_up_to_512_items) {
  check_against_sorted(exponential, 511, 0);
  check_against_sorted(signed_cube, 512, 0);
}

TEST(quantiles, are_within_their_bound_beyond) {
  check_against_sorted(exponential, 513, 1.0 / 256);
  check_against_sorted(exponential, 200000, 1.0 / 256);
  check_against_sorted(signed_cube, 200000, 1.0 / 256);
  check_against_sorted(any_power, 200000, 1.0 / 256);
  check_against_sorted(small_ints, 200000, 1.0 / 256);
}

TEST(quantiles, keep_zero_and_infinities) {
  double data[1000];
  for (size_t i = 0; i < 1000; i++)
    data[i] = i < 300 ? -INFINITY : i < 600 ? -0.0 : INFINITY;
  rill_value_t result = quantiles_of(data, 1000);
  ck_assert(rill_as_double(rill_list_get(result, 1)) == -INFINITY);
  ck_assert(rill_as_double(rill_list_get(result, 5)) == 0);
  ck_assert(rill_as_double(rill_list_get(result, 8)) == INFINITY);
  rill_value_unref(result);
}

RILL_MAP_FN(from_512_to_1023, int64_t, int64_t, x) { return 512 + x % 512; }

static size_t allocations(int64_t items) {
  probe_t probe = {0};
  failing_start(0, FAILING_ONE);
  probe_run(&probe, rill_pipe(rill_range(0, items),
                              rill_map(from_512_to_1023),
                              rill_quantiles(RILL_P(0.5))));
  size_t count = failing_count();
  failing_stop();
  ck_assert_uint_eq(probe.items, 1);
  return count;
}

TEST(quantiles, take_memory_that_does_not_grow_with_the_items) {
  ck_assert_uint_eq(allocations(1000), allocations(1000000));
}

TEST(quantiles, fail_without_items) {
  ck_fails(rill_pipe(rill_empty(), rill_quantiles(RILL_P(0.5))), RILL_EEMPTY,
           "rill_quantiles: the stream ended without an item");
  ck_marbles("-1-#", rill_quantiles(RILL_P(0.5)), "---#");
}

TEST(quantiles, refuse_what_is_no_number) {
  ck_fails(rill_pipe(rill_of(rill_int(1), rill_string("a")),
                     rill_quantiles(RILL_P(0.5))),
           RILL_ETYPE, "rill_quantiles", "int or double", "string");
  ck_fails(rill_pipe(rill_just(rill_double(NAN)),
                     rill_quantiles(RILL_P(0.5))),
           RILL_ERANGE, "NaN");
}

TEST(quantiles, refuse_bad_arguments) {
  ck_operator_fails(rill_quantiles(RILL_P(0.5, 1.5)), RILL_EINVAL,
                    "rill_quantiles: p[1] is 1.5 (must be from 0 to 1)");
  ck_operator_fails(rill_quantiles(RILL_P(NAN)), RILL_EINVAL, "p[0] is nan");
  ck_operator_fails(rill_quantiles(.count = 3), RILL_EINVAL, "p is empty");
  ck_operator_fails(rill_quantiles(.p = asked), RILL_EINVAL, "p is empty");
}

TEST(quantiles, end_with_an_error_or_well_without_memory) {
  failing_each(FAILING_ONE) {
    probe_t probe = {0};
    rill_scheduler_t *clock = rill_virtual_scheduler_new();
    if (clock != NULL) {
      probe_subscribe(&probe, clock,
                      rill_pipe(rill_range(0, 600),
                                rill_quantiles(RILL_P(0.5, 1))),
                      RILL_UNBOUNDED);
      ck_assert_int_eq(probe.ends, 1);
    }
    rill_scheduler_close(clock);
  }
}
