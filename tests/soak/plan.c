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

static void make_stages(dice_t *dice, plan_t *plan) {
  plan->stage_count = dice_below(dice, MOST_STAGES + 1);
  for (uint32_t i = 0; i < plan->stage_count; i++) {
    stage_t *stage = &plan->stages[i];
    stage->kind = (stage_kind_t) dice_below(dice, STAGES);
    stage->place = some_place(dice, plan);
    stage->number = dice_below(dice, 1000);
  }
}

static void make_sinks(dice_t *dice, plan_t *plan) {
  plan->shared = dice_below(dice, 4) == 0;
  plan->replays = dice_below(dice, 2) == 0;
  plan->sink_count = plan->shared ? 1 + dice_below(dice, LEDGER_SINKS) : 1;
  if (plan->source >= SOURCE_SUBJECT)
    plan->sink_count = 1; /* none comes late */
  for (uint32_t i = 0; i < plan->sink_count; i++) {
    plan->sinks[i] = some_place(dice, plan);
    plan->demand[i] = dice_below(dice, 2) == 0 ? 0 : 1 + dice_below(dice, 40);
  }
}

void plan_make(plan_t *plan, uint64_t seed) {
  dice_t dice = {seed};
  *plan = (plan_t){.seed = seed};
  plan->source = (source_t) dice_below(&dice, SOURCES);
  plan->items = dice_below(&dice, 4) == 0 ? dice_below(&dice, 5)
                                          : 1 + dice_below(&dice, 2500);
  plan->posters = 1 + dice_below(&dice, MOST_POSTERS);
  plan->home = (place_t) dice_below(&dice, PLACE_POOL);
  plan->cut =
      dice_below(&dice, 2) == 0 ? CUT_NOT : (cut_t) dice_below(&dice, CUTS);
  plan->cancel_at = 1 + dice_below(&dice, plan->items + 1);
  plan->cut_after = dice_below(&dice, 3000);
  plan->own_is_loop = dice_below(&dice, 2) == 0;
  make_stages(&dice, plan);
  make_sinks(&dice, plan);
}

static const char *const source_names[SOURCES] = {"pull", "create", "publisher",
                                                  "subject", "queue"};
static const char *const stage_names[STAGES] = {
    "map",        "filter",        "flat_map",   "concat_map",
    "observe_on", "subscribe_on",  "parallel",   "on_overflow",
    "delay",      "limit_request", "yield_every"};
static const char *const cut_names[CUTS] = {
    "no cut", "cancelled inside", "cancelled outside", "its place closed"};

void plan_print(const plan_t *plan, FILE *stream) {
  fprintf(stream, "seed %llu: %u items of %s", (unsigned long long) plan->seed,
          plan->items, source_names[plan->source]);
  if (plan->source >= SOURCE_SUBJECT)
    fprintf(stream, " (%u threads, home %s, %s, overflow %d)", plan->posters,
            place_name(plan->home), plan->replaying ? "replay" : "plain",
            (int) plan->overflow);
  for (uint32_t i = 0; i < plan->stage_count; i++)
    fprintf(stream, " | %s(%s, %u)", stage_names[plan->stages[i].kind],
            place_name(plan->stages[i].place), plan->stages[i].number);
  if (plan->shared)
    fprintf(stream, " | %s", plan->replays ? "share_replay" : "share");
  for (uint32_t i = 0; i < plan->sink_count; i++)
    fprintf(stream, " -> %s by %lld", place_name(plan->sinks[i]),
            (long long) plan->demand[i]);
  fprintf(stream, "; %s (item %u, %u us, own %s)\n", cut_names[plan->cut],
          plan->cancel_at, plan->cut_after,
          plan->own_is_loop ? "loop" : "pool");
}
