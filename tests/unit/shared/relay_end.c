/* SPDX-License-Identifier: MIT */
/* A subject that was ready for the next item ends, from inside of a run: then
 * it takes none, and nobody hears one. Ready are one run or two, which have
 * asked for all or for some. */
#include "support/subjects.h"

struct guest {
  rill_subscription_t *run;
  rill_subject_t *subject;
  void (*act)(rill_subject_t *subject);
  struct guest *next;
  int64_t heard;
  int completions, code;
};

static void end_by_completion(rill_subject_t *subject) {
  ck_assert_int_eq(rill_subject_complete(subject), 0);
  ck_assert_int_eq(push(subject, 9), RILL_ECLOSED);
}

static void end_by_error(rill_subject_t *subject) {
  ck_assert_int_eq(rill_subject_error(subject, rill_error_new(9, "nine")), 0);
  ck_assert_int_eq(push(subject, 9), RILL_ECLOSED);
}

static void push_one(rill_subject_t *subject) {
  ck_assert_int_eq(push(subject, 9), 0);
}

static void guest_next(rill_value_t item, void *context) {
  struct guest *guest = context;
  guest->heard = guest->heard * 10 + rill_as_int(item);
}

static void guest_complete(void *context) {
  ((struct guest *) context)->completions++;
}

static void guest_error(rill_error_t *error, void *context) {
  ((struct guest *) context)->code = rill_error_code(error);
}

/* --- Inside of an item ---------------------------------------------------- */

static void act_at_third(rill_value_t item, void *context) {
  struct guest *guest = context;
  guest_next(item, context);
  if (rill_as_int(item) == 3) guest->act(guest->subject);
}

static void end_inside_of_an_item(void (*act)(rill_subject_t *subject),
                                  int64_t demand, bool alone) {
  probe_t before = {0}, after = {0};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_subject_new(clock);
  struct guest guest = {.subject = subject, .act = act};
  if (!alone) hear(&before, clock, subject, demand);
  rill_unref(rill_subscribe(clock, rill_subject_observable(subject),
                            .next = act_at_third, .error = guest_error,
                            .complete = guest_complete, .context = &guest,
                            .demand = demand));
  if (!alone) hear(&after, clock, subject, demand);
  push_all(subject, 1, 3);
  ck_assert_int_eq(guest.heard, 123);
  ck_assert_int_eq(guest.completions, act == end_by_completion);
  ck_assert_int_eq(guest.code, act == end_by_error ? 9 : 0);
  if (!alone)
    ck_assert_str_eq(before.text, act == end_by_error ? "1 2 3 #" : "1 2 3 |");
  ck_assert_str_eq(after.text, before.text);
  rill_unref(subject);
  clock_close(clock);
}

TEST(relay_end, an_end_inside_of_an_item_comes_when_all_have_heard_that) {
  for (int alone = 0; alone <= 1; alone++) {
    end_inside_of_an_item(end_by_completion, RILL_UNBOUNDED, alone);
    end_inside_of_an_item(end_by_completion, 7, alone);
    end_inside_of_an_item(end_by_error, RILL_UNBOUNDED, alone);
    end_inside_of_an_item(end_by_error, 7, alone);
  }
}

/* --- Between two items, inside of a run that has ended by itself ---------- */

static void refuse_next(rill_error_t *error, void *context) {
  struct guest *guest = context;
  guest_error(error, context);
  if (guest->next != NULL)
    rill_request(guest->next->run, 0);
  else
    guest->act(guest->subject);
}

/* Each is refused inside of the error of the one before, and the last one
 * acts: so all have ended, and none of them is gone. */
static void act_between_items(void (*act)(rill_subject_t *subject),
                              int64_t demand, size_t count) {
  struct guest guests[2] = {{0}};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_subject_new(clock);
  for (size_t k = 0; k < count; k++) {
    struct guest *next = k + 1 < count ? &guests[k + 1] : NULL;
    guests[k] = (struct guest){.subject = subject, .act = act, .next = next};
    guests[k].run = rill_subscribe(clock, rill_subject_observable(subject),
                                   .next = guest_next, .error = refuse_next,
                                   .complete = guest_complete,
                                   .context = &guests[k], .demand = demand);
  }
  push_all(subject, 1, 2);
  rill_request(guests[0].run, 0);
  rill_subject_complete(subject);
  for (size_t k = 0; k < count; k++) {
    ck_assert_int_eq(guests[k].heard, 12);
    ck_assert_int_eq(guests[k].code, RILL_EINVAL);
    ck_assert_int_eq(guests[k].completions, 0);
    rill_unref(guests[k].run);
  }
  rill_unref(subject);
  clock_close(clock);
}

TEST(relay_end, after_one_between_two_items_nobody_is_ready) {
  for (size_t count = 1; count <= 2; count++) {
    act_between_items(end_by_completion, RILL_UNBOUNDED, count);
    act_between_items(end_by_completion, 7, count);
    act_between_items(end_by_error, RILL_UNBOUNDED, count);
    act_between_items(end_by_error, 7, count);
  }
}

TEST(relay_end, who_have_ended_hear_no_item_that_comes_inside_of_that) {
  for (size_t count = 1; count <= 2; count++) {
    act_between_items(push_one, RILL_UNBOUNDED, count);
    act_between_items(push_one, 7, count);
  }
}
