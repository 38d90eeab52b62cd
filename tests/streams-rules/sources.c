/* SPDX-License-Identifier: MIT */
/* Every source of <rill/create.h>, and those of marbles and promises. */
#include <stdlib.h>

#include "rules.h"

static rill_value_t text(int i) { return rill_stringf("item %d", i); }

static rill_value_t list(void) {
  rill_value_t values[] = {text(1), text(2), text(3), text(4), text(5)};
  return rill_list_own(values, 5);
}

static rill_value_t give_list(void *context) {
  (void) context;
  return list();
}

static rill_value_t give_text(void *context) {
  (void) context;
  return text(1);
}

static rill_value_t give_true(void *context) {
  (void) context;
  return rill_bool(true);
}

static rill_value_t give_key(void *context) {
  (void) context;
  return rill_int(1);
}

static rill_value_t list_of(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return list();
}

static rill_value_t just_of(rill_value_t item, void *context) {
  (void) context;
  return rill_object(rill_just(rill_value_ref(item)));
}

static rill_value_t nothing_of(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_none();
}

static rill_value_t one_of(rill_value_t state, void *context) {
  (void) state;
  (void) context;
  return rill_int(1);
}

RILL_FILTER_FN(up_to_five, int64_t, x) { return x <= 5; }
RILL_MAP_FN(one_more, int64_t, int64_t, x) { return x + 1; }

/* --- Producers ------------------------------------------------------------ */

static rill_value_t push(rill_value_t emitter, void *context) {
  (void) context;
  for (int i = 1; i <= 5; i++) {
    rill_value_t item = text(i);
    rill_emitter_next(rill_emitter_of(emitter), item);
    rill_value_unref(item);
  }
  rill_emitter_complete(rill_emitter_of(emitter));
  return rill_none();
}

static rill_value_t pull(void *context) {
  int *count = context;
  return *count < 5 ? text(++*count) : rill_done();
}

static rill_value_t pull_anew(void *context) {
  (void) context;
  int *count = calloc(1, sizeof *count);
  ck_assert_ptr_nonnull(count);
  return rill_object(
      rill_from_pull(rill_call_with(pull, rill_own(count, free))));
}

struct publication {
  rill_receiver_t *receiver;
  int count;
};

static void publication_request(int64_t count, void *context) {
  struct publication *p = context;
  for (; count > 0 && p->count < 5; count--) {
    rill_value_t item = text(++p->count);
    int code = rill_receiver_on_next(p->receiver, item);
    rill_value_unref(item);
    if (code != 0) return;
  }
  if (p->count == 5) rill_receiver_on_complete(p->receiver);
}

static void publication_cancel(void *context) { (void) context; }

static void publication_release(void *context) {
  struct publication *p = context;
  rill_unref(p->receiver);
  free(p);
}

static void publish(rill_receiver_t *receiver, void *context) {
  struct publication *p = calloc(1, sizeof *p);
  (void) context;
  ck_assert_ptr_nonnull(p);
  p->receiver = rill_ref(receiver);
  rill_publication_t publication = {sizeof publication, publication_request,
                                    publication_cancel, publication_release, p};
  rill_receiver_on_subscribe(receiver, &publication);
}

/* --- The table ------------------------------------------------------------ */

static rill_observable_t *make_of(void) {
  return rill_of(text(1), text(2), text(3), text(4), text(5));
}

static rill_observable_t *make_from_array(void) {
  rill_value_t values[] = {rill_int(1), rill_double(2), rill_bool(true),
                           rill_none(), rill_int(5)};
  return rill_from_array(values, 5);
}

static rill_observable_t *make_case(void) {
  rill_value_t pairs[] = {rill_int(1), list()};
  rill_value_t map = rill_map_of(pairs, 1);
  rill_value_unref(pairs[1]);
  return rill_case(rill_call(give_key), map);
}

static rill_observable_t *make_from_publisher(void) {
  rill_publisher_t publisher = {sizeof publisher, publish, NULL, NULL};
  return rill_from_publisher(&publisher);
}

static rill_observable_t *make_from_messages(void) {
  rill_message_t messages[] = {rill_on_next(1, text(1)),
                               rill_on_next(3, text(2)), rill_on_complete(4)};
  return rill_from_messages(messages, 3);
}

#define SOURCES(X)                                                             \
 X(empty, 0, 0, rill_empty())                                                  \
 X(never, ENDLESS, 0, rill_never())                                            \
 X(throw, FAILS, 0, rill_throw(rill_error_new(77, "thrown")))                  \
 X(just, 0, 1, rill_just(text(1)))                                             \
 X(of, 0, 5, make_of())                                                        \
 X(from_array, 0, 5, make_from_array())                                        \
 X(from_list, 0, 5, rill_from_list(list()))                                    \
 X(from_value, 0, 5, rill_from_value(list()))                                  \
 X(repeat_value, 0, 5, rill_repeat_value(text(1), .count = 5))                 \
 X(repeat_value_for_ever, ENDLESS, 5, rill_repeat_value(text(1)))              \
 X(range, 0, 5, rill_range(1, 5))                                              \
 X(range_many, 0, 3000, rill_range(1, 3000))                                   \
 X(range_step, 0, 5, rill_range_step(1, 10, 2))                                \
 X(timer, 0, 1, rill_timer(3))                                                 \
 X(timer_periodic, ENDLESS, 2, rill_timer(3, .period = 2))                     \
 X(interval, ENDLESS, 2, rill_interval(3))                                     \
 X(defer, 0, 5, rill_defer(rill_call(give_list)))                              \
 X(from_callable, 0, 1, rill_from_callable(rill_call(give_text)))              \
 X(start, 0, 1, rill_start(rules_there(), rill_call(give_text)))               \
 X(using, 0, 5,                                                                \
   rill_using(rill_call(give_text), rill_call(list_of),                        \
              rill_call(nothing_of)))                                          \
 X(if_then, 0, 5, rill_if_then(rill_call(give_true), make_of()))               \
 X(case, 0, 5, make_case())                                                    \
 X(for_in, 0, 5, rill_for_in(list(), rill_call(just_of)))                      \
 X(from_pull, 0, 5, rill_defer(rill_call(pull_anew)))                          \
 X(generate, 0, 5, rill_generate(rill_int(1), up_to_five, one_more))           \
 X(generate_with_time, 0, 5,                                                   \
   rill_generate_with_time(rill_int(1), up_to_five, one_more,                  \
                           rill_call(one_of)))                                 \
 X(create, 0, 5, rill_create(rill_call(push)))                                 \
 X(from_event, 0, 5, rill_from_event(rill_call(push), rill_call(nothing_of)))  \
 X(from_publisher, 0, 5, make_from_publisher())                                \
 X(from_marbles, 0, 4, rill_from_marbles("1-(23)4|"))                          \
 X(from_messages, 0, 2, make_from_messages())                                  \
 X(shared, 0, 5, rill_pipe(make_of(), rill_share()))

#define MAKE(name, flags, items, make)                                         \
 static rill_observable_t *rules_make_##name(void) { return make; }
SOURCES(MAKE)

#define ROW(name, flags, items, make) {#name, flags, items, rules_make_##name},
const rules_source_t rules_sources[] = {SOURCES(ROW)};
const size_t rules_source_count = sizeof rules_sources / sizeof *rules_sources;
