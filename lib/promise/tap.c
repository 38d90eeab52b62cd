/* SPDX-License-Identifier: MIT */
/* tap: a function that looks at a value on its way. */
#include "promise/promise.h"

rill_promise_t *(rill_promise_tap)(rill_promise_t *promise, rill_fn_t f) {
  rill_chaining_t c = {
      .name = "rill_promise_tap", .arguments = {"f", ""}, .first = &f};
  if (rill_fn_is_set(f)) c.bits |= RILL_P_FINALLY | RILL_P_TAP;
  if (rill_fn_is_set(f) && f.arity == 0) c.bits |= RILL_P_PLAIN;
  if (f.drop != NULL) c.bits |= RILL_P_DROP;
  return rill_promise_chain(promise, &c);
}
