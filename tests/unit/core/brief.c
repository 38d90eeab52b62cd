/* SPDX-License-Identifier: MIT */
/* Runs that are over at once, and that nobody has a hand on: they need no
 * memory, and are like all others in everything else. */
#include "support/failing.h"
#include "support/probe.h"

/* What is heard without the subscription: the observer has no `subscribed`. */
struct heard {
  char text[2048];
  int ends, errors, released, code;
  char error[256];
  rill_scheduler_t *clock;
  size_t runs;         /* on the scheduler, inside of the first item */
  bool inside;         /* of an item */
  rill_value_t closes; /* closes the scheduler inside of this item */
};

static void hear(rill_value_t item, void *context) {
  struct heard *h = context;
  size_t length = strlen(h->text);
  h->inside = true;
  if (length == 0) h->runs = rill_scheduler_runs(h->clock);
  length += rill_value_format(item, h->text + length, sizeof h->text - length);
  snprintf(h->text + length, sizeof h->text - length, " ");
  if (h->closes.kind == RILL_INT && rill_value_equal(item, h->closes))
    rill_scheduler_close(h->clock);
  h->inside = false;
}

static void hear_end(void *context) {
  struct heard *h = context;
  ck_assert_int_eq(h->released, 0);
  h->ends++;
}

static void hear_error(rill_error_t *error, void *context) {
  struct heard *h = context;
  ck_assert_int_eq(h->released, 0);
  h->errors++;
  h->code = rill_error_code(error);
  rill_error_describe(error, h->error, sizeof h->error);
}

static void hear_release(void *context) {
  struct heard *h = context;
  ck_assert(!h->inside);
  h->released++;
}

/* What comes back is the handle. */
static rill_subscription_t *hear_all(struct heard *h, rill_observable_t *flow) {
  return rill_subscribe(h->clock, flow, .next = hear, .complete = hear_end,
                        .error = hear_error, .release = hear_release,
                        .context = h);
}

static void ck_heard(const struct heard *h, const char *text, int ends,
                     int errors) {
  ck_assert_str_eq(h->text, text);
  ck_assert_int_eq(h->ends, ends);
  ck_assert_int_eq(h->errors, errors);
  ck_assert_int_eq(h->released, 1);
}

static rill_value_t twice(rill_value_t x, void *context) {
  (void) context;
  return rill_int(2 * rill_as_int(x));
}

static rill_value_t is_odd(rill_value_t x, void *context) {
  (void) context;
  return rill_bool(rill_as_int(x) % 2 != 0);
}

static rill_value_t add(rill_value_t sum, rill_value_t x, void *context) {
  (void) context;
  return rill_int(rill_as_int(sum) + rill_as_int(x));
}

/* 1 3 5 of 1 to 6, doubled. */
static rill_observable_t *doubled(void) {
  return rill_pipe(rill_range(1, 6), rill_filter(rill_call(is_odd)),
                   rill_map(rill_call(twice)), rill_take(2));
}

TEST(brief, needs_no_memory) {
  struct heard h = {.clock = clock_new()};
  rill_observable_t *flow = doubled();
  failing_start(1, FAILING_FROM);
  rill_unref(hear_all(&h, flow));
  ck_assert_uint_eq(failing_count(), 0);
  failing_stop();
  ck_heard(&h, "2 6 ", 1, 0);
  clock_close(h.clock);
}

/* All handles of such runs are of one that is over. */
TEST(brief, leaves_a_handle_that_is_over) {
  struct heard first = {.clock = clock_new()}, second = {.clock = first.clock};
  rill_subscription_t *run = hear_all(&first, doubled());
  ck_assert(rill_is_over(run));
  rill_request(run, 5);
  rill_request(run, -5);
  rill_cancel(run);
  rill_unref(hear_all(&second, doubled()));
  ck_assert(rill_is_over(run));
  rill_unref(run);
  ck_heard(&first, "2 6 ", 1, 0);
  ck_heard(&second, "2 6 ", 1, 0);
  clock_close(first.clock);
}

TEST(brief, is_among_the_runs_of_its_scheduler) {
  struct heard h = {.clock = clock_new()};
  rill_unref(hear_all(&h, doubled()));
  ck_assert_uint_eq(h.runs, 1);
  ck_assert_uint_eq(rill_scheduler_runs(h.clock), 0);
  clock_close(h.clock);
}

/* Nothing comes after that, but the release. */
TEST(brief, ends_with_a_scheduler_that_closes_inside) {
  struct heard h = {.clock = rill_virtual_scheduler_new(),
                    .closes = rill_int(2)};
  rill_unref(hear_all(&h, doubled()));
  ck_heard(&h, "2 ", 0, 0);
  ck_assert_uint_eq(rill_live_objects(NULL), 0);
}

static rill_value_t run_inside(rill_value_t x, void *context) {
  struct heard *inside = context;
  inside->text[0] = '\0';
  inside->ends = inside->released = 0;
  rill_unref(hear_all(inside, doubled()));
  ck_heard(inside, "2 6 ", 1, 0);
  return rill_value_ref(x);
}

TEST(brief, runs_inside_of_another) {
  struct heard h = {.clock = clock_new()}, inside = {.clock = h.clock};
  rill_unref(hear_all(
      &h, rill_pipe(rill_range(1, 3), rill_map(rill_call_with(
                                          run_inside, rill_borrow(&inside))))));
  ck_heard(&h, "1 2 3 ", 1, 0);
  ck_assert_uint_eq(inside.runs, 2);
  clock_close(h.clock);
}

static rill_value_t fail_at_3(rill_value_t x, void *context) {
  (void) context;
  if (rill_as_int(x) == 3) return rill_fail(rill_error_new(7, "no 3"));
  return rill_value_ref(x);
}

TEST(brief, fails_and_says_where) {
  struct heard h = {.clock = clock_new()};
  rill_unref(hear_all(&h, rill_pipe(rill_range(1, 6), rill_take(5),
                                    rill_map(rill_call(fail_at_3)))));
  ck_heard(&h, "1 2 ", 0, 1);
  ck_assert_int_eq(h.code, 7);
  ck_assert_str_has(h.error, "no 3");
  ck_assert_str_has(h.error, "brief.c");
  ck_assert_str_has(h.error, "stage 2");
  clock_close(h.clock);
}

struct posting {
  rill_scheduler_t *s;
  char text[64];
};

static rill_value_t note_post(void *posting) {
  strcat(((struct posting *) posting)->text, "post ");
  return rill_none();
}

static void post_inside(rill_value_t item, void *context) {
  struct posting *p = context;
  (void) item;
  strcat(p->text, "item ");
  ck_assert_int_eq(
      rill_post(p->s, rill_call_with(note_post, rill_borrow(p))), 0);
}

static void note_end(void *context) {
  strcat(((struct posting *) context)->text, "end ");
}

/* Where work is done where it is called, it waits for the outermost call. */
TEST(brief, what_is_posted_inside_comes_behind_it) {
  struct posting p = {.s = rill_immediate_scheduler_new()};
  rill_unref(rill_subscribe(p.s, rill_range(0, 2), .next = post_inside,
                            .complete = note_end, .context = &p));
  ck_assert_str_eq(p.text, "item item end post post ");
  rill_scheduler_close(p.s);
}

static void count_unhandled(rill_error_t *error, void *context) {
  (void) error;
  ++*(int *) context;
}

TEST(brief, an_error_that_nobody_handles_is_told) {
  rill_scheduler_t *clock = clock_new();
  int unhandled = 0;
  rill_scheduler_on_unhandled(clock, count_unhandled, &unhandled);
  rill_unref(rill_subscribe(clock, rill_pipe(rill_range(3, 1),
                                             rill_map(rill_call(fail_at_3)))));
  ck_assert_int_eq(unhandled, 1);
  clock_close(clock);
}

/* A sum is delivered when it is asked for. */
TEST(brief, asks_for_what_waits_to_be_asked) {
  struct heard h = {.clock = clock_new()};
  rill_unref(hear_all(&h, rill_pipe(rill_range(1, 4), rill_take(3),
                                    rill_reduce(rill_call(add)))));
  ck_heard(&h, "6 ", 1, 0);
  clock_close(h.clock);
}

/* As long as that is said of a row that another one was built on. */
TEST(brief, asks_above_what_was_added) {
  struct heard h = {.clock = clock_new()};
  rill_observable_t *sum =
      rill_pipe(rill_range(1, 3), rill_reduce(rill_call(add)));
  rill_observable_t *again = rill_ref(sum);
  rill_unref(hear_all(&h, rill_pipe(again, rill_map(rill_call(twice)))));
  ck_heard(&h, "12 ", 1, 0);
  rill_unref(sum);
  clock_close(h.clock);
}

/* What is not to be had is had without a block, and told. */
TEST(brief, begins_nothing_on_a_closed_scheduler) {
  struct heard h = {.clock = rill_virtual_scheduler_new()};
  rill_scheduler_t *closed = rill_ref(h.clock);
  rill_scheduler_close(h.clock);
  rill_unref(hear_all(&h, doubled()));
  ck_heard(&h, "", 0, 1);
  ck_assert_int_eq(h.code, RILL_ECLOSED);
  rill_unref(closed);
}

/* Who asks for less gets less, and a run that waits. */
TEST(brief, is_not_what_waits_for_demand) {
  struct heard h = {.clock = clock_new()};
  rill_subscription_t *run =
      rill_subscribe(h.clock, rill_range(1, 5), .next = hear, .demand = 2,
                     .complete = hear_end, .release = hear_release,
                     .context = &h);
  ck_assert_str_eq(h.text, "1 2 ");
  ck_assert(!rill_is_over(run));
  rill_request(run, 2);
  ck_assert_str_eq(h.text, "1 2 3 4 ");
  rill_cancel(run);
  ck_heard(&h, "1 2 3 4 ", 0, 0);
  rill_unref(run);
  clock_close(h.clock);
}

TEST(brief, may_be_heard_by_nobody) {
  struct heard h = {.clock = clock_new()};
  rill_unref(rill_subscribe(h.clock, rill_range(1, 5), .complete = hear_end,
                            .release = hear_release, .context = &h));
  ck_heard(&h, "", 1, 0);
  clock_close(h.clock);
}

TEST(brief, of_nothing_is_an_end) {
  struct heard h = {.clock = clock_new()}, none = {.clock = h.clock};
  rill_unref(hear_all(&h, rill_range(1, 0)));
  ck_heard(&h, "", 1, 0);
  rill_unref(hear_all(&none, rill_pipe(rill_range(1, 3), rill_take(0))));
  ck_heard(&none, "", 1, 0);
  clock_close(h.clock);
}

/* What it kept of the items goes with it. */
TEST(brief, lets_go_of_what_its_stages_keep) {
  struct heard h = {.clock = clock_new()};
  rill_value_t text = rill_string("a");
  rill_value_t texts[] = {text, text, text};
  rill_unref(hear_all(&h, rill_pipe(rill_from_array(texts, 3),
                                    rill_distinct_until_changed())));
  rill_value_unref(text);
  ck_heard(&h, "a ", 1, 0);
  clock_close(h.clock);
  ck_assert_uint_eq(rill_live_objects(NULL), 0);
}

/* One that does not fit, or may not be over at once, has a block. */
static void ck_is_brief(bool brief, rill_scheduler_t *clock,
                        rill_observable_t *flow) {
  static struct heard h; /* the run may live on */
  h = (struct heard){.clock = clock};
  failing_start(0, FAILING_ONE);
  rill_unref(hear_all(&h, flow));
  ck_assert_int_eq(failing_count() == 0, brief);
  failing_stop();
}

static rill_observable_t *maps(size_t count) {
  rill_observable_t *flow = rill_range(1, 3);
  for (size_t i = 0; i < count; i++)
    flow = rill_pipe(flow, rill_map(rill_call(twice)));
  return flow;
}

/* However long the row is. */
TEST(brief, fits_or_has_a_block) {
  for (size_t count = 0; count < 40; count++) {
    struct heard h = {.clock = clock_new()};
    char text[256];
    int64_t all = (int64_t) 1 << count;
    snprintf(text, sizeof text, "%lld %lld %lld ", (long long) all,
             (long long) (2 * all), (long long) (3 * all));
    rill_unref(hear_all(&h, maps(count)));
    ck_heard(&h, text, 1, 0);
    clock_close(h.clock);
  }
}

TEST(brief, knows_its_limits) {
  rill_scheduler_t *clock = clock_new();
  ck_is_brief(true, clock, rill_range(0, 256));
  ck_is_brief(false, clock, rill_range(0, 257));
  ck_is_brief(true, clock, maps(4));
  ck_is_brief(false, clock, maps(40));
  ck_is_brief(false, clock, rill_pipe(rill_range(0, 3), rill_to_list()));
  ck_is_brief(false, clock, rill_pipe(rill_range(0, 3), rill_delay(0)));
  clock_close(clock);
}

static void slow(const rill_slow_t *slow, void *context) {
  (void) slow;
  (void) context;
}

/* Nor is one whose callbacks are timed, or that waits for its turn. */
TEST(brief, knows_its_scheduler) {
  rill_scheduler_t *clock = clock_new();
  ck_assert_int_eq(rill_scheduler_watch(clock, RILL_SEC(1), slow, NULL), 0);
  ck_is_brief(false, clock, doubled());
  clock_close(clock);
  rill_scheduler_t *here = rill_trampoline_scheduler_new();
  ck_is_brief(false, here, doubled());
  rill_scheduler_close(here);
}
