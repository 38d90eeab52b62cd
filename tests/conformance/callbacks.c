/* SPDX-License-Identifier: MIT */
/* The callbacks of the cases, by their names. */
#include <stdlib.h>
#include <string.h>

#include "scene.h"

typedef struct call {
  scene_t *scene;
  rill_value_t x, y; /* the arguments, borrowed; RILL_NONE if not given */
} call_t;

static rill_value_t ex(void) {
  return rill_fail(rill_error_new(RILL_EFOREIGN, "ex"));
}

static const char *text_of(rill_value_t v, char text[static 256]) {
  rill_value_format(v, text, 256);
  return text;
}

static rill_value_t joined(rill_value_t a, rill_value_t b) {
  char left[256], right[256];
  return rill_stringf("%s%s", text_of(a, left), text_of(b, right));
}

/* The stream that a value is or leads to, owned. */
static rill_observable_t *stream(rill_value_t v) {
  return rill_from_value(rill_value_ref(v));
}

/* A function that goes on with a value of its own. */
struct closure {
  rill_value_t kept;
  int64_t number;
};

static void closure_drop(void *context) {
  rill_value_unref(((struct closure *) context)->kept);
  free(context);
}

static rill_context_t closure(rill_value_t kept, int64_t index) {
  struct closure *c = malloc(sizeof *c);
  *c = (struct closure){rill_value_ref(kept), index};
  return rill_own(c, closure_drop);
}

/* --- Of lists and numbers ------------------------------------------------- */

static rill_value_t sum_of_list(const call_t *call) {
  bool known;
  rill_value_t sum = rill_int(0);
  for (size_t i = 0; i < rill_list_length(call->x); i++) {
    struct formula f = {.x = rill_list_get(call->x, i), .a = sum};
    rill_value_t next = formula_compute("a+x", &f, &known);
    rill_value_unref(sum);
    sum = next;
  }
  return sum;
}

static rill_value_t length(const call_t *call) {
  bool is_list = rill_as_object(call->x, &rill_list_type) != NULL;
  return rill_int((int64_t) (is_list ? rill_list_length(call->x)
                                     : rill_string_length(call->x)));
}

static rill_value_t copy_list(const call_t *call) {
  return rill_list(rill_list_items(call->x), rill_list_length(call->x));
}

static rill_value_t join_with_comma(const call_t *call) {
  rill_value_t text = rill_string("");
  char item[256];
  for (size_t i = 0; i < rill_list_length(call->x); i++) {
    rill_value_t next =
        rill_stringf("%s%s%s", rill_as_string(text), i > 0 ? "," : "",
                     text_of(rill_list_get(call->x, i), item));
    rill_value_unref(text);
    text = next;
  }
  return text;
}

static rill_value_t reverse_order(const call_t *call) {
  return rill_int(rill_value_compare(call->y, call->x));
}

static rill_value_t is_prime(const call_t *call) {
  int64_t n = rill_as_int(call->x);
  for (int64_t i = 2; i * i <= n; i++)
    if (n % i == 0) return rill_bool(false);
  return rill_bool(n > 1);
}

static rill_value_t pair_values(const call_t *call) {
  const rill_interval_record_t *p =
      rill_unbox(rill_list_get(call->x, 0), &rill_interval_type);
  const rill_interval_record_t *q =
      rill_unbox(rill_list_get(call->x, 1), &rill_interval_type);
  return p == NULL || q == NULL ? ex() : joined(p->value, q->value);
}

/* --- Timers --------------------------------------------------------------- */

static rill_observable_t *silent_timer(int64_t ticks) {
  return rill_pipe(rill_timer(ticks), rill_ignore_elements());
}

static int64_t ticks_of(rill_value_t x) {
  const rill_interval_record_t *record = rill_unbox(x, &rill_interval_type);
  return record != NULL ? record->span : (int64_t) rill_as_double(x);
}

static rill_value_t timer_of(const call_t *call) {
  return rill_object(rill_timer(ticks_of(call->x)));
}

static rill_value_t timer_of_silent(const call_t *call) {
  return rill_object(silent_timer(ticks_of(call->x)));
}

static rill_value_t throw_ex(const call_t *call) {
  (void) call;
  return rill_object(rill_throw(rill_error_new(RILL_EFOREIGN, "ex")));
}

static rill_value_t fail_or_empty(rill_value_t tick, void *context) {
  const struct closure *c = context;
  (void) tick;
  return c->number != 0 ? ex() : rill_list(NULL, 0);
}

static rill_value_t timer_failing_if(const call_t *call, bool fails) {
  return rill_object(
      rill_pipe(rill_timer(ticks_of(call->x)),
                rill_concat_map(rill_call1(fail_or_empty,
                                           closure(rill_none(), fails)))));
}

static rill_value_t value_in(rill_value_t x) {
  const rill_interval_record_t *record = rill_unbox(x, &rill_interval_type);
  return record != NULL ? record->value : x;
}

static rill_value_t timer_failing_if_6(const call_t *call) {
  return timer_failing_if(call,
                          rill_value_equal(value_in(call->x), rill_int(6)));
}

static rill_value_t timer_failing_if_tin(const call_t *call) {
  return timer_failing_if(
      call, strcmp(rill_as_string(value_in(call->x)), "tin") == 0);
}

/* --- Windows -------------------------------------------------------------- */

static rill_value_t prefix(rill_value_t item, void *context) {
  const struct closure *c = context;
  char text[256];
  return rill_stringf("%lld %s", (long long) c->number, text_of(item, text));
}

static rill_observable_t *prefixed(const call_t *call) {
  return rill_pipe(stream(call->x),
                   rill_map(rill_call1(prefix, closure(rill_none(),
                                                       call->y.as.i))));
}

static rill_value_t window_items_prefixed(const call_t *call) {
  return rill_object(prefixed(call));
}

static rill_value_t window_items_then_end(const call_t *call) {
  rill_value_t end = rill_stringf("%lld end", (long long) call->y.as.i);
  return rill_object(rill_pipe(prefixed(call), rill_concat(rill_just(end))));
}

static rill_value_t join_kept(rill_value_t item, void *context) {
  const struct closure *c = context;
  return joined(value_in(c->kept), value_in(item));
}

static rill_value_t pair_value_with_each(const call_t *call) {
  rill_value_t p = rill_list_get(call->x, 0);
  return rill_object(
      rill_pipe(stream(rill_list_get(call->x, 1)),
                rill_map(rill_call1(join_kept, closure(p, 0)))));
}

/* --- Sharing -------------------------------------------------------------- */

static rill_value_t new_subject(const call_t *call) {
  return rill_object(rill_subject_new(call->scene->clock));
}

static rill_value_t sum_of_pair(rill_value_t pair, void *context) {
  call_t call = {.x = pair};
  (void) context;
  return sum_of_list(&call);
}

static rill_value_t zip_sum(rill_observable_t *a, rill_observable_t *b) {
  return rill_object(
      rill_pipe(a, rill_zip(b), rill_map(rill_call(sum_of_pair))));
}

static rill_value_t zip_self_sum(const call_t *call) {
  return zip_sum(stream(call->x), stream(call->x));
}

static rill_value_t zip_self_skip1_sum(const call_t *call) {
  return zip_sum(stream(call->x),
                 rill_pipe(stream(call->x), rill_skip(1)));
}

/* --- Intervals ------------------------------------------------------------ */

static rill_value_t kept(rill_value_t tick, void *context) {
  (void) tick;
  return rill_value_ref(((struct closure *) context)->kept);
}

static rill_value_t interval_10_of_x_take_x(const call_t *call) {
  return rill_object(rill_pipe(rill_interval(10),
                               rill_map(rill_call1(kept, closure(call->x, 0))),
                               rill_take(rill_as_int(call->x))));
}

static rill_value_t pair_with_kept(rill_value_t tick, void *context) {
  const struct closure *c = context;
  return rill_pair(rill_value_ref(tick), rill_value_ref(c->kept));
}

static rill_value_t interval_20_pair_take_2(const call_t *call) {
  return rill_object(
      rill_pipe(rill_interval(20),
                rill_map(rill_call1(pair_with_kept, closure(call->x, 0))),
                rill_take(2)));
}

static rill_value_t triple_with_kept(rill_value_t tick, void *context) {
  const struct closure *c = context;
  rill_value_t items[] = {rill_int(c->number), tick, c->kept};
  return rill_list(items, 3);
}

static rill_value_t interval_20_triple_take_2(const call_t *call) {
  return rill_object(
      rill_pipe(rill_interval(20),
                rill_map(rill_call1(triple_with_kept,
                                    closure(call->x, call->y.as.i))),
                rill_take(2)));
}

/* --- By name -------------------------------------------------------------- */

typedef rill_value_t (*special_fn)(const call_t *call);
static const struct {
  const char *name;
  special_fn call;
} specials[] = {
    {"copy_list", copy_list},
    {"interval_10_of_x_take_x", interval_10_of_x_take_x},
    {"interval_20_pair_take_2", interval_20_pair_take_2},
    {"interval_20_triple_take_2", interval_20_triple_take_2},
    {"is_prime", is_prime},
    {"join_with_comma", join_with_comma},
    {"length", length},
    {"new_subject", new_subject},
    {"pair_value_with_each_of_window", pair_value_with_each},
    {"pair_values", pair_values},
    {"reverse_order", reverse_order},
    {"sum_of_list", sum_of_list},
    {"throw_ex", throw_ex},
    {"timer_of_interval", timer_of},
    {"timer_of_interval_fail_if_value_6", timer_failing_if_6},
    {"timer_of_interval_fail_if_value_tin", timer_failing_if_tin},
    {"timer_of_interval_silent", timer_of_silent},
    {"timer_of_x", timer_of},
    {"timer_of_x_silent", timer_of_silent},
    {"window_items_prefixed_by_index", window_items_prefixed},
    {"window_items_prefixed_by_index_then_end", window_items_then_end},
    {"zip_self_skip1_sum", zip_self_skip1_sum},
    {"zip_self_sum", zip_self_sum},
};

struct callback {
  scene_t *scene;
  special_fn special; /* NULL: the formula */
  char formula[];
};

static rill_value_t callback_run(const struct callback *c, rill_value_t x,
                                 rill_value_t y, rill_value_t a) {
  if (c->special != NULL)
    return c->special(&(const call_t){c->scene, x, y});
  bool known;
  return formula_compute(c->formula,
                         &(const struct formula){.x = x, .a = a, .y = y,
                                                 .i = y},
                         &known);
}

static rill_value_t call_none(void *context) {
  return callback_run(context, rill_none(), rill_none(), rill_none());
}

static rill_value_t call_one(rill_value_t x, void *context) {
  /* What starmap_indexed takes apart has one part here. */
  return callback_run(context, x, rill_none(), rill_none());
}

/* (a, x) for what has an accumulator, else (x, y) or (x, i). */
static rill_value_t call_two(rill_value_t first, rill_value_t second,
                             void *context) {
  const struct callback *c = context;
  bool folds = false;
  for (const char *p = c->formula; *p != 0; p++)
    if (*p == 'a' && (p == c->formula || !((p[-1] | 32) >= 'a' &&
                                           (p[-1] | 32) <= 'z')))
      folds |= !((p[1] | 32) >= 'a' && (p[1] | 32) <= 'z');
  if (folds) return callback_run(c, second, rill_none(), first);
  return callback_run(c, first, second, first);
}

rill_fn_t callback_of(scene_t *scene, const char *name, unsigned arity) {
  struct callback *c = malloc(sizeof *c + strlen(name) + 1);
  c->scene = scene;
  c->special = NULL;
  strcpy(c->formula, name);
  for (size_t i = 0; i < sizeof specials / sizeof *specials; i++)
    if (strcmp(specials[i].name, name) == 0) c->special = specials[i].call;
  if (c->special == NULL) {
    bool known;
    rill_value_unref(
        formula_compute(name, &(const struct formula){.x = {0}}, &known));
    if (!known) scene_trouble(scene, "no callback is named %s", name);
  }
  rill_context_t own = rill_own(c, free);
  if (arity == 0) return rill_call0(call_none, own);
  return arity == 1 ? rill_call1(call_one, own) : rill_call2(call_two, own);
}
