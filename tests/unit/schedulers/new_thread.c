/* SPDX-License-Identifier: MIT */
#include "support/failing.h"
#include "support/heard.h"

#include <dirent.h>
#include <sched.h>

TEST(new_thread, a_run_has_a_thread_of_its_own) {
  heard_t heard[5] = {0};
  rill_scheduler_t *threads = rill_new_thread_scheduler(.max_threads = 5);
  ck_assert_str_eq(rill_scheduler_name(threads), "new_thread");
  for (int i = 0; i < 5; i++) {
    rill_observable_t *flow =
        rill_pipe(rill_interval(RILL_US(100)), rill_take(20));
    rill_unref(heard_subscribe(&heard[i], threads, flow));
  }
  for (int i = 0; i < 5; i++) {
    heard_wait(&heard[i]);
    ck_assert_int_eq(heard[i].items, 20);
    ck_assert_int_eq(heard[i].completions, 1);
  }
  rill_scheduler_close(threads);
}

/* Each one waits for all others: so none shares its thread. */
struct meeting {
  uv_barrier_t all;
  uv_sem_t done;
  rill_scheduler_t *threads;
  int drops;
};

static rill_value_t meet(void *context) {
  struct meeting *meeting = context;
  uv_barrier_wait(&meeting->all);
  uv_sem_post(&meeting->done);
  return rill_none();
}

static void on_drop(void *context) {
  __atomic_add_fetch(&((struct meeting *) context)->drops, 1, __ATOMIC_RELAXED);
}

static rill_fn_t meeting_fn(struct meeting *meeting, rill_call0_fn f) {
  return rill_call0(f, rill_own(meeting, on_drop));
}

TEST(new_thread, so_has_a_post) {
  enum { ALL = 8 };
  struct meeting meeting = {0};
  uv_barrier_init(&meeting.all, ALL);
  uv_sem_init(&meeting.done, 0);
  meeting.threads = rill_new_thread_scheduler(.max_threads = ALL);
  for (int i = 0; i < ALL; i++)
    ck_assert_int_eq(rill_post(meeting.threads, meeting_fn(&meeting, meet)), 0);
  for (int i = 0; i < ALL; i++) uv_sem_wait(&meeting.done);
  rill_scheduler_close(meeting.threads);
  ck_assert_int_eq(meeting.drops, ALL);
  uv_barrier_destroy(&meeting.all);
  uv_sem_destroy(&meeting.done);
}

TEST(new_thread, says_when_there_are_too_many) {
  heard_t first = {0}, second = {0}, third = {0};
  struct meeting meeting = {0};
  struct looper l;
  looper_open(&l);
  rill_scheduler_t *threads = rill_new_thread_scheduler(.max_threads = 1);
  rill_subscription_t *run = heard_subscribe(&first, threads, rill_never());
  rill_unref(heard_subscribe(&second, threads, rill_range(1, 3)));
  heard_wait(&second);
  ck_assert_int_eq(second.items, 0);
  ck_assert_int_eq(second.code, RILL_EAGAIN);
  ck_assert_str_has(second.error, "as many threads as there may be are at "
                                  "work: .max_threads is 1");
  rill_observable_t *flow =
      rill_pipe(rill_range(1, 3), rill_subscribe_on(threads));
  rill_unref(heard_subscribe(&third, l.scheduler, flow));
  heard_wait_on(&third, &l.loop);
  ck_assert_int_eq(third.code, RILL_EAGAIN);
  ck_assert_int_eq(rill_post(threads, meeting_fn(&meeting, meet)), RILL_EAGAIN);
  ck_assert_int_eq(meeting.drops, 1);
  rill_cancel(run);
  heard_wait(&first);
  rill_unref(run);
  rill_scheduler_close(threads);
  looper_close(&l);
}

TEST(new_thread, threads_end_and_make_room) {
  rill_scheduler_t *threads = rill_new_thread_scheduler(.max_threads = 2);
  for (int i = 0; i < 100; i++) {
    heard_t heard = {.code = RILL_EAGAIN};
    while (heard.code == RILL_EAGAIN) { /* the one before is just leaving */
      heard = (heard_t){0};
      rill_unref(heard_subscribe(&heard, threads, rill_range(1, 10)));
      heard_wait(&heard);
    }
    ck_assert_int_eq(heard.items, 10);
  }
  rill_scheduler_close(threads);
}

TEST(new_thread, is_where_upstream_or_downstream_runs) {
  heard_t heard = {0};
  struct looper l;
  looper_open(&l);
  rill_scheduler_t *threads = rill_new_thread_scheduler();
  rill_observable_t *flow =
      rill_pipe(rill_range(1, 20000), rill_subscribe_on(threads),
                rill_observe_on(threads), rill_observe_on(l.scheduler));
  heard.on = l.scheduler;
  rill_unref(heard_subscribe(&heard, l.scheduler, flow));
  heard_wait_on(&heard, &l.loop);
  ck_assert_int_eq(heard.items, 20000);
  ck_assert(!heard.disordered && !heard.strayed);
  rill_scheduler_close(threads);
  looper_close(&l);
}

TEST(new_thread, closing_cancels_all) {
  heard_t heard[4] = {0};
  rill_scheduler_t *threads = rill_new_thread_scheduler();
  for (int i = 0; i < 4; i++)
    rill_unref(heard_subscribe(&heard[i], threads, rill_never()));
  rill_scheduler_t *more = rill_ref(threads);
  rill_scheduler_close(threads);
  for (int i = 0; i < 4; i++) {
    heard_wait(&heard[i]);
    ck_assert_int_eq(heard[i].releases, 1);
  }
  heard_t late = {0};
  rill_unref(heard_subscribe(&late, more, rill_range(1, 3)));
  heard_wait(&late);
  ck_assert_int_eq(late.code, RILL_ECLOSED);
  ck_assert_int_eq(rill_post(more, rill_no_fn()), RILL_EINVAL);
  rill_unref(more);
}

static rill_value_t close_it(void *context) {
  struct meeting *meeting = context;
  rill_scheduler_close(meeting->threads);
  uv_sem_wait(&meeting->done); /* nobody waits for this thread */
  return rill_none();
}

/* How many the process has; 0 where that cannot be known. */
static int threads_alive(void) {
  DIR *tasks = opendir("/proc/self/task");
  int count = 0;
  if (tasks == NULL) return 0;
  while (readdir(tasks) != NULL) count++;
  closedir(tasks);
  return count;
}

static void nothing(void *context) {
  (void) context;
}

/* How many there are when no test has made one: the sanitizers make one of
 * their own with the first. */
static int threads_at_rest(void) {
  uv_thread_t first;
  uv_thread_create(&first, nothing, NULL);
  uv_thread_join(&first);
  return threads_alive();
}

TEST(new_thread, one_of_its_threads_may_close_it) {
  heard_t heard = {0};
  int before = threads_at_rest();
  struct meeting meeting = {0};
  uv_sem_init(&meeting.done, 0);
  meeting.threads = rill_new_thread_scheduler();
  rill_unref(heard_subscribe(&heard, meeting.threads, rill_never()));
  rill_post(meeting.threads, meeting_fn(&meeting, close_it));
  heard_wait(&heard);
  ck_assert_int_eq(heard.releases, 1);
  uv_sem_post(&meeting.done);
  /* the last of all objects goes, and then the last thread, which nobody
   * joins */
  while (rill_live_objects(NULL) > 0 || threads_alive() > before) sched_yield();
  uv_sem_destroy(&meeting.done);
}

static void ignore(rill_error_t *error, void *context) {
  (void) error;
  (void) context;
}

TEST(new_thread, promises_have_no_place_here) {
  int code = 0;
  rill_scheduler_t *threads = rill_new_thread_scheduler();
  rill_scheduler_on_unhandled(threads, ignore, NULL);
  for (int i = 0; i < 3; i++) {
    rill_promise_t *promise = rill_promise_resolve(threads, rill_int(1));
    code = rill_error_code(rill_promise_error(promise));
    ck_assert_int_eq(code, RILL_EWRONGTHREAD);
    rill_unref(promise);
  }
  rill_scheduler_close(threads);
}

TEST(new_thread, refuses_bad_options) {
  ck_assert_ptr_null(rill_new_thread_scheduler(.max_threads = -1));
  ck_assert_ptr_null(rill_new_thread_scheduler(.max_threads = 1 << 20));
}

TEST(new_thread, survives_without_memory) {
  failing_each(FAILING_ONE) {
    rill_scheduler_t *threads = rill_new_thread_scheduler();
    if (threads == NULL) continue;
    heard_t heard = {0};
    rill_unref(heard_subscribe(&heard, threads, rill_range(1, 3)));
    heard_wait(&heard);
    ck_assert_int_eq(heard.completions + heard.errors, 1);
    rill_scheduler_close(threads);
  }
}
