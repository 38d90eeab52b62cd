/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/signs.h"

#include <rill.h>

static rill_value_t three_ticks(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_object(rill_timer(3));
}

static rill_value_t at_once(rill_value_t item, void *context) {
  (void) context;
  return rill_object(rill_just(rill_value_ref(item)));
}

TEST(audit_with, emits_the_latest_at_the_end_of_a_span) {
  ck_marbles("-12----3-4---|",
             rill_audit_with(rill_call(three_ticks)),
             "----2-----4--|");
}

TEST(audit_with, asks_the_item_that_opens_a_span) {
  ck_marbles("-4-1---2-3---|",
             rill_audit_with(rill_call(ticks)),
             "-----1---3---|");
}

TEST(audit_with, takes_a_completion_for_a_sign) {
  ck_marbles("-4-1---2-3---|",
             rill_audit_with(rill_call(silent)),
             "-----1---3---|");
}

TEST(audit_with, passes_all_if_spans_end_at_once) {
  ck_marbles_stepwise("-12-(34)-|", rill_audit_with(rill_call(at_once)),
                      "-12-(34)-|");
}

TEST(audit_with, emits_the_waiting_item_at_the_end) {
  ck_marbles("-9-2|", rill_audit_with(rill_call(ticks)), "----(2|)");
  ck_marbles("--|", rill_audit_with(rill_call(ticks)), "--|");
}

TEST(audit_with, fails_with_upstream_the_function_and_its_streams) {
  ck_marbles("-9-2#", rill_audit_with(rill_call(ticks)), "----#");
  ck_marbles("-1-2-3|", rill_audit_with(rill_call(failing_stream)), "---#");
  ck_marbles("-1-2-3|", rill_audit_with(rill_call(failing)), "-#");
  ck_fails(rill_pipe(rill_range(3, 1), rill_audit_with(rill_call(failing))),
           78, "cannot tell", "audit_with");
}

TEST(audit_with, keeps_the_latest_for_a_slow_consumer) {
  ck_asking("-1-1-1-1-1-2------|", rill_audit_with(rill_call(ticks)),
            "-------1------2---|", {7, 1}, {14, 1});
}

TEST(audit_with, an_item_from_inside_of_an_item_comes_after_it) {
  reenter_t r;
  reenter_open(&r, push_both);
  reenter_run(&r, rill_pipe(rill_subject_observable(r.a),
                            rill_audit_with(rill_call_with(
                                until_b, rill_borrow(&r)))));
  rill_subject_next(r.a, rill_int(1));
  rill_subject_next(r.b, rill_int(0));
  ck_assert_str_eq(r.text, "1 2 3");
  ck_assert(!rill_subject_has_observers(r.b));
  reenter_close(&r);
}

static void fail_b(reenter_t *r, int64_t item) {
  rill_subject_next(r->a, rill_int(item + 1));
  rill_subject_error(r->b, rill_error_new(7, "from inside"));
}

TEST(audit_with, fails_after_the_item_that_brought_it_about) {
  reenter_t r;
  reenter_open(&r, fail_b);
  reenter_run(&r, rill_pipe(rill_subject_observable(r.a),
                            rill_audit_with(rill_call_with(
                                tick_then_b, rill_borrow(&r)))));
  rill_subject_next(r.a, rill_int(1));
  rill_virtual_advance_to(r.clock, 9);
  ck_assert_str_eq(r.text, "1 #");
  ck_assert(!rill_subject_has_observers(r.a));
  reenter_close(&r);
}

TEST(audit_with, names_bad_arguments) {
  ck_operator_fails(rill_audit_with(rill_no_fn()), RILL_EINVAL,
                    "rill_audit_with", "function is NULL");
}
