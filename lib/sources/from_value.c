/* SPDX-License-Identifier: MIT */
/* from_value: the stream that a callback's answer stands for. */
#include "core/operator.h"

#include <rill/create.h>
#include <rill/promise.h>

static rill_observable_t *from_wrong_value(rill_value_t value) {
  rill_error_t *error = rill_error_new(
      RILL_ETYPE, "rill_from_value: got %s (must be observable, promise or "
                  "list)",
      rill_value_kind_name(value));
  rill_value_unref(value);
  return rill_observable_failed(error);
}

rill_observable_t *rill_from_value(rill_value_t value) {
  if (value.kind == RILL_ERROR)
    return rill_observable_failed(rill_as_error(value));
  rill_observable_t *observable = rill_as_object(value, &rill_observable_type);
  if (observable != NULL) return observable;
  rill_promise_t *promise = rill_as_object(value, &rill_promise_type);
  if (promise != NULL) return rill_from_promise(promise);
  if (rill_as_object(value, &rill_list_type) != NULL)
    return rill_from_list(value);
  return from_wrong_value(value);
}
