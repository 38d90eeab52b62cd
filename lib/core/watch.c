/* SPDX-License-Identifier: MIT */
/* watch: takes the time of callbacks, and names those that are slow.
 *
 * Calls nest: a stage's includes those of the stages below. So each frame adds
 * up what the frames inside of it took, and subtracts that. */
#include "base/memory.h"
#include "core/driver.h"
#include "core/dropped.h"

static void slow_print(const rill_slow_t *slow, void *context) {
  (void) context;
  fprintf(stderr, "rill: slow: %s took %.1f ms, run at %s\n",
          slow->stage != NULL ? slow->stage : "a source, timer or end",
          (double) slow->span / 1e6, slow->site);
}

void rill_watch_begin(rill_scheduler_t *s, rill_frame_t *frame) {
  rill_watchdog_t *dog = s->watchdog;
  frame->taken = dog != NULL;
  if (dog == NULL) return; /* it was taken away in the middle */
  frame->start = rill_now(s);
  frame->spent = dog->spent;
  dog->spent = 0;
}

void rill_watch_end(rill_chain_t *chain, const rill_stage_t *stage,
                    rill_frame_t *frame) {
  rill_watchdog_t *dog = chain->scheduler->watchdog;
  bool taken = frame->taken;
  frame->taken = false;
  if (dog == NULL || !taken) return;
  rill_time_t all = rill_now(chain->scheduler) - frame->start;
  rill_time_t own = all - dog->spent;
  dog->spent = frame->spent + all;
  if (own < dog->span) return;
  rill_slow_t slow = {
      .size = sizeof slow,
      .stage = stage != NULL ? stage->ops->name : NULL,
      .position = stage != NULL ? (int) stage->index : -1,
      .site = chain->site,
      .span = own,
  };
  dog->hook(&slow, dog->context);
}

/* A step, of which it is known what became of the item. */
static size_t run_told(rill_stage_t *s, rill_value_t item) {
  rill_value_t given = item;
  rill_step_t step = rill_take_step(s, &given);
  bool late = s->closed && (step == RILL_PASS || step == RILL_LAST);
  bool failed = step == RILL_FAIL && s->ops->chooses;
  if (step == RILL_DROP || step == RILL_STOP || late || failed)
    rill_tell(s, item);
  return rill_run_stepped(s, step, given);
}

static size_t run_stage(rill_stage_t *s, rill_code_t code,
                        const rill_value_t *items, size_t count) {
  bool sifts = code == RILL_CODE_FILTER || code == RILL_CODE_STEP ||
               code == RILL_CODE_CHANGED;
  if (code == RILL_CODE_NEXT) return rill_call_next(s, items, count);
  if (sifts && s->chain->told && !s->ops->keeps) return run_told(s, *items);
  return rill_run_item(s, *items, rill_none());
}

/* One stage as if nobody watched it; those below are watched by themselves.
 * Steps take one item. */
static size_t run_watched(rill_stage_t *s, const rill_value_t *items,
                          size_t count) {
  rill_frame_t frame;
  rill_code_t code = s->ops->code;
  s->code = (uint8_t) (code == RILL_CODE_FOLD ? RILL_CODE_FOLD_COUNTED : code);
  rill_watch_begin(s->chain->scheduler, &frame);
  size_t used = run_stage(s, code, items, count);
  rill_watch_end(s->chain, s, &frame);
  if (s->code != RILL_CODE_DEAF) s->code = RILL_CODE_WATCHED;
  return used;
}

size_t rill_run_watched(rill_stage_t *s, const rill_value_t *items,
                        size_t count) {
  if (s->ops->code == RILL_CODE_NEXT) return run_watched(s, items, count);
  size_t used = 0;
  for (size_t i = 0; i < count && s->code == RILL_CODE_WATCHED; i++)
    used += run_watched(s, items + i, 1);
  return used;
}

int rill_scheduler_watch(rill_scheduler_t *s, rill_time_t span,
                         rill_slow_fn hook, void *context) {
  if (span < 0 || s->driver.pick != NULL) return RILL_EINVAL;
  if (!rill_scheduler_is_current(s))
    return rill_scheduler_trespass(s, "rill_scheduler_watch");
  rill_watchdog_t *dog = s->watchdog;
  if (span == 0) {
    s->watchdog = NULL;
    rill_release(dog, sizeof *dog);
    return 0;
  }
  if (dog == NULL) dog = rill_allocate_zeroed(sizeof *dog);
  if (dog == NULL) return RILL_ENOMEM;
  dog->span = span;
  dog->hook = hook != NULL ? hook : slow_print;
  dog->context = context;
  s->watchdog = dog;
  return 0;
}
