/* SPDX-License-Identifier: MIT */
/* A map, a filter and a fold, in one loop of the driver's: what may happen in
 * each of them, at an item in the middle of a batch. */
#include "rows.h"

enum { ITEMS = 600 };

/* Who it happens to, if at all. */
typedef struct scene {
  struct row map, filter, fold;
} scene_t;

static rill_value_t twice(rill_value_t x, void *context) {
  scene_t *scene = context;
  int64_t i = rill_as_int(x);
  return row_call(&scene->map, i, 2 * i);
}

/* Every third one. A text is kept, and is no answer. */
static rill_value_t is_third(rill_value_t x, void *context) {
  scene_t *scene = context;
  int64_t i = rill_as_int(x) / 2;
  rill_value_t answer = row_call(&scene->filter, i, i % 3 == 0);
  bool text = rill_as_object(x, &rill_string_type) != NULL;
  return answer.kind == RILL_INT ? rill_bool(text || answer.as.i != 0) : answer;
}

/* Of a text there is no sum, and a sum goes on behind one. */
static rill_value_t add(rill_value_t sum, rill_value_t x, void *context) {
  scene_t *scene = context;
  return row_call(&scene->fold, rill_as_int(x) / 2,
                  rill_as_int(sum) + rill_as_int(x));
}

/* Integers that are counted, or come in an array. */
static rill_observable_t *integers(bool counted) {
  rill_value_t items[ITEMS];
  for (int64_t i = 0; i < ITEMS; i++) items[i] = rill_int(i);
  return counted ? rill_range(0, ITEMS)
                 : rill_from_list(rill_list(items, ITEMS));
}

/* Whose run it is, all three may cancel. */
static void scene_begins(rill_subscription_t *run, void *context) {
  scene_t *scene = context;
  scene->map.run = scene->filter.run = run;
  row_subscribed(run, &scene->fold);
}

static void scene_next(rill_value_t item, void *context) {
  row_next(item, &((scene_t *) context)->fold);
}
static void scene_complete(void *context) {
  row_complete(&((scene_t *) context)->fold);
}
static void scene_error(rill_error_t *error, void *context) {
  row_error(error, &((scene_t *) context)->fold);
}

static void play(scene_t *scene, bool counted) {
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *flow = rill_pipe(
      integers(counted), rill_map(rill_call_with(twice, rill_borrow(scene))),
      rill_filter(rill_call_with(is_third, rill_borrow(scene))),
      rill_reduce(rill_call_with(add, rill_borrow(scene)), .seed = rill_int(0),
                  .seeded = true));
  rill_unref(rill_subscribe(clock, flow, .subscribed = scene_begins,
                            .next = scene_next, .complete = scene_complete,
                            .error = scene_error, .context = scene));
  clock_close(clock);
}

/* The sum, how it ended, and how often each was called. */
static void ck_plays(scene_t scene, int64_t sum, int64_t ends, int64_t errors,
                     int64_t maps, int64_t filters, int64_t folds) {
  for (int counted = 0; counted <= 1; counted++) {
    scene_t played = scene;
    play(&played, counted);
    ck_assert_int_eq(played.fold.sum, sum);
    ck_assert_int_eq(played.fold.items, ends);
    ck_assert_int_eq(played.fold.ends, ends);
    ck_assert_int_eq(played.fold.errors, errors);
    ck_assert_int_eq(played.map.calls, maps);
    ck_assert_int_eq(played.filter.calls, filters);
    ck_assert_int_eq(played.fold.calls, folds);
  }
}

enum { THIRDS = ITEMS / 3, ALL = 2 * 3 * (THIRDS * (THIRDS - 1) / 2) };

TEST(filtered, adds_up_what_is_kept) {
  ck_plays((scene_t){plain, plain, plain}, ALL, 1, 0, ITEMS, ITEMS, THIRDS);
}

TEST(filtered, ends_where_one_of_them_cancels) {
  ck_plays((scene_t){cancelling(33), plain, plain}, 0, 0, 0, 34, 33, 11);
  ck_plays((scene_t){plain, cancelling(33), plain}, 0, 0, 0, 34, 34, 11);
  ck_plays((scene_t){plain, cancelling(34), plain}, 0, 0, 0, 35, 35, 12);
  ck_plays((scene_t){plain, plain, cancelling(33)}, 0, 0, 0, 34, 34, 12);
}

TEST(filtered, ends_where_one_of_them_fails) {
  ck_plays((scene_t){failing(33), plain, plain}, 0, 0, 1, 34, 33, 11);
  ck_plays((scene_t){plain, failing(33), plain}, 0, 0, 1, 34, 34, 11);
  ck_plays((scene_t){plain, plain, failing(33)}, 0, 0, 1, 34, 34, 12);
}

/* A text is counted, and a predicate's answer cannot be one. The sum counts
 * from 36 on, as that of the text is not known. */
TEST(filtered, goes_on_behind_a_text) {
  ck_plays((scene_t){texting(34), plain, plain}, ALL, 1, 0, ITEMS, ITEMS,
           THIRDS + 1);
  ck_plays((scene_t){plain, texting(33), plain}, 0, 0, 1, 34, 34, 11);
  ck_plays((scene_t){plain, plain, texting(33)}, ALL - 2 * 3 * (11 * 12 / 2), 1,
           0, ITEMS, ITEMS, THIRDS);
}
