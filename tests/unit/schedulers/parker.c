/* SPDX-License-Identifier: MIT */
#include "schedulers/parker.h"

#include "check.h"

TEST(parker, a_wake_up_that_finds_nobody_asleep_is_kept_once) {
  rill_parker_t parker;
  ck_assert(rill_parker_open(&parker));
  rill_parker_wake(&parker);
  rill_parker_wake(&parker);
  rill_parker_sleep(&parker, RILL_TIME_NEVER);
  rill_time_t due = rill_clock_now(NULL) + RILL_MS(2);
  rill_parker_sleep(&parker, due);
  ck_assert_int_ge(rill_clock_now(NULL), due);
  rill_parker_close(&parker);
}

TEST(parker, what_is_due_is_not_waited_for) {
  rill_parker_t parker;
  ck_assert(rill_parker_open(&parker));
  rill_parker_sleep(&parker, rill_clock_now(NULL) - 1);
  rill_parker_close(&parker);
}

struct table {
  rill_parker_t here, there;
  int64_t ball; /* odd: the other side's turn */
};
enum { ROUNDS = 10000 };

static void play(struct table *table, rill_parker_t *mine, rill_parker_t *other,
                 int64_t side) {
  for (int64_t ball = 0; ball < ROUNDS;) {
    ball = __atomic_load_n(&table->ball, __ATOMIC_SEQ_CST);
    if (ball % 2 != side && ball < ROUNDS) {
      rill_parker_sleep(mine, RILL_TIME_NEVER);
      continue;
    }
    if (ball < ROUNDS)
      __atomic_store_n(&table->ball, ball + 1, __ATOMIC_SEQ_CST);
    rill_parker_wake(other);
  }
}

static void play_there(void *argument) {
  struct table *table = argument;
  play(table, &table->there, &table->here, 1);
}

TEST(parker, no_wake_up_between_two_threads_is_lost) {
  struct table table = {.ball = 0};
  uv_thread_t thread;
  ck_assert(rill_parker_open(&table.here) && rill_parker_open(&table.there));
  uv_thread_create(&thread, play_there, &table);
  play(&table, &table.here, &table.there, 0);
  uv_thread_join(&thread);
  ck_assert_int_eq(table.ball, ROUNDS);
  rill_parker_close(&table.here);
  rill_parker_close(&table.there);
}
