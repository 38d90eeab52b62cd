/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill/create.h>
#include <rill/recover.h>

static rill_value_t just_zero(rill_value_t error, void *context) {
  (void) error;
  (void) context;
  return rill_object(rill_range(0, 1));
}

static rill_value_t codes(rill_value_t error, void *context) {
  (void) context;
  rill_value_t code = rill_int(rill_error_code(rill_as_error(error)));
  return rill_list(&code, 1);
}

static rill_value_t five(rill_value_t error, void *context) {
  (void) error;
  (void) context;
  return rill_int(5);
}

static rill_value_t again(rill_value_t error, void *context) {
  (void) context;
  return rill_value_ref(error);
}

static rill_value_t worse(rill_value_t error, void *context) {
  (void) error;
  (void) context;
  return rill_fail(rill_error_new(8, "worse"));
}

static rill_value_t timed(rill_value_t error, void *context) {
  (void) error;
  (void) context;
  return rill_object(rill_from_marbles("-7-8|"));
}

static rill_observable_t *seven(void) {
  return rill_throw(rill_error_new(7, "seven"));
}

TEST(catch, goes_on_with_another_stream) {
  ck_marbles("-1-2-#", rill_catch(rill_call(just_zero)), "-1-2-(0|)");
  ck_marbles("-1-2-#", rill_catch(rill_call(timed)), "-1-2--7-8|");
}

TEST(catch, leaves_a_completion_alone) {
  ck_marbles("-1-|", rill_catch(rill_call(just_zero)), "-1-|");
}

TEST(catch, hands_over_the_error_and_takes_a_list) {
  ck_source(rill_pipe(seven(), rill_catch(rill_call(codes))), "(7|)");
}

TEST(catch, asks_for_what_is_left) {
  ck_asking("-1-#", rill_catch(rill_call(timed)), "-1--7----(8|)",
            {0, 2}, {9, 1});
}

TEST(catch, takes_no_answer_that_is_no_stream) {
  ck_fails(rill_pipe(seven(), rill_catch(rill_call(five))), RILL_ETYPE, "int");
}

TEST(catch, may_pass_the_error_on) {
  probe_t probe = {.text = ""};
  probe_run(&probe, rill_pipe(seven(), rill_catch(rill_call(again))));
  ck_assert_int_eq(probe.error_code, 7);
  ck_assert_ptr_null(strstr(probe.error, "caused"));
}

TEST(catch, keeps_the_first_error_as_the_cause_of_the_second) {
  ck_fails(rill_pipe(seven(), rill_catch(rill_call(worse))), 8,
           "worse", "caused by: seven");
}

TEST(catch, answers_only_what_is_above_it) {
  ck_source(rill_pipe(seven(), rill_catch(rill_call(worse)),
                      rill_catch(rill_call(codes))),
            "(8|)");
}

TEST(catch, cancels_the_second_stream_too) {
  ck_marbles_with("-1-#", rill_catch(rill_call(timed)), "-1--7!",
                  .cancel_at = 5);
}

static rill_value_t count_to(rill_value_t error, void *context) {
  (void) error;
  return rill_object(rill_range(0, *(const int64_t *) context));
}

/* Cancelled in the middle, a source of 10^12 items goes on for nobody. */
TEST(catch, stops_a_synchronous_stream_at_once) {
  static const int64_t many = 1000000000000;
  probe_t probe = {.text = "", .cancel_at = 3};
  void *context = (void *) (uintptr_t) &many;
  probe_run(&probe, rill_pipe(seven(), rill_catch(rill_call_with(
                                           count_to, rill_borrow(context)))));
  ck_assert_str_eq(probe.text, "0 1 2");
}

TEST(catch, names_a_missing_handler) {
  ck_operator_fails(rill_catch(rill_no_fn()), RILL_EINVAL, "rill_catch",
                    "NULL");
}
