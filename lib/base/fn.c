/* SPDX-License-Identifier: MIT */
/* Functions: a callback with its context. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <rill/fn.h>

/* Whoever hands it on copies it two words at a time, so it is written that way:
 * a processor that reads at once what was written in two parts waits for
 * both. */
typedef uintptr_t two_words
    __attribute__((vector_size(2 * sizeof(uintptr_t))));

_Static_assert(offsetof(rill_fn_t, kernel) == 2 * sizeof(uintptr_t) &&
                   offsetof(rill_fn_t, drop) == 4 * sizeof(uintptr_t),
               "two words, two words, and one");

static inline rill_fn_t fn_of(uintptr_t call, unsigned arity,
                              rill_context_t context) {
  uintptr_t second = 0;
  memcpy(&second, &arity, sizeof arity);
  const two_words words[2] = {{call, second}, {0, (uintptr_t) context.pointer}};
  rill_fn_t fn = {.drop = context.drop};
  memcpy(&fn, words, sizeof words);
  return fn;
}

rill_fn_t rill_call0(rill_call0_fn call, rill_context_t context) {
  return fn_of((uintptr_t) call, 0, context);
}

rill_fn_t rill_call1(rill_call1_fn call, rill_context_t context) {
  return fn_of((uintptr_t) call, 1, context);
}

rill_fn_t rill_call2(rill_call2_fn call, rill_context_t context) {
  return fn_of((uintptr_t) call, 2, context);
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
