/* SPDX-License-Identifier: MIT */
/* border: what is let go on the way is told of, once each, by the thread that
 * finds it. */
#include "shared/border.h"

#include "support/heard.h"
#include "support/probe.h"

struct told {
  const rill_scheduler_t *loop;
  bool there;       /* not on the loop's thread */
  const char *name; /* of the operator */
  int64_t count, sum;
};

static void hear_of(const rill_dropped_t *dropped, void *context) {
  struct told *told = context;
  ck_assert(rill_scheduler_is_current(told->loop) != told->there);
  ck_assert_int_eq(dropped->item.kind, RILL_INT);
  ck_assert_int_eq(dropped->item.aux, 0);
  if (told->name != NULL) ck_assert_str_eq(dropped->stage, told->name);
  told->count++;
  told->sum += rill_as_int(dropped->item);
}

static rill_operator_t *across(int which, rill_scheduler_t *s, rill_fn_t f) {
  if (which == 0) return rill_observe_on(s, .capacity = 300, .dropped = f);
  if (which == 1) return rill_subscribe_on(s, .capacity = 300, .dropped = f);
  return rill_unsubscribe_on(s, .capacity = 300, .dropped = f);
}

static const char *const names[] = {"observe_on", "subscribe_on",
                                    "unsubscribe_on"};
enum { ALL = sizeof names / sizeof *names };

static rill_value_t make(rill_value_t x, void *made) {
  ++*(int64_t *) made;
  return rill_value_ref(x);
}

static rill_value_t look(rill_value_t item, void *shown) {
  (void) item;
  __atomic_add_fetch((int64_t *) shown, 1, __ATOMIC_RELAXED);
  return rill_none();
}

typedef enum ending { CANCELED, POOL_CLOSED, LOOP_CLOSED, ENDINGS } ending_t;

/* Each item of upstream has gone down, or one of both heard of it. */
static void ck_balance(int which, ending_t ending, int turns, bool shows) {
  struct looper l;
  heard_t heard = {0};
  int64_t made = 0, shown = 0;
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  rill_fn_t see = rill_no_fn();
  looper_open(&l);
  struct told here = {.loop = l.scheduler, .name = names[which]}, there = here;
  there.there = true;
  rill_scheduler_on_dropped(pool, hear_of, &there);
  rill_scheduler_on_dropped(l.scheduler, hear_of, &here);
  if (shows) see = rill_call_with(look, rill_borrow(&shown));
  rill_observable_t *flow =
      rill_pipe(rill_range(1, INT32_MAX),
                rill_map(rill_call_with(make, rill_borrow(&made))),
                across(which, pool, see));
  rill_subscription_t *run = heard_subscribe(&heard, l.scheduler, flow);
  for (int i = 0; i < turns; i++) uv_run(&l.loop, UV_RUN_NOWAIT);
  if (ending == CANCELED) rill_cancel(run);
  if (ending == POOL_CLOSED) rill_scheduler_close(pool);
  if (ending != LOOP_CLOSED) uv_run(&l.loop, UV_RUN_DEFAULT);
  looper_close(&l);
  heard_wait(&heard);
  if (ending != POOL_CLOSED) rill_scheduler_close(pool);
  rill_unref(run);
  ck_assert_int_eq(heard.items + here.count + there.count, made);
  ck_assert_int_eq(heard.sum + here.sum + there.sum, made * (made + 1) / 2);
  if (shows) ck_assert_int_eq(shown, here.count + there.count);
}

TEST(border_told, each_item_has_gone_down_or_is_told_of) {
  for (int turns = 0; turns < 12; turns++)
    for (int i = 0; i < ALL; i++)
      for (int ending = 0; ending < ENDINGS; ending++)
        ck_balance(i, (ending_t) ending, turns, turns % 2 == 0);
}

static rill_value_t is_kept(rill_value_t item, void *context) {
  (void) context;
  return rill_bool(rill_as_int(item) % 3 > 0);
}

/* The marks that travel with items are nobody's business. */
TEST(border_told, items_of_rails_are_told_of_as_they_were) {
  for (int64_t cancel_at = 1; cancel_at < 6; cancel_at++) {
    probe_t probe = {.cancel_at = (size_t) cancel_at};
    rill_scheduler_t *clock = clock_new();
    struct told told = {.loop = clock};
    int64_t made = 0;
    rill_scheduler_on_dropped(clock, hear_of, &told);
    rill_fn_t count = rill_call_with(make, rill_borrow(&made));
    rill_observable_t *flow = rill_pipe(
        rill_range(1, 50), rill_map(count),
        rill_parallel(3, RILL_OPERATORS(rill_filter(rill_call(is_kept))),
                      .scheduler = clock, .capacity = 4, .ordered = true));
    probe_subscribe(&probe, clock, flow, RILL_UNBOUNDED);
    rill_virtual_run(clock);
    clock_close(clock);
    ck_assert_int_eq(cancel_at + told.count, made);
  }
}
