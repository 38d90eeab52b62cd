/* SPDX-License-Identifier: MIT */
/* Items go straight to the subscribers of a subject: what may come in
 * between. */
#include "support/subjects.h"

struct guest {
  probe_t probe;
  rill_subject_t **subject; /* drops this handle inside of the item `at` */
  rill_subscription_t *first, *second; /* cancels these */
  int64_t at, heard;
  int completions;
};

static void guest_next(rill_value_t item, void *context) {
  struct guest *guest = context;
  guest->heard = guest->heard * 10 + rill_as_int(item);
  if (rill_as_int(item) != guest->at) return;
  rill_cancel(guest->first);
  rill_cancel(guest->second);
  if (guest->subject == NULL) return;
  rill_unref(*guest->subject);
  *guest->subject = NULL;
}

static void guest_complete(void *context) {
  ((struct guest *) context)->completions++;
}

static rill_subscription_t *invite(struct guest *guest, rill_scheduler_t *clock,
                                   rill_subject_t *subject) {
  return rill_subscribe(clock, rill_subject_observable(subject),
                        .next = guest_next, .complete = guest_complete,
                        .context = guest);
}

TEST(relay_direct, one_cancels_those_before_and_after_him_inside_of_an_item) {
  struct guest before = {0}, one = {.at = 2}, after = {0}, last = {0};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_subject_new(clock);
  one.first = invite(&before, clock, subject);
  rill_unref(invite(&one, clock, subject));
  one.second = invite(&after, clock, subject);
  rill_unref(invite(&last, clock, subject));
  push_all(subject, 1, 3);
  rill_subject_complete(subject);
  ck_assert_int_eq(before.heard, 12);
  ck_assert_int_eq(one.heard, 123);
  ck_assert_int_eq(after.heard, 1);
  ck_assert_int_eq(last.heard, 123);
  ck_assert_int_eq(before.completions + after.completions, 0);
  ck_assert_int_eq(one.completions + last.completions, 2);
  rill_unref(one.first);
  rill_unref(one.second);
  rill_unref(subject);
  clock_close(clock);
}

/* The subject and its only subscriber go while it is being pushed into. */
TEST(relay_direct, everything_may_go_inside_of_an_item) {
  struct guest guest = {.at = 1};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_subject_new(clock);
  guest.subject = &subject;
  guest.first = invite(&guest, clock, subject);
  rill_unref(guest.first); /* only the run itself is left */
  ck_assert_int_eq(push(subject, 1), 0);
  ck_assert_ptr_null(subject);
  clock_close(clock);
  ck_assert_live(&rill_subject_type, 0);
}

struct asker {
  rill_subscription_t *run;
  int items, code;
};

static void ask_for_nothing(rill_value_t item, void *context) {
  struct asker *asker = context;
  (void) item;
  asker->items++;
  rill_request(asker->run, 0);
}

static void asker_error(rill_error_t *error, void *context) {
  ((struct asker *) context)->code = rill_error_code(error);
}

TEST(relay_direct, a_refused_request_inside_of_an_item_ends_that_one) {
  struct asker asker = {0};
  probe_t other = {0};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_subject_new(clock);
  asker.run = rill_subscribe(clock, rill_subject_observable(subject),
                             .next = ask_for_nothing, .error = asker_error,
                             .context = &asker);
  hear(&other, clock, subject, RILL_UNBOUNDED);
  push_all(subject, 1, 3);
  ck_assert_int_eq(asker.items, 1);
  ck_assert_int_eq(asker.code, RILL_EINVAL);
  ck_assert_str_eq(other.text, "1 2 3");
  rill_subject_complete(subject);
  rill_unref(asker.run);
  rill_unref(subject);
  clock_close(clock);
}

TEST(relay_direct, who_asks_now_and_then_hears_what_the_others_hear) {
  probe_t quick = {0}, slow = {0}, mapped = {0};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_subject_new(clock, .capacity = 3);
  hear(&quick, clock, subject, RILL_UNBOUNDED);
  hear(&slow, clock, subject, 2);
  probe_subscribe(&mapped, clock,
                  rill_pipe(rill_subject_observable(subject), rill_skip(0)),
                  RILL_UNBOUNDED);
  push_all(subject, 1, 5);
  ck_assert_int_eq(push(subject, 6), RILL_EAGAIN);
  ck_assert_str_eq(slow.text, "1 2");
  rill_request(slow.subscription, 4);
  push_all(subject, 6, 7);
  ck_assert_str_eq(slow.text, "1 2 3 4 5 6");
  rill_request(slow.subscription, 5);
  ck_assert_int_eq(push(subject, 8), 0);
  ck_assert_str_eq(slow.text, "1 2 3 4 5 6 7 8");
  ck_assert_str_eq(quick.text, slow.text);
  ck_assert_str_eq(mapped.text, slow.text);
  rill_subject_complete(subject);
  rill_unref(subject);
  clock_close(clock);
}

TEST(relay_direct, what_changes_between_two_items_counts_for_the_next) {
  probe_t one = {0}, two = {0}, three = {0};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_subject_new(clock, .capacity = 2);
  hear(&one, clock, subject, RILL_UNBOUNDED);
  push_all(subject, 1, 2);
  hear(&two, clock, subject, 0);
  push_all(subject, 3, 4);
  ck_assert_int_eq(push(subject, 0), RILL_EAGAIN);
  ck_assert_str_eq(two.text, "");
  rill_request(two.subscription, 4);
  push_all(subject, 5, 8);
  ck_assert_str_eq(one.text, "1 2 3 4 5 6 7 8");
  ck_assert_str_eq(two.text, "3 4 5 6");
  rill_cancel(two.subscription);
  push_all(subject, 9, 10);
  rill_cancel(one.subscription);
  ck_assert_int_eq(push(subject, 0), 0); /* to nobody */
  hear(&three, clock, subject, RILL_UNBOUNDED);
  push_all(subject, 11, 12);
  rill_subject_complete(subject);
  ck_assert_int_eq(push(subject, 0), RILL_ECLOSED);
  ck_assert_str_eq(one.text, "1 2 3 4 5 6 7 8 9 10");
  ck_assert_str_eq(three.text, "11 12 |");
  rill_unref(subject);
  clock_close(clock);
}

/* --- When nothing has changed for some items ------------------------------ */

struct host {
  rill_scheduler_t *clock;
  rill_subject_t *subject;
  rill_subscription_t *runs[3];
  struct guest late;
  int64_t heard;
  void (*at_third)(struct host *host);
};

static void host_next(rill_value_t item, void *context) {
  struct host *host = context;
  host->heard = host->heard * 10 + rill_as_int(item);
  if (rill_as_int(item) == 3) host->at_third(host);
}

/* Two guests with the host between them; what they all have heard. */
static void hold(int64_t before, int64_t host, int64_t after,
                 void (*at_third)(struct host *host), struct host *h) {
  struct guest first = {0}, last = {0};
  *h = (struct host){.clock = clock_new(), .at_third = at_third};
  h->subject = rill_subject_new(h->clock);
  h->runs[0] = invite(&first, h->clock, h->subject);
  h->runs[1] = rill_subscribe(h->clock, rill_subject_observable(h->subject),
                              .next = host_next, .context = h);
  h->runs[2] = invite(&last, h->clock, h->subject);
  for (int i = 1; i <= 5; i++) push(h->subject, i);
  rill_subject_complete(h->subject);
  ck_assert_int_eq(first.heard, before);
  ck_assert_int_eq(h->heard, host);
  ck_assert_int_eq(last.heard, after);
  for (int i = 0; i < 3; i++) rill_unref(h->runs[i]);
  rill_unref(h->subject);
  clock_close(h->clock);
}

static void leave(struct host *host) { rill_cancel(host->runs[1]); }
static void send_next(struct host *host) { rill_cancel(host->runs[2]); }
static void send_before(struct host *host) { rill_cancel(host->runs[0]); }
static void push_more(struct host *host) { push(host->subject, 7); }
static void invite_late(struct host *host) {
  rill_unref(invite(&host->late, host->clock, host->subject));
}
static void leave_all(struct host *host) {
  for (int i = 0; i < 3; i++) rill_cancel(host->runs[i]);
}

TEST(relay_direct, one_of_many_who_have_been_ready_may_leave) {
  struct host host;
  hold(12345, 123, 12345, leave, &host);
  hold(12345, 12345, 12, send_next, &host);
  hold(123, 12345, 12345, send_before, &host);
  hold(123, 123, 12, leave_all, &host);
}

TEST(relay_direct, one_of_many_who_have_been_ready_may_push) {
  struct host host;
  hold(123745, 123745, 123745, push_more, &host);
}

TEST(relay_direct, who_comes_to_many_who_have_been_ready_is_too_late) {
  struct host host;
  hold(12345, 12345, 12345, invite_late, &host);
  ck_assert_int_eq(host.late.heard, 45);
  ck_assert_int_eq(host.late.completions, 1);
}

TEST(relay_direct, everything_may_go_inside_of_the_third_item) {
  struct guest guest = {.at = 3};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_subject_new(clock);
  guest.subject = &subject;
  guest.first = invite(&guest, clock, subject);
  rill_unref(guest.first);
  push_all(subject, 1, 3);
  ck_assert_ptr_null(subject);
  clock_close(clock);
  ck_assert_live(&rill_subject_type, 0);
}

/* --- One alone, who is lent the item -------------------------------------- */

struct hermit {
  rill_scheduler_t *clock;
  rill_subject_t *subject;
  rill_subscription_t *run;
  struct guest late;
  char text[64]; /* each item with what comes inside of its call */
  size_t length;
  void (*at_third)(struct hermit *hermit);
};

static void hermit_put(struct hermit *hermit, char c) {
  hermit->text[hermit->length++] = c;
}

static void hermit_next(rill_value_t item, void *context) {
  struct hermit *hermit = context;
  hermit_put(hermit, (char) ('0' + rill_as_int(item)));
  hermit_put(hermit, '(');
  if (rill_as_int(item) == 3) hermit->at_third(hermit);
  hermit_put(hermit, ')');
}

static void hermit_complete(void *context) { hermit_put(context, '|'); }

static void hermit_error(rill_error_t *error, void *context) {
  hermit_put(context, rill_error_code(error) == RILL_EINVAL ? '!' : '?');
}

static void hermit_release(void *context) { hermit_put(context, '.'); }

/* What one hears of five items when he does that inside of the third. */
static void retire(const char *text, void (*at_third)(struct hermit *hermit),
                   struct hermit *h) {
  *h = (struct hermit){.clock = clock_new(), .at_third = at_third};
  h->subject = rill_subject_new(h->clock);
  h->run = rill_subscribe(h->clock, rill_subject_observable(h->subject),
                          .next = hermit_next, .complete = hermit_complete,
                          .error = hermit_error, .context = h,
                          .release = hermit_release);
  for (int i = 1; i <= 5; i++) push(h->subject, i);
  rill_subject_complete(h->subject);
  rill_unref(h->run);
  rill_unref(h->subject);
  ck_assert_str_eq(h->text, text);
  clock_close(h->clock);
}

static void hermit_push(struct hermit *h) {
  for (int i = 7; i <= 8; i++) push(h->subject, i);
}
static void hermit_leave(struct hermit *h) { rill_cancel(h->run); }
static void hermit_push_and_leave(struct hermit *h) {
  hermit_push(h);
  hermit_leave(h);
}
static void hermit_leave_and_push(struct hermit *h) {
  hermit_leave(h);
  hermit_push(h);
}
static void hermit_end(struct hermit *h) { rill_subject_complete(h->subject); }
static void hermit_push_and_end(struct hermit *h) {
  hermit_push(h);
  hermit_end(h);
}
static void hermit_ask(struct hermit *h) { rill_request(h->run, 9); }
static void hermit_ask_for_nothing(struct hermit *h) {
  rill_request(h->run, 0);
}
static void hermit_invite(struct hermit *h) {
  rill_unref(invite(&h->late, h->clock, h->subject));
}
static void hermit_invite_and_leave(struct hermit *h) {
  hermit_invite(h);
  hermit_leave(h);
}

TEST(relay_direct, what_one_alone_pushes_comes_behind_the_item) {
  struct hermit h;
  retire("1()2()3()7()8()4()5()|.", hermit_push, &h);
  retire("1()2()3()7()8()|.", hermit_push_and_end, &h);
  retire("1()2()3()|.", hermit_end, &h);
  retire("1()2()3()4()5()|.", hermit_ask, &h);
}

TEST(relay_direct, one_alone_who_leaves_is_let_go_behind_the_item) {
  struct hermit h;
  retire("1()2()3().", hermit_leave, &h);
  retire("1()2()3().", hermit_push_and_leave, &h);
  retire("1()2()3().", hermit_leave_and_push, &h);
  retire("1()2()3()!.", hermit_ask_for_nothing, &h);
}

TEST(relay_direct, who_comes_to_one_alone_is_too_late_for_the_item) {
  struct hermit h;
  retire("1()2()3()4()5()|.", hermit_invite, &h);
  ck_assert_int_eq(h.late.heard, 45);
  retire("1()2()3().", hermit_invite_and_leave, &h);
  ck_assert_int_eq(h.late.heard, 45);
  ck_assert_int_eq(h.late.completions, 1);
}

/* --- From inside of a run's own request ----------------------------------- */

struct refill {
  rill_subject_t *subject;
  const probe_t *probe;
};

/* The items 3 to 5, inside of the run that may be cancelled by one of them. */
static rill_value_t refill_run(void *context) {
  const struct refill *refill = context;
  for (int i = 3; i <= 5; i++) {
    ck_assert_int_eq(push(refill->subject, i), 0);
    ck_assert_int_eq(refill->probe->released, 0);
  }
  return rill_none();
}

/* It asks for one item, and for all when there is no more room: that makes
 * some, and what comes then comes inside of its request. */
static void refill_inside(int cancel_at, bool alone) {
  probe_t probe = {.cancel_at = (size_t) cancel_at}, other = {0};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_subject_new(clock, .capacity = 1);
  struct refill refill = {subject, &probe};
  if (!alone) hear(&other, clock, subject, RILL_UNBOUNDED);
  hear(&probe, clock, subject, 1);
  rill_subject_on_ready(subject,
                        rill_call_with(refill_run, rill_borrow(&refill)));
  push_all(subject, 1, 2);
  ck_assert_int_eq(push(subject, 0), RILL_EAGAIN);
  rill_request(probe.subscription, RILL_UNBOUNDED);
  ck_assert_uint_eq(probe.items, (size_t) cancel_at);
  ck_assert_int_eq(probe.released, 1);
  ck_assert_str_eq(other.text, alone ? "" : "1 2 3 4 5");
  rill_subject_complete(subject);
  rill_unref(subject);
  clock_close(clock);
}

TEST(relay_direct, who_is_cancelled_inside_of_his_request_goes_behind_it) {
  for (int item = 3; item <= 5; item++) {
    refill_inside(item, true);
    refill_inside(item, false);
  }
}
