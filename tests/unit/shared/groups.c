/* SPDX-License-Identifier: MIT */
/* Items that go straight on to the subscriber of a group: from the second one
 * on, when it comes at once and nobody is inside of the group's run. */
#include "support/groups.h"
#include "support/marbles.h"
#include "support/probe.h"

static rill_value_t ten_times(rill_value_t item, void *context) {
  (void) context;
  return rill_int(10 * item.as.i);
}

static rill_value_t its_group(rill_value_t group, void *context) {
  (void) context;
  return rill_value_ref(group);
}

#define EACH rill_flat_map(rill_call(its_group))

TEST(groups, go_on_with_elements) {
  ck_source(rill_pipe(rill_range(1, 6),
                      rill_group_by(MODULO(2), .element = rill_call(ten_times)),
                      EACH),
            "({10}{20}{30}{40}{50}{60}|)");
}

static rill_value_t length_of(rill_value_t text, void *context) {
  (void) context;
  return rill_int((int64_t) rill_string_length(text));
}

#define LETTERS                                                                \
 rill_of(rill_string("a"), rill_string("b"), rill_string("c"), rill_string("d"))

TEST(groups, go_on_with_what_is_counted) {
  ck_source(rill_pipe(LETTERS, rill_group_by(rill_call(length_of)), EACH),
            "(abcd|)");
  ck_source(rill_pipe(LETTERS, rill_map(rill_call(its_group)),
                      rill_window_with_count(3), EACH),
            "(abcd|)");
}

/* The sum, or a text: of an item that is one, and of 9. 5 fails. */
static rill_value_t total(rill_value_t sum, rill_value_t item, void *context) {
  (void) context;
  if (item.kind == RILL_OBJECT) return rill_value_ref(item);
  if (item.as.i == 5) return rill_fail(rill_error_new(7, "five"));
  if (item.as.i == 9) return rill_string("nine");
  return rill_int(rill_as_int(sum) + item.as.i);
}

static rill_value_t totalled(rill_value_t group, void *context) {
  (void) context;
  return rill_object(rill_pipe(rill_from_value(rill_value_ref(group)),
                               rill_reduce(rill_call(total))));
}

#define TOTAL rill_flat_map(rill_call(totalled))

TEST(groups, go_on_to_a_fold) {
  ck_source(rill_pipe(rill_range(1, 4), rill_group_by(MODULO(1)), TOTAL),
            "({10}|)");
  ck_source(rill_pipe(rill_range(6, 6), rill_group_by(MODULO(1)), TOTAL),
            "({21}|)"); /* from 10 on */
  ck_source(rill_pipe(rill_range(0, 9), rill_group_by(MODULO(2)), TOTAL), "#");
  ck_source(rill_pipe(LETTERS, rill_group_by(rill_call(length_of)), TOTAL),
            "(d|)");
}

static rill_value_t first_three(rill_value_t group, void *context) {
  (void) context;
  return rill_object(rill_pipe(rill_from_value(rill_value_ref(group)),
                               rill_take(3), rill_to_list()));
}

TEST(groups, go_on_to_one_that_leaves_in_the_middle) {
  ck_source(rill_pipe(rill_range(1, 8), rill_group_by(MODULO(1)),
                      rill_flat_map(rill_call(first_three))),
            "([1,2,3][4,5,6][7,8]|)");
}

static rill_value_t fire_at_3(rill_value_t item, void *subject) {
  if (item.as.i == 3) rill_subject_next(subject, rill_int(0));
  return rill_value_ref(item);
}

static rill_value_t until(rill_value_t group, void *subject) {
  (void) group;
  return rill_object(rill_subject_observable(subject));
}

static rill_value_t its_list(rill_value_t group, void *subject) {
  rill_fn_t fire = rill_call_with(fire_at_3, rill_borrow(subject));
  return rill_object(rill_pipe(rill_from_value(rill_value_ref(group)),
                               rill_map(fire), rill_to_list()));
}

/* The group ends behind the item, not inside of it, and not later. */
TEST(groups, go_on_to_one_that_ends_its_group_in_the_middle) {
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_subject_new(clock);
  probe_t probe = {0};
  probe_subscribe(
      &probe, clock,
      rill_pipe(
          rill_range(1, 5),
          rill_group_by_until(MODULO(1), rill_no_fn(),
                              rill_call_with(until, rill_borrow(subject))),
          rill_flat_map(rill_call_with(its_list, rill_borrow(subject)))),
      RILL_UNBOUNDED);
  ck_assert_str_eq(probe.text, "[1, 2, 3] [4, 5] |");
  rill_unref(subject);
  clock_close(clock);
}

/* --- What has been asked for ---------------------------------------------- */

TEST(groups, go_on_as_far_as_asked) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_range(1, 9), rill_group_by(MODULO(1)), EACH),
                  4);
  ck_assert_str_eq(probe.text, "1 2 3 4");
  rill_request(probe.subscription, 3);
  ck_assert_str_eq(probe.text, "1 2 3 4 5 6 7");
  rill_request(probe.subscription, RILL_UNBOUNDED);
  ck_assert_str_eq(probe.text, "1 2 3 4 5 6 7 8 9 |");
  clock_close(clock);
}

struct asking {
  probe_t probe;
  int64_t demand;
};

static rill_value_t asking_watch(rill_value_t group, void *context) {
  struct asking *asking = context;
  probe_subscribe(&asking->probe, asking->probe.scheduler,
                  rill_from_value(rill_value_ref(group)), asking->demand);
  return rill_none();
}

/* What a group's subscriber hears of 1 to 7, who asks for some at first, and
 * then for three more. */
static void ck_asking(int64_t demand, const char *first, const char *then) {
  rill_scheduler_t *clock = clock_new();
  struct asking asking = {.probe.scheduler = clock, .demand = demand};
  rill_fn_t watch = rill_call_with(asking_watch, rill_borrow(&asking));
  probe_t groups = {0};
  probe_subscribe(
      &groups, clock,
      rill_pipe(rill_range(1, 7), rill_group_by(MODULO(1)), rill_map(watch)),
      RILL_UNBOUNDED);
  ck_assert_str_eq(asking.probe.text, first);
  rill_request(asking.probe.subscription, 3);
  ck_assert_str_eq(asking.probe.text, then);
  rill_cancel(asking.probe.subscription);
  clock_close(clock);
}

TEST(groups, do_not_go_on_unasked) {
  ck_asking(1, "1", "1 2 3 4");
  ck_asking(2, "1 2", "1 2 3 4 5");
  ck_asking(4, "1 2 3 4", "1 2 3 4 5 6 7 |");
}

/* --- Who is inside -------------------------------------------------------- */

struct inside {
  rill_subject_t *subject;
  rill_subscription_t *run;
  bool released, too_early;
  char text[64];
};

static void inside_begin(rill_subscription_t *run, void *context) {
  ((struct inside *) context)->run = run;
}

/* Cancels in the third item, and is told of it when that has returned. */
static void inside_next(rill_value_t item, void *context) {
  struct inside *inside = context;
  size_t length = strlen(inside->text);
  rill_value_format(item, inside->text + length, sizeof inside->text - length);
  if (item.as.i == 3) rill_cancel(inside->run);
  if (inside->released) inside->too_early = true;
}

static void inside_release(void *context) {
  ((struct inside *) context)->released = true;
}

static void inside_watch(struct inside *inside, rill_scheduler_t *clock,
                         rill_observable_t *flow) {
  rill_unref(rill_subscribe(clock, flow, .subscribed = inside_begin,
                            .next = inside_next, .release = inside_release,
                            .demand = RILL_UNBOUNDED, .context = inside));
}

static void inside_check(const struct inside *inside, const char *text) {
  ck_assert_str_eq(inside->text, text);
  ck_assert(inside->released && !inside->too_early);
}

static void push_all(rill_subject_t *subject, int64_t count) {
  for (int64_t i = 1; i <= count; i++) rill_subject_next(subject, rill_int(i));
}

/* From outside of the run that the groups are merged in, each item enters
 * that too. */
TEST(groups, go_on_to_one_that_cancels_all) {
  rill_scheduler_t *clock = clock_new();
  struct inside inside = {0};
  rill_subject_t *subject = rill_subject_new(clock);
  inside_watch(&inside, clock,
               rill_pipe(rill_subject_observable(subject),
                         rill_group_by(MODULO(1)), EACH));
  push_all(subject, 4);
  inside_check(&inside, "123");
  rill_unref(subject);
  clock_close(clock);
}

TEST(groups, go_on_at_once_to_one_that_cancels_all) {
  rill_scheduler_t *clock = clock_new();
  struct inside inside = {0};
  inside_watch(&inside, clock,
               rill_pipe(rill_range(1, 5), rill_group_by(MODULO(1)), EACH));
  inside_check(&inside, "123");
  clock_close(clock);
}

/* 1 to 4, inside of the start of all. */
static rill_value_t produce(rill_value_t value, void *context) {
  const struct inside *inside = context;
  for (int64_t i = 1; i <= 4; i++) {
    rill_emitter_next(rill_emitter_of(value), rill_int(i));
    ck_assert(!inside->released);
  }
  return rill_none();
}

TEST(groups, leave_nothing_but_what_was_entered) {
  rill_scheduler_t *clock = clock_new();
  struct inside inside = {0};
  rill_fn_t source = rill_call_with(produce, rill_borrow(&inside));
  inside_watch(&inside, clock,
               rill_pipe(rill_create(source), rill_group_by(MODULO(1)), EACH));
  inside_check(&inside, "123");
  clock_close(clock);
}

/* --- A group by itself ---------------------------------------------------- */

struct lone {
  struct inside inside;
  rill_scheduler_t *clock;
};

static void lone_next(rill_value_t item, void *context) {
  struct inside *inside = context;
  if (item.as.i == 1) {
    rill_subject_next(inside->subject, rill_int(9)); /* into the same group */
    rill_cancel(inside->run);
  }
  inside_next(item, context);
}

/* Its items are a second late, so that they come from inside of its run. */
static rill_value_t lone_watch(rill_value_t group, void *context) {
  struct lone *lone = context;
  rill_unref(rill_subscribe(lone->clock,
                            rill_pipe(rill_from_value(rill_value_ref(group)),
                                      rill_delay(RILL_SEC(1))),
                            .subscribed = inside_begin, .next = lone_next,
                            .release = inside_release, .demand = RILL_UNBOUNDED,
                            .context = &lone->inside));
  return rill_none();
}

TEST(groups, go_on_to_one_that_is_at_work_already) {
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_subject_new(clock);
  struct lone lone = {.inside = {.subject = subject}, .clock = clock};
  probe_t probe = {0};
  probe_subscribe(
      &probe, clock,
      rill_pipe(rill_subject_observable(subject), rill_group_by(MODULO(1)),
                rill_map(rill_call_with(lone_watch, rill_borrow(&lone)))),
      RILL_UNBOUNDED);
  rill_subject_next(subject, rill_int(1));
  rill_subject_next(subject, rill_int(2));
  rill_subject_next(subject, rill_int(4));
  rill_virtual_advance_by(clock, RILL_SEC(2));
  inside_check(&lone.inside, "1");
  rill_unref(subject);
  clock_close(clock);
}
