/* SPDX-License-Identifier: MIT */
/* Brief inner runs and other inner streams, which send or end meanwhile. */
#include "support/probe.h"
#include "support/threes.h"

/* --- Beside others -------------------------------------------------------- */

struct beside {
  rill_subject_t *subject;
  int code; /* 0: it gets 9; else it fails */
};

static rill_value_t push_beside(rill_value_t x, void *context) {
  const struct beside *b = context;
  if (rill_as_int(x) != 3) return rill_value_ref(x);
  if (b->code == 0)
    rill_subject_next(b->subject, rill_int(9));
  else
    rill_subject_error(b->subject, rill_error_new(b->code, "beside"));
  return rill_value_ref(x);
}

static rill_value_t beside(rill_value_t x, void *context) {
  const struct beside *b = context;
  if (rill_as_int(x) == 0)
    return rill_object(rill_subject_observable(b->subject));
  return three(x, rill_map(rill_call_with(push_beside, rill_borrow(context))));
}

static void ck_beside(int code, const char *text) {
  rill_scheduler_t *clock = clock_new();
  struct beside b = {rill_subject_new(clock), code};
  probe_t probe = {0};
  probe_subscribe(
      &probe, clock,
      rill_pipe(rill_of(rill_int(0), rill_int(2)),
                rill_flat_map(rill_call_with(beside, rill_borrow(&b)))),
      RILL_UNBOUNDED);
  if (code == 0) rill_subject_complete(b.subject);
  ck_assert_str_eq(probe.text, text);
  ck_assert_int_eq(probe.error_code, code);
  rill_unref(b.subject);
  clock_close(clock);
}

/* What another one sends meanwhile. */
TEST(flatten_beside, let_others_send) { ck_beside(0, "2 9 3 4 |"); }

/* Nothing comes behind the error of another one. */
TEST(flatten_beside, end_when_another_one_fails) { ck_beside(7, "2 #"); }

/* What another one sends meanwhile counts. */
TEST(flatten_beside, wait_for_demand) {
  rill_scheduler_t *clock = clock_new();
  struct beside b = {rill_subject_new(clock), 0};
  probe_t probe = {0};
  probe_subscribe(
      &probe, clock,
      rill_pipe(rill_of(rill_int(0), rill_int(2)),
                rill_flat_map(rill_call_with(beside, rill_borrow(&b)))),
      3);
  ck_assert_str_eq(probe.text, "2 9 3");
  rill_request(probe.subscription, 3);
  ck_assert_str_eq(probe.text, "2 9 3 4");
  rill_subject_complete(b.subject);
  ck_assert_str_eq(probe.text, "2 9 3 4 |");
  rill_unref(b.subject);
  clock_close(clock);
}

/* --- What comes from upstream meanwhile ----------------------------------- */

struct upstream {
  rill_subject_t *outer, *first;
};

static rill_value_t push_upstream(rill_value_t x, void *context) {
  const struct upstream *u = context;
  if (rill_as_int(x) == 3) rill_subject_next(u->outer, rill_int(5));
  return rill_value_ref(x);
}

static rill_value_t first_or_three(rill_value_t x, void *context) {
  const struct upstream *u = context;
  if (rill_as_int(x) == 0)
    return rill_object(rill_subject_observable(u->first));
  return three(x,
               rill_map(rill_call_with(push_upstream, rill_borrow(context))));
}

/* 2 3 4 waits for the first one to end; inside of its 3 comes 5 6 7. */
static void ck_turns(struct upstream *u, rill_operator_t *turns,
                     rill_scheduler_t *clock) {
  probe_t probe = {0};
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_subject_observable(u->outer), turns),
                  RILL_UNBOUNDED);
  rill_subject_next(u->outer, rill_int(0));
  rill_subject_next(u->outer, rill_int(2));
  ck_assert_str_eq(probe.text, "");
  rill_subject_complete(u->first);
  ck_assert_str_eq(probe.text, "2 3 4 5 6 7");
  rill_subject_complete(u->outer);
  ck_assert_str_eq(probe.text, "2 3 4 5 6 7 |");
  rill_unref(u->first);
  rill_unref(u->outer);
}

static rill_operator_t *to_first_or_three(struct upstream *u) {
  return rill_map(rill_call_with(first_or_three, rill_borrow(u)));
}

TEST(flatten_beside, have_their_turn_like_all_others) {
  rill_scheduler_t *clock = clock_new();
  struct upstream u = {rill_subject_new(clock), rill_subject_new(clock)};
  ck_turns(&u, rill_compose(to_first_or_three(&u), rill_concat_all()), clock);
  u = (struct upstream){rill_subject_new(clock), rill_subject_new(clock)};
  ck_turns(&u, rill_compose(to_first_or_three(&u), rill_merge_all(1)), clock);
  clock_close(clock);
}

/* --- While an item is on its way ------------------------------------------ */

struct pushing {
  rill_subject_t *outer, *inner;
  char text[64];
};

static void note(struct pushing *p, const char *format, int x) {
  size_t length = strlen(p->text);
  snprintf(p->text + length, sizeof p->text - length, format, x);
}

/* Inside of 7 upstream has one more, and inside of 2 another stream has. */
static void note_and_push(rill_value_t item, void *context) {
  struct pushing *p = context;
  int x = (int) rill_as_int(item);
  note(p, "(%d", x);
  if (x == 7) rill_subject_next(p->outer, rill_int(1));
  if (x == 2) rill_subject_next(p->inner, rill_int(9));
  note(p, ") ", x);
}

static rill_value_t inner_or_doubled(rill_value_t x, void *context) {
  const struct pushing *p = context;
  if (rill_as_int(x) == 0)
    return rill_object(rill_subject_observable(p->inner));
  return doubled(x, NULL);
}

static struct pushing *pushing_new(rill_scheduler_t *clock,
                                   rill_observable_t *more) {
  static struct pushing p;
  p = (struct pushing){rill_subject_new(clock), rill_subject_new(clock), ""};
  rill_unref(rill_subscribe(
      clock,
      rill_pipe(
          rill_subject_observable(p.outer), rill_start_with(rill_int(0)),
          rill_merge(more),
          rill_flat_map(rill_call_with(inner_or_doubled, rill_borrow(&p)))),
      .next = note_and_push, .context = &p));
  return &p;
}

static void pushing_end(struct pushing *p, rill_scheduler_t *clock) {
  rill_subject_complete(p->outer);
  rill_subject_complete(p->inner);
  rill_unref(p->outer);
  rill_unref(p->inner);
  clock_close(clock);
}

TEST(flatten_beside, begin_when_the_item_under_way_is_through) {
  rill_scheduler_t *clock = clock_new();
  struct pushing *p = pushing_new(clock, rill_empty());
  rill_subject_next(p->inner, rill_int(7));
  ck_assert_str_eq(p->text, "(7) (2) (4) (9) ");
  pushing_end(p, clock);
}

/* What waits already comes first. */
TEST(flatten_beside, take_their_turn_behind_what_waits) {
  rill_scheduler_t *clock = clock_new();
  struct pushing *p = pushing_new(clock, rill_range(1, 2));
  ck_assert_str_eq(p->text, "(2) (4) (9) (4) (6) ");
  pushing_end(p, clock);
}
