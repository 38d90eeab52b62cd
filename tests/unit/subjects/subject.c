/* SPDX-License-Identifier: MIT */
#include "support/failing.h"
#include "support/subjects.h"

TEST(subject, reaches_all_that_are_subscribed_at_the_time) {
  probe_t early = {0}, late = {0}, after = {0};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_subject_new(clock);
  ck_assert(!rill_subject_has_observers(subject));
  ck_assert_int_eq(push(subject, 0), 0); /* to nobody */
  hear(&early, clock, subject, RILL_UNBOUNDED);
  ck_assert(rill_subject_has_observers(subject));
  push(subject, 1);
  hear(&late, clock, subject, RILL_UNBOUNDED);
  push(subject, 2);
  ck_assert_int_eq(rill_subject_complete(subject), 0);
  hear(&after, clock, subject, RILL_UNBOUNDED);
  ck_assert_str_eq(early.text, "1 2 |");
  ck_assert_str_eq(late.text, "2 |");
  ck_assert_str_eq(after.text, "|");
  ck_assert_int_eq(push(subject, 3), RILL_ECLOSED);
  ck_assert_int_eq(rill_subject_complete(subject), RILL_ECLOSED);
  ck_assert(!rill_subject_has_observers(subject));
  rill_unref(subject);
  clock_close(clock);
}

TEST(subject, an_error_reaches_all_and_who_comes_later) {
  probe_t one = {0}, after = {0};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_subject_new(clock);
  hear(&one, clock, subject, 0); /* has not asked for what it overtakes */
  push(subject, 1);
  rill_subject_error(subject, rill_error_new(9, "nine"));
  hear(&after, clock, subject, RILL_UNBOUNDED);
  ck_assert_str_eq(one.text, "#");
  ck_assert_int_eq(one.error_code, 9);
  ck_assert_str_eq(after.text, "#");
  ck_assert_int_eq(rill_subject_error(subject, rill_error_new(9, "late")),
                   RILL_ECLOSED);
  rill_unref(subject);
  clock_close(clock);
}

struct feeder {
  rill_subject_t *subject;
  int calls;
};

static rill_value_t on_ready(void *context) {
  struct feeder *feeder = context;
  feeder->calls++;
  push(feeder->subject, 100 + feeder->calls);
  return rill_none();
}

TEST(subject, all_or_none_when_one_is_behind_and_tells_when_there_is_room) {
  probe_t fast = {0}, slow = {0};
  rill_scheduler_t *clock = clock_new();
  struct feeder feeder = {rill_subject_new(clock, .capacity = 2), 0};
  rill_subject_on_ready(feeder.subject,
                        rill_call_with(on_ready, rill_borrow(&feeder)));
  hear(&fast, clock, feeder.subject, RILL_UNBOUNDED);
  hear(&slow, clock, feeder.subject, 1);
  ck_assert_int_eq(push(feeder.subject, 1), 0);
  ck_assert_int_eq(push(feeder.subject, 2), 0);
  ck_assert_int_eq(push(feeder.subject, 3), 0);
  ck_assert_int_eq(push(feeder.subject, 4), RILL_EAGAIN);
  ck_assert_str_eq(fast.text, "1 2 3");
  ck_assert_str_eq(slow.text, "1");
  rill_request(slow.subscription, 1);
  ck_assert_int_eq(feeder.calls, 1);
  ck_assert_str_eq(fast.text, "1 2 3 101");
  ck_assert_int_eq(push(feeder.subject, 5), RILL_EAGAIN);
  rill_cancel(slow.subscription); /* the slowest leaves: room again */
  ck_assert_int_eq(feeder.calls, 2);
  rill_subject_complete(feeder.subject);
  ck_assert_str_eq(fast.text, "1 2 3 101 102 |");
  rill_unref(feeder.subject);
  clock_close(clock);
}

TEST(subject, completion_waits_for_what_a_subscriber_is_behind) {
  probe_t slow = {0};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_subject_new(clock);
  hear(&slow, clock, subject, 1);
  push(subject, 1);
  push(subject, 2);
  rill_subject_complete(subject);
  ck_assert_str_eq(slow.text, "1");
  rill_request(slow.subscription, 5);
  ck_assert_str_eq(slow.text, "1 2 |");
  rill_unref(subject);
  clock_close(clock);
}

/* Two observers that write into one text, of which one pushes more. */
struct party {
  rill_subject_t *subject;
  rill_scheduler_t *clock;
  char text[256];
  probe_t inner;
  rill_subscription_t *second;
};

static void note(struct party *p, char who, rill_value_t item) {
  size_t n = strlen(p->text);
  snprintf(p->text + n, sizeof p->text - n, "%c%d ", who,
           (int) rill_as_int(item));
}

static void first_next(rill_value_t item, void *context) {
  struct party *p = context;
  note(p, 'a', item);
  if (rill_as_int(item) == 1) {
    push(p->subject, 2);
    hear(&p->inner, p->clock, p->subject, RILL_UNBOUNDED);
    push(p->subject, 3);
  }
  if (rill_as_int(item) == 3) rill_cancel(p->second);
}

static void second_next(rill_value_t item, void *context) {
  note(context, 'b', item);
}

TEST(subject, keeps_order_when_pushed_and_subscribed_from_inside_of_an_item) {
  struct party p = {.clock = clock_new()};
  p.subject = rill_subject_new(p.clock);
  rill_unref(rill_subscribe(p.clock, rill_subject_observable(p.subject),
                            .next = first_next, .context = &p));
  p.second = rill_subscribe(p.clock, rill_subject_observable(p.subject),
                            .next = second_next, .context = &p);
  push(p.subject, 1);
  push(p.subject, 4);
  ck_assert_str_eq(p.text, "a1 b1 a2 b2 a3 a4 ");
  ck_assert_str_eq(p.inner.text, "3 4");
  rill_subject_complete(p.subject);
  rill_unref(p.second);
  rill_unref(p.subject);
  clock_close(p.clock);
}

static void chain_next(rill_value_t item, void *context) {
  struct party *p = context;
  if (rill_as_int(item) < 300000) push(p->subject, rill_as_int(item) + 1);
}

TEST(subject, pushing_from_inside_does_not_grow_the_stack) {
  struct party p = {.clock = clock_new()};
  probe_t last = {0};
  p.subject = rill_subject_new(p.clock);
  rill_unref(rill_subscribe(p.clock, rill_subject_observable(p.subject),
                            .next = chain_next, .context = &p));
  push(p.subject, 1);
  hear(&last, p.clock, p.subject, RILL_UNBOUNDED);
  rill_subject_complete(p.subject);
  ck_assert_str_eq(last.text, "|");
  rill_unref(p.subject);
  clock_close(p.clock);
}

TEST(subject, cancels_from_inside_of_an_item) {
  probe_t one = {.cancel_at = 2}, two = {0};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_subject_new(clock);
  hear(&one, clock, subject, RILL_UNBOUNDED);
  hear(&two, clock, subject, RILL_UNBOUNDED);
  push_all(subject, 1, 3);
  rill_subject_complete(subject);
  ck_assert_str_eq(one.text, "1 2");
  ck_assert_str_eq(two.text, "1 2 3 |");
  rill_unref(subject);
  clock_close(clock);
}

static rill_subject_t *make_one(rill_scheduler_t *home) {
  return rill_subject_new(home);
}

TEST(subject, a_subscriber_on_another_scheduler_gets_a_border) {
  ck_reaches_a_pool(make_one, 1);
}

static void wrong_thread(void *context) {
  ck_assert_int_eq(push(context, 1), RILL_EWRONGTHREAD);
  ck_assert_int_eq(rill_subject_complete(context), RILL_EWRONGTHREAD);
}

TEST(subject, answers_bad_calls) {
  uv_thread_t thread;
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_subject_new(clock);
  ck_assert_ptr_null(rill_subject_new(NULL));
  ck_assert_ptr_null(rill_subject_new(clock, .capacity = -1));
  ck_assert_int_eq(push(NULL, 1), RILL_EINVAL);
  rill_value_t failure = rill_fail(rill_error_new(1, "no item"));
  ck_assert_int_eq(rill_subject_next(subject, failure), RILL_EINVAL);
  ck_assert_int_eq(rill_subject_post(subject, failure), RILL_EINVAL);
  rill_value_unref(failure);
  ck_assert_int_eq(rill_subject_error(subject, NULL), RILL_EINVAL);
  uv_thread_create(&thread, wrong_thread, subject);
  uv_thread_join(&thread);
  probe_t probe = {0};
  probe_run(&probe, rill_subject_observable(NULL));
  ck_assert_str_has(probe.error, "the subject is NULL");
  rill_unref(subject);
  clock_close(clock);
}

TEST(subject, closing_the_scheduler_lets_go_of_all) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_subject_new(clock);
  hear(&probe, clock, subject, 0);
  rill_value_t text = rill_string("queued");
  rill_subject_next(subject, text);
  rill_subject_post(subject, text);
  rill_value_unref(text);
  clock_close(clock);
  ck_assert_int_eq(probe.released, 1);
  ck_assert_str_eq(probe.text, "");
  rill_unref(subject);
}

TEST(subject, survives_without_memory) {
  failing_each(FAILING_ONE) {
    rill_scheduler_t *clock = rill_virtual_scheduler_new();
    if (clock == NULL) continue;
    probe_t probe = {0};
    rill_subject_t *subject = rill_subject_new(clock);
    probe_subscribe(&probe, clock, rill_subject_observable(subject),
                    RILL_UNBOUNDED);
    int first = push(subject, 1), second = rill_subject_post(subject,
                                                             rill_int(2));
    rill_virtual_run(clock);
    rill_subject_complete(subject);
    ck_assert_int_eq(probe.ends, 1);
    if (first == 0 && second == 0 && probe.error_code == 0)
      ck_assert_str_eq(probe.text, "1 2 |");
    rill_unref(subject);
    rill_scheduler_close(clock);
  }
}

/* --- On a trampoline ------------------------------------------------------ */

struct bouncer {
  rill_scheduler_t *trampoline;
  probe_t inside;
  bool waited;
};

/* What is subscribed inside of the third item has its turn behind it. */
static void bounce(rill_value_t item, void *context) {
  struct bouncer *bouncer = context;
  if (rill_as_int(item) != 3) return;
  probe_subscribe(&bouncer->inside, bouncer->trampoline, rill_just(item), 1);
  bouncer->waited = bouncer->inside.items == 0;
}

TEST(subject, on_a_trampoline_an_item_comes_before_what_it_begins) {
  rill_scheduler_t *trampoline = rill_trampoline_scheduler_new();
  struct bouncer bouncer = {.trampoline = trampoline};
  rill_subject_t *subject = rill_subject_new(trampoline);
  rill_unref(rill_subscribe(trampoline, rill_subject_observable(subject),
                            .next = bounce, .context = &bouncer));
  push_all(subject, 1, 3);
  ck_assert(bouncer.waited);
  ck_assert_str_eq(bouncer.inside.text, "3 |");
  rill_subject_complete(subject);
  rill_unref(subject);
  rill_scheduler_close(trampoline);
}
