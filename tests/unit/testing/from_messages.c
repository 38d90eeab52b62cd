/* SPDX-License-Identifier: MIT */
/* from_messages: a cold source of messages. */
#include "support/marbles.h"

#include <rill.h>

TEST(from_messages, plays_from_the_subscription_on) {
  rill_message_t messages[] = {rill_on_next(1, rill_int(1)),
                               rill_on_next(1, rill_int(2)),
                               rill_on_complete(3)};
  ck_source(rill_pipe(rill_from_messages(messages, 3), rill_repeat(2)),
            "@1:(12) @4:(12) @6:|");
}

TEST(from_messages, sorts_by_time_and_keeps_the_order_within_a_tick) {
  rill_message_t messages[] = {
    rill_on_error(4, rill_error_new(RILL_EFOREIGN, "ex")),
    rill_on_next(2, rill_int(2)), rill_on_next(0, rill_int(1)),
    rill_on_next(2, rill_int(3))};
  ck_source(rill_from_messages(messages, 4), "1-(23)@4:#");
}

TEST(from_messages, waits_within_demand) {
  rill_message_t messages[] = {rill_on_next(0, rill_int(1)),
                               rill_on_next(0, rill_int(2)),
                               rill_on_complete(0)};
  ck_flow(rill_from_messages(messages, 3), "1-", .demand = 1);
}

TEST(from_messages, of_nothing) { ck_source(rill_from_messages(NULL, 0), "---"); }

TEST(from_messages, names_bad_messages) {
  rill_message_t item = rill_on_next(0, rill_int(1));
  item.mark = RILL_MARK_ERROR;
  ck_fails(rill_from_messages(&item, 1), RILL_EINVAL, "rill_from_messages",
           "message 0", "the error is none");
}
