/* SPDX-License-Identifier: MIT */
/* event: set, clear, wait. */
#include "places.h"

static rill_event_t *event;

static void scene_open(void) {
  clock_open();
  event = rill_event_new(clock_);
}
static void scene_close(void) {
  rill_unref(event);
  clock_close();
}
static rill_promise_t *wait_for(void) { return rill_event_wait(event); }

TEST(event, lets_all_go_who_wait) {
  scene_open();
  WATCH(wait_for(), "a");
  WATCH(wait_for(), "b");
  turn();
  ck_log("");
  ck_assert(!rill_event_is_set(event));
  ck_assert_int_eq(rill_event_set(event), 0);
  ck_assert(rill_event_is_set(event));
  ck_assert_int_eq(code_at_once(wait_for()), 0);
  ck_log("");
  turn();
  ck_log("a(none) b(none)");
  scene_close();
}

TEST(event, waits_again_when_it_is_cleared) {
  scene_open();
  WATCH(wait_for(), "a");
  rill_event_set(event);
  ck_assert_int_eq(rill_event_clear(event), 0);
  WATCH(wait_for(), "b");
  turn();
  ck_log("a(none)");
  rill_event_set(event);
  turn();
  ck_log("b(none)");
  scene_close();
}

TEST(event, one_may_be_canceled_in_each_place) {
  for (size_t at = 0; at < 3; at++) {
    rill_promise_t *waits[3];
    scene_open();
    for (size_t i = 0; i < 3; i++) waits[i] = wait_for();
    rill_promise_cancel(waits[at]);
    rill_event_set(event);
    rill_promise_cancel(waits[at]);
    for (size_t i = 0; i < 3; i++) {
      ck_assert_int_eq(code_of(waits[i]), i == at ? RILL_ECANCELED : 0);
      rill_unref(waits[i]);
    }
    scene_close();
  }
}

static rill_value_t again(rill_value_t x, void *context) {
  (void) context;
  log_add("sets", x);
  rill_event_clear(event);
  WATCH(wait_for(), "later");
  rill_event_set(event);
  return rill_none();
}

TEST(event, may_be_used_by_those_who_waited) {
  scene_open();
  rill_unref(rill_then(wait_for(), FN(again, NULL), rill_no_fn()));
  WATCH(wait_for(), "b");
  rill_event_set(event);
  turn();
  ck_log("sets(none) b(none) later(none)");
  scene_close();
}

TEST(event, going_rejects_who_waits) {
  scene_open();
  WATCH(wait_for(), "a");
  rill_unref(event);
  turn();
  ck_log("a(RILL_ECLOSED)");
  clock_close();
}

TEST(event, refuses_bad_arguments) {
  clock_open();
  ck_assert_ptr_null(rill_event_new(NULL));
  ck_assert_ptr_null(rill_event_new(clock_, .max_waiting = -1));
  ck_assert_ptr_null(rill_event_opts(NULL));
  ck_assert_int_eq(rill_event_set(NULL), RILL_EINVAL);
  ck_assert_int_eq(rill_event_clear(NULL), RILL_EINVAL);
  ck_assert(!rill_event_is_set(NULL));
  ck_assert_int_eq(code_at_once(rill_event_wait(NULL)), RILL_EINVAL);
  event = rill_event_new(clock_, .max_waiting = 1);
  rill_promise_t *a = wait_for();
  ck_assert_int_eq(code_at_once(wait_for()), RILL_EAGAIN);
  rill_promise_cancel(a);
  rill_unref(a);
  scene_close();
}

TEST(event, ends_without_memory) {
  failing_each(FAILING_ONE) {
    clock_open();
    event = clock_ != NULL ? rill_event_new(clock_) : NULL;
    if (event != NULL) {
      WATCH(wait_for(), "a");
      WATCH(wait_for(), "b");
      rill_event_set(event);
      WATCH(wait_for(), "c");
      turn();
    }
    rill_unref(event);
    clock_close();
  }
}
