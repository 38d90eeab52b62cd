/* SPDX-License-Identifier: MIT */
#include "shared/backoff.h"

#include "check.h"

static const int64_t big = RILL_SEC(3600);

/* Whether the first eight waits lie between these. */
static void ck_between(rill_backoff_params_t params,
                       const rill_time_t (*bounds)[2]) {
  for (uint64_t seed = 1; seed <= 50; seed++) {
    rill_backoff_t backoff = {0};
    params.seed = seed;
    for (int i = 0; i < 4; i++) {
      rill_time_t wait = rill_backoff_next(&backoff, &params);
      ck_assert_int_ge(wait, bounds[i][0]);
      ck_assert_int_le(wait, bounds[i][1]);
    }
  }
}

TEST(backoff, grows_by_the_factor_up_to_the_bound) {
  ck_between((rill_backoff_params_t){.delay = 100, .max_delay = 500},
             (const rill_time_t[][2]){
                 {100, 100}, {200, 200}, {400, 400}, {500, 500}});
  ck_between((rill_backoff_params_t){.delay = 100, .factor = 1.5},
             (const rill_time_t[][2]){
                 {100, 100}, {150, 150}, {225, 225}, {337, 337}});
}

TEST(backoff, has_a_minute_for_its_bound) {
  ck_between((rill_backoff_params_t){.delay = RILL_SEC(1), .factor = 1e9},
             (const rill_time_t[][2]){{RILL_SEC(1), RILL_SEC(1)},
                                      {RILL_SEC(60), RILL_SEC(60)},
                                      {RILL_SEC(60), RILL_SEC(60)},
                                      {RILL_SEC(60), RILL_SEC(60)}});
  ck_between((rill_backoff_params_t){.delay = big},
             (const rill_time_t[][2]){
                 {big, big}, {big, big}, {big, big}, {big, big}});
}

TEST(backoff, keeps_jitter_within_its_bounds) {
  ck_between((rill_backoff_params_t){.delay = 100, .jitter = RILL_JITTER_FULL},
             (const rill_time_t[][2]){{0, 100}, {0, 200}, {0, 400}, {0, 800}});
  ck_between(
      (rill_backoff_params_t){.delay = 100, .jitter = RILL_JITTER_EQUAL},
      (const rill_time_t[][2]){{50, 100}, {100, 200}, {200, 400}, {400, 800}});
  ck_between(
      (rill_backoff_params_t){
          .delay = 100, .jitter = RILL_JITTER_DECORRELATED, .max_delay = 1000},
      (const rill_time_t[][2]){
          {100, 300}, {100, 900}, {100, 1000}, {100, 1000}});
}

/* The mean of a thousand waits of up to 1000. */
TEST(backoff, spreads_full_jitter_evenly) {
  rill_backoff_params_t params = {
    .delay = 1000, .factor = 1, .jitter = RILL_JITTER_FULL, .seed = 5};
  rill_backoff_t backoff = {0};
  rill_time_t sum = 0;
  for (int i = 0; i < 1000; i++) sum += rill_backoff_next(&backoff, &params);
  ck_assert_int_gt(sum, 450000);
  ck_assert_int_lt(sum, 550000);
}

TEST(backoff, without_a_seed_differs_from_run_to_run) {
  rill_backoff_params_t params = {.delay = big, .jitter = RILL_JITTER_FULL};
  rill_backoff_t a = {0}, b = {0};
  ck_assert_int_ne(rill_backoff_next(&a, &params),
                   rill_backoff_next(&b, &params));
}
