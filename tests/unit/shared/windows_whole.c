/* SPDX-License-Identifier: MIT */
/* Windows whose items are all there when they begin: who runs one at once gets
 * them without a group, and nobody can tell. */
#include "support/failing.h"
#include "support/marbles.h"
#include "support/probe.h"
#include "support/windows.h"

static rill_value_t same(rill_value_t item, void *context) {
  (void) context;
  return rill_value_ref(item);
}

static rill_value_t add(rill_value_t sum, rill_value_t x, void *context) {
  (void) context;
  return rill_int(rill_as_int(sum) + rill_as_int(x));
}

static rill_observable_t *stream(rill_value_t window) {
  return rill_from_value(rill_value_ref(window));
}

static rill_value_t sum_of(rill_value_t window, void *context) {
  (void) context;
  return rill_object(rill_pipe(stream(window), rill_reduce(rill_call(add))));
}

/* --- What nobody can tell ------------------------------------------------- */

static rill_value_t two_of(rill_value_t window, void *context) {
  (void) context;
  return rill_object(rill_pipe(stream(window), rill_take(2)));
}

static rill_value_t and_0(rill_value_t window, void *context) {
  (void) context;
  return rill_object(
      rill_pipe(stream(window), rill_merge(rill_just(rill_int(0)))));
}

static rill_value_t with_0_ahead(rill_value_t window, void *context) {
  (void) context;
  return rill_object(rill_pipe(stream(window), rill_start_with(rill_int(0))));
}

static rill_value_t and_its_sum(rill_value_t window, void *context) {
  rill_observable_t *sum = rill_from_value(sum_of(window, context));
  return rill_object(rill_pipe(stream(window), rill_merge(sum)));
}

static rill_value_t two_and_0(rill_value_t window, void *context) {
  return rill_object(rill_pipe(rill_from_value(two_of(window, context)),
                               rill_merge(rill_just(rill_int(0)))));
}

static rill_value_t window_and_0(rill_value_t window, void *context) {
  (void) context;
  return rill_object(
      rill_of(rill_value_ref(window), rill_object(rill_just(rill_int(0)))));
}

static rill_value_t fails_at_5(rill_value_t x, void *context) {
  (void) context;
  if (rill_as_int(x) == 5) return rill_fail(rill_error_new(7, "no 5"));
  return rill_value_ref(x);
}

static rill_value_t up_to_5(rill_value_t window, void *context) {
  (void) context;
  return rill_object(
      rill_pipe(stream(window), rill_map(rill_call(fails_at_5))));
}

/* The same range, whose items come one by one behind a callback, or in a
 * row. */
static rill_observable_t *by(bool row, rill_operator_t *windows,
                             rill_operator_t *then) {
  rill_observable_t *flow = rill_range(1, 8);
  if (!row) flow = rill_pipe(flow, rill_map(rill_call(same)));
  return rill_pipe(flow, windows, then);
}

#define ck_same(text, windows, then)                                           \
 do {                                                                          \
  probe_t one_by_one_ = {0}, row_ = {0};                                       \
  ck_assert_str_eq(probe_run(&one_by_one_, by(false, windows, then)), text);   \
  ck_assert_str_eq(probe_run(&row_, by(true, windows, then)), text);           \
  ck_assert_int_eq(row_.error_code, one_by_one_.error_code);                   \
 } while (0)

TEST(windows_whole, come_out_as_if_item_by_item) {
  ck_same("6 15 15 |", rill_window_with_count(3),
          rill_flat_map(rill_call(sum_of)));
  ck_same("6 15 15 |", rill_window_with_count(3),
          rill_concat_map(rill_call(sum_of)));
  ck_same("1 2 4 5 7 8 |", rill_window_with_count(3),
          rill_flat_map(rill_call(two_of)));
  ck_same("1 2 3 4 5 6 7 8 |", rill_window_with_count(3), rill_merge_all(2));
  ck_same("3 9 15 |", rill_window_with_count(2, .skip = 3),
          rill_flat_map(rill_call(sum_of)));
  ck_same("6 9 12 15 18 21 15 8 |", rill_window_with_count(3, .skip = 1),
          rill_flat_map(rill_call(sum_of)));
  ck_same("1 2 3 4 #", rill_window_with_count(3),
          rill_flat_map(rill_call(up_to_5)));
}

/* What is run beside a window comes before its items do. */
TEST(windows_whole, wait_for_what_is_begun_with_them) {
  ck_same("0 1 2 3 4 0 5 6 7 8 |", rill_window_with_count(4),
          rill_flat_map(rill_call(and_0)));
  ck_same("0 1 2 0 5 6 |", rill_window_with_count(4),
          rill_flat_map(rill_call(two_and_0)));
  ck_same("0 1 2 3 4 0 5 6 7 8 |", rill_window_with_count(4),
          rill_flat_map(rill_call(with_0_ahead)));
  ck_same(
      "0 1 2 3 4 0 5 6 7 8 |", rill_window_with_count(4),
      rill_compose(rill_flat_map(rill_call(window_and_0)), rill_merge_all(9)));
}

TEST(windows_whole, have_one_subscriber) {
  ck_same("#", rill_window_with_count(4),
          rill_flat_map(rill_call(and_its_sum)));
}

/* Those who hear of a window do so before anything comes of it. */
static const char *heard_by_two(probe_t *probe, bool row) {
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *windows = rill_subject_new(clock);
  rill_observable_t *sums = rill_pipe(rill_subject_observable(windows),
                                      rill_flat_map(rill_call(sum_of)));
  rill_observable_t *marks = rill_pipe(rill_subject_observable(windows),
                                       rill_map_to(rill_string("window")));
  probe_subscribe(probe, clock, rill_pipe(sums, rill_merge(marks)),
                  RILL_UNBOUNDED);
  rill_unref(rill_to_subject(
      clock, by(row, rill_window_with_count(4), rill_map(rill_call(same))),
      windows));
  rill_virtual_run(clock);
  rill_unref(windows);
  clock_close(clock);
  return probe->text;
}

TEST(windows_whole, are_heard_of_before_their_items) {
  probe_t one_by_one = {0}, row = {0};
  const char *text = "window 10 window 26 |";
  ck_assert_str_eq(heard_by_two(&one_by_one, false), text);
  ck_assert_str_eq(heard_by_two(&row, true), text);
}

TEST(windows_whole, fail_and_say_where) {
  probe_t probe = {0};
  probe_run(&probe, by(true, rill_window_with_count(4),
                       rill_flat_map(rill_call(up_to_5))));
  ck_assert_int_eq(probe.error_code, 7);
  ck_assert_str_has(probe.error, "no 5");
  ck_assert_str_has(probe.error, "stage 1 (map)");
  ck_assert_str_has(probe.error, "windows_whole.c");
}

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
      rill_pipe(stream(window),
                rill_map(rill_call_with(count_alive, rill_borrow(context)))));
}

TEST(windows_whole, need_no_group) {
  struct alive one_by_one = {0}, row = {0};
  probe_t probe = {0}, again = {0};
  probe_run(&probe, by(false, rill_window_with_count(4),
                       rill_flat_map(
                           rill_call_with(counted, rill_borrow(&one_by_one)))));
  probe_run(&again,
            by(true, rill_window_with_count(4),
               rill_flat_map(rill_call_with(counted, rill_borrow(&row)))));
  ck_assert_str_eq(again.text, probe.text);
  /* which has one, a run, and a map more */
  ck_assert_uint_eq(one_by_one.most, row.most + 3);
}

/* Steps that stand between let it pass, and emit nothing else. */
TEST(windows_whole, need_no_group_behind_a_step) {
  struct alive near = {0}, behind = {0};
  probe_t probe = {0}, again = {0};
  rill_operator_t *run =
      rill_flat_map(rill_call_with(counted, rill_borrow(&near)));
  probe_run(&probe, by(true, rill_window_with_count(4), run));
  run = rill_flat_map(rill_call_with(counted, rill_borrow(&behind)));
  probe_run(&again, by(true, rill_window_with_count(4),
                       rill_compose(rill_map(rill_call(same)), run)));
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
  return sum_of(window, NULL);
}

TEST(windows_whole, have_had_their_subscriber) {
  struct windows_kept kept = {0};
  rill_scheduler_t *clock = clock_new();
  probe_t sums = {0}, again = {0};
  probe_subscribe(
      &sums, clock,
      by(true, rill_window_with_count(4),
         rill_flat_map(rill_call_with(keep_and_sum, rill_borrow(&kept)))),
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
      stream(window),
      rill_map(rill_call_with(subscribe_again, rill_borrow(context)))));
}

TEST(windows_whole, have_had_it_when_the_first_item_comes) {
  struct kept_sum k = {.clock = clock_new()};
  probe_t items = {0};
  probe_subscribe(
      &items, k.clock,
      by(true, rill_window_with_count(4),
         rill_flat_map(rill_call_with(keep_and_look, rill_borrow(&k)))),
      RILL_UNBOUNDED);
  ck_assert_str_eq(items.text, "1 2 3 4 5 6 7 8 |");
  ck_assert_int_eq(k.inside.error_code, RILL_EALREADY);
  windows_drop(&k.windows);
  clock_close(k.clock);
}

TEST(windows_whole, wait_for_a_late_subscriber) {
  struct windows_kept kept = {0};
  rill_scheduler_t *clock = clock_new();
  probe_t outer = {0}, second = {0}, first = {0};
  probe_subscribe(&outer, clock,
                  by(true, rill_window_with_count(4), KEPT(&kept)),
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
  if (kept->count++ % 2 == 0) return sum_of(window, NULL);
  kept->window[kept->count] = rill_value_ref(window);
  return rill_object(rill_empty());
}

/* What was of one window is not of the next. */
TEST(windows_whole, wait_behind_those_that_have_been_run) {
  struct windows_kept kept = {0};
  rill_scheduler_t *clock = clock_new();
  probe_t outer = {0}, second = {0};
  probe_subscribe(
      &outer, clock,
      by(true, rill_window_with_count(2),
         rill_flat_map(rill_call_with(every_other, rill_borrow(&kept)))),
      RILL_UNBOUNDED);
  ck_assert_str_eq(outer.text, "3 11 |");
  probe_subscribe(&second, clock, rill_from_value(kept.window[2]),
                  RILL_UNBOUNDED);
  ck_assert_str_eq(second.text, "3 4 |");
  rill_value_unref(kept.window[4]);
  clock_close(clock);
}

static rill_value_t none_of_it(rill_value_t window, void *context) {
  (void) window;
  (void) context;
  return rill_int(0);
}

TEST(windows_whole, may_be_wanted_by_nobody) {
  ck_source(
      by(true, rill_window_with_count(3), rill_map(rill_call(none_of_it))),
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
  rill_unref(rill_subscribe(h->clock, stream(window), .next = note_item,
                            .context = h));
  strcat(h->text, ") ");
  return rill_none();
}

/* Who subscribes by itself is back before the items come. */
TEST(windows_whole, come_to_who_subscribes_by_hand) {
  struct by_hand h = {.clock = clock_new()};
  probe_t outer = {0};
  probe_subscribe(
      &outer, h.clock,
      by(true, rill_window_with_count(4),
         rill_map(rill_call_with(subscribe_by_hand, rill_borrow(&h)))),
      RILL_UNBOUNDED);
  ck_assert_str_eq(h.text, "( ) 1 2 3 4 ( ) 5 6 7 8 ");
  clock_close(h.clock);
}

/* --- Leaving -------------------------------------------------------------- */

TEST(windows_whole, stop_in_the_middle) {
  probe_t probe = {.cancel_at = 6};
  struct alive seen = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(
      &probe, clock,
      by(true, rill_window_with_count(4),
         rill_flat_map(rill_call_with(counted, rill_borrow(&seen)))),
      RILL_UNBOUNDED);
  ck_assert_str_eq(probe.text, "1 2 3 4 5 6");
  ck_assert_int_eq(probe.released, 1);
  ck_assert_uint_eq(rill_scheduler_runs(clock), 0);
  clock_close(clock);
  ck_assert_uint_eq(rill_live_objects(NULL), 0);
}

static rill_value_t keep_and_leave(rill_value_t window, void *context) {
  struct kept_sum *k = context;
  rill_value_unref(windows_keep(window, &k->windows));
  rill_cancel(k->inside.subscription);
  return rill_none();
}

TEST(windows_whole, are_abandoned_with_their_stream) {
  struct kept_sum k = {.clock = clock_new()};
  probe_t late = {0};
  probe_subscribe(&k.inside, k.clock,
                  by(true, rill_window_with_count(4),
                     rill_map(rill_call_with(keep_and_leave, rill_borrow(&k)))),
                  RILL_UNBOUNDED);
  ck_assert_uint_eq(k.windows.count, 1);
  ck_assert_uint_eq(rill_scheduler_runs(k.clock), 0);
  probe_subscribe(&late, k.clock, windows_take(&k.windows, 0), RILL_UNBOUNDED);
  ck_assert_int_eq(late.error_code, RILL_ECANCELED);
  ck_assert_str_has(late.error, "was cancelled before this window was");
  clock_close(k.clock);
}

/* --- Demand, other threads, memory ---------------------------------------- */

TEST(windows_whole, are_shown_when_they_are_asked_for) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(
      &probe, clock,
      by(true, rill_window_with_count(4), rill_map(rill_call(none_of_it))), 1);
  ck_assert_str_eq(probe.text, "0");
  rill_request(probe.subscription, 1);
  ck_assert_str_eq(probe.text, "0 0 |");
  clock_close(clock);
}

TEST(windows_whole, wait_for_demand) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, clock,
                  by(true, rill_window_with_count(4), rill_merge_all(1)), 2);
  ck_assert_str_eq(probe.text, "1 2");
  rill_request(probe.subscription, 3);
  ck_assert_str_eq(probe.text, "1 2 3 4 5");
  rill_request(probe.subscription, 4);
  ck_assert_str_eq(probe.text, "1 2 3 4 5 6 7 8 |");
  clock_close(clock);
}

static rill_value_t note_asked(rill_value_t count, void *text) {
  size_t length = strlen(text);
  snprintf((char *) text + length, 64 - length, "%d ",
           (int) rill_as_int(count));
  return rill_none();
}

static void ck_asks(const char *text, rill_operator_t *windows) {
  char asked[64] = "";
  probe_t probe = {0};
  rill_operator_t *look =
      rill_do(.request = rill_call_with(note_asked, rill_borrow(asked)));
  probe_run(&probe, rill_pipe(rill_range(0, 500), look, windows,
                              rill_flat_map(rill_call(sum_of)), rill_count()));
  ck_assert_str_eq(asked, text);
}

/* So that a row of items has whole windows in it: all that was asked for ends
 * with a window. */
TEST(windows_whole, are_what_is_asked_for) {
  ck_asks("200 100 100 100 100 ", rill_window_with_count(100));
  ck_asks("256 193 193 ", rill_window_with_count(100, .skip = 120));
  ck_asks("255 192 192 ", rill_window_with_count(3));
  ck_asks("256 193 193 ", rill_window_with_count(300));
  ck_asks("256 192 192 ", rill_window_with_count(100, .skip = 50));
}

TEST(windows_whole, belong_to_their_scheduler) {
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(
      &probe, clock,
      by(true, rill_window_with_count(4),
         rill_compose(rill_observe_on(pool), rill_flat_map(rill_call(sum_of)),
                      rill_observe_on(clock))),
      RILL_UNBOUNDED);
  while (probe.ends == 0) rill_virtual_run(clock);
  ck_assert_int_eq(probe.error_code, RILL_EWRONGTHREAD);
  clock_close(clock);
  rill_scheduler_close(pool);
}

TEST(windows_whole, do_without_memory) {
  failing_each(FAILING_ONE) {
    probe_t probe = {0};
    rill_scheduler_t *clock = rill_virtual_scheduler_new();
    if (clock == NULL) continue;
    probe_subscribe(
        &probe, clock,
        by(true, rill_window_with_count(3), rill_flat_map(rill_call(sum_of))),
        RILL_UNBOUNDED);
    rill_scheduler_close(clock);
    if (probe.error_code == 0) ck_assert_str_eq(probe.text, "6 15 15 |");
  }
}
