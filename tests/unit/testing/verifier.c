/* SPDX-License-Identifier: MIT */
/* verifier: what is expected, step by step. */
#include "support/failing.h"
#include "support/probe.h"

#include <rill/test.h>

static rill_verifier_t *verify(rill_scheduler_t *clock, const char *row) {
  return rill_verifier_new(clock, rill_from_marbles(row), .demand = -1);
}

TEST(verifier, is_content_with_what_was_expected) {
  rill_scheduler_t *clock = clock_new();
  rill_verifier_t *v = verify(clock, "-1-2(34)--|");
  rill_verify_no_event(v, 2);
  rill_verify_request(v, 1);
  rill_verify_next(v, rill_int(1));
  rill_verify_no_event(v, 3);
  rill_verify_request(v, RILL_UNBOUNDED);
  rill_verify_next(v, rill_int(2));
  rill_verify_next_count(v, 2);
  rill_verify_advance(v, 9);
  rill_verify_complete(v);
  ck_assert_ptr_null(rill_verifier_failure(v));
  rill_unref(v);
  clock_close(clock);
}

TEST(verifier, knows_errors_by_their_codes) {
  rill_scheduler_t *clock = clock_new();
  rill_verifier_t *v = verify(clock, "#");
  rill_verify_error(v, RILL_EFOREIGN);
  ck_assert_ptr_null(rill_verifier_failure(v));
  rill_unref(v);
  v = verify(clock, "#");
  rill_verify_error(v, RILL_EEMPTY);
  ck_assert_str_has(rill_verifier_failure(v), "expected error RILL_EEMPTY");
  rill_unref(v);
  clock_close(clock);
}

TEST(verifier, cancels) {
  rill_scheduler_t *clock = clock_new();
  rill_verifier_t *v = verify(clock, "-1-2-|");
  rill_verify_cancel(v);
  ck_assert_ptr_null(rill_verifier_failure(v));
  rill_verify_cancel(v);
  ck_assert_str_has(rill_verifier_failure(v), "the run is over");
  rill_unref(v);
  clock_close(clock);
}

/* Each step that is wrong, and how it is told. */
TEST(verifier, says_which_step_was_wrong_first) {
  rill_scheduler_t *clock = clock_new();
  rill_verifier_t *v = verify(clock, "1--2|");
  rill_verify_request(v, 9);
  rill_verify_next(v, rill_int(1));
  rill_verify_next(v, rill_int(2));
  rill_verify_complete(v);
  ck_assert_str_eq(rill_verifier_failure(v),
                   "step 3, tick 0: expected item 2, and nothing came");
  rill_unref(v);
  v = verify(clock, "1|");
  rill_verify_request(v, 9);
  rill_verify_next(v, rill_int(7));
  ck_assert_str_eq(rill_verifier_failure(v),
                   "step 2, tick 0: expected item 7, got item 1");
  rill_unref(v);
  v = verify(clock, "1--|");
  rill_verify_request(v, 9);
  rill_verify_next_count(v, 1);
  rill_verify_no_event(v, 5);
  ck_assert_str_eq(rill_verifier_failure(v),
                   "step 3, tick 5: expected nothing, got completion");
  rill_unref(v);
  clock_close(clock);
}

TEST(verifier, sees_broken_rules) {
  rill_scheduler_t *clock = clock_new();
  rill_message_t messages[] = {rill_on_next(0, rill_int(1)),
                               rill_on_complete(0)};
  rill_verifier_t *v = rill_verifier_new(
      clock, rill_misbehaving(messages, 2), .demand = -1);
  rill_verify_next(v, rill_int(1));
  rill_verify_complete(v);
  ck_assert_str_has(rill_verifier_failure(v), "an item beyond demand");
  rill_unref(v);
  clock_close(clock);
}

TEST(verifier, without_memory) {
  rill_scheduler_t *clock = clock_new();
  failing_each(FAILING_ONE) {
    rill_unref(rill_verifier_new(clock, rill_never()));
  }
  clock_close(clock);
}
