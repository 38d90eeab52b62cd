/* SPDX-License-Identifier: MIT */
#include "support/failing.h"
#include "support/subjects.h"

TEST(replay_subject, late_subscribers_hear_the_last_items_first) {
  probe_t early = {0}, late = {0}, after = {0};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_replay_subject_new(clock, .count = 2);
  hear(&early, clock, subject, RILL_UNBOUNDED);
  push_all(subject, 1, 3);
  hear(&late, clock, subject, RILL_UNBOUNDED);
  ck_assert_str_eq(late.text, "2 3");
  push(subject, 4);
  rill_subject_complete(subject);
  hear(&after, clock, subject, RILL_UNBOUNDED);
  ck_assert_str_eq(early.text, "1 2 3 4 |");
  ck_assert_str_eq(late.text, "2 3 4 |");
  ck_assert_str_eq(after.text, "3 4 |");
  rill_unref(subject);
  clock_close(clock);
}

TEST(replay_subject, items_pushed_to_nobody_are_kept) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_replay_subject_new(clock);
  push_all(subject, 1, 1000);
  hear(&probe, clock, subject, RILL_UNBOUNDED);
  ck_assert_uint_eq(probe.items, 256);
  rill_unref(subject);
  clock_close(clock);
}

TEST(replay_subject, an_error_comes_after_what_is_kept) {
  probe_t after = {0}, slow = {0};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_replay_subject_new(clock);
  push(subject, 1);
  push(subject, 2);
  hear(&slow, clock, subject, 1);
  rill_subject_error(subject, rill_error_new(9, "nine"));
  hear(&after, clock, subject, 1);
  ck_assert_str_eq(slow.text, "1 #"); /* it overtakes who was there */
  ck_assert_str_eq(after.text, "1");
  rill_request(after.subscription, 1);
  ck_assert_str_eq(after.text, "1 2 #");
  ck_assert_int_eq(after.error_code, 9);
  rill_unref(subject);
  clock_close(clock);
}

TEST(replay_subject, what_is_too_old_is_forgotten) {
  probe_t late = {0}, after = {0};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_replay_subject_new(clock, .window = 20);
  push(subject, 1);
  rill_virtual_advance_to(clock, 10);
  push(subject, 2);
  rill_virtual_advance_to(clock, 19);
  rill_subject_post(subject, rill_int(3));
  rill_virtual_advance_to(clock, 20);
  hear(&late, clock, subject, RILL_UNBOUNDED);
  ck_assert_str_eq(late.text, "2 3");
  rill_subject_complete(subject);
  rill_virtual_advance_to(clock, 38);
  hear(&after, clock, subject, RILL_UNBOUNDED);
  ck_assert_str_eq(after.text, "3 |");
  rill_unref(subject);
  clock_close(clock);
}

TEST(replay_subject, what_a_new_one_is_behind_counts) {
  probe_t slow = {0};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject =
      rill_replay_subject_new(clock, .count = 3, .capacity = 2);
  push_all(subject, 1, 3);
  hear(&slow, clock, subject, 0);
  ck_assert_int_eq(push(subject, 4), RILL_EAGAIN);
  rill_request(slow.subscription, 2);
  ck_assert_int_eq(push(subject, 4), 0);
  rill_request(slow.subscription, 2);
  ck_assert_str_eq(slow.text, "1 2 3 4");
  rill_unref(subject);
  clock_close(clock);
}

TEST(replay_subject, lets_go_of_counted_items) {
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_replay_subject_new(clock, .count = 1);
  for (int i = 0; i < 3; i++) {
    rill_value_t text = rill_stringf("%d", i);
    rill_subject_next(subject, text);
    rill_value_unref(text);
  }
  ck_assert_live(&rill_string_type, 1);
  rill_unref(subject);
  ck_assert_live(&rill_string_type, 0);
  clock_close(clock);
}

TEST(replay_subject, a_late_one_on_another_thread_hears_all) {
  struct looper l;
  heard_t heard = {0};
  looper_open(&l);
  looper_keep_alive(&l);
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  rill_subject_t *subject = rill_replay_subject_new(l.scheduler, .count = 2000);
  push_all(subject, 1, 2000);
  rill_subject_complete(subject);
  rill_unref(heard_subscribe(&heard, pool, rill_subject_observable(subject)));
  heard_wait_on(&heard, &l.loop);
  ck_assert_int_eq(heard.items, 2000);
  ck_assert(!heard.disordered);
  ck_assert_int_eq(heard.completions, 1);
  rill_scheduler_close(pool);
  rill_unref(subject);
  looper_let_go(&l);
  looper_close(&l);
}

TEST(replay_subject, answers_bad_calls) {
  rill_scheduler_t *clock = clock_new();
  ck_assert_ptr_null(rill_replay_subject_new(NULL));
  ck_assert_ptr_null(rill_replay_subject_new(clock, .count = -1));
  ck_assert_ptr_null(rill_replay_subject_new(clock, .window = -1));
  ck_assert_ptr_null(rill_replay_subject_new(clock, .capacity = -1));
  clock_close(clock);
}

TEST(replay_subject, survives_without_memory) {
  failing_each(FAILING_ONE) {
    rill_scheduler_t *clock = rill_virtual_scheduler_new();
    if (clock == NULL) continue;
    probe_t probe = {0};
    rill_subject_t *subject = rill_replay_subject_new(clock, .window = 5);
    int code = push(subject, 1);
    probe_subscribe(&probe, clock, rill_subject_observable(subject),
                    RILL_UNBOUNDED);
    rill_subject_complete(subject);
    ck_assert_int_eq(probe.ends, 1);
    if (code == 0 && probe.error_code == 0) ck_assert_str_eq(probe.text, "1 |");
    rill_unref(subject);
    rill_scheduler_close(clock);
  }
}
