/* SPDX-License-Identifier: MIT */
/* Observables: rows of operators, flattened as they are built. */
#include "core/chain.h"

static void observable_destroy(void *object) {
  rill_observable_t *o = object;
  if (rill_observable_base(o) == o) o->stages[0].op->ops->dropped(o);
  for (size_t i = 0; i < o->count; i++) rill_unref(o->stages[i].op);
  rill_unref(o->upstream);
}

const rill_type_t rill_observable_type = {
    .name = "observable",
    .destroy = observable_destroy,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

/* throw: fails with the error it was made with. */
struct fail { rill_error_t *error; };

static void fail_forget(void *params) {
  rill_unref(((struct fail *) params)->error);
}

static void fail_start(rill_stage_t *stage) {
  const struct fail *fail = rill_params(stage);
  rill_emit_error(stage, rill_ref(fail->error));
}

static void fail_request(rill_stage_t *stage, int64_t count) {
  (void) stage;
  (void) count;
}

static const rill_stage_ops_t fail_ops = {
    .name = "throw",
    .params_size = sizeof(struct fail),
    .forget = fail_forget,
    .start = fail_start,
    .request = fail_request,
};

static struct {
  rill_operator_t op;
  struct fail fail;
} fail_no_memory = {
    {.base = RILL_STATIC_OBJECT(rill_operator_type), .ops = &fail_ops},
    {NULL},
};

static struct rill_place place_no_memory = {
    .op = &fail_no_memory.op,
    .size = sizeof(rill_stage_t),
};
static rill_observable_t observable_no_memory = {
    .base = RILL_STATIC_OBJECT(rill_observable_type),
    .count = 1,
    .room = 1,
    .block = sizeof(rill_stage_t),
    .stages = &place_no_memory,
};

__attribute__((constructor)) static void no_memory_init(void) {
  fail_no_memory.fail.error = rill_error_no_memory();
}

static rill_observable_t *no_memory(void) {
  return &observable_no_memory;
}

static rill_observable_t *observable_new(size_t room) {
  rill_observable_t *o = rill_object_new(
      &rill_observable_type, sizeof *o + room * sizeof *o->stages);
  if (o == NULL) return NULL;
  o->upstream = NULL;
  o->block = 0;
  o->count = 0;
  o->room = (uint32_t) room;
  o->keeps_nothing = o->prompt = o->brief = o->asked = false;
  o->stages = (struct rill_place *) (o + 1);
  return o;
}

static bool is_kernel(const rill_operator_t *op) {
  const rill_stage_ops_t *ops = op->ops;
  return ops->batch != NULL &&
         (ops->pure == NULL || ops->pure(rill_operator_params(op)));
}

static bool is_prompt(const rill_stage_ops_t *ops) {
  return ops->prompt || (ops->code == RILL_CODE_STEP && ops->release == NULL) ||
         ops->code == RILL_CODE_SCAN || ops->code == RILL_CODE_CHANGED ||
         ops->code == RILL_CODE_FOLD || ops->code >= RILL_CODE_FILTER;
}

/* Whether they are all there. */
static bool is_short(const rill_operator_t *source) {
  return source->ops->supply != NULL &&
         source->ops->supply(rill_operator_params(source)).count <= RILL_BATCH;
}

/* One more stage in a row that has room; takes over `op`. */
static void observable_add(rill_observable_t *o, rill_operator_t *op,
                           const char *site, uint32_t position) {
  struct rill_place *place = &o->stages[o->count++];
  place->op = op;
  place->site = site;
  place->position = position;
  place->size = rill_stage_size(op->ops);
  place->kernels = 0;
  o->block += place->size;
  o->keeps_nothing = (o->count == 1 || o->keeps_nothing) &&
                     op->ops->release == NULL;
  o->asked = o->count > 1 &&
             (o->asked || (op->ops->request != NULL && !op->ops->modest));
  o->prompt = o->count == 1 || (o->prompt && is_prompt(op->ops));
  o->brief = o->prompt && (o->count == 1 ? is_short(op) : o->brief);
  if (!is_kernel(op)) return;
  for (place->kernels = 1; place != o->stages && place[-1].kernels > 0; place--)
    if (place[-1].kernels < UINT8_MAX) place[-1].kernels++;
}

/* A row of one stage, with room for `more`; takes over both. */
static rill_observable_t *observable_of(rill_operator_t *op,
                                        rill_observable_t *upstream,
                                        const char *site, size_t more) {
  rill_observable_t *o = observable_new(1 + more);
  if (o == NULL) {
    rill_unref(op);
    rill_unref(upstream);
    return no_memory();
  }
  uint32_t position = 0;
  if (upstream != NULL)
    position = upstream->stages[upstream->count - 1].position + 1;
  o->upstream = upstream;
  observable_add(o, op, site, position);
  return o;
}

rill_observable_t *rill_observable_failed(rill_error_t *error) {
  rill_operator_t *op = rill_operator_new(&fail_ops, sizeof(struct fail));
  if (op == NULL) {
    rill_unref(error);
    return no_memory();
  }
  ((struct fail *) rill_operator_params(op))->error = error;
  return observable_of(op, NULL, NULL, 0);
}

rill_observable_t *rill_source_make(const rill_stage_ops_t *ops,
                                    const void *params) {
  rill_operator_t *op = rill_operator_make(ops, params);
  if (op->failure != NULL) {
    rill_error_t *error = rill_ref(op->failure);
    rill_unref(op);
    return rill_observable_failed(error);
  }
  if (op == &rill_operator_no_memory) return no_memory();
  return observable_of(op, NULL, NULL, 0);
}

/* The same row, with room for `more` stages; takes over `base`, which may be
 * its upstream. */
static rill_observable_t *observable_widen(rill_observable_t *base,
                                           size_t more) {
  rill_observable_t *o = observable_new(base->count + more);
  if (o != NULL) {
    for (size_t i = 0; i < base->count; i++) {
      o->stages[i] = base->stages[i];
      rill_ref_object(o->stages[i].op);
    }
    o->count = base->count;
    o->block = base->block;
    o->keeps_nothing = base->keeps_nothing;
    o->prompt = base->prompt;
    o->brief = base->brief;
    o->asked = base->asked;
    o->upstream = rill_observable_base(base);
    if (o->upstream == base) return o;
    rill_ref_object(o->upstream);
  }
  rill_unref(base);
  return o;
}

/* Nobody else has it: then it may be changed. */
static bool is_ours(const rill_observable_t *o) {
  return o->stages == (const struct rill_place *) (o + 1) &&
         __atomic_load_n(&o->base.count, __ATOMIC_ACQUIRE) == 1;
}

/* The row of `base` and one more stage, which `more` are to follow; takes over
 * both. */
static rill_observable_t *observable_append(rill_observable_t *base,
                                            rill_operator_t *op,
                                            const char *site, size_t more) {
  if (base->count == base->room || !is_ours(base))
    base = observable_widen(base, 1 + more);
  if (base == NULL) {
    rill_unref(op);
    return no_memory();
  }
  for (size_t i = 0; i < base->count; i++)
    if (base->stages[i].site == NULL) base->stages[i].site = site;
  observable_add(base, op, site, base->stages[base->count - 1].position + 1);
  return base;
}

/* What stands for `op`, which is taken over, in one observable. */
static rill_operator_t *instance_of(rill_operator_t *op,
                                    rill_observable_t **base) {
  if (op == NULL || op->ops == NULL || op->ops->apply == NULL) return op;
  if ((*base)->count == 1 && (*base)->stages[0].op->ops == &fail_ops) {
    rill_unref(op); /* what has failed to be built says why, unchanged */
    return rill_compose_array(NULL, 0, NULL);
  }
  rill_operator_t *instance = op->ops->apply(rill_operator_params(op), base);
  rill_unref(op);
  return instance;
}

/* How many stages it may come to. */
static size_t width_of(const rill_operator_t *op) {
  if (op == NULL || op->ops != NULL || op->failure != NULL) return 1;
  size_t width = 0;
  for (size_t i = 0; i < op->part_count; i++) width += width_of(op->parts[i]);
  return width;
}

/* What `op`, which is taken over, has instead of a stage behind `base`. */
static rill_observable_t *apply_failed(rill_observable_t *base,
                                       rill_operator_t *op, const char *site) {
  uint32_t position = base->stages[base->count - 1].position + 1;
  rill_error_t *error =
      op == NULL ? rill_error_new(RILL_EINVAL,
                                  "rill_pipe: operator %u is NULL", position)
      : op->failure != NULL ? rill_ref(op->failure)
                            : rill_error_no_memory();
  rill_unref(op);
  rill_unref(base);
  base = rill_observable_failed(
      rill_error_place(error, site, (int) position, NULL));
  if (base != no_memory()) base->stages[0].position = position;
  return base;
}

/* One operator after `base`, which `more` stages may follow; takes over
 * both. */
static rill_observable_t *apply(rill_observable_t *base, rill_operator_t *op,
                                const char *site, size_t more) {
  op = instance_of(op, &base);
  if (op == NULL || op == &rill_operator_no_memory || op->failure != NULL)
    return apply_failed(base, op, site);
  if (op->ops == NULL) {
    more += width_of(op);
    for (size_t i = 0; i < op->part_count; i++) {
      more -= width_of(op->parts[i]);
      base = apply(base, rill_ref(op->parts[i]), site, more);
    }
    rill_unref(op);
    return base;
  }
  if (op->ops->lifts) return observable_of(op, base, site, more);
  return observable_append(base, op, site, more);
}

rill_observable_t *rill_observable_insert(const rill_observable_t *o,
                                          rill_operator_t *op) {
  rill_observable_t *made =
      observable_of(rill_ref(o->stages[0].op), rill_ref(o->upstream),
                    o->stages[0].site, o->count);
  made = apply(made, op, NULL, o->count - 1);
  for (size_t i = 1; i < o->count; i++)
    made = apply(made, rill_ref(o->stages[i].op), o->stages[i].site,
                 o->count - 1 - i);
  return made;
}

rill_observable_t *rill_pipe_array(rill_observable_t *source,
                                   rill_operator_t *const *operators,
                                   size_t count, const char *site) {
  if (source == NULL)
    source = rill_observable_failed(rill_error_place(
        rill_error_new(RILL_EINVAL, "rill_pipe: the source is NULL"), site, 0,
        NULL));
  if (count == 1) return apply(source, operators[0], site, 0);
  size_t more = 0;
  for (size_t i = 0; i < count; i++) more += width_of(operators[i]);
  for (size_t i = 0; i < count; i++) {
    more -= width_of(operators[i]);
    source = apply(source, operators[i], site, more);
  }
  return source;
}
