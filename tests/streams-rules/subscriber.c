/* SPDX-License-Identifier: MIT */
/* Rules 2.x: the subscriber, which is the library's own end of a foreign
 * publisher, with all that is below it. */
#include <uv.h>

#include "giver.h"

static void run(watcher_t *w, struct publisher *p) {
  watcher_subscribe(w, rules_flow_of(flow_of(p)));
}

/* Until the subscriber, and then the publisher, are let go. */
static void over(watcher_t *w, struct publisher *p) {
  while (w->released == 0) watcher_await(w, 1000000);
  watcher_finish(w);
  rules_settle();
  must(p->releases == p->subscriptions, "%d of %d released", p->releases,
       p->subscriptions);
  must(!p->overlapped, "request was called from inside of itself");
  must(!p->strayed, "a call on a strange thread");
  must(p->after == 0, "%d calls after the end", p->after);
}

RULE_OF_SUBSCRIBER(rule_2_01, gets_items_by_asking) {
  watcher_t w = {0};
  struct publisher p = {.items = 5};
  run(&w, &p);
  rules_settle();
  must(w.items == 0, "%zu items unasked", w.items);
  if (rules_route == BARE && rules_place == ONE_THREAD)
    must(p.asked == 0, "%d were asked for", (int) p.asked);
  watcher_ask(&w, 2);
  watcher_await(&w, 2);
  rules_settle();
  must(w.items == 2 && p.asked >= 2, "%zu items", w.items);
  watcher_ask(&w, RILL_UNBOUNDED);
  over(&w, &p);
  must(w.items == 5, "%zu items", w.items);
}

RULE_OF_SUBSCRIBER(rule_2_02, a_border_takes_items_while_the_reader_is_busy) {
  uv_sem_t sent;
  watcher_t w = {.demand = RILL_UNBOUNDED};
  struct publisher p = {.items = 100, .sent = &sent};
  if (rules_place == ONE_THREAD) return;
  uv_sem_init(&sent, 0);
  run(&w, &p);
  uv_sem_wait(&sent); /* without this thread's help */
  must(w.items == 0, "%zu items", w.items);
  over(&w, &p);
  must(w.items == 100, "%zu items", w.items);
  uv_sem_destroy(&sent);
}

RULE_OF_SUBSCRIBER(rule_2_03, calls_nothing_from_inside_of_the_end) {
  watcher_t w = {.demand = 2, .again = 1};
  struct publisher p = {.items = 5};
  run(&w, &p);
  over(&w, &p); /* which wants no call after the end */
  must(p.cancels == 0, "%d cancels", p.cancels);
  struct publisher failing = {.items = 5, .error = rill_error_new(7, "seven")};
  watcher_t v = {.demand = 20};
  run(&v, &failing);
  over(&v, &failing);
  must(failing.cancels == 0, "%d cancels", failing.cancels);
  must(v.code == 7, "error %d", v.code);
  rill_unref(failing.error);
}

RULE_OF_SUBSCRIBER(rule_2_04, takes_the_end_for_a_cancel) {
  watcher_t w = {.demand = 9};
  struct publisher p = {.items = 5};
  run(&w, &p);
  rill_subscription_t *kept = rill_ref(w.subscription);
  over(&w, &p);
  int requests = p.requests;
  rill_request(kept, 5);
  rill_cancel(kept);
  rules_settle();
  must(p.requests == requests && p.cancels == 0, "called after the end");
  rill_unref(kept);
}

static void ignore_request(int64_t count, void *context) {
  (void) count;
  (void) context;
}

static int second_cancels;
static void second_cancel(void *context) {
  (void) context;
  __atomic_add_fetch(&second_cancels, 1, __ATOMIC_SEQ_CST);
}

static int subscribe_again(rill_receiver_t *receiver) {
  rill_publication_t second = {sizeof second, ignore_request, second_cancel,
                               NULL, NULL};
  return rill_receiver_on_subscribe(receiver, &second);
}

/* The run fails, with an error that names the rule. */
static void check_misdeed(int (*misdeed)(rill_receiver_t *receiver),
                          const char *rule) {
  watcher_t w = {.demand = 5};
  struct publisher p = {.items = 5, .misdeed = misdeed, .stays = true};
  run(&w, &p);
  over(&w, &p);
  must(p.answer == RILL_EPROTOCOL, "answered by %d", p.answer);
  must(w.errors == 1 && w.code == RILL_EPROTOCOL, "%d errors, %d", w.errors,
       w.code);
  must(strstr(w.error, rule) != NULL, "not named: %s", w.error);
  must(p.cancels == 1, "%d cancels", p.cancels);
}

RULE_OF_SUBSCRIBER(rule_2_05, cancels_a_second_subscription) {
  second_cancels = 0;
  check_misdeed(subscribe_again, "rule 2.5");
  must(second_cancels == 1, "the second has %d cancels", second_cancels);
}

RULE_OF_SUBSCRIBER(rule_2_06, cancels_what_is_not_needed) {
  watcher_t w = {.demand = RILL_UNBOUNDED};
  struct publisher p = {.items = 50};
  watcher_subscribe(&w, rules_flow_of(rill_pipe(flow_of(&p), rill_take(2))));
  over(&w, &p);
  must(w.items == 2 && w.completions == 1, "%zu items", w.items);
  must(p.cancels == 1, "%d cancels", p.cancels);
  struct publisher q = {.items = 5, .stays = true};
  watcher_t v = {.demand = 1};
  run(&v, &q);
  watcher_await(&v, 1);
  watcher_cancel(&v);
  over(&v, &q);
  must(q.cancels == 1, "%d cancels", q.cancels);
}

RULE_OF_SUBSCRIBER(rule_2_07, calls_request_one_after_another) {
  watcher_t w = {.demand = 1};
  struct publisher p = {.items = 40};
  run(&w, &p);
  for (int i = 0; i < 5; i++) watcher_ask_elsewhere(&w, 2, 4);
  over(&w, &p); /* which wants no overlap, and one thread */
  must(w.items == 40, "%zu items", w.items);
}

RULE_OF_SUBSCRIBER(rule_2_08, takes_items_after_a_cancel) {
  watcher_t w = {.demand = 3};
  struct publisher p = {.items = 2, .stays = true, .goes_on = true};
  run(&w, &p);
  watcher_await(&w, 2);
  watcher_cancel(&w);
  over(&w, &p);
  must(p.answer == RILL_ECLOSED, "answered by %d", p.answer);
  must(w.items == 2, "%zu items", w.items);
}

RULE_OF_SUBSCRIBER(rule_2_09, takes_completion_with_and_without_a_request) {
  watcher_t w = {0}, v = {.demand = 3};
  struct publisher p = {.unasked = true}, q = {.items = 1};
  run(&w, &p);
  over(&w, &p);
  run(&v, &q);
  over(&v, &q);
  must(w.completions == 1 && v.completions == 1, "no completion");
}

RULE_OF_SUBSCRIBER(rule_2_10, takes_an_error_with_and_without_a_request) {
  watcher_t w = {0}, v = {.demand = 3};
  rill_error_t *error = rill_error_new(7, "seven");
  struct publisher p = {.unasked = true, .error = error};
  struct publisher q = {.items = 1, .error = error};
  run(&w, &p);
  over(&w, &p);
  run(&v, &q);
  over(&v, &q);
  must(w.code == 7 && v.code == 7, "errors %d and %d", w.code, v.code);
  rill_unref(error);
}

static void check_whole(watcher_t *w) {
  int64_t first = rill_as_int(rill_list_get(w->last, 0));
  int64_t second = rill_as_int(rill_list_get(w->last, 1));
  must(first == (int64_t) w->items && second == first + 1,
       "item %zu is %d and %d", w->items, (int) first, (int) second);
}

RULE_OF_SUBSCRIBER(rule_2_11, items_are_whole_where_they_are_handled) {
  watcher_t w = {.demand = 1};
  struct publisher p = {.items = 20};
  run(&w, &p);
  for (size_t i = 1; i <= 20; i++) {
    watcher_await(&w, i);
    check_whole(&w);
    watcher_ask(&w, 1);
  }
  over(&w, &p);
}

RULE_OF_SUBSCRIBER(rule_2_12, on_subscribe_comes_once_for_each) {
  watcher_t w = {.demand = 50}; /* the watcher takes it once */
  rill_error_t *error = rill_error_new(7, "seven");
  struct publisher p = {.items = 2, .error = error};
  watcher_subscribe(&w, rules_flow_of(rill_pipe(flow_of(&p), rill_retry(3))));
  over(&w, &p);
  must(p.subscriptions == 3, "%d subscriptions", p.subscriptions);
  if (rules_place == ONE_THREAD) /* errors overtake items at a border */
    must(w.items == 6, "%zu items", w.items);
  rill_unref(error);
}

static int send_null(rill_receiver_t *receiver) {
  rill_value_t item = rill_none();
  item.kind = RILL_OBJECT;
  return rill_receiver_on_next(receiver, item);
}

static int fail_null(rill_receiver_t *receiver) {
  return rill_receiver_on_error(receiver, NULL);
}

RULE_OF_SUBSCRIBER(rule_2_13, answers_what_is_null) {
  check_misdeed(send_null, "rule 2.13");
  check_misdeed(fail_null, "rule 2.13");
}

static int failures;
static void on_unhandled(rill_error_t *error, void *context) {
  *(int *) context = rill_error_code(error);
}

static void begin_two(rill_subscription_t *s, void *context) {
  (void) context;
  rill_request(s, 2);
}

static int fail_next(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return 42;
}

static void no_error(rill_error_t *error, void *context) {
  (void) error;
  (void) context;
  must(false, "on_error after a failure of on_next");
}

static void no_end(void *context) {
  (void) context;
  must(false, "on_complete after a failure of on_next");
}

static void let_go(void *context) { ++*(int *) context; }

RULE_OF_SUBSCRIBER(rule_2_13, a_subscriber_that_fails_counts_as_cancelled) {
  int released = 0;
  struct publisher p = {.items = 5};
  rill_subscriber_t bad = {sizeof bad, begin_two, fail_next, no_error,
                           no_end,     let_go,    &released};
  rill_scheduler_on_unhandled(rules_here(), on_unhandled, &failures);
  failures = 0;
  rill_subscribe_subscriber(rules_begin(), rules_flow_of(flow_of(&p)), &bad,
                            NULL);
  while (released == 0) rules_settle();
  rules_settle();
  must(failures == 42, "the hook hears %d", failures);
  must(released == 1, "released %d times", released);
}
