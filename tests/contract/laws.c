/* SPDX-License-Identifier: MIT */
/* The laws, one function each, over whatever was registered. */
#include "ledger.h"
#include "support/failing.h"
#include "witness.h"

enum { STACK = 32768, ROUNDS = 200, CUTS = 20 };

/* --- What goes in --------------------------------------------------------- */

struct input { const char *counted, *numbers; };

static const struct input inputs[] = {
    {"(abcdefghi|)", "(123456789|)"},
    {"-a-b-(cd)--e---f(gh)i-j-|", "-1-2-(34)--5---6(78)9-1-|"},
    {"|", "|"},
    {"--|", "--|"},
    {"a|", "1|"},
};
static const struct input failures[] = {
    {"(abc#)", "(123#)"},
    {"-a-b-(cd)--#", "-1-2-(34)--#"},
    {"#", "#"},
    {"--#", "--#"},
};
enum {
  INPUTS = sizeof inputs / sizeof *inputs,
  FAILURES = sizeof failures / sizeof *failures
};

static const char *text_of(const struct input *input) {
  return is(NUMBERS) ? input->numbers : input->counted;
}

/* A source has one input alone: itself. */
static size_t input_count(void) { return laws->source != NULL ? 1 : INPUTS; }

/* --- The laws ------------------------------------------------------------- */

static void unused_is_dropped(void) {
  the_law("never subscribed");
  must(begin(), "no clock");
  rill_unref(flow_of("|"));
  if (laws->op != NULL) rill_unref(laws->op());
  finish();
}

static void ends(struct witness *first, const char *in) {
  the_law("unbounded, %s", in);
  run(first, in);
  must(first->ends == (is(ENDLESS) ? 0 : 1), "%d ends: %s", first->ends,
       first->text);
  if (first->failed)
    must(is(NEEDS_ITEMS) || is(ANSWERS_ERRORS), "fails: %s", first->error);
  if (first->ends > 0) must_be_over(first);
  finish();
}

static void asked_from_inside(const struct witness *first, const char *in,
                              int64_t demand, int64_t again) {
  struct witness w = {.demand = demand, .again = again};
  the_law("request(%lld), then %lld from inside of next, %s",
          (long long) demand, (long long) again, in);
  run(&w, in);
  if (!is(LOSSY)) must_be_same(&w, first);
  finish();
}

static void asked_from_outside(const struct witness *first, const char *in,
                               int64_t count) {
  struct witness w = {.demand = -1};
  the_law("request(%lld) from outside, %s", (long long) count, in);
  run(&w, in);
  for (int i = 0; i < ROUNDS && w.ends == 0; i++) {
    ask(&w, count);
    rill_virtual_advance_by(laws_clock(), HORIZON);
  }
  if (!is(LOSSY) && !is(TIMED) && !is(ENDLESS)) must_be_same(&w, first);
  finish();
}

static void canceled_from_inside(const struct witness *first, const char *in,
                                 int64_t demand) {
  for (size_t k = 1; k <= first->items && k <= CUTS; k++) {
    struct witness w = {
        .cancel_at = k, .demand = demand, .again = demand > 0 ? 1 : 0};
    the_law("request(%lld), cancel from inside of item %zu, %s",
            (long long) demand, k, in);
    run(&w, in);
    if (!is(LOSSY)) must(w.items == k, "%zu items: %s", w.items, w.text);
    if (w.canceled) must_be_over(&w);
    finish();
  }
}

static void canceled_at_once(const char *in) {
  struct witness w = {.cancel_early = true};
  the_law("cancel from inside of subscribed, %s", in);
  run(&w, in);
  must(w.items == 0, "%zu items", w.items);
  must_be_over(&w);
  finish();
}

static void cut_from_below(const struct witness *first, const char *in,
                           int64_t demand) {
  for (size_t k = 1; k <= first->items && k <= CUTS; k++) {
    struct witness w = {.demand = demand, .again = demand};
    the_law("request(%lld), then take(%zu), %s", (long long) demand, k, in);
    run_before(&w, in, rill_take((int64_t) k));
    if (!is(LOSSY))
      must(w.items == k && w.ends == 1 && !w.failed, "%d ends: %s%s", w.ends,
           w.text, w.error);
    if (w.ends > 0) must_be_over(&w);
    finish();
  }
}

static rill_value_t fail_at(rill_value_t item, void *context) {
  size_t *left = context;
  if (--*left > 0) return rill_value_ref(item);
  return rill_fail(rill_error_new(77, "failed below"));
}

static void fails_below(const struct witness *first, const char *in,
                        int64_t demand) {
  for (size_t k = 1; k <= first->items && k <= CUTS; k++) {
    struct witness w = {.demand = demand, .again = demand};
    size_t left = k;
    the_law("request(%lld), a failure at item %zu below, %s",
            (long long) demand, k, in);
    run_before(&w, in, rill_map(rill_call_with(fail_at, rill_borrow(&left))));
    if (!is(LOSSY))
      must(w.items == k - 1 && w.code == 77, "%s%s", w.text, w.error);
    if (w.ends > 0) must_be_over(&w);
    finish();
  }
}

static void repeated(const struct witness *first, const char *in,
                     int64_t demand) {
  struct witness w = {.demand = demand, .again = demand};
  char twice[2 * TEXT];
  if (first->ends == 0 || first->failed || is(LOSSY) || is(OWN_CLOCK)) return;
  the_law("request(%lld), then repeat(2), %s", (long long) demand, in);
  run_before(&w, in, rill_repeat(2));
  snprintf(twice, sizeof twice, "%s%s", first->text, first->text);
  must(w.ends == 1 && strcmp(w.text, twice) == 0, "got %s, not %s %s",
       w.text, twice, w.error);
  must_be_over(&w);
  finish();
}

/* Also without demand: what waits is dropped. */
static void canceled_from_outside(const char *in, int64_t demand, bool close) {
  for (rill_time_t at = 0; at < 30; at += 1) {
    struct witness w = {.demand = demand};
    the_law("request(%lld), %s on tick %lld, %s", (long long) demand,
            close ? "scheduler closed" : "cancel", (long long) at, in);
    must(begin(), "no clock");
    watch(&w, flow_of(in));
    rill_virtual_advance_to(laws_clock(), at);
    bool over = w.released > 0;
    if (!close && !over) {
      cancel(&w);
      must_be_over(&w);
      rill_virtual_advance_to(laws_clock(), HORIZON);
    }
    if (!over) w.canceled = true;
    finish();
    must(w.released == 1, "the observer is not released");
    if (over) break;
  }
}

static void errors_arrive(const char *in) {
  struct witness w = {0};
  the_law("error, %s", in);
  run(&w, in);
  if (!is(ANSWERS_ERRORS)) {
    must(w.failed, "no error: %s", w.text);
    must(w.code == RILL_EFOREIGN, "another error: %s", w.error);
  }
  if (w.ends > 0) must_be_over(&w);
  finish();
}

/* Two pipes of one operator, and two runs of each. */
static void runs_are_independent(const struct witness *first, const char *in,
                                 int64_t demand) {
  struct witness w[4] = {0};
  the_law("four runs, request(%lld), %s", (long long) demand, in);
  must(begin(), "no clock");
  rill_observable_t *flows[2];
  if (laws->op != NULL) {
    rill_operator_t *op = laws->op();
    rill_operator_t *again = rill_ref(op);
    flows[0] = rill_pipe(rill_from_marbles(in), op);
    flows[1] = rill_pipe(rill_from_marbles(in), again);
  } else {
    flows[0] = laws->source();
    flows[1] = rill_ref(flows[0]);
  }
  for (size_t i = 0; i < 4; i++) {
    rill_observable_t *flow = rill_ref(flows[i % 2]);
    w[i].demand = w[i].again = demand;
    watch(&w[i], flow);
    if (i == 2) rill_virtual_advance_to(laws_clock(), HORIZON);
  }
  rill_virtual_advance_by(laws_clock(), HORIZON);
  for (size_t i = 0; i < 4; i++)
    if (!is(SHARES) && !is(LOSSY)) must_be_same(&w[i], first);
  rill_unref(flows[0]);
  rill_unref(flows[1]);
  finish();
}

static void memory_may_fail(const struct witness *first, const char *in,
                            failing_mode_t mode, int64_t demand) {
  size_t n = 0;
  starving = true;
  failing_each(mode) {
    struct witness w = {.demand = demand, .again = demand};
    the_law("allocation %zu%s failing, %s", ++n,
            mode == FAILING_FROM ? " and all after it" : "", in);
    if (begin()) {
      watch(&w, flow_of(in));
      rill_virtual_advance_to(laws_clock(), HORIZON);
      bool same = strcmp(w.text, first->text) == 0 && w.code == first->code;
      bool silent = w.ends == 0 && !is(ENDLESS);
      must(!silent, "neither an end nor an error: %s", w.text);
      if (w.code != RILL_ENOMEM && !is(LOSSY))
        must(same || is(ANSWERS_ERRORS), "got %s%s, before %s%s", w.text,
             w.error, first->text, first->error);
      finish();
      must(w.released == 1, "the observer is not released");
    }
  }
  starving = false;
}

/* Each item goes on, or is told of as dropped. */
static void nothing_is_lost(const char *in) {
  struct witness first = {0}, told = {0};
  the_law("nothing is lost, %s", in);
  ledger_open = ledger_deaf = true;
  run(&first, in);
  finish();
  ledger_deaf = false;
  run(&told, in);
  must_be_same(&told, &first);
  finish();
  canceled_from_inside(&first, in, 0);
  canceled_from_inside(&first, in, 1);
  canceled_at_once(in);
  cut_from_below(&first, in, 0);
  cut_from_below(&first, in, 1);
  fails_below(&first, in, 0);
  canceled_from_outside(in, 0, false);
  canceled_from_outside(in, -1, false);
  canceled_from_outside(in, 1, false);
  canceled_from_outside(in, 0, true);
  canceled_from_outside(in, 1, true);
  ledger_open = false;
}

static void nothing_is_lost_of_all(void) {
  if (laws->source != NULL || is(CONVERTS)) return;
  for (size_t i = 0; i < INPUTS; i++) nothing_is_lost(text_of(&inputs[i]));
  for (size_t i = 0; i < FAILURES; i++) nothing_is_lost(text_of(&failures[i]));
}

/* Who cannot get at the run hears the same. */
static void heard_from_afar(void) {
  struct witness near = {0}, far = {.remote = true};
  the_law("a list, without .subscribed");
  must(begin(), "no clock");
  watch(&near, flow_of_few());
  rill_virtual_advance_to(laws_clock(), HORIZON);
  finish();
  must(begin(), "no clock");
  watch(&far, flow_of_few());
  rill_virtual_advance_to(laws_clock(), HORIZON);
  must_be_same(&far, &near);
  if (far.ends > 0) must_be_over(&far);
  finish();
}

static void stack_is_constant(int64_t demand) {
  struct witness w = {.demand = demand,
                      .again = demand,
                      .quiet = true,
                      .cancel_at = (size_t) laws_many};
  the_law("%lld items, request(%lld)", (long long) laws_many,
          (long long) demand);
  must(begin(), "no clock");
  watch(&w, flow_of_many());
  rill_virtual_advance_to(laws_clock(), 4 * laws_many);
  must(w.high - w.low < STACK, "the stack is %zu bytes deep",
       (size_t) (w.high - w.low));
  if (w.failed) must(is(BOUNDED), "fails: %s", w.error);
  finish();
}

/* --- All of them ---------------------------------------------------------- */

static void check_run(const struct witness *first, const char *in) {
  asked_from_inside(first, in, 1, 1);
  asked_from_inside(first, in, 2, 3);
  asked_from_inside(first, in, 1, RILL_UNBOUNDED);
  asked_from_outside(first, in, 1);
  asked_from_outside(first, in, 3);
  canceled_from_inside(first, in, 0);
  canceled_from_inside(first, in, 1);
  canceled_at_once(in);
  cut_from_below(first, in, 0);
  cut_from_below(first, in, 1);
  fails_below(first, in, 0);
  fails_below(first, in, 1);
  repeated(first, in, 0);
  repeated(first, in, 1);
  canceled_from_outside(in, 0, false);
  canceled_from_outside(in, -1, false);
  canceled_from_outside(in, 0, true);
  canceled_from_outside(in, 1, true);
  runs_are_independent(first, in, 0);
  runs_are_independent(first, in, 1);
  memory_may_fail(first, in, FAILING_ONE, 0);
  memory_may_fail(first, in, FAILING_FROM, 0);
  memory_may_fail(first, in, FAILING_ONE, 1);
}

static void check_all(void) {
  for (size_t i = 0; i < input_count(); i++) {
    struct witness first = {0};
    ends(&first, text_of(&inputs[i]));
    check_run(&first, text_of(&inputs[i]));
  }
  for (size_t i = 0; i < FAILURES && laws->op != NULL; i++)
    errors_arrive(text_of(&failures[i]));
  nothing_is_lost_of_all();
  heard_from_afar();
  stack_is_constant(1);
  stack_is_constant(0);
}

void laws_check(const struct laws *which) {
  laws = which;
  unused_is_dropped();
  check_all();
  inner = true;
  check_all();
}
