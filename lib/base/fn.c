/* SPDX-License-Identifier: MIT */
/* Functions: a callback with its context. */
#include <rill/fn.h>

rill_fn_t rill_call0(rill_call0_fn call, rill_context_t context) {
  rill_fn_t fn = {{.call0 = call}, 0, NULL, context.pointer, context.drop};
  return fn;
}

rill_fn_t rill_call1(rill_call1_fn call, rill_context_t context) {
  rill_fn_t fn = {{.call1 = call}, 1, NULL, context.pointer, context.drop};
  return fn;
}

rill_fn_t rill_call2(rill_call2_fn call, rill_context_t context) {
  rill_fn_t fn = {{.call2 = call}, 2, NULL, context.pointer, context.drop};
  return fn;
}

void rill_fn_drop(rill_fn_t fn) {
  if (fn.drop != NULL) fn.drop(fn.context);
}

rill_value_t rill_wrong_kind(const char *function, const char *expected,
                             rill_value_t got) {
  char text[64];
  rill_value_format(got, text, sizeof text);
  return rill_fail(rill_error_new(RILL_ETYPE, "%s: the item is %s %s, not %s",
                                  function, rill_value_kind_name(got), text,
                                  expected));
}
