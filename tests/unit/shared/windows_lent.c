/* SPDX-License-Identifier: MIT */
/* Windows whose items are all there: who runs one at once is lent them, and
 * needs no group. */
#include "support/marbles.h"
#include "support/probe.h"
#include "support/windows.h"

/* --- What becomes of the window ------------------------------------------- */

struct alive {
  size_t most;
};

static rill_value_t count_alive(rill_value_t item, void *context) {
  struct alive *seen = context;
  size_t objects = rill_live_objects(NULL);
  if (objects > seen->most) seen->most = objects;
  return rill_value_ref(item);
}

static rill_value_t counted(rill_value_t window, void *context) {
  return rill_object(
      rill_pipe(windows_stream(window),
                rill_map(rill_call_with(count_alive, rill_borrow(context)))));
}

TEST(windows_lent, need_no_group) {
  struct alive one_by_one = {0}, row = {0};
  probe_t probe = {0}, again = {0};
  probe_run(&probe, windows_by(false, rill_window_with_count(4),
                               rill_flat_map(rill_call_with(
                                   counted, rill_borrow(&one_by_one)))));
  probe_run(
      &again,
      windows_by(true, rill_window_with_count(4),
                 rill_flat_map(rill_call_with(counted, rill_borrow(&row)))));
  ck_assert_str_eq(again.text, probe.text);
  /* which has one, a run, and a map more */
  ck_assert_uint_eq(one_by_one.most, row.most + 3);
}

/* Steps that stand between let it pass, and emit nothing else. */
TEST(windows_lent, need_no_group_behind_a_step) {
  struct alive near = {0}, behind = {0};
  probe_t probe = {0}, again = {0};
  rill_operator_t *run =
      rill_flat_map(rill_call_with(counted, rill_borrow(&near)));
  probe_run(&probe, windows_by(true, rill_window_with_count(4), run));
  run = rill_flat_map(rill_call_with(counted, rill_borrow(&behind)));
  probe_run(&again,
            windows_by(true, rill_window_with_count(4),
                       rill_compose(rill_map(rill_call(windows_same)), run)));
  ck_assert_str_eq(again.text, probe.text);
  ck_assert_uint_eq(behind.most, near.most + 1); /* the step */
}

struct kept_sum {
  struct windows_kept windows;
  probe_t inside;
  rill_scheduler_t *clock;
};

static rill_value_t keep_and_sum(rill_value_t window, void *context) {
  rill_value_unref(windows_keep(window, context));
  return windows_sum(window, NULL);
}

TEST(windows_lent, have_had_their_subscriber) {
  struct windows_kept kept = {0};
  rill_scheduler_t *clock = clock_new();
  probe_t sums = {0}, again = {0};
  probe_subscribe(&sums, clock,
                  windows_by(true, rill_window_with_count(4),
                             rill_flat_map(rill_call_with(keep_and_sum,
                                                          rill_borrow(&kept)))),
                  RILL_UNBOUNDED);
  ck_assert_str_eq(sums.text, "10 26 |");
  probe_subscribe(&again, clock, windows_take(&kept, 0), RILL_UNBOUNDED);
  ck_assert_str_eq(again.text, "#");
  ck_assert_int_eq(again.error_code, RILL_EALREADY);
  ck_assert_str_has(again.error, "has had its subscriber");
  windows_drop(&kept);
  clock_close(clock);
}

static rill_value_t subscribe_again(rill_value_t item, void *context) {
  struct kept_sum *k = context;
  if (k->inside.ends == 0)
    probe_subscribe(&k->inside, k->clock, windows_take(&k->windows, 0),
                    RILL_UNBOUNDED);
  return rill_value_ref(item);
}

static rill_value_t keep_and_look(rill_value_t window, void *context) {
  struct kept_sum *k = context;
  rill_value_unref(windows_keep(window, &k->windows));
  return rill_object(rill_pipe(
      windows_stream(window),
      rill_map(rill_call_with(subscribe_again, rill_borrow(context)))));
}

TEST(windows_lent, have_had_it_when_the_first_item_comes) {
  struct kept_sum k = {.clock = clock_new()};
  probe_t items = {0};
  probe_subscribe(
      &items, k.clock,
      windows_by(true, rill_window_with_count(4),
                 rill_flat_map(rill_call_with(keep_and_look, rill_borrow(&k)))),
      RILL_UNBOUNDED);
  ck_assert_str_eq(items.text, "1 2 3 4 5 6 7 8 |");
  ck_assert_int_eq(k.inside.error_code, RILL_EALREADY);
  windows_drop(&k.windows);
  clock_close(k.clock);
}

TEST(windows_lent, wait_for_a_late_subscriber) {
  struct windows_kept kept = {0};
  rill_scheduler_t *clock = clock_new();
  probe_t outer = {0}, second = {0}, first = {0};
  probe_subscribe(&outer, clock,
                  windows_by(true, rill_window_with_count(4), KEPT(&kept)),
                  RILL_UNBOUNDED);
  ck_assert_str_eq(outer.text, "|");
  probe_subscribe(&second, clock, windows_take(&kept, 1), RILL_UNBOUNDED);
  probe_subscribe(&first, clock, windows_take(&kept, 0), RILL_UNBOUNDED);
  ck_assert_str_eq(first.text, "1 2 3 4 |");
  ck_assert_str_eq(second.text, "5 6 7 8 |");
  windows_drop(&kept);
  clock_close(clock);
}

static rill_value_t every_other(rill_value_t window, void *context) {
  struct windows_kept *kept = context;
  if (kept->count++ % 2 == 0) return windows_sum(window, NULL);
  kept->window[kept->count] = rill_value_ref(window);
  return rill_object(rill_empty());
}

/* What was of one window is not of the next. */
TEST(windows_lent, wait_behind_those_that_have_been_run) {
  struct windows_kept kept = {0};
  rill_scheduler_t *clock = clock_new();
  probe_t outer = {0}, second = {0};
  probe_subscribe(&outer, clock,
                  windows_by(true, rill_window_with_count(2),
                             rill_flat_map(rill_call_with(every_other,
                                                          rill_borrow(&kept)))),
                  RILL_UNBOUNDED);
  ck_assert_str_eq(outer.text, "3 11 |");
  probe_subscribe(&second, clock, rill_from_value(kept.window[2]),
                  RILL_UNBOUNDED);
  ck_assert_str_eq(second.text, "3 4 |");
  rill_value_unref(kept.window[4]);
  clock_close(clock);
}

TEST(windows_lent, may_be_wanted_by_nobody) {
  ck_source(windows_by(true, rill_window_with_count(3),
                       rill_map(rill_call(windows_zero))),
            "(000|)");
}

struct by_hand {
  rill_scheduler_t *clock;
  char text[64];
};

static void note_item(rill_value_t item, void *context) {
  struct by_hand *h = context;
  size_t length = strlen(h->text);
  snprintf(h->text + length, sizeof h->text - length, "%d ",
           (int) rill_as_int(item));
}

static rill_value_t subscribe_by_hand(rill_value_t window, void *context) {
  struct by_hand *h = context;
  strcat(h->text, "( ");
  rill_unref(rill_subscribe(h->clock, windows_stream(window), .next = note_item,
                            .context = h));
  strcat(h->text, ") ");
  return rill_none();
}

/* Who subscribes by itself is back before the items come. */
TEST(windows_lent, come_to_who_subscribes_by_hand) {
  struct by_hand h = {.clock = clock_new()};
  probe_t outer = {0};
  probe_subscribe(
      &outer, h.clock,
      windows_by(true, rill_window_with_count(4),
                 rill_map(rill_call_with(subscribe_by_hand, rill_borrow(&h)))),
      RILL_UNBOUNDED);
  ck_assert_str_eq(h.text, "( ) 1 2 3 4 ( ) 5 6 7 8 ");
  clock_close(h.clock);
}

/* --- Leaving -------------------------------------------------------------- */

TEST(windows_lent, stop_in_the_middle) {
  probe_t probe = {.cancel_at = 6};
  struct alive seen = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(
      &probe, clock,
      windows_by(true, rill_window_with_count(4),
                 rill_flat_map(rill_call_with(counted, rill_borrow(&seen)))),
      RILL_UNBOUNDED);
  ck_assert_str_eq(probe.text, "1 2 3 4 5 6");
  ck_assert_int_eq(probe.released, 1);
  ck_assert_uint_eq(rill_scheduler_runs(clock), 0);
  clock_close(clock);
  ck_assert_uint_eq(rill_live_objects(NULL), 0);
}

static rill_value_t close_at_6(rill_value_t item, void *clock) {
  if (rill_as_int(item) == 6) rill_scheduler_close(clock);
  return rill_value_ref(item);
}

static rill_value_t closing(rill_value_t window, void *clock) {
  return rill_object(
      rill_pipe(windows_stream(window),
                rill_map(rill_call_with(close_at_6, rill_borrow(clock)))));
}

TEST(windows_lent, end_with_a_scheduler_that_closes_inside) {
  probe_t probe = {0};
  rill_scheduler_t *clock = rill_virtual_scheduler_new();
  probe_subscribe(
      &probe, clock,
      windows_by(true, rill_window_with_count(4),
                 rill_flat_map(rill_call_with(closing, rill_borrow(clock)))),
      RILL_UNBOUNDED);
  ck_assert_str_eq(probe.text, "1 2 3 4 5");
  ck_assert_int_eq(probe.ends, 0);
  ck_assert_int_eq(probe.released, 1);
  ck_assert_uint_eq(rill_live_objects(NULL), 0);
}

static rill_value_t keep_and_leave(rill_value_t window, void *context) {
  struct kept_sum *k = context;
  rill_value_unref(windows_keep(window, &k->windows));
  rill_cancel(k->inside.subscription);
  return rill_none();
}

TEST(windows_lent, are_abandoned_with_their_stream) {
  struct kept_sum k = {.clock = clock_new()};
  probe_t late = {0};
  probe_subscribe(
      &k.inside, k.clock,
      windows_by(true, rill_window_with_count(4),
                 rill_map(rill_call_with(keep_and_leave, rill_borrow(&k)))),
      RILL_UNBOUNDED);
  ck_assert_uint_eq(k.windows.count, 1);
  ck_assert_uint_eq(rill_scheduler_runs(k.clock), 0);
  probe_subscribe(&late, k.clock, windows_take(&k.windows, 0), RILL_UNBOUNDED);
  ck_assert_int_eq(late.error_code, RILL_ECANCELED);
  ck_assert_str_has(late.error, "was cancelled before this window was");
  clock_close(k.clock);
}
