/* SPDX-License-Identifier: MIT */
/* from_event: registered for each run, and taken out again. */
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>
#include <rill/memory.h>

/* A registry as C programs have them: callbacks with a context. */
enum { SLOTS = 8 };
struct button {
  struct {
    void (*pressed)(int64_t n, void *context);
    void *context;
  } slots[SLOTS];
  int added, removed;
  int answer; /* of the last push */
  probe_t *probe;
};

static void press(struct button *button, int64_t n) {
  for (int i = 0; i < SLOTS; i++)
    if (button->slots[i].pressed != NULL)
      button->slots[i].pressed(n, button->slots[i].context);
}

static struct button *last_button;

static void on_press(int64_t n, void *emitter) {
  last_button->answer = rill_emitter_next(emitter, rill_int(n));
}

static rill_value_t add(rill_value_t emitter, void *context) {
  struct button *button = last_button = context;
  int i = 0;
  while (button->slots[i].pressed != NULL) i++;
  button->slots[i].pressed = on_press;
  button->slots[i].context = rill_emitter_of(emitter);
  button->added++;
  return rill_int(i);
}

static rill_value_t take_out(rill_value_t token, void *context) {
  struct button *button = context;
  button->slots[rill_as_int(token)].pressed = NULL;
  button->removed++;
  return rill_none();
}

static rill_value_t spill(rill_value_t x, void *context) {
  (void) x;
  (void) context;
  return rill_fail(rill_error_new(7, "spilt"));
}

static rill_fn_t at(rill_call1_fn f, struct button *button) {
  return rill_call1(f, rill_borrow(button));
}

#define PRESSES(button, ...)                                                   \
 rill_from_event(at(add, button), at(take_out, button), __VA_ARGS__)

TEST(from_event, gives_the_events_while_it_runs) {
  struct button button = {0};
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  press(&button, 1);
  probe_subscribe(&probe, clock, PRESSES(&button, .capacity = 0),
                  RILL_UNBOUNDED);
  press(&button, 2);
  press(&button, 3);
  ck_assert_str_eq(probe.text, "2 3");
  ck_assert_int_eq(button.removed, 0);
  rill_cancel(probe.subscription);
  ck_assert_int_eq(button.removed, 1);
  press(&button, 4);
  ck_assert_str_eq(probe.text, "2 3");
  clock_close(clock);
}

TEST(from_event, registers_once_for_each_run) {
  struct button button = {0};
  probe_t one = {0}, two = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *flow =
      rill_pipe(PRESSES(&button, .capacity = 0), rill_take(2));
  rill_observable_t *again = rill_ref(flow);
  probe_subscribe(&one, clock, flow, RILL_UNBOUNDED);
  press(&button, 1);
  probe_subscribe(&two, clock, again, RILL_UNBOUNDED);
  ck_assert_int_eq(button.added, 2);
  press(&button, 2);
  ck_assert_int_eq(button.removed, 1);
  press(&button, 3);
  ck_assert_int_eq(button.removed, 2);
  ck_assert_str_eq(one.text, "1 2 |");
  ck_assert_str_eq(two.text, "2 3 |");
  clock_close(clock);
}

TEST(from_event, queues_what_is_not_asked_for) {
  struct button button = {0};
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, clock, PRESSES(&button, .capacity = 2), 0);
  press(&button, 1);
  press(&button, 2);
  ck_assert_int_eq(button.answer, 0);
  press(&button, 3);
  ck_assert_int_eq(button.answer, RILL_EAGAIN);
  rill_request(probe.subscription, 5);
  ck_assert_str_eq(probe.text, "1 2");
  press(&button, 4);
  ck_assert_str_eq(probe.text, "1 2 4");
  clock_close(clock);
  ck_assert_int_eq(button.removed, 1);
}

static rill_value_t see(rill_value_t event, void *context) {
  int64_t *seen = context;
  *seen = *seen * 10 + rill_as_int(event);
  return rill_none();
}

TEST(from_event, shows_what_it_drops) {
  struct button button = {0};
  probe_t probe = {0};
  int64_t seen = 0;
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(
      &probe, clock,
      PRESSES(&button, .overflow = RILL_OVERFLOW_DROP_HEAD, .capacity = 2,
              .dropped = rill_call_with(see, rill_borrow(&seen))),
      0);
  for (int i = 1; i <= 4; i++) press(&button, i);
  ck_assert_int_eq(seen, 12);
  rill_cancel(probe.subscription);
  ck_assert_int_eq(seen, 1234);
  clock_close(clock);
}

TEST(from_event, may_keep_the_latest) {
  struct button button = {0};
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, clock,
                  PRESSES(&button, .overflow = RILL_OVERFLOW_LATEST), 0);
  for (int64_t n = 1; n <= 5; n++) press(&button, n);
  rill_request(probe.subscription, 5);
  ck_assert_str_eq(probe.text, "5");
  clock_close(clock);
}

TEST(from_event, fails_when_told_to) {
  struct button button = {0};
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(
      &probe, clock,
      PRESSES(&button, .overflow = RILL_OVERFLOW_FAIL, .capacity = 1), 0);
  press(&button, 1);
  press(&button, 2);
  ck_assert_str_eq(probe.text, "#");
  ck_assert_int_eq(probe.error_code, RILL_EOVERFLOW);
  ck_assert_str_has(probe.error, "rill_from_event: more events");
  ck_assert_str_has(probe.error, "queue of 1 items is full");
  ck_assert_int_eq(button.removed, 1);
  clock_close(clock);
}

static rill_value_t add_and_end(rill_value_t emitter, void *context) {
  rill_value_t token = add(emitter, context);
  press(context, 1);
  rill_emitter_complete(rill_emitter_of(emitter));
  return token;
}

TEST(from_event, may_end_by_itself) {
  struct button button = {0};
  ck_source(rill_from_event(at(add_and_end, &button), at(take_out, &button)),
            "(1|)");
  ck_assert_int_eq(button.removed, 1);
}

static rill_value_t add_and_cancel(rill_value_t emitter, void *context) {
  struct button *button = context;
  rill_cancel(button->probe->subscription);
  return add(emitter, context);
}

TEST(from_event, is_cancelled_from_inside_of_add) {
  probe_t probe = {0};
  struct button button = {.probe = &probe};
  probe_run(&probe, rill_from_event(at(add_and_cancel, &button),
                                    at(take_out, &button)));
  ck_assert_int_eq(button.added, 1);
  ck_assert_int_eq(button.removed, 1);
}

static rill_value_t take_out_and_press(rill_value_t token, void *context) {
  press(context, 9); /* the emitter is still there, and says no */
  ck_assert_int_eq(((struct button *) context)->answer, RILL_ECLOSED);
  ck_assert_live(&rill_emitter_type, 1);
  return take_out(token, context);
}

TEST(from_event, keeps_the_emitter_until_it_is_taken_out) {
  struct button button = {0};
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(
      &probe, clock,
      rill_from_event(at(add, &button), at(take_out_and_press, &button)),
      RILL_UNBOUNDED);
  rill_cancel(probe.subscription);
  ck_assert_int_eq(button.removed, 1);
  clock_close(clock);
}

static void keep_code(rill_error_t *error, void *context) {
  *(int *) context = rill_error_code(error);
}

TEST(from_event, fails_with_its_functions) {
  struct button button = {0};
  int code = 0;
  ck_fails(rill_from_event(rill_call(spill), at(take_out, &button)), 7,
           "spilt");
  ck_assert_int_eq(button.removed, 0);
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  rill_scheduler_on_unhandled(clock, keep_code, &code);
  probe_subscribe(&probe, clock,
                  rill_from_event(at(add, &button), rill_call(spill)),
                  RILL_UNBOUNDED);
  rill_cancel(probe.subscription);
  ck_assert_int_eq(code, 7);
  clock_close(clock);
}

TEST(from_event, refuses_what_does_not_fit) {
  struct button button = {0};
  ck_fails(rill_from_event(rill_no_fn(), at(take_out, &button)), RILL_EINVAL,
           "rill_from_event: add is NULL");
  ck_fails(rill_from_event(at(add, &button), rill_no_fn()), RILL_EINVAL,
           "rill_from_event: remove is NULL");
  ck_fails(PRESSES(&button, .overflow = (rill_overflow_t) 99), RILL_EINVAL,
           "rill_from_event: overflow is 99");
}
