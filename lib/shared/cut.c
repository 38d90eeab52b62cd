/* SPDX-License-Identifier: MIT */
/* cut: asks the function about the item. */
#include "shared/cut.h"

static rill_value_t cut_ask(const rill_fn_t *fn, rill_value_t item,
                            const char *name) {
  rill_value_t answer = rill_invoke1(fn, item);
  if (answer.kind == RILL_BOOL || answer.kind == RILL_ERROR) return answer;
  rill_value_t wrong = rill_wrong_kind(name, "bool", answer);
  rill_value_unref(answer);
  return wrong;
}

static rill_value_t until_here(rill_cut_t *cut, const rill_fn_t *fn,
                               rill_value_t item, const char *name) {
  (void) cut;
  return cut_ask(fn, item, name);
}

static rill_value_t while_here(rill_cut_t *cut, const rill_fn_t *fn,
                               rill_value_t item, const char *name) {
  (void) cut;
  rill_value_t answer = cut_ask(fn, item, name);
  return answer.kind == RILL_ERROR ? answer : rill_bool(!rill_as_bool(answer));
}

static rill_value_t changed_here(rill_cut_t *cut, const rill_fn_t *fn,
                                 rill_value_t item, const char *name) {
  (void) name;
  rill_value_t key =
      rill_fn_is_set(*fn) ? rill_invoke1(fn, item) : rill_value_ref(item);
  if (key.kind == RILL_ERROR) return key;
  bool here = cut->any && !rill_value_equal(cut->last, key);
  rill_value_t last = cut->last;
  cut->last = key;
  cut->any = true;
  rill_value_unref(last);
  return rill_bool(here);
}

const rill_cut_kind_t rill_cut_until = {.after = true, .here = until_here};
const rill_cut_kind_t rill_cut_while = {.here = while_here};
const rill_cut_kind_t rill_cut_changed = {.here = changed_here};
