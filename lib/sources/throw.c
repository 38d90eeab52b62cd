/* SPDX-License-Identifier: MIT */
/* throw: fails at once. */
#include "core/operator.h"

#include <rill/create.h>

rill_observable_t *rill_throw(rill_error_t *error) {
  if (error == NULL) error = rill_refuse("rill_throw: error is NULL");
  return rill_observable_failed(error);
}
