/* SPDX-License-Identifier: MIT */
/* named: the stage before it goes by a name of its own. */
#include "base/value.h"
#include "core/chain.h"
#include "shared/items.h"

#include <rill/utility.h>

static rill_error_t *named_check(const void *params) {
  rill_value_t name = *(const rill_value_t *) params;
  if (name.kind == RILL_ERROR) return rill_ref(rill_as_error(name));
  return rill_string_length(name) == 0 ? rill_refuse("name is empty") : NULL;
}

/* --- An operator under another name --------------------------------------- */

/* What stands behind the parameters of such an operator. */
struct alias {
  rill_stage_ops_t ops;      /* a copy, but for the name */
  rill_operator_t *original; /* to which the parameters belong */
  char name[];
};

static size_t alias_offset(const rill_stage_ops_t *ops) {
  return (ops->params_size + 15) & ~(size_t) 15;
}

static struct alias *alias_of(rill_operator_t *op,
                              const rill_stage_ops_t *ops) {
  char *params = rill_operator_params(op);
  return (struct alias *) (void *) (params + alias_offset(ops));
}

static void alias_forget(void *params) {
  rill_operator_t *op = (rill_operator_t *) params - 1;
  rill_unref(alias_of(op, op->ops)->original);
}

/* NULL without memory. Refers to `original`. */
static rill_operator_t *alias_new(rill_operator_t *original, const char *name) {
  const rill_stage_ops_t *ops = original->ops;
  size_t length = strlen(ops->name) + strlen(name) + sizeof " \"\"";
  rill_operator_t *op = rill_object_new_zeroed(
      &rill_operator_type,
      sizeof *op + alias_offset(ops) + sizeof(struct alias) + length);
  if (op == NULL) return NULL;
  struct alias *alias = alias_of(op, ops);
  memcpy(rill_operator_params(op), rill_operator_params(original),
         ops->params_size);
  snprintf(alias->name, length, "%s \"%s\"", ops->name, name);
  alias->ops = *ops;
  alias->ops.name = alias->name;
  alias->ops.forget = alias_forget;
  alias->original = rill_ref(original);
  op->ops = &alias->ops;
  return op;
}

/* --- A row whose last stage has one --------------------------------------- */

/* The same row with another operator (taken over) at its end. */
static rill_observable_t *with_last(const rill_observable_t *row,
                                    rill_operator_t *op) {
  size_t size = row->count * sizeof *row->stages;
  rill_observable_t *o =
      rill_object_new_zeroed(&rill_observable_type, sizeof *o + size);
  if (o == NULL) {
    rill_unref(op);
    return NULL;
  }
  o->stages = (struct rill_place *) (o + 1);
  o->count = o->room = row->count;
  o->block = row->block;
  o->upstream = rill_ref(row->upstream);
  memcpy(o->stages, row->stages, size);
  o->stages[o->count - 1].op = op;
  for (size_t i = 0; i + 1 < o->count; i++) rill_ref_object(o->stages[i].op);
  return o;
}

static rill_operator_t *named_apply(const void *params,
                                    rill_observable_t **base) {
  const rill_value_t *name = params;
  rill_observable_t *row = *base, *renamed = NULL;
  rill_operator_t *alias =
      alias_new(row->stages[row->count - 1].op, rill_as_string(*name));
  if (alias != NULL) renamed = with_last(row, alias);
  if (renamed == NULL) return rill_operator_failed(rill_error_no_memory());
  *base = renamed;
  rill_unref(row);
  return rill_compose_array(NULL, 0, NULL);
}

static const rill_stage_ops_t named_ops = {
    .name = "named",
    .params_size = sizeof(rill_value_t),
    .check = named_check,
    .forget = rill_items_forget,
    .apply = named_apply,
};

rill_operator_t *rill_named(const char *name) {
  rill_value_t copy = rill_string(name != NULL ? name : "");
  return rill_operator_make(&named_ops, &copy);
}
