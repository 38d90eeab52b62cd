/* SPDX-License-Identifier: MIT */
/* using: what is acquired is cleaned up, once. */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"
#include "support/values.h"

#include <rill.h>

struct desk {
  int opened, closed;
  char text[64];
  probe_t *probe;
};

static void note(struct desk *desk, const char *word) {
  strcat(desk->text, desk->text[0] != 0 ? " " : "");
  strcat(desk->text, word);
}

static rill_value_t open_it(void *context) {
  ((struct desk *) context)->opened++;
  return rill_string("x");
}

static rill_value_t close_it(rill_value_t resource, void *context) {
  struct desk *desk = context;
  ck_assert_str_eq(rill_as_string(resource), "x");
  desk->closed++;
  note(desk, "closed");
  return rill_none();
}

static rill_value_t letters(rill_value_t resource, void *context) {
  (void) context;
  return LIST(rill_value_ref(resource), rill_string("y"));
}

static rill_value_t slow(rill_value_t resource, void *context) {
  (void) resource;
  (void) context;
  return rill_object(rill_from_marbles("-1-2-|"));
}

static rill_value_t fails(rill_value_t resource, void *context) {
  (void) resource;
  (void) context;
  return rill_object(rill_from_marbles("-1-#"));
}

static rill_value_t spill(rill_value_t resource, void *context) {
  (void) resource;
  (void) context;
  return rill_fail(rill_error_new(7, "spilt"));
}

static rill_value_t cannot_open(void *context) {
  (void) context;
  return rill_fail(rill_error_new(8, "locked"));
}

static rill_value_t a_number(rill_value_t resource, void *context) {
  (void) resource;
  (void) context;
  return rill_int(3);
}

static rill_fn_t at0(rill_call0_fn f, struct desk *desk) {
  return rill_call0(f, rill_borrow(desk));
}

static rill_fn_t at(rill_call1_fn f, struct desk *desk) {
  return rill_call1(f, rill_borrow(desk));
}

static rill_observable_t *over(struct desk *desk, rill_call1_fn factory) {
  return rill_using(at0(open_it, desk), rill_call(factory), at(close_it, desk));
}

static void ck_desk(const struct desk *desk, int times) {
  ck_assert_int_eq(desk->opened, times);
  ck_assert_int_eq(desk->closed, times);
}

TEST(using, gives_the_stream_of_the_resource) {
  struct desk desk = {0};
  ck_source(over(&desk, letters), "(xy|)");
  ck_desk(&desk, 1);
  ck_source(over(&desk, slow), "-1-2-|");
  ck_desk(&desk, 2);
}

TEST(using, cleans_up_after_an_error) {
  struct desk desk = {0};
  ck_source(over(&desk, fails), "-1-#");
  ck_desk(&desk, 1);
}

TEST(using, cleans_up_after_a_cancel) {
  struct desk desk = {0};
  ck_flow(over(&desk, slow), "-1!", .cancel_at = 2);
  ck_desk(&desk, 1);
  ck_flow(over(&desk, letters), "(x!)", .cancel_after = 1);
  ck_desk(&desk, 2);
  ck_source(rill_pipe(over(&desk, slow), rill_take(1)), "-(1|)");
  ck_desk(&desk, 3);
}

TEST(using, has_a_resource_for_each_run) {
  struct desk desk = {0};
  ck_source(rill_pipe(over(&desk, letters), rill_repeat(3)), "(xyxyxy|)");
  ck_desk(&desk, 3);
  ck_source(rill_pipe(over(&desk, letters), rill_take(0)), "|");
  ck_desk(&desk, 3);
}

TEST(using, gives_what_is_asked_for) {
  struct desk desk = {0};
  ck_asking_flow(over(&desk, letters), "-x--(y|)", {1, 1}, {4, 1});
  ck_desk(&desk, 1);
}

static void hear_end(void *context) { note(context, "end"); }

static rill_value_t let_go(void *context) {
  note(context, "let go");
  return rill_none();
}

static rill_value_t noted(rill_value_t resource, void *context) {
  (void) resource;
  return rill_object(rill_pipe(rill_from_marbles("-1-2-|"),
                               rill_finally(at0(let_go, context))));
}

TEST(using, cleans_up_when_all_is_over) {
  struct desk desk = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *flow =
      rill_using(at0(open_it, &desk), at(noted, &desk), at(close_it, &desk));
  rill_unref(
      rill_subscribe(clock, flow, .complete = hear_end, .context = &desk));
  rill_virtual_run(clock);
  ck_assert_str_eq(desk.text, "end let go closed");
  clock_close(clock);
}

TEST(using, lets_the_stream_go_before_it_cleans_up) {
  struct desk desk = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *flow =
      rill_using(at0(open_it, &desk), at(noted, &desk), at(close_it, &desk));
  rill_subscription_t *run = rill_subscribe(clock, flow);
  rill_cancel(run);
  rill_unref(run);
  ck_assert_str_eq(desk.text, "let go closed");
  clock_close(clock);
}

TEST(using, fails_with_its_functions) {
  struct desk desk = {0};
  ck_fails(over(&desk, spill), 7, "spilt", "(using)");
  ck_desk(&desk, 1);
  ck_fails(over(&desk, a_number), RILL_ETYPE, "int");
  ck_desk(&desk, 2);
  ck_fails(
      rill_using(rill_call(cannot_open), rill_call(slow), at(close_it, &desk)),
      8, "locked");
  ck_desk(&desk, 2); /* there was nothing to close */
}

static void keep_code(rill_error_t *error, void *context) {
  *(int *) context = rill_error_code(error);
}

TEST(using, reports_what_cleaning_up_says) {
  int code = 0;
  struct desk desk = {0};
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  rill_scheduler_on_unhandled(clock, keep_code, &code);
  probe_subscribe(
      &probe, clock,
      rill_using(at0(open_it, &desk), rill_call(letters), rill_call(spill)),
      RILL_UNBOUNDED);
  ck_assert_str_eq(probe.text, "x y |");
  ck_assert_int_eq(code, 7);
  clock_close(clock);
}

static rill_value_t open_and_cancel(void *context) {
  struct desk *desk = context;
  rill_cancel(desk->probe->subscription);
  return open_it(context);
}

TEST(using, cleans_up_when_cancelled_from_inside_of_the_resource) {
  probe_t probe = {0};
  struct desk desk = {.probe = &probe};
  probe_run(&probe, rill_using(at0(open_and_cancel, &desk), rill_call(letters),
                               at(close_it, &desk)));
  ck_assert_str_eq(probe.text, "");
  ck_desk(&desk, 1);
}

TEST(using, refuses_what_does_not_fit) {
  struct desk desk = {0};
  ck_fails(rill_using(rill_no_fn(), rill_call(slow), rill_call(slow)),
           RILL_EINVAL, "rill_using: resource is NULL");
  ck_fails(rill_using(at0(open_it, &desk), rill_no_fn(), rill_call(slow)),
           RILL_EINVAL, "rill_using: factory is NULL");
  ck_fails(rill_using(at0(open_it, &desk), rill_call(slow), rill_no_fn()),
           RILL_EINVAL, "rill_using: cleanup is NULL");
  ck_desk(&desk, 0);
}
