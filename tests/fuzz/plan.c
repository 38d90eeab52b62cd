/* SPDX-License-Identifier: MIT */
/* Rolls the dice for a pipeline, and builds it. */
#include <inttypes.h>
#include <stdlib.h>

#include "plan.h"

uint64_t dice_roll(dice_t *dice) {
  uint64_t z = dice->state += UINT64_C(0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return z ^ (z >> 31);
}

int64_t dice_between(dice_t *dice, int64_t low, int64_t high) {
  return low + (int64_t) (dice_roll(dice) % (uint64_t) (high - low + 1));
}

static bool chance(dice_t *dice, int64_t percent) {
  return dice_between(dice, 1, 100) <= percent;
}

/* Items on even ticks: what joins in does so on odd ones. */
static void plan_items(plan_t *plan, dice_t *dice) {
  rill_time_t at = 0;
  plan->many = plan->immediate && chance(dice, 30);
  plan->items = (size_t) (plan->many ? dice_between(dice, 200, PLAN_ITEMS)
                                     : dice_between(dice, 0, 14));
  for (size_t i = 0; i < plan->items; i++) {
    bool together = plan->bursts && chance(dice, 40);
    if (!plan->immediate && !together) at += 2 * dice_between(dice, 1, 4);
    plan->values[i] = dice_between(dice, -4, 20);
    plan->at[i] = at;
  }
  plan->end = plan->immediate ? 0 : at + 2 * dice_between(dice, 0, 3);
  int64_t kind = dice_between(dice, 1, 10);
  plan->ending = kind <= 7   ? RILL_MARK_COMPLETE
                 : kind <= 9 ? RILL_MARK_ERROR
                             : RILL_MARK_SUBSCRIBE;
}

static bool fits(const plan_t *plan, const row_t *row, enum kind now,
                 unsigned used) {
  if ((row->takes & now) != now) return false;
  if ((row->traits & JOINS) != 0 &&
      (plan->stages > 0 || plan->bursts || plan->immediate))
    return false;
  if ((row->traits & TIMED) != 0 && plan->many) return false;
  if ((row->traits & GROWS) != 0 && (used & (GROWS | SHARES)) != 0)
    return false;
  unsigned traits = row->traits | used;
  bool fails = plan->ending == RILL_MARK_ERROR || (traits & FAILS) != 0;
  return !fails || (traits & BORDER) == 0;
}

static void plan_stages(plan_t *plan, dice_t *dice) {
  size_t wanted = (size_t) dice_between(dice, 1, PLAN_STAGES);
  enum kind now = INTS;
  unsigned used = 0;
  for (int tries = 0; plan->stages < wanted && tries < 100; tries++) {
    size_t at = (size_t) dice_roll(dice) % row_count;
    if (!fits(plan, &rows[at], now, used)) continue;
    plan_stage_t *stage = &plan->stage[plan->stages++];
    stage->row = at;
    used |= rows[at].traits;
    for (size_t i = 0; i < PLAN_ARGS; i++)
      stage->args[i] = dice_between(dice, 0, 9);
    if (rows[at].gives != SAME) now = rows[at].gives;
  }
}

void plan_make(plan_t *plan, uint64_t seed) {
  dice_t dice = {seed};
  *plan = (plan_t){.seed = seed};
  plan->immediate = chance(&dice, 40);
  plan->bursts = plan->immediate || chance(&dice, 40);
  plan_items(plan, &dice);
  plan_stages(plan, &dice);
}

void plan_print(const plan_t *plan, FILE *stream) {
  fprintf(stream, "seed %" PRIu64 ": %s", plan->seed,
          plan->immediate ? "at once" : "in time");
  for (size_t i = 0; i < plan->items && i < 40; i++)
    fprintf(stream, " %" PRId64 "@%" PRId64, plan->values[i], plan->at[i]);
  if (plan->items > 40) fprintf(stream, " … %zu items", plan->items);
  fprintf(stream, " %s@%" PRId64 "\n",
          plan->ending == RILL_MARK_COMPLETE ? "|"
          : plan->ending == RILL_MARK_ERROR  ? "#"
                                             : "-",
          plan->end);
  for (size_t i = 0; i < plan->stages; i++)
    fprintf(stream, "  %s(%" PRId64 ", %" PRId64 ", %" PRId64 ")\n",
            rows[plan->stage[i].row].name, plan->stage[i].args[0],
            plan->stage[i].args[1], plan->stage[i].args[2]);
}

static rill_observable_t *plan_timed(const plan_t *plan) {
  rill_message_t messages[PLAN_ITEMS + 1];
  size_t count = plan->items;
  for (size_t i = 0; i < count; i++)
    messages[i] = rill_on_next(plan->at[i], rill_int(plan->values[i]));
  if (plan->ending == RILL_MARK_COMPLETE)
    messages[count++] = rill_on_complete(plan->end);
  else if (plan->ending == RILL_MARK_ERROR)
    messages[count++] =
        rill_on_error(plan->end, rill_error_new(RILL_EFOREIGN, "ex"));
  return rill_from_messages(messages, count);
}

/* From an array: what comes in batches. */
static rill_observable_t *plan_immediate(const plan_t *plan) {
  rill_value_t values[PLAN_ITEMS];
  for (size_t i = 0; i < plan->items; i++)
    values[i] = rill_int(plan->values[i]);
  rill_observable_t *items = rill_from_array(values, plan->items);
  if (plan->ending == RILL_MARK_COMPLETE) return items;
  return rill_pipe(
      items, rill_concat(plan->ending == RILL_MARK_SUBSCRIBE
                             ? rill_never()
                             : rill_throw(rill_error_new(RILL_EFOREIGN,
                                                         "ex"))));
}

rill_observable_t *plan_build(const plan_t *plan, bool plain,
                              rill_scheduler_t *clock) {
  rill_operator_t *operators[PLAN_STAGES];
  for (size_t i = 0; i < plan->stages; i++) {
    const plan_stage_t *stage = &plan->stage[i];
    operators[i] = rows[stage->row].make(
        &(const build_t){plan, stage->args, clock, plain});
  }
  return rill_pipe_array(
      plan->immediate ? plan_immediate(plan) : plan_timed(plan), operators,
      plan->stages, "");
}
