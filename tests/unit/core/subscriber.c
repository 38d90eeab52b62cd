/* SPDX-License-Identifier: MIT */
/* Subscribers by the foreign interface. */
#include "support/failing.h"
#include "support/foreign.h"
#include "support/heard.h"
#include "support/probe.h"

static void check(foreign_t *f, rill_observable_t *flow, const char *expected) {
  rill_scheduler_t *clock = clock_new();
  foreign_subscribe(f, clock, flow);
  rill_virtual_run(clock);
  clock_close(clock);
  ck_assert_str_eq(f->text, expected);
}

TEST(subscriber, hears_its_subscription_first_and_the_release_last) {
  foreign_t f = {.demand = RILL_UNBOUNDED};
  check(&f, rill_range(1, 3), "S 1 2 3 | R");
}

TEST(subscriber, gets_what_it_asks_for) {
  rill_scheduler_t *clock = clock_new();
  foreign_t f = {0};
  foreign_subscribe(&f, clock, rill_range(1, 5));
  ck_assert_str_eq(f.text, "S");
  rill_request(f.subscription, 1);
  rill_request(f.subscription, 2);
  ck_assert_str_eq(f.text, "S 1 2 3");
  rill_request(f.subscription, 2);
  ck_assert_str_eq(f.text, "S 1 2 3 4 5 | R");
  clock_close(clock);
}

TEST(subscriber, asks_from_inside_of_each_item) {
  foreign_t f = {.demand = 1, .again = 1};
  check(&f, rill_range(1, 4), "S 1 2 3 4 | R");
}

TEST(subscriber, cancels_in_the_middle_of_a_batch) {
  foreign_t f = {.demand = RILL_UNBOUNDED, .cancel_at = 2};
  check(&f, rill_range(1, 100), "S 1 2 R");
}

TEST(subscriber, hears_an_error) {
  foreign_t f = {0};
  check(&f, rill_throw(rill_error_new(7, "seven")), "S # R");
  ck_assert_int_eq(f.code, 7);
}

static void save_unhandled(rill_error_t *error, void *context) {
  rill_error_describe(error, context, 256);
}

static void check_answer(int code, const char *unhandled) {
  foreign_t f = {.demand = RILL_UNBOUNDED, .answer_at = 2, .answer = code};
  char text[256] = "";
  rill_scheduler_t *clock = clock_new();
  rill_scheduler_on_unhandled(clock, save_unhandled, text);
  foreign_subscribe(&f, clock, rill_range(1, 100));
  ck_assert_str_eq(f.text, "S 1 2 R");
  ck_assert_str_has(text, unhandled);
  ck_assert_uint_eq(strlen(text) > 0, strlen(unhandled) > 0);
  clock_close(clock);
}

TEST(subscriber, cancels_by_what_on_next_returns) {
  check_answer(RILL_ECANCELED, "");
}

TEST(subscriber, that_fails_is_cancelled_and_the_hook_hears_why) {
  check_answer(RILL_EAGAIN, "on_next returned -20007 (full for now");
  check_answer(5, "on_next returned 5");
}

TEST(subscriber, a_count_that_is_not_positive_is_its_error) {
  foreign_t f = {.demand = -3};
  check(&f, rill_range(1, 5), "S # R");
  ck_assert_int_eq(f.code, RILL_EINVAL);
  ck_assert_str_has(f.error, "rill_request: count is -3");
  foreign_t inside = {.demand = 5, .again = INT64_MIN};
  check(&inside, rill_range(1, 5), "S 1 # R");
}

TEST(subscriber, hears_that_something_is_missing) {
  foreign_t f = {0}, g = {0};
  rill_scheduler_t *clock = clock_new();
  foreign_subscribe(&f, NULL, rill_range(1, 5));
  foreign_subscribe(&g, clock, NULL);
  ck_assert_str_eq(f.text, "S # R");
  ck_assert_str_has(f.error, "rill_subscribe: the scheduler is NULL");
  ck_assert_str_has(f.error, "test.c:1");
  ck_assert_str_eq(g.text, "S # R");
  ck_assert_str_has(g.error, "rill_subscribe: the observable is NULL");
  clock_close(clock);
}

TEST(subscriber, that_lacks_a_callback_is_refused) {
  rill_scheduler_t *clock = clock_new();
  for (int i = 0; i < 4; i++) {
    foreign_t f = {0};
    rill_subscriber_t s = foreign_subscriber(&f);
    if (i == 0) s.on_subscribe = NULL;
    if (i == 1) s.on_next = NULL;
    if (i == 2) s.on_error = NULL;
    if (i == 3) s.on_complete = NULL;
    int code = rill_subscribe_subscriber(clock, rill_range(1, 5), &s, NULL);
    ck_assert_int_eq(code, RILL_EINVAL);
    ck_assert_str_eq(f.text, "R");
  }
  ck_assert_int_eq(
      rill_subscribe_subscriber(clock, rill_range(1, 5), NULL, NULL),
      RILL_EINVAL);
  clock_close(clock);
}

TEST(subscriber, hears_that_the_scheduler_is_closed) {
  rill_scheduler_t *closed = rill_virtual_scheduler_new();
  rill_ref(closed);
  rill_scheduler_close(closed);
  foreign_t f = {.demand = 1};
  foreign_subscribe(&f, closed, rill_range(1, 5));
  ck_assert_str_eq(f.text, "S # R");
  ck_assert_int_eq(f.code, RILL_ECLOSED);
  rill_unref(closed);
}

struct elsewhere {
  foreign_t *f;
  struct looper *l;
};

static void subscribe_elsewhere(void *context) {
  struct elsewhere *e = context;
  foreign_subscribe(e->f, e->l->scheduler, rill_range(1, 5));
}

TEST(subscriber, hears_that_the_scheduler_closes_before_the_run_begins) {
  struct looper l;
  foreign_t f = {.demand = 1};
  struct elsewhere e = {&f, &l};
  uv_thread_t thread;
  looper_open(&l);
  ck_assert_int_eq(uv_thread_create(&thread, subscribe_elsewhere, &e), 0);
  uv_thread_join(&thread);
  ck_assert_str_eq(f.text, "");
  looper_close(&l);
  ck_assert_str_eq(f.text, "S # R");
  ck_assert_int_eq(f.code, RILL_ECLOSED);
}

static rill_value_t close_now(void *context) {
  rill_scheduler_close(context);
  return rill_none();
}

static void close_and_subscribe(void *context) {
  struct elsewhere *e = context;
  rill_context_t l = rill_borrow(e->l->scheduler);
  rill_post(e->l->scheduler, rill_call_with(close_now, l));
  foreign_subscribe(e->f, e->l->scheduler, rill_range(1, 5));
}

/* What was posted behind it comes in the same turn. */
TEST(subscriber, hears_that_a_post_before_it_closes_the_scheduler) {
  struct looper l;
  foreign_t f = {.demand = 1};
  struct elsewhere e = {&f, &l};
  uv_thread_t thread;
  looper_open(&l);
  looper_keep_alive(&l);
  ck_assert_int_eq(uv_thread_create(&thread, close_and_subscribe, &e), 0);
  uv_thread_join(&thread);
  looper_let_go(&l);
  uv_run(&l.loop, UV_RUN_DEFAULT);
  ck_assert_str_eq(f.text, "S # R");
  ck_assert_int_eq(f.code, RILL_ECLOSED);
  ck_assert_int_eq(uv_loop_close(&l.loop), 0);
}

TEST(subscriber, is_released_when_the_scheduler_closes) {
  foreign_t f = {.demand = 2};
  check(&f, rill_range(1, 5), "S 1 2 R");
}

static void ask_elsewhere(void *context) {
  for (int i = 0; i < 1000; i++) rill_request(context, 1);
}

TEST(subscriber, is_asked_for_by_any_thread) {
  enum { THREADS = 4 };
  struct looper l;
  uv_thread_t threads[THREADS];
  foreign_t f = {0};
  looper_open(&l);
  looper_keep_alive(&l);
  foreign_subscribe(&f, l.scheduler, rill_range(1, 4 * 1000));
  rill_subscription_t *s = rill_ref(f.subscription);
  for (int i = 0; i < THREADS; i++)
    ck_assert_int_eq(uv_thread_create(&threads[i], ask_elsewhere, s), 0);
  while (!rill_is_over(s)) uv_run(&l.loop, UV_RUN_NOWAIT);
  for (int i = 0; i < THREADS; i++) uv_thread_join(&threads[i]);
  ck_assert_uint_eq(f.items, 4 * 1000);
  rill_unref(s);
  looper_let_go(&l);
  looper_close(&l);
}

TEST(subscriber, hears_by_the_rules_without_memory) {
  failing_each(FAILING_ONE) {
    rill_scheduler_t *clock = rill_virtual_scheduler_new();
    if (clock == NULL) continue;
    foreign_t f = {.demand = RILL_UNBOUNDED};
    foreign_subscribe(&f, clock, rill_range(1, 3));
    ck_assert_msg(strcmp(f.text, "S 1 2 3 | R") == 0 ||
                      strcmp(f.text, "S # R") == 0,
                  "%s", f.text);
    rill_scheduler_close(clock);
  }
}
