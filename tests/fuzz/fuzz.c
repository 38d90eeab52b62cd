/* SPDX-License-Identifier: MIT */
/* A differential fuzzer: random pipelines over random inputs, each run in
 * several ways that must agree, in virtual time.
 *
 *  - kernels against plain callbacks;
 *  - unbounded demand against one item at a time, and three, asked for from
 *    inside of `next`: the same signals on the same ticks;
 *  - with a hand on the run against without one: the same;
 *  - where time does not matter, against demand that comes later and in
 *    portions: the same items and the same end.
 *
 * The same seed makes the same pipelines. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "plan.h"

enum { HORIZON = 400 };
static const char *const site = "fuzz"; /* of all ways: errors tell it */

/* One way to run it. */
typedef struct way {
  const char *name;
  bool plain;
  int64_t demand, again;
  bool later; /* asked from outside, in portions */
  bool afar;  /* by an observer that does not get at the run */
  bool told;  /* somebody hears of what is dropped */
} way_t;

static const way_t ways[] = {
    {.name = "kernels, unbounded"},
    {.name = "plain, unbounded", .plain = true},
    {.name = "kernels, one by one", .demand = 1, .again = 1},
    {.name = "plain, three ahead", .plain = true, .demand = 3, .again = 1},
    {.name = "kernels, later", .demand = -1, .later = true},
    {.name = "plain, from afar", .plain = true, .afar = true},
    {.name = "kernels, told of what is dropped", .told = true},
};
enum { WAYS = sizeof ways / sizeof *ways };

typedef struct outcome {
  rill_scheduler_t *clock;
  rill_recorder_t *recorder;
} outcome_t;

static void ignore(rill_error_t *error, void *context) {
  (void) error;
  (void) context;
}

static void hear(const rill_dropped_t *dropped, void *context) {
  (void) dropped;
  (void) context;
}

/* What is left by ticks without an end is as long as it is asked for. */
static void ask_later(const plan_t *plan, outcome_t *o) {
  dice_t dice = {plan->seed ^ 0x5eed};
  for (int i = 0; i < 3 * PLAN_ITEMS; i++) {
    rill_virtual_advance_by(o->clock, dice_between(&dice, 0, 1));
    if (rill_recorder_subscription(o->recorder) == NULL) return;
    rill_recorder_request(o->recorder, dice_between(&dice, 1, 4));
  }
}

/* --- From afar: what is heard goes into a subject, which is recorded ------ */

static void afar_next(rill_value_t item, void *subject) {
  rill_subject_next(subject, item);
}
static void afar_error(rill_error_t *error, void *subject) {
  rill_subject_error(subject, rill_ref(error));
}
static void afar_complete(void *subject) { rill_subject_complete(subject); }
static void afar_release(void *subject) { rill_unref(subject); }

static outcome_t play_from_afar(const plan_t *plan, const way_t *way) {
  outcome_t o = {.clock = rill_virtual_scheduler_new()};
  rill_subject_t *heard = rill_subject_new(o.clock);
  rill_scheduler_on_unhandled(o.clock, ignore, NULL);
  o.recorder = rill_recorder_new(o.clock, rill_subject_observable(heard));
  const rill_observer_t observer = {
    .size = sizeof observer,
    .next = afar_next,
    .error = afar_error,
    .complete = afar_complete,
    .release = afar_release,
    .context = heard,
  };
  rill_subscription_t *run = rill_subscribe_observer(
      o.clock, plan_build(plan, way->plain, o.clock), &observer, site);
  rill_virtual_advance_to(o.clock, HORIZON);
  rill_cancel(run);
  rill_unref(run);
  if (rill_recorder_subscription(o.recorder) != NULL)
    rill_cancel(rill_recorder_subscription(o.recorder));
  return o;
}

static outcome_t play(const plan_t *plan, const way_t *way) {
  if (way->afar) return play_from_afar(plan, way);
  outcome_t o = {.clock = rill_virtual_scheduler_new()};
  rill_scheduler_on_unhandled(o.clock, ignore, NULL);
  if (way->told) rill_scheduler_on_dropped(o.clock, hear, NULL);
  const rill_recorder_opts_t options = {
    .size = sizeof options,
    .site = site,
    .observable = plan_build(plan, way->plain, o.clock),
    .demand = way->demand,
    .again = way->again,
  };
  o.recorder = rill_recorder_opts(o.clock, &options);
  if (way->later) ask_later(plan, &o);
  rill_virtual_advance_to(o.clock, HORIZON);
  if (rill_recorder_subscription(o.recorder) != NULL)
    rill_cancel(rill_recorder_subscription(o.recorder));
  return o;
}

static void outcome_drop(outcome_t *o) {
  rill_unref(o->recorder);
  rill_scheduler_close(o->clock);
}

/* --- Comparing ------------------------------------------------------------ */

static bool same_value(rill_value_t a, rill_value_t b) {
  if (rill_is_error(a) && rill_is_error(b))
    return rill_error_code(rill_as_error(a)) ==
           rill_error_code(rill_as_error(b));
  const rill_notification_t *m = rill_unbox(a, &rill_notification_type);
  const rill_notification_t *n = rill_unbox(b, &rill_notification_type);
  if (m != NULL && n != NULL)
    return m->signal == n->signal && same_value(m->value, n->value);
  size_t count = rill_list_length(a);
  if (count > 0 && count == rill_list_length(b)) {
    for (size_t i = 0; i < count; i++)
      if (!same_value(rill_list_get(a, i), rill_list_get(b, i))) return false;
    return true;
  }
  return rill_value_equal(a, b);
}

static bool same_message(rill_message_t a, rill_message_t b, bool times) {
  return a.mark == b.mark && (!times || a.at == b.at) &&
         same_value(a.value, b.value);
}

/* Where they part, or SIZE_MAX. */
static size_t parting(const outcome_t *a, const outcome_t *b, bool times) {
  size_t m = rill_recorder_count(a->recorder);
  size_t n = rill_recorder_count(b->recorder);
  for (size_t i = 0; i < m && i < n; i++)
    if (!same_message(rill_recorder_at(a->recorder, i),
                      rill_recorder_at(b->recorder, i), times))
      return i;
  return m == n ? SIZE_MAX : m < n ? m : n;
}

static bool has(const plan_t *plan, unsigned traits) {
  for (size_t i = 0; i < plan->stages; i++)
    if ((rows[plan->stage[i].row].traits & traits) != 0) return true;
  return false;
}

/* With late demand, an error comes before items that are queued. So it may when
 * they go one by one, and upstream is asked sooner. */
static bool overtakes(const plan_t *plan) {
  return has(plan, QUEUES) &&
         (plan->ending == RILL_MARK_ERROR || has(plan, FAILS));
}

static char trouble[4096];

static void print_message(const outcome_t *o, size_t index, char *text,
                          size_t size) {
  char value[256] = "";
  if (index >= rill_recorder_count(o->recorder)) {
    snprintf(text, size, "nothing");
    return;
  }
  rill_message_t m = rill_recorder_at(o->recorder, index);
  rill_value_format(m.value, value, sizeof value);
  snprintf(text, size, "%s %s on tick %" PRId64,
           m.mark == RILL_MARK_NEXT       ? "item"
           : m.mark == RILL_MARK_ERROR    ? "error"
           : m.mark == RILL_MARK_COMPLETE ? "completion"
                                          : "cancel",
           value, m.at);
}

static bool agree(const plan_t *plan, const outcome_t *first,
                  const outcome_t *other, const way_t *way) {
  char a[320], b[320];
  const char *broken = rill_recorder_broken(other->recorder);
  if (broken != NULL) {
    snprintf(trouble, sizeof trouble, "%s: %s", way->name, broken);
    return false;
  }
  if ((way->later || way->told) && overtakes(plan)) return true;
  if (way->later && (has(plan, TIMED | JOINS) ||
                     plan->ending == RILL_MARK_SUBSCRIBE))
    return true;
  size_t at = parting(first, other, !way->later);
  if (at == SIZE_MAX) return true;
  print_message(first, at, a, sizeof a);
  print_message(other, at, b, sizeof b);
  snprintf(trouble, sizeof trouble, "signal %zu\n  %-20s %s\n  %-20s %s", at,
           ways[0].name, a, way->name, b);
  return false;
}

/* Whether all ways agree; else `trouble` says where not. */
static bool holds(const plan_t *plan) {
  outcome_t first = play(plan, &ways[0]);
  bool good = agree(plan, &first, &first, &ways[0]);
  for (size_t i = 1; i < WAYS && good; i++) {
    outcome_t other = play(plan, &ways[i]);
    good = agree(plan, &first, &other, &ways[i]);
    outcome_drop(&other);
  }
  outcome_drop(&first);
  uint64_t live = rill_live_objects(NULL);
  if (live == 0 || !good) return good;
  snprintf(trouble, sizeof trouble, "%" PRIu64 " objects are left", live);
  return false;
}

/* --- Making it smaller ---------------------------------------------------- */

static bool without_stage(plan_t *plan, size_t at) {
  plan_t less = *plan;
  memmove(less.stage + at, less.stage + at + 1,
          (less.stages - at - 1) * sizeof *less.stage);
  less.stages--;
  if (holds(&less)) return false;
  *plan = less;
  return true;
}

static bool without_item(plan_t *plan, size_t at) {
  plan_t less = *plan;
  less.items--;
  for (size_t i = at; i < less.items; i++) {
    less.values[i] = less.values[i + 1];
    less.at[i] = less.at[i + 1];
  }
  if (holds(&less)) return false;
  *plan = less;
  return true;
}

static void shrink(plan_t *plan) {
  for (size_t i = plan->stages; i-- > 0 && plan->stages > 1;)
    without_stage(plan, i);
  for (size_t i = plan->items; i-- > 0;) without_item(plan, i);
  holds(plan); /* says again what is wrong */
}

static void report(plan_t *plan) {
  plan_print(plan, stdout);
  printf("%s\n", trouble);
  shrink(plan);
  printf("made smaller, it is\n");
  plan_print(plan, stdout);
  printf("%s\n", trouble);
  fflush(stdout);
}

/* --- The command ---------------------------------------------------------- */

static int usage(FILE *stream, int status) {
  fputs("usage: pipelines [--seed N] [--runs N] [--seconds N] [--broken]\n"
        "Runs random pipelines, from that seed on, until so many have run\n"
        "(default 10000) or so much time is over. Exits with 1 after the first\n"
        "difference. --broken adds an operator that makes one.\n",
        stream);
  return status;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double) t.tv_sec + (double) t.tv_nsec / 1e9;
}

static bool number(const char *text, uint64_t *to) {
  char *end;
  if (text == NULL || *text < '0' || *text > '9') return false;
  *to = strtoull(text, &end, 10);
  return *end == 0;
}

int main(int argc, char **argv) {
  uint64_t seed = 1, runs = 0, seconds = 0, done = 0, items = 0;
  for (int i = 1; i < argc; i += 2) {
    const char *value = i + 1 < argc ? argv[i + 1] : NULL;
    if (strcmp(argv[i], "--help") == 0) return usage(stdout, 0);
    if (strcmp(argv[i], "--broken") == 0) {
      row_count++;
      i--;
      continue;
    }
    bool good = strcmp(argv[i], "--seed") == 0     ? number(value, &seed)
                : strcmp(argv[i], "--runs") == 0    ? number(value, &runs)
                : strcmp(argv[i], "--seconds") == 0 ? number(value, &seconds)
                                                    : false;
    if (!good) return usage(stderr, 2);
  }
  if (runs == 0) runs = seconds > 0 ? UINT64_MAX : 10000;
  double until = seconds > 0 ? now() + (double) seconds : 0;
  for (; done < runs && (until == 0 || now() < until); done++) {
    static plan_t plan;
    plan_make(&plan, seed + done);
    items += plan.items;
    if (holds(&plan)) continue;
    report(&plan);
    return 1;
  }
  printf("%" PRIu64 " pipelines of %zu operators over %" PRIu64
         " items, each run in %d ways, no difference\n",
         done, row_count, items, (int) WAYS);
  return 0;
}
