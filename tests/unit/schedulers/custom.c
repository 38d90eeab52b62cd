/* SPDX-License-Identifier: MIT */
/* A scheduler of the program's own: an event loop made of poll() and a pipe. */
#include "support/heard.h"
#include "support/probe.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

struct own {
  rill_scheduler_t *scheduler;
  int pipe[2];
  rill_time_t due;
  int holds, wakes, turns, closes, releases;
  bool late_close; /* lets go of everything later */
};

static rill_time_t own_now(void *self) {
  (void) self;
  return (rill_time_t) uv_hrtime();
}

static void own_arm(void *self, rill_time_t due) {
  ((struct own *) self)->due = due;
}

static void own_wake(void *self) {
  struct own *own = self;
  __atomic_add_fetch(&own->wakes, 1, __ATOMIC_RELAXED);
  ck_assert_int_eq(write(own->pipe[1], "!", 1), 1);
}

static void own_hold(void *self, bool held) {
  ((struct own *) self)->holds += held ? 1 : -1;
}

static void own_close(void *self) {
  struct own *own = self;
  own->closes++;
  own->due = RILL_TIME_NEVER;
  if (!own->late_close) rill_scheduler_closed(own->scheduler);
}

static void own_release(void *self) { ((struct own *) self)->releases++; }

static const rill_scheduler_driver_t own_driver = {
    .size = sizeof(rill_scheduler_driver_t),
    .name = "poll",
    .now = own_now,
    .arm = own_arm,
    .wake = own_wake,
    .hold = own_hold,
    .close = own_close,
    .release = own_release,
    .breathes = true,
};

static void own_open(struct own *own) {
  *own = (struct own){.due = RILL_TIME_NEVER};
  ck_assert_int_eq(pipe(own->pipe), 0);
  for (int i = 0; i < 2; i++)
    ck_assert_int_ne(fcntl(own->pipe[i], F_SETFL, O_NONBLOCK), -1);
  own->scheduler = rill_scheduler_new(&own_driver, own);
  ck_assert_ptr_nonnull(own->scheduler);
}

/* Once the scheduler is closed. */
static void own_end(struct own *own) {
  ck_assert_int_eq(own->closes, 1);
  ck_assert_int_eq(own->releases, 1);
  ck_assert_int_eq(own->holds, 0);
  close(own->pipe[0]);
  close(own->pipe[1]);
}

/* Milliseconds, rounded up; never early. */
static int own_timeout(const struct own *own) {
  if (own->due == RILL_TIME_NEVER) return -1;
  rill_time_t now = own_now(NULL);
  if (own->due <= now) return 0;
  return (int) ((own->due - now + RILL_MS(1) - 1) / RILL_MS(1));
}

static void own_step(struct own *own) {
  char bytes[64];
  struct pollfd in = {.fd = own->pipe[0], .events = POLLIN};
  poll(&in, 1, own_timeout(own));
  while (read(own->pipe[0], bytes, sizeof bytes) > 0) continue;
  own->turns++;
  rill_scheduler_turn(own->scheduler);
}

/* As long as there is something to wait for. */
static void own_run(struct own *own) {
  while (own->due != RILL_TIME_NEVER || own->holds > 0) own_step(own);
}

TEST(custom, works_when_timers_are_due) {
  struct own own;
  probe_t probe = {0};
  own_open(&own);
  rill_time_t before = rill_now(own.scheduler);
  rill_observable_t *flow = rill_pipe(rill_interval(RILL_MS(2)), rill_take(5));
  probe_subscribe(&probe, own.scheduler, flow, RILL_UNBOUNDED);
  own_run(&own);
  ck_assert_uint_eq(probe.items, 5);
  ck_assert_int_eq(probe.ends, 1);
  ck_assert_int_ge(rill_now(own.scheduler) - before, RILL_MS(10));
  ck_assert_int_le(own.turns, 3 * 5); /* it does not spin */
  ck_assert_str_eq(rill_scheduler_name(own.scheduler), "poll");
  rill_scheduler_close(own.scheduler);
  own_end(&own);
}

static rill_value_t count_call(void *context) {
  ++*(int *) context;
  return rill_none();
}

TEST(custom, an_earlier_timer_replaces_the_one_that_is_armed) {
  struct own own;
  int calls = 0;
  own_open(&own);
  rill_fn_t f = rill_call_with(count_call, rill_borrow(&calls));
  rill_post_after(own.scheduler, RILL_SEC(1000), f);
  rill_time_t later = own.due;
  rill_post_after(own.scheduler, RILL_MS(1), f);
  ck_assert_int_lt(own.due, later);
  while (calls == 0) own_step(&own);
  ck_assert_int_eq(own.due, later);
  rill_scheduler_close(own.scheduler);
  ck_assert_int_eq(calls, 1);
  own_end(&own);
}

/* --- Other threads -------------------------------------------------------- */

enum { POSTERS = 3, POSTS = 4000 };

struct poster {
  struct own *own;
  int calls; /* the loop's */
};

static rill_value_t on_post(void *context) {
  struct poster *poster = context;
  ck_assert(rill_scheduler_is_current(poster->own->scheduler));
  poster->calls++;
  return rill_none();
}

static void poster_main(void *context) {
  struct poster *poster = context;
  for (int i = 0; i < POSTS; i++)
    ck_assert_int_eq(rill_post(poster->own->scheduler,
                               rill_call_with(on_post, rill_borrow(poster))),
                     0);
}

TEST(custom, other_threads_wake_it) {
  struct own own;
  uv_thread_t threads[POSTERS];
  own_open(&own);
  struct poster poster = {&own, 0};
  for (int i = 0; i < POSTERS; i++)
    uv_thread_create(&threads[i], poster_main, &poster);
  while (poster.calls < POSTERS * POSTS) own_step(&own);
  for (int i = 0; i < POSTERS; i++) uv_thread_join(&threads[i]);
  ck_assert_int_le(own.wakes, POSTERS * POSTS);
  rill_scheduler_close(own.scheduler);
  own_end(&own);
}

TEST(custom, is_held_while_a_border_may_wake_it) {
  struct own own;
  heard_t heard = {0};
  own_open(&own);
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  heard.on = own.scheduler;
  rill_observable_t *flow =
      rill_pipe(rill_range(1, 50000), rill_observe_on(pool),
                rill_observe_on(own.scheduler));
  rill_unref(heard_subscribe(&heard, own.scheduler, flow));
  own_run(&own); /* ends when nobody holds it any more */
  ck_assert_int_eq(heard.releases, 1);
  heard_wait(&heard);
  ck_assert_int_eq(heard.items, 50000);
  ck_assert(!heard.disordered && !heard.strayed);
  rill_scheduler_close(pool);
  rill_scheduler_close(own.scheduler);
  own_end(&own);
}

static rill_value_t settle(void *context) {
  ck_assert_int_eq(rill_deferred_resolve(context, rill_int(6)), 0);
  return rill_none();
}

static rill_value_t keep(rill_value_t value, void *context) {
  *(int *) context = (int) rill_as_int(value);
  return rill_none();
}

TEST(custom, its_promises_are_settled_by_other_threads) {
  struct own own;
  int value = 0;
  own_open(&own);
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  rill_deferred_t *deferred = rill_deferred_new(own.scheduler);
  rill_deferred_hold(deferred);
  rill_unref(rill_then(rill_deferred_promise(deferred),
                       rill_call_with(keep, rill_borrow(&value)),
                       rill_no_fn()));
  rill_post(pool, rill_call_with(settle, rill_own(deferred, rill_unref)));
  own_run(&own);
  ck_assert_int_eq(value, 6);
  rill_scheduler_close(pool);
  rill_scheduler_close(own.scheduler);
  own_end(&own);
}

/* --- The end -------------------------------------------------------------- */

static void on_drop(void *context) { ++*(int *) context; }

static void leave_pending(struct own *own, probe_t *probe, int *drops) {
  rill_observable_t *ticks = rill_interval(RILL_SEC(1));
  probe_subscribe(probe, own->scheduler, ticks, RILL_UNBOUNDED);
  rill_fn_t f = rill_call_with(count_call, rill_own(drops, on_drop));
  rill_post_after(own->scheduler, RILL_SEC(1), f);
  rill_post(own->scheduler, f);
}

TEST(custom, closing_drops_what_is_pending) {
  struct own own;
  probe_t probe = {0};
  int drops = 0;
  own_open(&own);
  leave_pending(&own, &probe, &drops);
  rill_scheduler_t *more = rill_ref(own.scheduler);
  rill_scheduler_close(own.scheduler);
  ck_assert_int_eq(drops, 2); /* and were not called */
  ck_assert_int_eq(probe.released, 1);
  ck_assert_int_eq(probe.ends, 0);
  ck_assert_int_eq(own.releases, 0); /* there is one who knows it */
  ck_assert_int_eq(
      rill_post(more, rill_call_with(count_call, rill_own(&drops, on_drop))),
      RILL_ECLOSED);
  rill_scheduler_turn(more); /* does nothing */
  rill_unref(more);
  ck_assert_int_eq(drops, 3);
  own_end(&own);
}

TEST(custom, may_let_go_later) {
  struct own own;
  probe_t probe = {0};
  int drops = 0;
  own_open(&own);
  own.late_close = true;
  leave_pending(&own, &probe, &drops);
  rill_scheduler_close(own.scheduler);
  ck_assert_int_eq(own.closes, 1);
  ck_assert_int_eq(own.releases, 0);
  rill_scheduler_closed(own.scheduler);
  ck_assert_int_eq(drops, 2);
  own_end(&own);
}

/* Each post is either run, or refused, or dropped by the close. */
struct flood {
  rill_scheduler_t *scheduler;
  int calls, drops, taken;
};

static void flood_drop(void *context) {
  __atomic_add_fetch(&((struct flood *) context)->drops, 1, __ATOMIC_RELAXED);
}

static rill_value_t flood_call(void *context) {
  ((struct flood *) context)->calls++;
  return rill_none();
}

static void flood_main(void *context) {
  struct flood *flood = context;
  for (int i = 0; i < POSTS; i++)
    if (rill_post(flood->scheduler,
                  rill_call_with(flood_call, rill_own(flood, flood_drop))) == 0)
      flood->taken++;
}

TEST(custom, closes_while_another_thread_posts) {
  for (int turns = 0; turns < 20; turns++) {
    struct own own;
    uv_thread_t thread;
    own_open(&own);
    struct flood flood = {.scheduler = rill_ref(own.scheduler)};
    uv_thread_create(&thread, flood_main, &flood);
    for (int i = 0; i < turns; i++) {
      own.due = 0; /* without sleeping */
      own_step(&own);
    }
    rill_scheduler_close(own.scheduler);
    uv_thread_join(&thread);
    rill_unref(flood.scheduler);
    ck_assert_int_eq(flood.drops, POSTS);
    ck_assert_int_le(flood.calls, flood.taken);
    own_end(&own);
  }
}

/* --- Several loops as one ------------------------------------------------- */

struct team {
  rill_scheduler_t *scheduler;
  struct own *members;
  unsigned turn;
};

static void team_arm(void *self, rill_time_t due) {
  (void) self;
  (void) due;
}

static void team_wake(void *self) { (void) self; }

static void team_close(void *self) {
  rill_scheduler_closed(((struct team *) self)->scheduler);
}

static rill_scheduler_t *team_pick(void *self) {
  struct team *team = self;
  unsigned turn = __atomic_fetch_add(&team->turn, 1, __ATOMIC_RELAXED);
  return team->members[turn % 2].scheduler;
}

static const rill_scheduler_driver_t team_driver = {
    .size = sizeof(rill_scheduler_driver_t),
    .name = "team",
    .now = own_now,
    .arm = team_arm,
    .wake = team_wake,
    .close = team_close,
    .pick = team_pick,
};

TEST(custom, one_may_stand_for_several) {
  struct own members[2];
  probe_t probes[3] = {0};
  own_open(&members[0]);
  own_open(&members[1]);
  struct team team = {.members = members};
  team.scheduler = rill_scheduler_new(&team_driver, &team);
  for (int i = 0; i < 3; i++) {
    rill_observable_t *flow =
        rill_pipe(rill_interval(RILL_MS(1)), rill_take(2));
    probe_subscribe(&probes[i], team.scheduler, flow, RILL_UNBOUNDED);
  }
  ck_assert_uint_eq(rill_scheduler_runs(members[0].scheduler), 2);
  ck_assert_uint_eq(rill_scheduler_runs(members[1].scheduler), 1);
  own_run(&members[0]);
  own_run(&members[1]);
  for (int i = 0; i < 3; i++) ck_assert_int_eq(probes[i].ends, 1);
  rill_scheduler_close(team.scheduler);
  for (int i = 0; i < 2; i++) {
    rill_scheduler_close(members[i].scheduler);
    own_end(&members[i]);
  }
}
