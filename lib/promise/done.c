/* SPDX-License-Identifier: MIT */
/* done: the end of a chain, where nobody can handle a failure any more. */
#include "promise/promise.h"

int rill_promise_done(rill_promise_t *promise, rill_fn_t fulfilled,
                      rill_fn_t rejected) {
  rill_promise_t *last =
      rill_promise_then(promise, "rill_promise_done", fulfilled, rejected);
  int code = 0;
  if (rill_promise_is_settled(last)) /* refused; its hook hears of it */
    code = rill_error_code(rill_as_error(rill_promise_outcome(last)));
  else
    last->node.bits |= RILL_P_DONE;
  rill_unref(last);
  return code;
}
