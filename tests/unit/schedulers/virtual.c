/* SPDX-License-Identifier: MIT */
#include "support/failing.h"
#include "support/probe.h"

struct log {
  rill_scheduler_t *clock;
  char text[256];
};

struct entry {
  struct log *log;
  const char *name;
  rill_time_t again; /* posts itself once more after so much */
  rill_time_t goal;  /* moves the clock's goal */
};

static rill_value_t entry_run(void *context) {
  struct entry *e = context;
  struct log *log = e->log;
  size_t length = strlen(log->text);
  snprintf(log->text + length, sizeof log->text - length, "%s@%d ", e->name,
           (int) rill_now(log->clock));
  if (e->goal > 0) rill_virtual_advance_to(log->clock, e->goal);
  if (e->again > 0) {
    rill_time_t delay = e->again;
    e->again = 0;
    ck_assert_int_eq(rill_post_after(log->clock, delay,
                                     rill_call_with(entry_run,
                                                    rill_borrow(e))),
                     0);
  }
  return rill_none();
}

static void after(struct entry *e, rill_time_t delay) {
  ck_assert_int_eq(rill_post_after(e->log->clock, delay,
                                   rill_call_with(entry_run, rill_borrow(e))),
                   0);
}

TEST(virtual, runs_in_order_of_due_time_then_of_making) {
  struct log log = {clock_new(), ""};
  struct entry a = {.log = &log, .name = "a"}, b = {.log = &log, .name = "b"},
               c = {.log = &log, .name = "c"};
  after(&c, 7);
  after(&a, 5);
  after(&b, 5);
  after(&c, -3);
  rill_virtual_advance_to(log.clock, 5);
  ck_assert_str_eq(log.text, "c@0 a@5 b@5 ");
  rill_virtual_advance_by(log.clock, 1);
  ck_assert_int_eq(rill_now(log.clock), 6);
  ck_assert_int_eq(rill_virtual_run(log.clock), 7);
  ck_assert_str_eq(log.text, "c@0 a@5 b@5 c@7 ");
  clock_close(log.clock);
}

TEST(virtual, a_task_may_make_more_and_move_the_goal) {
  struct log log = {clock_new(), ""};
  struct entry a = {.log = &log, .name = "a", .again = 4, .goal = 10};
  after(&a, 2);
  rill_virtual_advance_to(log.clock, 3);
  ck_assert_str_eq(log.text, "a@2 a@6 ");
  ck_assert_int_eq(rill_now(log.clock), 10);
  rill_virtual_advance_to(log.clock, 4); /* it never goes back */
  ck_assert_int_eq(rill_now(log.clock), 10);
  clock_close(log.clock);
}

TEST(virtual, posts_run_when_the_clock_is_moved) {
  struct log log = {clock_new(), ""};
  struct entry a = {.log = &log, .name = "a"};
  ck_assert_int_eq(
      rill_post(log.clock, rill_call_with(entry_run, rill_borrow(&a))), 0);
  ck_assert_str_eq(log.text, "");
  rill_virtual_advance_by(log.clock, 0);
  ck_assert_str_eq(log.text, "a@0 ");
  clock_close(log.clock);
}

static void on_drop(void *context) { ++*(int *) context; }

static rill_value_t never_called(void *context) {
  ck_assert_msg(context == NULL, "it was closed");
  return rill_none();
}

TEST(virtual, closing_drops_what_waits) {
  int drops = 0;
  rill_scheduler_t *clock = clock_new();
  rill_post(clock, rill_call_with(never_called, rill_own(&drops, on_drop)));
  rill_post_after(clock, 5,
                  rill_call_with(never_called, rill_own(&drops, on_drop)));
  clock_close(clock);
  ck_assert_int_eq(drops, 2);
}

TEST(virtual, refuses_bad_posts) {
  int drops = 0;
  rill_scheduler_t *clock = clock_new();
  ck_assert_int_eq(rill_post(clock, rill_no_fn()), RILL_EINVAL);
  ck_assert_int_eq(rill_post_after(clock, 1, rill_no_fn()), RILL_EINVAL);
  failing_start(1, FAILING_FROM);
  int code = rill_post(
      clock, rill_call_with(never_called, rill_own(&drops, on_drop)));
  failing_stop();
  ck_assert_int_eq(code, RILL_ENOMEM);
  ck_assert_int_eq(drops, 1);
  clock_close(clock);
}
