/* SPDX-License-Identifier: MIT */
/* Operators: descriptions of a stage, or of several in a row. */
#include "core/chain.h"

static void operator_destroy(void *object) {
  rill_operator_t *op = object;
  for (size_t i = 0; i < op->part_count; i++) rill_unref(op->parts[i]);
  rill_release(op->parts, op->part_count * sizeof *op->parts);
  rill_unref(op->failure);
  if (op->ops != NULL && op->failure == NULL && op->ops->forget != NULL)
    op->ops->forget(rill_operator_params(op));
}

const rill_type_t rill_operator_type = {
    .name = "operator",
    .destroy = operator_destroy,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

_Static_assert(sizeof(rill_operator_t) % 16 == 0, "parameters follow, aligned");

rill_operator_t rill_operator_no_memory = {
    .base = RILL_STATIC_OBJECT(rill_operator_type),
};

rill_operator_t *rill_operator_new(const rill_stage_ops_t *ops,
                                   size_t params_size) {
  rill_operator_t *op =
      rill_object_new_zeroed(&rill_operator_type, sizeof *op + params_size);
  if (op != NULL) op->ops = ops;
  return op;
}

rill_operator_t *rill_operator_failed(rill_error_t *error) {
  rill_operator_t *op = rill_operator_new(NULL, 0);
  if (op == NULL) {
    rill_unref(error);
    return &rill_operator_no_memory;
  }
  op->failure = error;
  return op;
}

static void forget(const rill_stage_ops_t *ops, const void *params) {
  if (ops->forget != NULL) ops->forget((void *) (uintptr_t) params);
}

/* The error of a check, with the operator's name in front. */
static rill_error_t *check(const rill_stage_ops_t *ops, const void *params) {
  rill_error_t *error = ops->check != NULL ? ops->check(params) : NULL;
  if (error == NULL || error == rill_error_no_memory()) return error;
  rill_error_t *named =
      rill_error_new(rill_error_code(error), "rill_%s: %s", ops->name,
                     rill_error_message(error));
  rill_unref(error);
  return named;
}

rill_operator_t *rill_operator_make(const rill_stage_ops_t *ops,
                                    const void *params) {
  rill_error_t *error = check(ops, params);
  if (error != NULL) {
    forget(ops, params);
    return rill_operator_failed(error);
  }
  rill_operator_t *op = rill_operator_new(ops, ops->params_size);
  if (op == NULL) {
    forget(ops, params);
    return &rill_operator_no_memory;
  }
  rill_copy(rill_operator_params(op), params, ops->params_size);
  return op;
}

rill_operator_t *rill_compose_array(rill_operator_t *const *operators,
                                    size_t count, const char *site) {
  (void) site; /* the pipe that it comes to stand in knows better */
  rill_operator_t *op = rill_operator_new(NULL, 0);
  rill_operator_t **parts =
      op != NULL && count > 0 ? rill_allocate(count * sizeof *parts) : NULL;
  if (parts == NULL) {
    for (size_t i = 0; i < count; i++) rill_unref(operators[i]);
    if (op != NULL && count == 0) return op; /* nothing: passes all on */
    rill_unref(op);
    return &rill_operator_no_memory;
  }
  memcpy(parts, operators, count * sizeof *parts);
  op->parts = parts;
  op->part_count = count;
  return op;
}

/* --- Checks of functions -------------------------------------------------- */

rill_error_t *rill_check_optional_fn(rill_fn_t fn, unsigned arity,
                                     const char *what) {
  if (!rill_fn_is_set(fn) || fn.arity == arity) return NULL;
  return rill_refuse("%s takes %u arguments (must take %u)", what, fn.arity,
                     arity);
}

rill_error_t *rill_check_fn(rill_fn_t fn, unsigned arity, const char *what) {
  if (!rill_fn_is_set(fn)) return rill_refuse("%s is NULL", what);
  return rill_check_optional_fn(fn, arity, what);
}
