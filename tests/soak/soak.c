/* SPDX-License-Identifier: MIT */
/* Random pipelines over several threads, cut off at random: every item that
 * was sent must be delivered, dropped as counted, or let go by a cancel; and
 * nothing may be left alive.
 *
 * The same seed makes the same pipelines; the threads are as free as ever. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline.h"

enum { MOST_AT_ONCE = 16, PATIENCE_MS = 60000 };

static pipeline_t *pipelines[MOST_AT_ONCE];
static uint64_t at_once = 8;
static tally_t tally;
static uint64_t count;

static void start(pipeline_t *p, uint64_t seed) {
  memset(p, 0, sizeof *p);
  plan_make(&p->plan, seed);
  if (p->plan.cut == CUT_PLACE) own_place_open(&p->own, p->plan.own_is_loop);
  sinks_open(p, pipeline_flow(p));
}

/* Those that are cut off from outside, each at its time. */
static void cut_all(uint64_t started) {
  for (uint32_t at = 0; at < 3000; at += 100) {
    for (uint64_t i = 0; i < at_once; i++) {
      const plan_t *plan = &pipelines[i]->plan;
      if (plan->cut_after / 100 != at / 100) continue;
      if (plan->cut == CUT_OUTSIDE)
        sinks_cancel(pipelines[i], plan->cut_after % 2 == 0);
      if (plan->cut == CUT_PLACE) own_place_close(&pipelines[i]->own);
    }
    while (uv_hrtime() - started < (uint64_t) at * 1000) uv_sleep(0);
  }
}

static void stuck(const pipeline_t *p, const char *what) {
  fprintf(stderr, "soak: %s\n", what);
  plan_print(&p->plan, stderr);
  for (uint32_t i = 0; i < p->plan.sink_count; i++)
    fprintf(stderr,
            "  sink %u: %u subscribed, %u items, %u ends, %u released\n", i,
            p->sinks[i].subscribed, p->sinks[i].items, p->sinks[i].ends,
            p->sinks[i].released);
  fprintf(stderr, "  %u items made, %u alive\n", p->ledger.made,
          p->ledger.alive);
  rill_live_dump(stderr);
  exit(1);
}

/* A cancel that was posted before its run had begun came to nothing. */
static void await_release(pipeline_t *p) {
  for (int ms = 0; !sinks_are_released(p); ms++) {
    uv_sleep(1);
    if (p->plan.cut == CUT_OUTSIDE) sinks_cancel(p, false);
    if (ms == PATIENCE_MS) stuck(p, "a subscriber is not released");
  }
}

static void await_items(pipeline_t *p) {
  for (int ms = 0; __atomic_load_n(&p->ledger.alive, __ATOMIC_ACQUIRE) > 0;
       ms++) {
    uv_sleep(1);
    if (ms == PATIENCE_MS) stuck(p, "items are not let go");
  }
}

static void finish(pipeline_t *p) {
  await_release(p);
  bridge_close(p);
  feed_close(p);
  own_place_end(&p->own);
  sinks_close(p);
  await_items(p);
}

/* A run may have gone on when nothing of it was there: what it did then must be
 * seen, too. */
static bool check(pipeline_t *p) {
  await_items(p);
  bool one = plan_gives_one(&p->plan);
  ledger_add_up(&p->ledger, sinks_were_cut(p), one, &tally);
  count++;
  if (p->ledger.faults == 0) return true;
  fprintf(stderr, "soak: %s (%u faults)\n", p->ledger.fault, p->ledger.faults);
  plan_print(&p->plan, stderr);
  return false;
}

/* All runs have come to their end, wherever they were. */
static void await_runs(void) {
  for (int ms = 0; rill_live_objects(&rill_subscription_type) > 0; ms++) {
    uv_sleep(1);
    if (ms < PATIENCE_MS) continue;
    for (uint64_t i = 1; i < at_once; i++)
      plan_print(&pipelines[i]->plan, stderr);
    stuck(pipelines[0], "a run of these does not end");
  }
}

static bool run_some(uint64_t seed, bool verbose) {
  bool right = true;
  uint64_t started = uv_hrtime();
  for (uint64_t i = 0; i < at_once; i++) {
    if (verbose) {
      plan_t plan;
      plan_make(&plan, seed + i);
      plan_print(&plan, stdout);
    }
    start(pipelines[i], seed + i);
  }
  cut_all(started);
  for (uint64_t i = 0; i < at_once; i++) finish(pipelines[i]);
  await_runs();
  for (uint64_t i = 0; i < at_once; i++) right &= check(pipelines[i]);
  return right;
}

static int report(bool right) {
  uint64_t alive = rill_live_objects(NULL);
  printf("soak: %" PRIu64 " pipelines, %" PRIu64 " items sent = %" PRIu64
         " delivered + %" PRIu64 " dropped + %" PRIu64 " cancelled, %" PRIu64
         " alive\n",
         count, tally.sent, tally.delivered, tally.dropped, tally.canceled,
         alive);
  if (alive > 0) rill_live_dump(stdout);
  return right && alive == 0 &&
                 tally.sent == tally.delivered + tally.dropped + tally.canceled
             ? EXIT_SUCCESS
             : EXIT_FAILURE;
}

static int usage(FILE *stream, int status) {
  fputs("usage: soak [--seconds N] [--seed N] [--runs N] [--at-once N]\n"
        "            [--verbose] [--broken]\n"
        "Runs random pipelines over several threads, for N seconds (5) or N\n"
        "times, 8 at once, and counts what became of their items. --broken\n"
        "loses some on purpose.\n",
        stream);
  return status;
}

static bool number(const char *text, uint64_t *value) {
  char *end;
  if (text == NULL || *text < '0' || *text > '9') return false;
  *value = strtoull(text, &end, 10);
  return *end == 0;
}

int main(int argc, char **argv) {
  uint64_t seconds = 5, seed = 1, runs = 0;
  bool verbose = false, right = true;
  for (int i = 1; i < argc; i++) {
    const char *value = argv[i + 1];
    bool good = true;
    if (strcmp(argv[i], "--help") == 0) return usage(stdout, EXIT_SUCCESS);
    if (strcmp(argv[i], "--verbose") == 0)
      verbose = true;
    else if (strcmp(argv[i], "--broken") == 0)
      pipeline_is_broken = true;
    else
      good = strcmp(argv[i], "--seconds") == 0 ? number(value, &seconds)
             : strcmp(argv[i], "--seed") == 0  ? number(value, &seed)
             : strcmp(argv[i], "--runs") == 0  ? number(value, &runs)
             : strcmp(argv[i], "--at-once") == 0
                 ? number(value, &at_once) && at_once - 1 < MOST_AT_ONCE
                 : false,
      i++;
    if (!good) return usage(stderr, 2);
  }
  uint64_t end = uv_hrtime() + seconds * 1000000000u;
  for (uint64_t i = 0; i < at_once; i++) {
    pipelines[i] = calloc(1, sizeof **pipelines);
    if (pipelines[i] == NULL) abort();
  }
  world_open();
  for (uint64_t n = 0; right && (runs > 0 ? n < runs : uv_hrtime() < end); n++)
    right = run_some(seed + n * at_once, verbose);
  world_close();
  for (uint64_t i = 0; i < at_once; i++) free(pipelines[i]);
  return report(right);
}
