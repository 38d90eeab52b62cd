/* SPDX-License-Identifier: MIT */
#include "support/failing.h"
#include "support/heard.h"
#include "support/probe.h"

/* Writes what it hears; each item of the outer run starts an inner one. */
struct diary {
  rill_scheduler_t *here;
  rill_subscription_t *inner;
  int depth, cancels;
  char text[256];
};

static void diary_add(struct diary *d, const char *word) {
  size_t length = strlen(d->text);
  snprintf(d->text + length, sizeof d->text - length, "%s ", word);
}

static void inner_next(rill_value_t item, void *context) {
  char word[8];
  snprintf(word, sizeof word, "i%d", (int) rill_as_int(item));
  diary_add(context, word);
}

static void inner_release(void *context) { diary_add(context, "gone"); }

static void inner_start(struct diary *d, int first) {
  rill_unref(rill_subscribe(d->here, rill_range(first, 2), .next = inner_next,
                            .release = inner_release, .context = d));
}

static void outer_next(rill_value_t item, void *context) {
  struct diary *d = context;
  int number = (int) rill_as_int(item);
  diary_add(d, number == 1 ? "<1" : "<2");
  inner_start(d, number * 10);
  diary_add(d, number == 1 ? "1>" : "2>");
}

static void outer_complete(void *context) { diary_add(context, "end"); }

static void both(rill_scheduler_t *here, const char *expected) {
  struct diary d = {.here = here};
  rill_unref(rill_subscribe(here, rill_range(1, 2), .next = outer_next,
                            .complete = outer_complete, .context = &d));
  ck_assert_str_eq(d.text, expected);
  rill_scheduler_close(here);
}

TEST(trampoline, what_starts_inside_waits_for_its_turn) {
  both(rill_trampoline_scheduler_new(),
       "<1 1> <2 2> end i10 i11 gone i20 i21 gone ");
}

TEST(immediate, what_starts_inside_starts_in_the_middle) {
  both(rill_immediate_scheduler_new(),
       "<1 i10 i11 gone 1> <2 i20 i21 gone 2> end ");
}

static rill_value_t post_note(void *context) {
  diary_add(context, "post");
  return rill_none();
}

static rill_value_t post_more(void *context) {
  struct diary *d = context;
  diary_add(d, "<");
  rill_post(d->here, rill_call_with(post_note, rill_borrow(d)));
  inner_start(d, 1);
  rill_post(d->here, rill_call_with(post_note, rill_borrow(d)));
  diary_add(d, ">");
  return rill_none();
}

TEST(trampoline, posts_and_runs_have_one_order) {
  struct diary d = {.here = rill_trampoline_scheduler_new()};
  ck_assert_str_eq(rill_scheduler_name(d.here), "trampoline");
  rill_post(d.here, rill_call_with(post_more, rill_borrow(&d)));
  ck_assert_str_eq(d.text, "< > post i1 i2 gone post "); /* here and now */
  rill_scheduler_close(d.here);
}

TEST(trampoline, sleeps_where_timers_ask_for_it) {
  struct diary d = {.here = rill_trampoline_scheduler_new()};
  probe_t probe = {0};
  rill_time_t before = rill_now(d.here);
  rill_post_after(d.here, RILL_MS(2),
                  rill_call_with(post_note, rill_borrow(&d)));
  ck_assert_str_eq(d.text, "post ");
  rill_observable_t *flow = rill_pipe(rill_interval(RILL_MS(1)), rill_take(3));
  probe_subscribe(&probe, d.here, flow, RILL_UNBOUNDED);
  ck_assert_uint_eq(probe.items, 3);
  ck_assert_int_eq(probe.ends, 1);
  ck_assert_int_ge(rill_now(d.here) - before, RILL_MS(5));
  rill_scheduler_close(d.here);
}

/* --- One that waits ------------------------------------------------------- */

static rill_value_t ask_early(void *context) {
  struct diary *d = context;
  rill_subscription_t *run =
      rill_subscribe(d->here, rill_range(1, 9), .next = inner_next,
                     .release = inner_release, .context = d, .demand = 1);
  rill_request(run, 1);
  diary_add(d, "asked");
  rill_unref(run);
  return rill_none();
}

TEST(trampoline, one_that_waits_can_be_asked) {
  struct diary d = {.here = rill_trampoline_scheduler_new()};
  rill_post(d.here, rill_call_with(ask_early, rill_borrow(&d)));
  ck_assert_str_eq(d.text, "asked i1 i2 ");
  rill_scheduler_close(d.here);
}

static rill_value_t cancel_early(void *context) {
  struct diary *d = context;
  rill_subscription_t *run =
      rill_subscribe(d->here, rill_range(1, 9), .next = inner_next,
                     .release = inner_release, .context = d);
  rill_cancel(run);
  ck_assert(rill_is_over(run));
  rill_unref(run);
  return rill_none();
}

TEST(trampoline, one_that_waits_can_be_cancelled) {
  struct diary d = {.here = rill_trampoline_scheduler_new()};
  rill_post(d.here, rill_call_with(cancel_early, rill_borrow(&d)));
  ck_assert_str_eq(d.text, "gone ");
  rill_scheduler_close(d.here);
}

static rill_value_t close_early(void *context) {
  struct diary *d = context;
  inner_start(d, 1);
  rill_scheduler_close(d->here);
  return rill_none();
}

TEST(trampoline, closing_ends_those_that_wait) {
  struct diary d = {.here = rill_trampoline_scheduler_new()};
  rill_post(d.here, rill_call_with(close_early, rill_borrow(&d)));
  ck_assert_str_eq(d.text, "gone ");
}

/* --- A million of them ---------------------------------------------------- */

struct relay {
  rill_scheduler_t *here;
  int64_t left;
};

static void relay_complete(void *context) {
  struct relay *relay = context;
  if (--relay->left == 0) return;
  rill_unref(rill_subscribe(relay->here, rill_just(rill_int(1)),
                            .complete = relay_complete, .context = relay));
}

TEST(trampoline, runs_that_start_runs_need_no_stack) {
  struct relay relay = {rill_trampoline_scheduler_new(), 300000};
  rill_unref(rill_subscribe(relay.here, rill_empty(),
                            .complete = relay_complete, .context = &relay));
  ck_assert_int_eq(relay.left, 0);
  rill_scheduler_close(relay.here);
}

TEST(trampoline, waits_for_other_threads) {
  heard_t heard = {0};
  rill_scheduler_t *here = rill_trampoline_scheduler_new();
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 2);
  heard.on = here;
  rill_observable_t *flow = rill_pipe(
      rill_range(1, 5000), rill_observe_on(pool), rill_observe_on(here));
  rill_unref(heard_subscribe(&heard, here, flow));
  ck_assert_int_eq(heard.releases, 1);
  heard_wait(&heard);
  ck_assert_int_eq(heard.items, 5000);
  ck_assert(!heard.disordered && !heard.strayed);
  rill_scheduler_close(pool);
  rill_scheduler_close(here);
}

TEST(trampoline, survives_without_memory) {
  failing_each(FAILING_ONE) {
    rill_scheduler_t *here = rill_trampoline_scheduler_new();
    if (here == NULL) continue;
    probe_t probe = {0};
    probe_subscribe(&probe, here, rill_range(1, 3), RILL_UNBOUNDED);
    ck_assert_int_eq(probe.ends, 1);
    rill_scheduler_close(here);
  }
}
