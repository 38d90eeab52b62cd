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

static rill_value_t give_letters(void *context) {
  (void) context;
  return rill_object(letters());
}

/* --- All of them ---------------------------------------------------------- */

LAWS_OF_SOURCE(empty, 0, rill_empty(), rill_empty());
LAWS_OF_SOURCE(never, ENDLESS, rill_never(), rill_never());
LAWS_OF_SOURCE(just, 0, rill_just(letter(0)), rill_just(rill_int(1)));
LAWS_OF_SOURCE(of, 0, letters(), letters());
LAWS_OF_SOURCE(range, 0, rill_range(1, 9), rill_range(1, MANY));
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
