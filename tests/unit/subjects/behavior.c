/* SPDX-License-Identifier: MIT */
#include "support/failing.h"
#include "support/subjects.h"

TEST(behavior, new_subscribers_get_the_current_value_first) {
  probe_t early = {0}, late = {0};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_behavior_new(clock, rill_int(1));
  hear(&early, clock, subject, RILL_UNBOUNDED);
  ck_assert_str_eq(early.text, "1");
  push(subject, 2);
  push(subject, 3);
  hear(&late, clock, subject, RILL_UNBOUNDED);
  push(subject, 4);
  rill_subject_complete(subject);
  ck_assert_str_eq(early.text, "1 2 3 4 |");
  ck_assert_str_eq(late.text, "3 4 |");
  rill_unref(subject);
  clock_close(clock);
}

TEST(behavior, the_value_is_kept_without_subscribers) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_behavior_new(clock, rill_string("a"));
  ck_assert_str_eq(rill_as_string(rill_subject_value(subject)), "a");
  rill_value_t b = rill_string("b");
  ck_assert_int_eq(rill_subject_next(subject, b), 0);
  rill_value_unref(b);
  ck_assert_str_eq(rill_as_string(rill_subject_value(subject)), "b");
  hear(&probe, clock, subject, RILL_UNBOUNDED);
  ck_assert_str_eq(probe.text, "b");
  ck_assert_live(&rill_string_type, 1);
  rill_unref(subject);
  clock_close(clock);
}

TEST(behavior, only_the_end_comes_after_the_end) {
  probe_t after = {0}, failed = {0};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_behavior_new(clock, rill_int(1));
  push(subject, 2);
  rill_subject_complete(subject);
  hear(&after, clock, subject, RILL_UNBOUNDED);
  ck_assert_str_eq(after.text, "|");
  ck_assert_int_eq(rill_as_int(rill_subject_value(subject)), 2);
  rill_unref(subject);
  subject = rill_behavior_new(clock, rill_int(1));
  rill_subject_error(subject, rill_error_new(9, "nine"));
  hear(&failed, clock, subject, RILL_UNBOUNDED);
  ck_assert_str_eq(failed.text, "#");
  ck_assert_int_eq(failed.error_code, 9);
  rill_unref(subject);
  clock_close(clock);
}

TEST(behavior, a_slow_subscriber_gets_every_value_or_the_producer_waits) {
  probe_t slow = {0};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject =
      rill_behavior_new(clock, rill_int(1), .capacity = 2);
  hear(&slow, clock, subject, 0);
  ck_assert_int_eq(push(subject, 2), 0);
  ck_assert_int_eq(push(subject, 3), RILL_EAGAIN);
  ck_assert_int_eq(rill_as_int(rill_subject_value(subject)), 2);
  rill_request(slow.subscription, 1);
  ck_assert_str_eq(slow.text, "1");
  ck_assert_int_eq(push(subject, 3), 0);
  rill_subject_complete(subject);
  rill_request(slow.subscription, 5);
  ck_assert_str_eq(slow.text, "1 2 3 |");
  rill_unref(subject);
  clock_close(clock);
}

struct party {
  rill_subject_t *subject;
  rill_scheduler_t *clock;
  probe_t inner;
};

static void join_at_2(rill_value_t item, void *context) {
  struct party *p = context;
  if (rill_as_int(item) == 2)
    hear(&p->inner, p->clock, p->subject, RILL_UNBOUNDED);
}

static void push_at_2(rill_value_t item, void *context) {
  struct party *p = context;
  if (rill_as_int(item) == 2) push(p->subject, 3);
  join_at_2(item, context);
}

/* Each value once, whoever comes from inside of which. */
TEST(behavior, subscribed_from_inside_of_a_push) {
  for (int pushes = 0; pushes < 2; pushes++) {
    struct party p = {.clock = clock_new()};
    p.subject = rill_behavior_new(p.clock, rill_int(1));
    rill_unref(rill_subscribe(p.clock, rill_subject_observable(p.subject),
                              .next = pushes ? push_at_2 : join_at_2,
                              .context = &p));
    push(p.subject, 2);
    push(p.subject, 4);
    ck_assert_str_eq(p.inner.text, pushes ? "3 4" : "2 4");
    rill_unref(p.subject);
    clock_close(p.clock);
  }
}

TEST(behavior, posts_set_the_value) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_behavior_new(clock, rill_int(1));
  ck_assert_int_eq(rill_subject_post(subject, rill_int(2)), 0);
  ck_assert_int_eq(rill_as_int(rill_subject_value(subject)), 1);
  rill_virtual_run(clock);
  ck_assert_int_eq(rill_as_int(rill_subject_value(subject)), 2);
  hear(&probe, clock, subject, RILL_UNBOUNDED);
  ck_assert_str_eq(probe.text, "2");
  rill_unref(subject);
  clock_close(clock);
}

static rill_subject_t *make_one(rill_scheduler_t *home) {
  return rill_behavior_new(home, rill_int(1));
}

TEST(behavior, a_subscriber_on_another_thread_gets_the_value_first) {
  ck_reaches_a_pool(make_one, 2);
}

TEST(behavior, answers_bad_calls) {
  rill_scheduler_t *clock = clock_new();
  ck_assert_ptr_null(rill_behavior_new(NULL, rill_string("dropped")));
  ck_assert_ptr_null(rill_behavior_new(clock, rill_int(1), .capacity = -1));
  ck_assert_ptr_null(
      rill_behavior_new(clock, rill_fail(rill_error_new(1, "no value"))));
  rill_subject_t *plain = rill_subject_new(clock);
  ck_assert(rill_is_none(rill_subject_value(plain)));
  ck_assert(rill_is_none(rill_subject_value(NULL)));
  rill_unref(plain);
  clock_close(clock);
}

TEST(behavior, survives_without_memory) {
  failing_each(FAILING_ONE) {
    rill_scheduler_t *clock = rill_virtual_scheduler_new();
    if (clock == NULL) continue;
    probe_t probe = {0};
    rill_subject_t *subject = rill_behavior_new(clock, rill_int(1));
    probe_subscribe(&probe, clock, rill_subject_observable(subject),
                    RILL_UNBOUNDED);
    int code = push(subject, 2);
    rill_subject_complete(subject);
    ck_assert_int_eq(probe.ends, 1);
    if (code == 0 && probe.error_code == 0)
      ck_assert_str_eq(probe.text, "1 2 |");
    rill_unref(subject);
    rill_scheduler_close(clock);
  }
}
