/* SPDX-License-Identifier: MIT */
/* relay_lost: each subscriber tells of what it has not read, and who feeds them
 * of what nobody got. */
#include "support/subjects.h"
#include "support/told.h"

TEST(relay_lost, one_subscriber_tells_of_what_another_one_has_got) {
  probe_t swift = {0}, slow = {0};
  rill_scheduler_t *clock = told_clock();
  rill_subject_t *subject = rill_subject_new(clock);
  hear(&swift, clock, subject, RILL_UNBOUNDED);
  hear(&slow, clock, subject, 1);
  push_all(subject, 1, 3);
  ck_assert_str_eq(told, "");
  rill_cancel(slow.subscription);
  ck_assert_str_eq(told, "2@subject 3@subject ");
  ck_assert_str_eq(swift.text, "1 2 3");
  rill_unref(subject);
  clock_close(clock);
  ck_assert_str_eq(told, "2@subject 3@subject ");
}

struct canceler {
  rill_subscription_t *other;
};

static void cancel_other(rill_value_t item, void *context) {
  (void) item;
  rill_cancel(((struct canceler *) context)->other);
}

TEST(relay_lost, an_item_that_is_being_delivered_is_lost_to_who_is_cancelled) {
  struct canceler canceler = {0};
  probe_t other = {0};
  rill_scheduler_t *clock = told_clock();
  rill_subject_t *subject = rill_subject_new(clock);
  rill_unref(rill_subscribe(clock, rill_subject_observable(subject),
                            .next = cancel_other, .context = &canceler));
  hear(&other, clock, subject, RILL_UNBOUNDED);
  canceler.other = other.subscription;
  push_all(subject, 1, 1);
  ck_assert_str_eq(other.text, "");
  ck_assert_str_eq(told, "1@subject ");
  rill_unref(subject);
  clock_close(clock);
}

TEST(relay_lost, an_error_overtakes_what_was_not_asked_for) {
  probe_t probe = {0};
  rill_scheduler_t *clock = told_clock();
  rill_observable_t *two = rill_range(1, 2);
  rill_observable_t *flow = rill_pipe(
      two, rill_concat(rill_throw(rill_error_new(7, "seven"))), rill_share());
  probe_subscribe(&probe, clock, flow, 1);
  ck_assert_str_eq(probe.text, "1 #");
  ck_assert_str_eq(told, "2@share ");
  clock_close(clock);
}

TEST(relay_lost, what_comes_without_a_subscriber_is_told_of) {
  rill_scheduler_t *clock = told_clock();
  rill_observable_t *published = rill_pipe(rill_range(1, 2), rill_publish());
  rill_unref(rill_connect(clock, published));
  rill_virtual_run(clock);
  ck_assert_str_eq(told, "1@publish 2@publish ");
  clock_close(clock);
}

/* What is kept may yet be heard: it is lost when it has to go. */
TEST(relay_lost, what_is_kept_is_told_of_only_if_nobody_came) {
  probe_t probe = {0};
  rill_scheduler_t *clock = told_clock();
  rill_observable_t *published =
      rill_pipe(rill_range(1, 4), rill_replay(.count = 2));
  rill_unref(rill_connect(clock, rill_ref(published)));
  rill_virtual_run(clock);
  ck_assert_str_eq(told, "1@replay 2@replay ");
  probe_subscribe(&probe, clock, rill_ref(published), RILL_UNBOUNDED);
  ck_assert_str_eq(probe.text, "3 4 |");
  rill_unref(published);
  ck_assert_str_eq(told, "1@replay 2@replay ");
  clock_close(clock);
}

TEST(relay_lost, what_is_kept_and_was_never_heard_goes_with_the_last_handle) {
  rill_scheduler_t *clock = told_clock();
  rill_observable_t *published =
      rill_pipe(rill_range(1, 2), rill_replay(.count = 2));
  rill_unref(rill_connect(clock, rill_ref(published)));
  rill_virtual_run(clock);
  ck_assert_str_eq(told, "");
  rill_unref(published);
  ck_assert_str_eq(told, "1@replay 2@replay ");
  clock_close(clock);
}

TEST(relay_lost, the_first_value_of_a_behavior_is_no_item_that_came) {
  rill_scheduler_t *clock = told_clock();
  rill_observable_t *published =
      rill_pipe(rill_never(), rill_publish_value(rill_int(7)));
  rill_unref(rill_connect(clock, published));
  rill_virtual_run(clock);
  clock_close(clock);
  ck_assert_str_eq(told, "");
}
