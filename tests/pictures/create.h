/* SPDX-License-Identifier: MIT */
/* What the pictures in <rill/create.h> call. */
#ifndef RILL_TESTS_PICTURES_CREATE_H
#define RILL_TESTS_PICTURES_CREATE_H

#include <rill.h>
#include <rill/test.h>

#define PICTURE static inline __attribute__((unused))

static const __attribute__((unused)) rill_value_t digits[] = {
    {RILL_INT, 0, {.i = 0}}, {RILL_INT, 0, {.i = 1}}, {RILL_INT, 0, {.i = 2}}};

PICTURE rill_value_t one_two(void *context) {
  (void) context;
  return rill_object(rill_range(1, 2));
}

PICTURE rill_value_t count_to_three(void *context) {
  static int64_t count;
  (void) context;
  if (count < 3) return rill_int(++count);
  count = 0;
  return rill_done();
}

PICTURE rill_value_t push_one_two(rill_value_t emitter, void *context) {
  (void) context;
  rill_emitter_next(rill_emitter_of(emitter), rill_int(1));
  rill_emitter_next(rill_emitter_of(emitter), rill_int(2));
  rill_emitter_complete(rill_emitter_of(emitter));
  return rill_none();
}

PICTURE rill_value_t add_listener(rill_value_t emitter, void *context) {
  (void) context;
  rill_emitter_next(rill_emitter_of(emitter), rill_int(1));
  rill_emitter_next(rill_emitter_of(emitter), rill_int(2));
  return rill_int(1);
}

PICTURE rill_value_t forget(rill_value_t token, void *context) {
  (void) token;
  (void) context;
  return rill_none();
}

PICTURE rill_value_t two(void *context) {
  (void) context;
  return rill_int(2);
}

PICTURE rill_value_t seven(void *context) {
  (void) context;
  return rill_int(7);
}

PICTURE rill_value_t yes(void *context) {
  (void) context;
  return rill_bool(true);
}

/* The numbers before n. */
PICTURE rill_value_t count_up(rill_value_t n, void *context) {
  (void) context;
  return rill_object(rill_range(0, rill_as_int(n)));
}

/* 1: just 1; 2: from 3 to 5. */
PICTURE rill_value_t cases(void) {
  rill_value_t pairs[] = {
    rill_int(1), rill_object(rill_just(rill_int(1))),
    rill_int(2), rill_object(rill_range(3, 3)),
  };
  rill_value_t map = rill_map_of(pairs, 2);
  for (size_t i = 0; i < 4; i++) rill_value_unref(pairs[i]);
  return map;
}

PICTURE void give_one_two(int64_t count, void *receiver) {
  (void) count;
  rill_receiver_on_next(receiver, rill_int(1));
  rill_receiver_on_next(receiver, rill_int(2));
  rill_receiver_on_complete(receiver);
}

PICTURE void give_no_more(void *receiver) { (void) receiver; }

PICTURE void forget_receiver(void *receiver) { rill_unref(receiver); }

PICTURE void subscribe_one_two(rill_receiver_t *receiver, void *context) {
  (void) context;
  rill_publication_t subscription = {sizeof subscription, give_one_two,
                                     give_no_more, forget_receiver,
                                     rill_ref(receiver)};
  rill_receiver_on_subscribe(receiver, &subscription);
}

static const rill_publisher_t gives_one_two
    __attribute__((unused)) = {sizeof(rill_publisher_t), subscribe_one_two, NULL, NULL};

RILL_FILTER_FN(below_4, int64_t, x) { return x < 4; }
RILL_FILTER_FN(below_9, int64_t, x) { return x < 9; }
RILL_MAP_FN(twice, int64_t, int64_t, x) { return 2 * x; }

#undef PICTURE

#endif
