/* SPDX-License-Identifier: MIT */
/* to_subject: into a subject, no faster than it takes. */
#include "support/failing.h"
#include "support/heard.h"
#include "support/probe.h"

#include <rill.h>
#include <rill/test.h>

/* A clock, a subject on it, and one who listens. */
struct scene {
  rill_scheduler_t *clock;
  rill_subject_t *subject;
  probe_t probe;
};

static void scene_open(struct scene *scene, int64_t capacity, int64_t demand) {
  memset(scene, 0, sizeof *scene);
  scene->clock = clock_new();
  scene->subject = rill_subject_new(scene->clock, .capacity = capacity);
  probe_subscribe(&scene->probe, scene->clock,
                  rill_subject_observable(scene->subject), demand);
}

static void scene_close(struct scene *scene) {
  rill_unref(scene->subject);
  clock_close(scene->clock);
}

static void feed(struct scene *scene, rill_observable_t *flow) {
  rill_unref(rill_to_subject(scene->clock, flow, scene->subject));
}

static void ask_more(struct scene *scene, int64_t count) {
  rill_request(scene->probe.subscription, count);
}

TEST(to_subject, pushes_items_and_the_end) {
  struct scene scene;
  scene_open(&scene, 0, RILL_UNBOUNDED);
  feed(&scene, rill_from_marbles("-1-2-|"));
  rill_virtual_run(scene.clock);
  ck_assert_str_eq(scene.probe.text, "1 2 |");
  ck_assert_int_eq(rill_subject_next(scene.subject, rill_int(3)), RILL_ECLOSED);
  scene_close(&scene);
}

TEST(to_subject, pushes_an_error) {
  struct scene scene;
  scene_open(&scene, 0, RILL_UNBOUNDED);
  feed(&scene, rill_throw(rill_error_new(8, "first")));
  ck_assert_int_eq(scene.probe.error_code, 8);
  scene_close(&scene);
}

static rill_value_t next_number(void *context) {
  int64_t *made = context;
  return *made == 9 ? rill_done() : rill_int(++*made);
}

TEST(to_subject, takes_no_more_than_there_is_room_for) {
  struct scene scene;
  int64_t made = 0;
  scene_open(&scene, 2, 0);
  feed(&scene, rill_from_pull(rill_call_with(next_number, rill_borrow(&made))));
  ck_assert_int_eq(made, 3); /* two in the subject, one in the hand */
  ask_more(&scene, 1);
  ck_assert_int_eq(made, 4);
  ck_assert_str_eq(scene.probe.text, "1");
  ask_more(&scene, 3);
  ck_assert_int_eq(made, 7);
  ck_assert_uint_eq(rill_scheduler_runs(scene.clock), 2);
  ask_more(&scene, RILL_UNBOUNDED);
  ck_assert_str_eq(scene.probe.text, "1 2 3 4 5 6 7 8 9 |");
  ck_assert_uint_eq(rill_scheduler_runs(scene.clock), 0);
  scene_close(&scene);
}

TEST(to_subject, ends_when_the_last_item_has_found_room) {
  struct scene scene;
  scene_open(&scene, 1, 0);
  feed(&scene, rill_range(1, 2));
  rill_unref(scene.subject); /* the run is over: it keeps what it needs */
  scene.subject = NULL;
  ask_more(&scene, 1);
  ck_assert_str_eq(scene.probe.text, "1");
  ask_more(&scene, 1);
  ck_assert_str_eq(scene.probe.text, "1 2 |");
  scene_close(&scene);
}

TEST(to_subject, lets_errors_overtake) {
  struct scene scene;
  scene_open(&scene, 1, 0);
  feed(&scene, rill_from_marbles("{one}{two}#"));
  rill_virtual_advance_to(scene.clock, 7);
  ck_assert_int_eq(scene.probe.ends, 0);
  rill_virtual_run(scene.clock);
  ck_assert_int_eq(scene.probe.error_code, RILL_EFOREIGN);
  ck_assert_uint_eq(scene.probe.items, 0);
  scene_close(&scene);
}

TEST(to_subject, canceled_leaves_the_subject_open) {
  struct scene scene;
  scene_open(&scene, 1, 0);
  rill_subscription_t *run = rill_to_subject(
      scene.clock,
      rill_of(rill_string("a"), rill_string("b"), rill_string("c")),
      scene.subject);
  rill_cancel(run); /* with an item in the hand */
  rill_unref(run);
  ask_more(&scene, RILL_UNBOUNDED);
  ck_assert_int_eq(rill_subject_next(scene.subject, rill_int(5)), 0);
  ck_assert_str_eq(scene.probe.text, "a 5");
  scene_close(&scene);
}

TEST(to_subject, stops_when_others_end_the_subject) {
  struct scene scene;
  scene_open(&scene, 0, RILL_UNBOUNDED);
  feed(&scene, rill_from_marbles("-1-2-3-|"));
  rill_virtual_advance_to(scene.clock, 2);
  rill_subject_complete(scene.subject);
  rill_virtual_run(scene.clock);
  ck_assert_str_eq(scene.probe.text, "1 |");
  ck_assert_int_eq(rill_now(scene.clock), 3);
  scene_close(&scene);
}

static int unhandled_code;
static void unhandled(rill_error_t *error, void *context) {
  (void) context;
  unhandled_code = rill_error_code(error);
}

TEST(to_subject, tells_the_hook_of_an_error_that_nobody_hears) {
  struct scene scene;
  unhandled_code = 0;
  scene_open(&scene, 0, RILL_UNBOUNDED);
  rill_scheduler_on_unhandled(scene.clock, unhandled, NULL);
  feed(&scene, rill_from_marbles("--#"));
  rill_subject_complete(scene.subject);
  rill_virtual_run(scene.clock);
  ck_assert_int_eq(unhandled_code, RILL_EFOREIGN);
  scene_close(&scene);
}

static rill_value_t nothing(void *context) {
  (void) context;
  return rill_none();
}

TEST(to_subject, gives_way_to_another_function_for_room) {
  struct scene scene;
  scene_open(&scene, 1, 0);
  feed(&scene, rill_range(1, 5));
  rill_subject_on_ready(scene.subject, rill_call(nothing));
  ask_more(&scene, 5);
  ck_assert_str_eq(scene.probe.text, "1");
  scene_close(&scene);
}

TEST(to_subject, pushes_a_million) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_subject_new(clock, .capacity = 4);
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_subject_observable(subject), rill_sum()), 1);
  rill_unref(rill_to_subject(clock, rill_range(1, 1000000), subject));
  ck_assert_str_eq(probe.text, "500000500000 |");
  rill_unref(subject);
  clock_close(clock);
}

/* Runs a flow on `scheduler`, into a subject on a loop. */
static void ck_crosses(rill_scheduler_t *scheduler, struct looper *l,
                       rill_observable_t *flow) {
  heard_t heard = {.on = l->scheduler, .demand = 1, .again = 1};
  rill_subject_t *subject = rill_subject_new(l->scheduler, .capacity = 4);
  rill_unref(heard_subscribe(&heard, l->scheduler,
                             rill_subject_observable(subject)));
  rill_unref(rill_to_subject(scheduler, flow, subject));
  heard_wait_on(&heard, &l->loop);
  ck_assert_int_eq(heard.items, 3000);
  ck_assert_int_eq(heard.completions, 1);
  ck_assert(!heard.disordered && !heard.strayed);
  rill_unref(subject);
}

TEST(to_subject, crosses_from_where_the_run_is) {
  struct looper l;
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  looper_open(&l);
  ck_crosses(pool, &l, rill_range(1, 3000));
  ck_crosses(l.scheduler, &l,
             rill_pipe(rill_range(1, 3000), rill_observe_on(pool)));
  looper_close(&l);
  rill_scheduler_close(pool);
}

TEST(to_subject, is_closed_with_the_scheduler) {
  struct scene scene;
  scene_open(&scene, 1, 0);
  feed(&scene, rill_of(rill_string("a"), rill_string("b"), rill_string("c")));
  scene_close(&scene);
  scene_open(&scene, 1, 0);
  feed(&scene, rill_of(rill_string("a"), rill_string("b")));
  scene_close(&scene);
}

TEST(to_subject, refuses_bad_arguments) {
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_subject_new(clock);
  probe_t probe = {0};
  unhandled_code = 0;
  rill_scheduler_on_unhandled(clock, unhandled, NULL);
  rill_unref(rill_to_subject(clock, rill_range(1, 3), NULL));
  ck_assert_int_eq(unhandled_code, RILL_EINVAL);
  probe_subscribe(&probe, clock, rill_subject_observable(subject), 1);
  rill_unref(rill_to_subject(NULL, rill_range(1, 3), subject));
  ck_assert_str_has(probe.error, "rill_to_subject: the scheduler is NULL");
  rill_unref(subject);
  probe_t other = {0};
  subject = rill_subject_new(clock);
  probe_subscribe(&other, clock, rill_subject_observable(subject), 1);
  rill_unref(rill_to_subject(clock, NULL, subject));
  ck_assert_str_has(other.error, "the observable is NULL");
  rill_unref(subject);
  clock_close(clock);
}

TEST(to_subject, ends_without_memory) {
  failing_each(FAILING_ONE) {
    rill_scheduler_t *clock = rill_virtual_scheduler_new();
    rill_subject_t *subject =
        clock != NULL ? rill_subject_new(clock, .capacity = 1) : NULL;
    probe_t probe = {0};
    if (subject != NULL) {
      rill_scheduler_on_unhandled(clock, unhandled, NULL);
      probe_subscribe(&probe, clock, rill_subject_observable(subject), 1);
      rill_unref(rill_to_subject(
          clock, rill_of(rill_string("a"), rill_string("b")), subject));
      if (probe.subscription != NULL) rill_request(probe.subscription, 5);
      ck_assert_int_eq(probe.ends, 1);
    }
    rill_unref(subject);
    rill_scheduler_close(clock);
  }
}
