/* SPDX-License-Identifier: MIT */
/* border_in: what is dropped on the way is seen, once each, and in order. */
#include "shared/border.h"

#include <stdio.h>

#include "support/failing.h"
#include "support/heard.h"
#include "support/probe.h"

/* --- What is seen --------------------------------------------------------- */

struct drops {
  char text[256];
  int64_t count, sum, last;
  int contexts; /* let go of */
  bool inside, overlapped, disordered;
};

static rill_value_t see(rill_value_t item, void *context) {
  struct drops *drops = context;
  size_t used = strlen(drops->text);
  if (__atomic_exchange_n(&drops->inside, true, __ATOMIC_ACQ_REL))
    drops->overlapped = true;
  if (drops->count > 0 && rill_as_int(item) != drops->last + 1)
    drops->disordered = true;
  if (used < sizeof drops->text / 2)
    snprintf(drops->text + used, sizeof drops->text - used, "%d ",
             (int) rill_as_int(item));
  drops->count++;
  drops->sum += rill_as_int(item);
  drops->last = rill_as_int(item);
  __atomic_store_n(&drops->inside, false, __ATOMIC_RELEASE);
  return rill_none();
}

static void let_go(void *context) { ((struct drops *) context)->contexts++; }

#define SEEN(drops) rill_call_with(see, rill_own((drops), let_go))

/* --- All that are borders ------------------------------------------------- */

static rill_operator_t *by_observe(rill_scheduler_t *s, rill_fn_t dropped) {
  return rill_observe_on(s, .capacity = 300, .dropped = dropped);
}

static rill_operator_t *by_subscribe(rill_scheduler_t *s, rill_fn_t dropped) {
  return rill_subscribe_on(s, .capacity = 300, .dropped = dropped);
}

static rill_operator_t *by_unsubscribe(rill_scheduler_t *s, rill_fn_t dropped) {
  return rill_unsubscribe_on(s, .capacity = 300, .dropped = dropped);
}

typedef rill_operator_t *(*across_t)(rill_scheduler_t *s, rill_fn_t dropped);
static const across_t all[] = {by_observe, by_subscribe, by_unsubscribe};
enum { ALL = sizeof all / sizeof *all };

/* --- On one clock --------------------------------------------------------- */

/* Who asks for `demand` and cancels inside of item `cancel_at`, or at last. */
static void ck_seen(rill_observable_t *source, int64_t demand, size_t cancel_at,
                    const char *heard, const char *seen) {
  for (int i = 0; i < ALL; i++) {
    probe_t probe = {.cancel_at = cancel_at};
    struct drops drops = {0};
    rill_scheduler_t *clock = clock_new();
    rill_observable_t *flow =
        rill_pipe(rill_ref(source), all[i](clock, SEEN(&drops)));
    probe_subscribe(&probe, clock, flow, demand);
    rill_virtual_run(clock);
    if (probe.released == 0) rill_cancel(probe.subscription);
    rill_virtual_run(clock);
    clock_close(clock);
    ck_assert_int_eq(strncmp(probe.text, heard, strlen(heard)), 0);
    ck_assert_str_eq(drops.text, seen);
    ck_assert_int_eq(drops.contexts, 1);
  }
  rill_unref(source);
}

TEST(border_dropped, sees_what_was_under_way_at_a_cancel) {
  ck_seen(rill_range(1, 5), 2, 0, "1 2", "3 4 5 ");
}

TEST(border_dropped, sees_what_lay_behind_the_item_that_cancelled) {
  ck_seen(rill_range(1, 5), RILL_UNBOUNDED, 2, "1 2", "3 4 5 ");
}

TEST(border_dropped, sees_what_an_error_has_overtaken) {
  rill_observable_t *two = rill_range(1, 2);
  ck_seen(rill_pipe(two, rill_concat(rill_throw(rill_error_new(7, "seven")))),
          RILL_UNBOUNDED, 0, "#", "1 2 ");
}

TEST(border_dropped, sees_nothing_when_all_has_gone_down) {
  ck_seen(rill_range(1, 5), RILL_UNBOUNDED, 0, "1 2 3 4 5 |", "");
}

/* --- Between threads ------------------------------------------------------ */

static rill_value_t make(rill_value_t x, void *made) {
  ++*(int64_t *) made;
  return rill_value_ref(x);
}

static int64_t sum_to(int64_t n) { return n * (n + 1) / 2; }

typedef enum ending { CANCELED, POOL_CLOSED, LOOP_CLOSED, ENDINGS } ending_t;

/* Each item of upstream has gone down or is seen. */
static void ck_balance(across_t across, ending_t ending, int turns) {
  struct looper l;
  heard_t heard = {0};
  struct drops drops = {0};
  int64_t made = 0;
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  looper_open(&l);
  rill_observable_t *flow =
      rill_pipe(rill_range(1, INT32_MAX),
                rill_map(rill_call_with(make, rill_borrow(&made))),
                across(pool, SEEN(&drops)));
  rill_subscription_t *run = heard_subscribe(&heard, l.scheduler, flow);
  for (int i = 0; i < turns; i++) uv_run(&l.loop, UV_RUN_NOWAIT);
  if (ending == CANCELED) rill_cancel(run);
  if (ending == POOL_CLOSED) rill_scheduler_close(pool);
  if (ending != LOOP_CLOSED) uv_run(&l.loop, UV_RUN_DEFAULT);
  looper_close(&l);
  heard_wait(&heard);
  if (ending != POOL_CLOSED) rill_scheduler_close(pool);
  rill_unref(run);
  ck_assert_int_eq(heard.items + drops.count, made);
  ck_assert_int_eq(heard.sum + drops.sum, sum_to(made));
  ck_assert(!heard.disordered && !drops.disordered && !drops.overlapped);
  ck_assert_int_eq(drops.contexts, 1);
}

TEST(border_dropped, each_item_has_gone_down_or_is_seen) {
  for (int turns = 0; turns < 12; turns++)
    for (int i = 0; i < ALL; i++)
      for (int ending = 0; ending < ENDINGS; ending++)
        ck_balance(all[i], (ending_t) ending, turns);
}

/* Three items, and two when nobody is there any more. */
static rill_value_t push(rill_value_t emitter, void *gone) {
  for (int i = 1; i <= 5; i++) {
    if (i == 4) uv_sem_wait(gone);
    rill_emitter_next(rill_emitter_of(emitter), rill_int(i));
  }
  return rill_none();
}

TEST(border_dropped, sees_what_comes_when_the_reader_has_gone) {
  for (int i = 1; i < ALL; i++) {
    struct looper l;
    heard_t heard = {.cancel_at = 1};
    struct drops drops = {0};
    uv_sem_t gone;
    rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
    uv_sem_init(&gone, 0);
    looper_open(&l);
    rill_observable_t *flow =
        rill_pipe(rill_create(rill_call_with(push, rill_borrow(&gone))),
                  all[i](pool, SEEN(&drops)));
    rill_unref(heard_subscribe(&heard, l.scheduler, flow));
    heard_wait_on(&heard, &l.loop);
    uv_sem_post(&gone);
    looper_close(&l);
    rill_scheduler_close(pool);
    uv_sem_destroy(&gone);
    ck_assert_int_eq(heard.items, 1);
    ck_assert_str_eq(drops.text, "2 3 4 5 ");
  }
}

/* --- When things go wrong ------------------------------------------------- */

static rill_value_t refuse(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_fail(rill_error_new(77, "not that one"));
}

static void note_code(rill_error_t *error, void *context) {
  *(int *) context = rill_error_code(error);
}

TEST(border_dropped, its_failure_goes_to_the_unhandled_hook) {
  probe_t probe = {0};
  int code = 0;
  rill_scheduler_t *clock = clock_new();
  rill_scheduler_on_unhandled(clock, note_code, &code);
  rill_observable_t *flow =
      rill_pipe(rill_range(1, 2), by_observe(clock, rill_call(refuse)));
  probe_subscribe(&probe, clock, flow, 1);
  rill_virtual_run(clock);
  rill_cancel(probe.subscription);
  clock_close(clock);
  ck_assert_int_eq(code, 77);
}

static rill_value_t nothing(void *context) {
  (void) context;
  return rill_none();
}

TEST(border_dropped, must_take_an_item) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  probe_run(&probe, rill_pipe(rill_range(1, 2),
                              by_subscribe(clock, rill_call(nothing))));
  ck_assert_str_has(probe.error, "rill_subscribe_on: ");
  ck_assert_str_has(probe.error, "dropped");
  clock_close(clock);
}

TEST(border_dropped, survives_without_memory) {
  for (int i = 0; i < ALL; i++) {
    failing_each(FAILING_ONE) {
      probe_t probe = {0};
      struct drops drops = {0};
      rill_scheduler_t *clock = rill_virtual_scheduler_new();
      if (clock == NULL) continue;
      rill_observable_t *flow =
          rill_pipe(rill_range(1, 4), all[i](clock, SEEN(&drops)));
      probe_subscribe(&probe, clock, flow, 1);
      rill_virtual_run(clock);
      rill_scheduler_close(clock);
      ck_assert_int_eq(drops.contexts, 1);
    }
  }
}
