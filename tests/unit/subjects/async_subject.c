/* SPDX-License-Identifier: MIT */
#include "support/failing.h"
#include "support/subjects.h"

TEST(async_subject, gives_the_last_item_at_completion_to_all) {
  probe_t early = {0}, late = {0}, after = {0};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_async_subject_new(clock);
  hear(&early, clock, subject, RILL_UNBOUNDED);
  push(subject, 1);
  push(subject, 2);
  hear(&late, clock, subject, RILL_UNBOUNDED);
  ck_assert_str_eq(early.text, "");
  ck_assert_int_eq(rill_subject_complete(subject), 0);
  hear(&after, clock, subject, RILL_UNBOUNDED);
  ck_assert_str_eq(early.text, "2 |");
  ck_assert_str_eq(late.text, "2 |");
  ck_assert_str_eq(after.text, "2 |");
  ck_assert_int_eq(push(subject, 3), RILL_ECLOSED);
  rill_unref(subject);
  clock_close(clock);
}

TEST(async_subject, without_an_item_there_is_only_the_end) {
  probe_t early = {0}, after = {0};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_async_subject_new(clock);
  hear(&early, clock, subject, RILL_UNBOUNDED);
  rill_subject_complete(subject);
  hear(&after, clock, subject, RILL_UNBOUNDED);
  ck_assert_str_eq(early.text, "|");
  ck_assert_str_eq(after.text, "|");
  rill_unref(subject);
  clock_close(clock);
}

TEST(async_subject, an_error_drops_the_item) {
  probe_t early = {0}, after = {0};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_async_subject_new(clock);
  hear(&early, clock, subject, RILL_UNBOUNDED);
  rill_value_t text = rill_string("never seen");
  rill_subject_next(subject, text);
  rill_value_unref(text);
  rill_subject_error(subject, rill_error_new(9, "nine"));
  hear(&after, clock, subject, RILL_UNBOUNDED);
  ck_assert_str_eq(early.text, "#");
  ck_assert_str_eq(after.text, "#");
  rill_unref(subject);
  ck_assert_live(&rill_string_type, 0);
  clock_close(clock);
}

TEST(async_subject, never_makes_the_producer_wait) {
  probe_t slow = {0};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_async_subject_new(clock, .capacity = 1);
  hear(&slow, clock, subject, 0);
  push_all(subject, 1, 1000);
  rill_subject_complete(subject);
  ck_assert_str_eq(slow.text, "");
  rill_request(slow.subscription, 1);
  ck_assert_str_eq(slow.text, "1000 |");
  rill_unref(subject);
  clock_close(clock);
}

struct ender {
  rill_subject_t *subject;
  int code;
};

static void end_again(rill_value_t item, void *context) {
  struct ender *ender = context;
  (void) item;
  ender->code =
      rill_subject_error(ender->subject, rill_error_new(9, "too late"));
}

TEST(async_subject, is_over_when_the_item_comes) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  struct ender ender = {rill_async_subject_new(clock), 0};
  rill_unref(rill_subscribe(clock, rill_subject_observable(ender.subject),
                            .next = end_again, .context = &ender));
  hear(&probe, clock, ender.subject, RILL_UNBOUNDED);
  push(ender.subject, 1);
  rill_subject_complete(ender.subject);
  ck_assert_int_eq(ender.code, RILL_ECLOSED);
  ck_assert_str_eq(probe.text, "1 |");
  rill_unref(ender.subject);
  clock_close(clock);
}

struct poster {
  rill_subject_t *subject;
  bool done;
};

static void post_all(void *context) {
  struct poster *p = context;
  for (int i = 1; i <= 5000; i++)
    while (rill_subject_post(p->subject, rill_int(i)) == RILL_EAGAIN)
      uv_sleep(0);
  __atomic_store_n(&p->done, true, __ATOMIC_RELEASE);
}

TEST(async_subject, takes_posts_and_is_heard_on_another_thread) {
  struct looper l;
  heard_t heard = {0};
  uv_thread_t thread;
  looper_open(&l);
  looper_keep_alive(&l);
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  rill_subject_t *subject = rill_async_subject_new(l.scheduler);
  rill_unref(heard_subscribe(&heard, pool, rill_subject_observable(subject)));
  struct poster poster = {subject, false};
  uv_thread_create(&thread, post_all, &poster);
  while (!__atomic_load_n(&poster.done, __ATOMIC_ACQUIRE))
    uv_run(&l.loop, UV_RUN_NOWAIT);
  uv_thread_join(&thread);
  rill_subject_complete(subject);
  heard_wait_on(&heard, &l.loop);
  ck_assert_int_eq(heard.items, 1);
  ck_assert_int_eq(heard.last, 5000);
  ck_assert_int_eq(heard.completions, 1);
  rill_scheduler_close(pool);
  rill_unref(subject);
  looper_let_go(&l);
  looper_close(&l);
}

TEST(async_subject, answers_bad_calls) {
  rill_scheduler_t *clock = clock_new();
  ck_assert_ptr_null(rill_async_subject_new(NULL));
  ck_assert_ptr_null(rill_async_subject_new(clock, .capacity = -1));
  clock_close(clock);
}

TEST(async_subject, survives_without_memory) {
  failing_each(FAILING_ONE) {
    rill_scheduler_t *clock = rill_virtual_scheduler_new();
    if (clock == NULL) continue;
    probe_t probe = {0};
    rill_subject_t *subject = rill_async_subject_new(clock);
    probe_subscribe(&probe, clock, rill_subject_observable(subject),
                    RILL_UNBOUNDED);
    push(subject, 1);
    rill_subject_complete(subject);
    ck_assert_int_eq(probe.ends, 1);
    if (probe.error_code == 0) ck_assert_str_eq(probe.text, "1 |");
    rill_unref(subject);
    rill_scheduler_close(clock);
  }
}
