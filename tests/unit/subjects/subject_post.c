/* SPDX-License-Identifier: MIT */
/* subject_post: from any thread; what has no room waits. */
#include "support/subjects.h"

struct poster {
  rill_subject_t *subject;
  int64_t first, count;
};

static void poster_main(void *context) {
  struct poster *p = context;
  for (int64_t i = 0; i < p->count; i++)
    while (rill_subject_post(p->subject, rill_int(p->first + i)) == RILL_EAGAIN)
      uv_sleep(0);
}

TEST(subject_post, takes_posts_from_any_thread_in_order) {
  struct looper l;
  heard_t heard = {0};
  uv_thread_t thread;
  looper_open(&l);
  looper_keep_alive(&l);
  rill_subject_t *subject = rill_subject_new(l.scheduler, .capacity = 8);
  rill_unref(
      heard_subscribe(&heard, l.scheduler, rill_subject_observable(subject)));
  struct poster p = {subject, 1, 20000};
  uv_thread_create(&thread, poster_main, &p);
  while (heard.items < 20000) uv_run(&l.loop, UV_RUN_NOWAIT);
  uv_thread_join(&thread);
  rill_subject_complete(subject);
  ck_assert_int_eq(heard.completions, 1);
  ck_assert(!heard.disordered);
  heard_wait(&heard);
  ck_assert_int_eq(rill_subject_post(subject, rill_int(1)), RILL_ECLOSED);
  rill_unref(subject);
  looper_let_go(&l);
  looper_close(&l);
}

TEST(subject_post, posts_wait_for_room_and_are_bounded) {
  probe_t slow = {0};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_subject_new(clock, .capacity = 2);
  hear(&slow, clock, subject, 0);
  for (int i = 1; i <= 2; i++)
    ck_assert_int_eq(rill_subject_post(subject, rill_int(i)), 0);
  ck_assert_int_eq(rill_subject_post(subject, rill_int(3)), RILL_EAGAIN);
  rill_virtual_run(clock);
  for (int i = 3; i <= 4; i++)
    ck_assert_int_eq(rill_subject_post(subject, rill_int(i)), 0);
  rill_virtual_run(clock);
  rill_request(slow.subscription, 10);
  rill_subject_complete(subject);
  ck_assert_str_eq(slow.text, "1 2 3 4 |");
  rill_unref(subject);
  clock_close(clock);
}

/* Two that the slow one is behind, and two posts that wait for room. */
static rill_subject_t *full_subject(rill_scheduler_t *clock, probe_t *slow) {
  rill_subject_t *subject = rill_subject_new(clock, .capacity = 2);
  hear(slow, clock, subject, 0);
  for (int i = 1; i <= 4; i++) {
    ck_assert_int_eq(rill_subject_post(subject, rill_int(i)), 0);
    rill_virtual_run(clock);
  }
  return subject;
}

TEST(subject_post, completes_behind_the_posts_that_wait) {
  probe_t slow = {0};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = full_subject(clock, &slow);
  ck_assert_int_eq(rill_subject_complete(subject), 0);
  ck_assert_int_eq(rill_subject_post(subject, rill_int(5)), RILL_ECLOSED);
  ck_assert_int_eq(rill_subject_next(subject, rill_int(5)), RILL_ECLOSED);
  ck_assert_int_eq(rill_subject_complete(subject), RILL_ECLOSED);
  rill_request(slow.subscription, 1);
  ck_assert_str_eq(slow.text, "1");
  rill_request(slow.subscription, 3);
  ck_assert_str_eq(slow.text, "1 2 3 4 |");
  rill_unref(subject);
  clock_close(clock);
}

TEST(subject_post, an_error_overtakes_the_posts_that_wait) {
  probe_t slow = {0};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = full_subject(clock, &slow);
  rill_subject_error(subject, rill_error_new(7, "seven"));
  rill_request(slow.subscription, 4);
  ck_assert_int_eq(slow.error_code, 7);
  ck_assert_int_eq(rill_subject_post(subject, rill_int(5)), RILL_ECLOSED);
  rill_unref(subject);
  clock_close(clock);
}

TEST(subject_post, completes_when_who_was_behind_has_left) {
  probe_t slow = {0}, late = {0};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = full_subject(clock, &slow);
  rill_subject_complete(subject);
  rill_cancel(slow.subscription);
  hear(&late, clock, subject, 1);
  ck_assert_str_eq(late.text, "|");
  rill_unref(subject);
  clock_close(clock);
}

enum { POSTERS = 8, POSTS = 3000 };

/* What each thread posts stays in order, and nothing is lost or doubled. */
struct ledger {
  int64_t next[POSTERS];
  int64_t items;
  bool disordered;
};

static void ledger_next(rill_value_t item, void *context) {
  struct ledger *ledger = context;
  int64_t poster = rill_as_int(item) / POSTS;
  if (rill_as_int(item) != poster * POSTS + ledger->next[poster]++)
    ledger->disordered = true;
  ledger->items++;
}

TEST(subject_post, takes_posts_from_eight_threads_and_the_counts_balance) {
  struct looper l;
  struct ledger ledger = {0};
  struct poster posters[POSTERS];
  uv_thread_t threads[POSTERS];
  looper_open(&l);
  looper_keep_alive(&l);
  rill_subject_t *subject = rill_subject_new(l.scheduler, .capacity = 16);
  rill_unref(rill_subscribe(l.scheduler, rill_subject_observable(subject),
                            .next = ledger_next, .context = &ledger));
  for (int i = 0; i < POSTERS; i++) {
    posters[i] = (struct poster){subject, i * POSTS, POSTS};
    uv_thread_create(&threads[i], poster_main, &posters[i]);
  }
  while (ledger.items < POSTERS * POSTS) uv_run(&l.loop, UV_RUN_NOWAIT);
  for (int i = 0; i < POSTERS; i++) uv_thread_join(&threads[i]);
  ck_assert_int_eq(ledger.items, POSTERS * POSTS);
  ck_assert(!ledger.disordered);
  rill_subject_complete(subject);
  rill_unref(subject);
  looper_let_go(&l);
  looper_close(&l);
}
