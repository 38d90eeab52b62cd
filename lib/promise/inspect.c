/* SPDX-License-Identifier: MIT */
/* inspect: how a promise stands. */
#include "promise/promise.h"

bool rill_promise_is_pending(const rill_promise_t *promise) {
  return promise != NULL && !rill_promise_is_settled(promise);
}

rill_value_t rill_promise_value(const rill_promise_t *promise) {
  if (promise == NULL || !rill_promise_is_settled(promise)) return rill_none();
  rill_value_t outcome = rill_promise_outcome(promise);
  return rill_is_error(outcome) ? rill_none() : outcome;
}

rill_error_t *rill_promise_error(rill_promise_t *promise) {
  if (promise == NULL || !rill_promise_is_settled(promise)) return NULL;
  if (promise->scheduler != NULL) rill_promise_handle(promise);
  return rill_as_error(rill_promise_outcome(promise));
}
