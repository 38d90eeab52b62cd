/* SPDX-License-Identifier: MIT */
/* Observables: rows of operators, flattened as they are built. */
#include "core/chain.h"

/* What the runs of an observable, and of those that are built on it, call
 * their upstream. */
static rill_observable_t *upstream_of(rill_observable_t *o) {
  bool embodied = o->upstream == NULL && o->stages[0].op->ops->dropped != NULL;
  return embodied ? o : o->upstream;
}

static void observable_destroy(void *object) {
  rill_observable_t *o = object;
  if (upstream_of(o) == o) o->stages[0].op->ops->dropped(o);
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
  .block = sizeof(rill_stage_t),
  .stages = &place_no_memory,
};

__attribute__((constructor)) static void no_memory_init(void) {
  fail_no_memory.fail.error = rill_error_no_memory();
}

static rill_observable_t *no_memory(void) {
  return &observable_no_memory;
}

static rill_observable_t *observable_new(size_t count) {
  rill_observable_t *o = rill_object_new_zeroed(
      &rill_observable_type, sizeof *o + count * sizeof *o->stages);
  if (o == NULL) return NULL;
  o->stages = (struct rill_place *) (o + 1);
  o->count = count;
  return o;
}

/* A row of one stage; takes over both. */
static rill_observable_t *observable_of(rill_operator_t *op,
                                        rill_observable_t *upstream,
                                        const char *site) {
  rill_observable_t *o = observable_new(1);
  if (o == NULL) {
    rill_unref(op);
    rill_unref(upstream);
    return no_memory();
  }
  o->stages[0].op = op;
  o->stages[0].site = site;
  if (upstream != NULL)
    o->stages[0].position =
        upstream->stages[upstream->count - 1].position + 1;
  o->upstream = upstream;
  o->stages[0].size = rill_stage_size(op->ops);
  o->block = o->stages[0].size;
  return o;
}

rill_observable_t *rill_observable_failed(rill_error_t *error) {
  rill_operator_t *op = rill_operator_new(&fail_ops, sizeof(struct fail));
  if (op == NULL) {
    rill_unref(error);
    return no_memory();
  }
  ((struct fail *) rill_operator_params(op))->error = error;
  return observable_of(op, NULL, NULL);
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
  return observable_of(op, NULL, NULL);
}

/* The row of `base` (borrowed) and one more stage. */
static rill_observable_t *observable_append(rill_observable_t *base,
                                            rill_operator_t *op,
                                            const char *site) {
  size_t count = base->count;
  rill_observable_t *o = observable_new(count + 1);
  if (o == NULL) {
    rill_unref(op);
    return no_memory();
  }
  for (size_t i = 0; i < count; i++) {
    o->stages[i] = base->stages[i];
    rill_ref_object(o->stages[i].op);
    if (o->stages[i].site == NULL) o->stages[i].site = site;
  }
  o->stages[count] = (struct rill_place){
      op, site, base->stages[count - 1].position + 1,
      rill_stage_size(op->ops)};
  o->upstream = rill_ref(upstream_of(base));
  o->block = base->block + o->stages[count].size;
  return o;
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

bool rill_observable_supply(const rill_observable_t *o,
                            rill_supply_t *supply) {
  const rill_operator_t *source = o->stages[0].op;
  if (o->count != 1 || source->ops->supply == NULL) return false;
  *supply = source->ops->supply(rill_operator_params(source));
  return true;
}

/* One operator after `base`; takes over both. */
static rill_observable_t *apply(rill_observable_t *base, rill_operator_t *op,
                                const char *site) {
  uint32_t position = base->stages[base->count - 1].position + 1;
  op = instance_of(op, &base);
  if (op == NULL || op == &rill_operator_no_memory || op->failure != NULL) {
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
  if (op->ops == NULL) {
    for (size_t i = 0; i < op->part_count; i++)
      base = apply(base, rill_ref(op->parts[i]), site);
    rill_unref(op);
    return base;
  }
  if (op->ops->lifts) return observable_of(op, base, site);
  rill_observable_t *o = observable_append(base, op, site);
  rill_unref(base);
  return o;
}

rill_observable_t *rill_observable_insert(const rill_observable_t *o,
                                          rill_operator_t *op) {
  rill_observable_t *made = observable_of(
      rill_ref(o->stages[0].op), rill_ref(o->upstream), o->stages[0].site);
  made = apply(made, op, NULL);
  for (size_t i = 1; i < o->count; i++)
    made = apply(made, rill_ref(o->stages[i].op), o->stages[i].site);
  return made;
}

rill_observable_t *rill_pipe_array(rill_observable_t *source,
                                   rill_operator_t *const *operators,
                                   size_t count, const char *site) {
  if (source == NULL)
    source = rill_observable_failed(rill_error_place(
        rill_error_new(RILL_EINVAL, "rill_pipe: the source is NULL"), site, 0,
        NULL));
  for (size_t i = 0; i < count; i++)
    source = apply(source, operators[i], site);
  return source;
}
