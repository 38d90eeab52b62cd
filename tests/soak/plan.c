/* SPDX-License-Identifier: MIT */
/* plan: what the seed says. */
#include <stdio.h>

#include "pipeline.h"

uint32_t dice_below(dice_t *dice, uint32_t count) {
  uint64_t z = dice->state += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return (uint32_t) ((z ^ (z >> 31)) >> 32) % count;
}

static place_t some_place(dice_t *dice, const plan_t *plan) {
  return (place_t) dice_below(dice,
                              plan->cut == CUT_PLACE ? PLACES : PLACE_OWN);
}

static uint32_t stages_so_far(const plan_t *plan, uint32_t count,
                              stage_kind_t kind) {
  uint32_t found = 0;
  for (uint32_t i = 0; i < count; i++) found += plan->stages[i].kind == kind;
  return found;
}

/* What is posted comes once. A failure cuts the run of the source that the item
 * is of, which is the run that begins anew only where none is repeated above
 * it. */
static bool may_be(const plan_t *plan, uint32_t at, stage_kind_t kind) {
  uint32_t repeats = stages_so_far(plan, at, STAGE_REPEAT);
  uint32_t retries = stages_so_far(plan, at, STAGE_RETRY);
  if (kind == STAGE_RETRY)
    return plan->source < SOURCE_SUBJECT && repeats + retries == 0;
  if (kind == STAGE_REPEAT) return plan->source < SOURCE_SUBJECT && repeats < 2;
  return true;
}

/* A promise lives where its scheduler does, longer than a run. */
static bool is_promised(stage_kind_t kind) {
  return kind == STAGE_PROMISE || kind == STAGE_SUBMIT ||
         kind == STAGE_EXECUTOR_MAP;
}

static void make_stages(dice_t *dice, plan_t *plan) {
  plan->stage_count = dice_below(dice, MOST_STAGES + 1);
  for (uint32_t i = 0; i < plan->stage_count; i++) {
    stage_t *stage = &plan->stages[i];
    stage->kind = (stage_kind_t) dice_below(dice, STAGES);
    stage->place = some_place(dice, plan);
    stage->number = dice_below(dice, 1000);
    if (!may_be(plan, i, stage->kind)) stage->kind = STAGE_MAP;
    if (is_promised(stage->kind) && stage->place == PLACE_NEW_THREAD)
      stage->place = PLACE_LOOP;
  }
}

static void make_sinks(dice_t *dice, plan_t *plan) {
  bool shared = dice_below(dice, 3) == 0;
  if (shared) plan->sharing = (sharing_t) (1 + dice_below(dice, SHARINGS - 1));
  plan->sink_count = shared ? 1 + dice_below(dice, LEDGER_SINKS) : 1;
  if (plan->source >= SOURCE_SUBJECT || plan->bridge != BRIDGE_NOT)
    plan->sink_count = 1; /* none comes late */
  for (uint32_t i = 0; i < plan->sink_count; i++) {
    plan->sinks[i] = some_place(dice, plan);
    plan->demand[i] = dice_below(dice, 2) == 0 ? 0 : 1 + dice_below(dice, 40);
  }
}

static void make_bridge(dice_t *dice, plan_t *plan) {
  uint32_t what = dice_below(dice, 8);
  if (what < 2) plan->bridge = what == 0 ? BRIDGE_QUEUE : BRIDGE_SUBJECT;
  plan->bridge_home = (place_t) dice_below(dice, PLACE_POOL);
  plan->bridge_overflow = some_overflow(dice_below(dice, 12));
}

void plan_make(plan_t *plan, uint64_t seed) {
  dice_t dice = {seed};
  *plan = (plan_t){.seed = seed};
  plan->source = (source_t) dice_below(&dice, SOURCES);
  plan->items = dice_below(&dice, 4) == 0 ? dice_below(&dice, 5)
                                          : 1 + dice_below(&dice, 2500);
  plan->posters = 1 + dice_below(&dice, MOST_POSTERS);
  plan->home = (place_t) dice_below(&dice, PLACE_POOL);
  plan->subject = (subject_kind_t) dice_below(&dice, SUBJECTS);
  plan->overflow = some_overflow(dice_below(&dice, 12));
  plan->cut =
      dice_below(&dice, 2) == 0 ? CUT_NOT : (cut_t) dice_below(&dice, CUTS);
  plan->cancel_at = 1 + dice_below(&dice, plan->items + 1);
  plan->cut_after = dice_below(&dice, 3000);
  plan->own_is_loop = dice_below(&dice, 2) == 0;
  make_stages(&dice, plan);
  make_bridge(&dice, plan);
  make_sinks(&dice, plan);
}

static const char *const source_names[SOURCES] = {"pull", "create", "publisher",
                                                  "subject", "queue"};
static const char *const stage_names[STAGES] = {
    "map",        "filter",        "flat_map",    "concat_map",
    "observe_on", "subscribe_on",  "parallel",    "on_overflow",
    "delay",      "limit_request", "yield_every", "promise",
    "submit",     "executor_map",  "retry",       "repeat"};
static const char *const subject_names[SUBJECTS] = {"plain", "behavior",
                                                    "replay", "async"};
static const char *const bridge_names[] = {"", "queue", "subject"};
static const char *const sharing_names[SHARINGS] = {"",
                                                    "share",
                                                    "share_replay",
                                                    "publish, ref_count",
                                                    "replay, ref_count(.grace)",
                                                    "multicast, ref_count",
                                                    "publish, auto_connect",
                                                    "cache"};
static const char *const cut_names[CUTS] = {
    "no cut", "cancelled inside", "cancelled outside", "its place closed"};

void plan_print(const plan_t *plan, FILE *stream) {
  fprintf(stream, "seed %llu: %u items of %s", (unsigned long long) plan->seed,
          plan->items, source_names[plan->source]);
  if (plan->source >= SOURCE_SUBJECT)
    fprintf(stream, " (%u threads, home %s, %s, overflow %d)", plan->posters,
            place_name(plan->home), subject_names[plan->subject],
            (int) plan->overflow);
  for (uint32_t i = 0; i < plan->stage_count; i++)
    fprintf(stream, " | %s(%s, %u)", stage_names[plan->stages[i].kind],
            place_name(plan->stages[i].place), plan->stages[i].number);
  if (plan->bridge != BRIDGE_NOT)
    fprintf(stream, " | %s(%s, overflow %d)", bridge_names[plan->bridge],
            place_name(plan->bridge_home), (int) plan->bridge_overflow);
  if (plan->sharing != SHARE_NOT)
    fprintf(stream, " | %s", sharing_names[plan->sharing]);
  for (uint32_t i = 0; i < plan->sink_count; i++)
    fprintf(stream, " -> %s by %lld", place_name(plan->sinks[i]),
            (long long) plan->demand[i]);
  fprintf(stream, "; %s (item %u, %u us, own %s)\n", cut_names[plan->cut],
          plan->cancel_at, plan->cut_after,
          plan->own_is_loop ? "loop" : "pool");
}
