/* SPDX-License-Identifier: MIT */
/* Publishers by the foreign interface. */
#include "support/failing.h"
#include "support/foreign_run.h"
#include "support/heard.h"
#include "support/marbles.h"
#include "support/probe.h"

TEST(from_publisher, delivers_what_is_requested) {
  begin(2, NULL);
  ck_assert_str_eq(hand.text, "+2");
  ck_assert_int_eq(hand_next(&hand, 1), 0);
  ck_assert_int_eq(hand_next(&hand, 2), 0);
  rill_request(f.subscription, 1);
  ck_assert_int_eq(hand_next(&hand, 3), 0);
  ck_assert_int_eq(rill_receiver_on_complete(hand.receiver), 0);
  end("S 1 2 3 | R", "+2 +1 R");
}

TEST(from_publisher, may_answer_a_request_at_once) {
  hand.at_once = 5;
  f.again = 1;
  begin(1, NULL);
  ck_assert_int_eq(rill_receiver_on_complete(hand.receiver), 0);
  end("S 1 2 3 4 5 | R", "+1 +1 +1 +1 +1 +1 R");
}

RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }

TEST(from_publisher, asks_anew_for_what_is_dropped) {
  hand.at_once = 6;
  begin(2, rill_filter(is_even));
  end("S 2 4 R", "+2 +1 +1 x R");
}

TEST(from_publisher, is_cancelled_when_enough_has_come) {
  hand.at_once = 9;
  begin(RILL_UNBOUNDED, rill_take(2));
  end("S 1 2 | R", "+2 x R");
}

TEST(from_publisher, passes_on_an_error_with_its_payload) {
  int payload;
  begin(1, NULL);
  rill_receiver_on_error(hand.receiver,
                         rill_error_with_payload(7, &payload, NULL, "mine"));
  ck_assert_ptr_eq(f.payload, &payload);
  end("S # R", "+1 R");
}

TEST(from_publisher, may_end_without_a_request) {
  begin(0, NULL);
  rill_receiver_on_complete(hand.receiver);
  end("S | R", "R");
}

TEST(from_publisher, may_subscribe_later) {
  hand.deaf = true;
  begin(3, NULL);
  rill_publication_t publication = hand_publication(&hand);
  ck_assert_int_eq(rill_receiver_on_subscribe(hand.receiver, &publication), 0);
  ck_assert_str_eq(hand.text, "+3");
  end("S R", "+3 x R");
}

TEST(from_publisher, subscribes_in_vain_after_a_cancel) {
  hand.deaf = true;
  begin(3, NULL);
  rill_cancel(f.subscription);
  rill_publication_t publication = hand_publication(&hand);
  ck_assert_int_eq(rill_receiver_on_subscribe(hand.receiver, &publication),
                   RILL_ECLOSED);
  end("S R", "x R");
}

TEST(from_publisher, may_go_on_for_a_while_after_a_cancel) {
  begin(3, NULL);
  rill_cancel(f.subscription);
  ck_assert_int_eq(hand_next(&hand, 1), RILL_ECLOSED);
  ck_assert_int_eq(rill_receiver_on_complete(hand.receiver), RILL_ECLOSED);
  ck_assert_int_eq(
      rill_receiver_on_error(hand.receiver, rill_error_new(7, "seven")),
      RILL_ECLOSED);
  ck_assert_str_eq(unhandled, "");
  end("S R", "+3 x R");
}

static rill_value_t ask_twice(rill_value_t item, void *context) {
  (void) context;
  rill_request(f.subscription, 2);
  return rill_value_ref(item);
}

TEST(from_publisher, hears_of_requests_when_the_item_is_down) {
  begin(1, rill_map(rill_call(ask_twice)));
  hand_next(&hand, 1);
  end("S 1 R", "+1 +2 x R");
}

TEST(from_publisher, names_what_is_missing) {
  rill_publisher_t publisher = {sizeof publisher, NULL, NULL, NULL};
  ck_fails(rill_from_publisher(&publisher), RILL_EINVAL,
           "rill_from_publisher: subscribe is NULL");
  ck_fails(rill_from_publisher(NULL), RILL_EINVAL,
           "rill_from_publisher: the publisher, or its size, is NULL");
}

static void drop_count(void *context) { ++*(int *) context; }

static void subscribe_nothing(rill_receiver_t *receiver, void *context) {
  (void) receiver;
  (void) context;
}

TEST(from_publisher, is_released_once) {
  int drops = 0;
  rill_publisher_t publisher = {sizeof publisher, subscribe_nothing, drop_count,
                                &drops};
  rill_unref(rill_from_publisher(&publisher));
  ck_assert_int_eq(drops, 1);
  ck_source(rill_from_publisher(&publisher), "---");
  ck_assert_int_eq(drops, 2);
}

TEST(from_publisher, survives_without_memory) {
  failing_each(FAILING_ONE) {
    memset(&f, 0, sizeof f);
    memset(&hand, 0, sizeof hand);
    hand.at_once = 3;
    rill_scheduler_t *clock = rill_virtual_scheduler_new();
    if (clock == NULL) continue;
    f.demand = 9;
    foreign_subscribe(&f, clock, hand_observable(&hand));
    if (hand.receiver != NULL) rill_receiver_on_complete(hand.receiver);
    hand_drop(&hand);
    rill_scheduler_close(clock);
    ck_assert_msg(strcmp(f.text, "S 1 2 3 | R") == 0 ||
                      strcmp(f.text, "S # R") == 0,
                  "%s", f.text);
  }
}
