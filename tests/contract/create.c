/* SPDX-License-Identifier: MIT */
/* The laws of the sources. */
#include <stdlib.h>

#include "callbacks.h"
#include "laws.h"

static rill_value_t letter(int i) { return rill_stringf("%c", 'a' + i); }

static rill_observable_t *letters(void) {
  return rill_of(letter(0), letter(1), letter(2), letter(3));
}

static rill_observable_t *letters_of_array(void) {
  rill_value_t values[] = {letter(0), letter(1), letter(2)};
  rill_observable_t *flow = rill_from_array(values, 3);
  for (size_t i = 0; i < 3; i++) rill_value_unref(values[i]);
  return flow;
}

static rill_observable_t *letters_of_list(void) {
  rill_value_t values[] = {letter(0), letter(1), letter(2)};
  return rill_from_list(rill_list_own(values, 3));
}

/* A list of MANY small numbers. */
static rill_observable_t *many_of_list(void) {
  static rill_value_t values[1000000];
  for (int64_t i = 0; i < MANY; i++) values[i] = rill_int(i);
  return rill_from_list(rill_list(values, (size_t) MANY));
}

/* --- Producers with a place of their own in each run ---------------------- */

struct counter { int64_t next, end; };

static struct counter *counter_new(int64_t end) {
  struct counter *counter = malloc(sizeof *counter);
  ck_assert_ptr_nonnull(counter);
  *counter = (struct counter){0, end};
  return counter;
}

static rill_value_t pull(void *context) {
  struct counter *counter = context;
  if (counter->next == counter->end) return rill_done();
  int64_t n = counter->next++;
  return counter->end < 10 ? letter((int) n) : rill_int(n);
}

static rill_value_t pull_few(void *context) {
  (void) context;
  rill_fn_t next = rill_call0(pull, rill_own(counter_new(4), free));
  return rill_object(rill_from_pull(next));
}

static rill_value_t pull_many(void *context) {
  (void) context;
  rill_fn_t next = rill_call0(pull, rill_own(counter_new(MANY), free));
  return rill_object(rill_from_pull(next));
}

/* Pushes all at once: what is not asked for is queued. */
static rill_value_t push_few(rill_value_t emitter, void *context) {
  (void) context;
  for (int i = 0; i < 4; i++) {
    rill_value_t item = letter(i);
    rill_emitter_next(rill_emitter_of(emitter), item);
    rill_value_unref(item);
  }
  rill_emitter_complete(rill_emitter_of(emitter));
  return rill_none();
}

struct producer { struct counter counter; rill_emitter_t *emitter; };

static void producer_drop(void *context) {
  rill_unref(((struct producer *) context)->emitter);
  free(context);
}

static rill_value_t produce(rill_value_t count, void *context) {
  struct producer *producer = context;
  (void) count;
  while (rill_emitter_requested(producer->emitter) > 0) {
    if (producer->counter.next == producer->counter.end) {
      rill_emitter_complete(producer->emitter);
      break;
    }
    rill_emitter_next(producer->emitter, rill_int(producer->counter.next++));
  }
  return rill_none();
}

static rill_value_t push_asked(rill_value_t emitter, int64_t count) {
  struct producer *producer = malloc(sizeof *producer);
  ck_assert_ptr_nonnull(producer);
  producer->counter = (struct counter){0, count};
  producer->emitter = rill_ref(rill_emitter_of(emitter));
  rill_emitter_on_request(producer->emitter,
                          rill_call1(produce,
                                     rill_own(producer, producer_drop)));
  return rill_none();
}

static rill_value_t push_nine(rill_value_t emitter, void *context) {
  (void) context;
  return push_asked(emitter, 9);
}

static rill_value_t push_many(rill_value_t emitter, void *context) {
  (void) context;
  return push_asked(emitter, MANY);
}

/* A publisher that answers each request at once, without counting calls. */
struct publication {
  rill_receiver_t *receiver;
  int64_t next, end;
};

static void publication_request(int64_t count, void *context) {
  struct publication *p = context;
  for (int64_t i = 0; i < count; i++) {
    if (p->next == p->end) {
      rill_receiver_on_complete(p->receiver);
      return;
    }
    if (rill_receiver_on_next(p->receiver, rill_int(p->next++)) != 0) return;
  }
}

static void publication_cancel(void *context) {
  ((struct publication *) context)->end = 0;
}

static void publication_release(void *context) {
  struct publication *p = context;
  rill_unref(p->receiver);
  free(p);
}

static void publish(rill_receiver_t *receiver, void *context) {
  struct publication *p = malloc(sizeof *p);
  ck_assert_ptr_nonnull(p);
  *p = (struct publication){rill_ref(receiver), 0, *(const int64_t *) context};
  rill_publication_t publication = {sizeof publication, publication_request,
                                    publication_cancel, publication_release, p};
  rill_receiver_on_subscribe(receiver, &publication);
}

static rill_observable_t *published(const int64_t *count) {
  rill_publisher_t publisher = {sizeof publisher, publish, NULL,
                                (void *) (uintptr_t) count};
  return rill_from_publisher(&publisher);
}
static const int64_t nine = 9;

static rill_value_t is_before_9(rill_value_t state, void *context) {
  (void) context;
  return rill_bool(rill_as_int(state) < 9);
}

static rill_value_t is_before_many(rill_value_t state, void *context) {
  (void) context;
  return rill_bool(rill_as_int(state) < MANY);
}

static rill_value_t count_on(rill_value_t state, void *context) {
  (void) context;
  return rill_int(rill_as_int(state) + 1);
}

static rill_value_t state_letter(rill_value_t state, void *context) {
  (void) context;
  return letter((int) rill_as_int(state));
}

static rill_value_t give_letters(void *context) {
  (void) context;
  return rill_object(letters());
}

static rill_value_t wait_two(rill_value_t state, void *context) {
  (void) context;
  return rill_int(rill_as_int(state) % 3);
}

static rill_value_t give_letter(void *context) {
  (void) context;
  return letter(0);
}

static rill_value_t letters_with(rill_value_t resource, void *context) {
  (void) context;
  rill_value_t all[] = {rill_value_ref(resource), letter(1), letter(2)};
  return rill_list_own(all, 3);
}

static rill_value_t count_many(rill_value_t resource, void *context) {
  (void) resource;
  (void) context;
  return rill_object(rill_range(1, MANY));
}

static rill_value_t agree(void *context) {
  (void) context;
  return rill_bool(true);
}

static rill_value_t cases(rill_observable_t *first) {
  rill_value_t pairs[] = {letter(0), rill_object(first)};
  rill_value_t map = rill_map_of(pairs, 1);
  rill_value_unref(pairs[0]);
  rill_value_unref(pairs[1]);
  return map;
}

static rill_value_t three_letters(void) {
  rill_value_t values[] = {letter(0), letter(1), letter(2)};
  return rill_list_own(values, 3);
}

static rill_value_t many_numbers(void) {
  rill_value_t count = rill_int(MANY);
  return rill_list(&count, 1);
}

/* --- All of them ---------------------------------------------------------- */

LAWS_OF_SOURCE(empty, 0, rill_empty(), rill_empty());
LAWS_OF_SOURCE(throw, ANSWERS_ERRORS,
               rill_throw(rill_error_new(RILL_EFOREIGN, "thrown")),
               rill_pipe(rill_throw(rill_error_new(RILL_EFOREIGN, "thrown")),
                         rill_catch_with(rill_range(1, MANY))));
LAWS_OF_SOURCE(never, ENDLESS, rill_never(), rill_never());
LAWS_OF_SOURCE(just, 0, rill_just(letter(0)), rill_just(rill_int(1)));
LAWS_OF_SOURCE(of, 0, letters(), letters());
LAWS_OF_SOURCE(range, 0, rill_range(1, 9), rill_range(1, MANY));
LAWS_OF_SOURCE(range_step, 0, rill_range_step(9, 0, -2),
               rill_range_step(0, 2 * MANY, 2));
LAWS_OF_SOURCE(repeat_value, 0, rill_repeat_value(letter(0), .count = 5),
               rill_repeat_value(letter(0), .count = MANY));
LAWS_OF_SOURCE(repeat_value_for_ever, ENDLESS,
               rill_pipe(rill_repeat_value(letter(0)), rill_delay(1)),
               rill_repeat_value(letter(0)));
LAWS_OF_SOURCE(from_array, 0, letters_of_array(), letters_of_array());
LAWS_OF_SOURCE(from_list, 0, letters_of_list(), many_of_list());
LAWS_OF_SOURCE(timer, 0, rill_timer(3), rill_timer(0));
LAWS_OF_SOURCE(interval, ENDLESS | LOSSY, rill_interval(3), rill_interval(1));
LAWS_OF_SOURCE(from_marbles, 0, rill_from_marbles("-a-(bc)-d|"),
               rill_from_marbles("-a-(bc)-d|"));
LAWS_OF_SOURCE(hot_from_marbles, OWN_CLOCK | SHARES,
               rill_hot_from_marbles(laws_clock(), "-a-(bc)-d|"),
               rill_hot_from_marbles(laws_clock(), "-a-(bc)-d|"));
LAWS_OF_SOURCE(defer, 0, rill_defer(CALL0(give_letters)),
               rill_defer(CALL0(give_letters)));
LAWS_OF_SOURCE(from_pull, 0, rill_defer(CALL0(pull_few)),
               rill_defer(CALL0(pull_many)));
LAWS_OF_SOURCE(create, 0, rill_create(CALL1(push_few)),
               rill_create(CALL1(push_few)));
LAWS_OF_SOURCE(create_asked, 0, rill_create(CALL1(push_nine)),
               rill_create(CALL1(push_many)));
LAWS_OF_SOURCE(from_publisher, 0, published(&nine), published(&laws_many));
LAWS_OF_SOURCE(generate, 0,
               rill_generate(rill_int(0), CALL1(is_before_9), CALL1(count_on),
                             .result = CALL1(state_letter)),
               rill_generate(rill_int(0), CALL1(is_before_many),
                             CALL1(count_on)));
LAWS_OF_SOURCE(generate_with_time, TIMED,
               rill_generate_with_time(rill_int(0), CALL1(is_before_9),
                                       CALL1(count_on), CALL1(wait_two),
                                       .result = CALL1(state_letter)),
               rill_generate_with_time(rill_int(0), CALL1(is_before_many),
                                       CALL1(count_on), CALL1(wait_two)));
LAWS_OF_SOURCE(from_callable, 0, rill_from_callable(CALL0(give_letter)),
               rill_from_callable(CALL0(give_letter)));
LAWS_OF_SOURCE(using, 0,
               rill_using(CALL0(give_letter), CALL1(letters_with),
                          CALL1(seen)),
               rill_using(CALL0(give_letter), CALL1(count_many),
                          CALL1(seen)));
LAWS_OF_SOURCE(using_time, 0,
               rill_using(CALL0(give_letter), CALL1(later), CALL1(seen)),
               rill_using(CALL0(give_letter), CALL1(later), CALL1(seen)));
LAWS_OF_SOURCE(if_then, 0,
               rill_if_then(CALL0(agree), letters(),
                            .otherwise = rill_never()),
               rill_if_then(CALL0(agree), rill_range(1, MANY)));
LAWS_OF_SOURCE(case, 0, rill_case(CALL0(give_letter), cases(letters())),
               rill_case(CALL0(give_letter), cases(rill_range(1, MANY))));
LAWS_OF_SOURCE(case_otherwise, 0,
               rill_case(CALL0(nothing), cases(letters()),
                         .otherwise = rill_from_marbles("-a-(bc)-d|")),
               rill_case(CALL0(nothing), cases(rill_range(1, MANY))));
LAWS_OF_SOURCE(for_in, 0, rill_for_in(three_letters(), CALL1(later)),
               rill_for_in(many_numbers(), CALL1(count_many)));
LAWS_OF_SOURCE(start, 0, rill_start(laws_clock(), CALL0(give_letter)),
               rill_start(laws_clock(), CALL0(give_letter)));
LAWS_OF_SOURCE(from_event, 0, rill_from_event(CALL1(push_few), CALL1(seen)),
               rill_from_event(CALL1(push_few), CALL1(seen)));
LAWS_OF_SOURCE(from_event_asked, 0,
               rill_from_event(CALL1(push_nine), CALL1(seen)),
               rill_from_event(CALL1(push_many), CALL1(seen)));
LAWS_OF_SOURCE(on_error_resume_next_of, ANSWERS_ERRORS,
               rill_on_error_resume_next_of(
                   RILL_OBSERVABLES(rill_from_marbles("-a-#"), letters(),
                                    rill_from_marbles("-x#"))),
               rill_on_error_resume_next_of(
                   RILL_OBSERVABLES(rill_range(1, MANY), rill_empty())));
