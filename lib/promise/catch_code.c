/* SPDX-License-Identifier: MIT */
/* catch_code: a handler for the errors of one code. */
#include "promise/promise.h"

struct catch_code {
  int code;
  rill_fn_t handler;
};

static rill_value_t catch_code_call(rill_value_t error, void *context) {
  const struct catch_code *c = context;
  if (rill_error_code(rill_as_error(error)) != c->code)
    return rill_value_ref(error);
  return c->handler.as.call1(error, c->handler.context);
}

static void catch_code_drop(void *context) {
  struct catch_code *c = context;
  rill_fn_drop(c->handler);
  rill_release(c, sizeof *c);
}

static rill_promise_t *catch_code_without_memory(rill_promise_t *promise,
                                                 rill_fn_t handler) {
  rill_promise_t *refused =
      rill_promise_unusable(promise, "rill_promise_catch_code");
  if (refused == NULL) refused = rill_promise_no_memory(promise->scheduler);
  rill_fn_drop(handler);
  rill_unref(promise);
  return refused;
}

rill_promise_t *(rill_promise_catch_code)(rill_promise_t *promise, int code,
                                        rill_fn_t handler) {
  rill_chaining_t c = {.name = "rill_promise_catch_code",
                       .arguments = {"handler", ""},
                       .first = &handler,
                       .least = 1};
  if (rill_fn_is_set(handler) && handler.arity == 1) {
    struct catch_code *box = rill_allocate(sizeof *box);
    if (box == NULL) return catch_code_without_memory(promise, handler);
    box->code = code;
    box->handler = handler;
    handler = rill_call_with(catch_code_call, rill_own(box, catch_code_drop));
    c.bits = RILL_P_REJECTED;
  }
  if (handler.drop != NULL) c.bits |= RILL_P_DROP;
  return rill_promise_chain(promise, &c);
}
