/* SPDX-License-Identifier: MIT */
/* What becomes of publishers that break the rules. */
#include "support/foreign_run.h"
#include "support/heard.h"

/* The run failed for a rule, and the publisher was stopped. */
static void check_broken(int code, const char *rule) {
  ck_assert_int_eq(code, RILL_EPROTOCOL);
  ck_assert_int_eq(f.code, RILL_EPROTOCOL);
  ck_assert_str_has(f.error, rule);
  ck_assert_str_has(f.error, "rill_from_publisher: rule ");
}

TEST(receiver, refuses_items_beyond_demand) {
  begin(1, NULL);
  hand_next(&hand, 1);
  check_broken(hand_next(&hand, 2), "rule 1.1: an item came, and all 1 ");
  ck_assert_int_eq(hand_next(&hand, 3), RILL_ECLOSED);
  end("S 1 # R", "+1 x R");
}

TEST(receiver, refuses_items_before_on_subscribe) {
  hand.deaf = true;
  begin(1, NULL);
  check_broken(hand_next(&hand, 1), "rule 1.9: on_next came before");
  end("S # R", "");
}

TEST(receiver, refuses_an_end_before_on_subscribe) {
  hand.deaf = true;
  begin(1, NULL);
  check_broken(rill_receiver_on_complete(hand.receiver),
               "rule 1.9: on_complete came before");
  end("S # R", "");
}

TEST(receiver, refuses_a_second_on_subscribe) {
  hand_t second = {.deaf = true};
  begin(1, NULL);
  rill_publication_t publication = hand_publication(&second);
  check_broken(rill_receiver_on_subscribe(hand.receiver, &publication),
               "rule 2.5: on_subscribe came a second time");
  ck_assert_str_eq(second.text, "x R");
  end("S # R", "+1 x R");
}

static void check_no_item(rill_value_t item, const char *why) {
  memset(&f, 0, sizeof f);
  memset(&hand, 0, sizeof hand);
  begin(5, NULL);
  check_broken(rill_receiver_on_next(hand.receiver, item), why);
  end("S # R", "+5 x R");
}

TEST(receiver, refuses_what_is_no_item) {
  rill_value_t item = rill_none();
  item.kind = RILL_OBJECT;
  check_no_item(item, "rule 2.13: the item is an object that is NULL");
  item.kind = 12345;
  check_no_item(item, "of a kind that there is not (kind 12345)");
  item = rill_fail(rill_error_new(7, "seven"));
  check_no_item(item, "an error, which on_error takes");
  rill_value_unref(item);
}

TEST(receiver, refuses_an_error_that_is_missing) {
  begin(1, NULL);
  check_broken(rill_receiver_on_error(hand.receiver, NULL),
               "rule 2.13: the error is NULL");
  end("S # R", "+1 x R");
}

static void check_no_subscription(const rill_publication_t *given,
                                  const char *why) {
  memset(&f, 0, sizeof f);
  memset(&hand, 0, sizeof hand);
  hand.deaf = true;
  begin(1, NULL);
  check_broken(rill_receiver_on_subscribe(hand.receiver, given), why);
  hand_drop(&hand);
  clock_close(place);
}

TEST(receiver, refuses_a_subscription_that_lacks_something) {
  rill_publication_t publication = hand_publication(&hand);
  publication.request = NULL;
  check_no_subscription(&publication, "2.13: request of the subscription");
  publication = hand_publication(&hand);
  publication.cancel = NULL;
  check_no_subscription(&publication, "2.13: cancel of the subscription");
  check_no_subscription(NULL, "2.13: the subscription, or its size, is NULL");
}

TEST(receiver, signals_after_the_end_are_the_hooks) {
  begin(5, NULL);
  rill_receiver_on_complete(hand.receiver);
  ck_assert_int_eq(hand_next(&hand, 1), RILL_EPROTOCOL);
  ck_assert_str_has(unhandled, "rule 1.7: on_next came after the end");
  ck_assert_int_eq(rill_receiver_on_complete(hand.receiver), RILL_EPROTOCOL);
  ck_assert_str_has(unhandled, "rule 1.7: on_complete came after the end");
  ck_assert_int_eq(
      rill_receiver_on_error(hand.receiver, rill_error_new(7, "seven")),
      RILL_EPROTOCOL);
  end("S | R", "+5 R");
}

static rill_value_t send_inside(rill_value_t item, void *context) {
  int *code = context;
  if (*code == 0) *code = hand_next(&hand, 99);
  return rill_value_ref(item);
}

TEST(receiver, refuses_signals_from_inside_of_an_item) {
  int code = 0;
  begin(5, rill_map(rill_call_with(send_inside, rill_borrow(&code))));
  ck_assert_int_eq(hand_next(&hand, 1), RILL_EPROTOCOL);
  check_broken(code, "rule 1.3: on_next came from inside of on_next");
  end("S 1 # R", "+5 x R");
}

static void send_elsewhere(void *context) {
  int *code = context;
  *code = hand_next(&hand, 1);
}

TEST(receiver, refuses_another_thread) {
  struct looper l;
  uv_thread_t thread;
  int code = 0;
  looper_open(&l);
  f.demand = 5;
  foreign_subscribe(&f, l.scheduler, hand_observable(&hand));
  ck_assert_int_eq(uv_thread_create(&thread, send_elsewhere, &code), 0);
  uv_thread_join(&thread);
  looper_keep_alive(&l);
  while (f.released == 0) uv_run(&l.loop, UV_RUN_ONCE);
  looper_let_go(&l);
  ck_assert_int_eq(code, RILL_EWRONGTHREAD);
  ck_assert_int_eq(f.code, RILL_EWRONGTHREAD);
  ck_assert_str_has(f.error, "rule 1.3: a signal came on a thread");
  ck_assert_str_eq(f.text, "S # R");
  ck_assert_str_eq(hand.text, "+5 x R");
  hand_drop(&hand);
  looper_close(&l);
}

TEST(receiver, answers_a_receiver_that_is_missing) {
  ck_assert_int_eq(rill_receiver_on_next(NULL, rill_int(1)), RILL_ECLOSED);
  ck_assert_int_eq(rill_receiver_on_complete(NULL), RILL_ECLOSED);
  ck_assert_int_eq(rill_receiver_on_error(NULL, NULL), RILL_ECLOSED);
  rill_publication_t publication = hand_publication(&hand);
  ck_assert_int_eq(rill_receiver_on_subscribe(NULL, &publication),
                   RILL_ECLOSED);
  ck_assert_str_eq(hand.text, "x R");
}
