/* SPDX-License-Identifier: MIT */
#include <rill.h>

#include "support/marbles.h"
#include "support/probe.h"
#include "support/values.h"

TEST(to_string, writes_items_as_text) {
  ck_marbles("-1----{2.5}--a--#", rill_to_string(), "-{\"1\"}{\"2.5\"}a--#");
  ck_marbles("[1,a]-----------|", rill_to_string(), "{[1, \"a\"]}@16:|");
  ck_marbles_stepwise("|", rill_to_string(), "|");
}

/* Lists of n ones: 3 n characters. */
static rill_value_t ones(rill_value_t n, void *context) {
  rill_value_t items[300];
  size_t count = (size_t) rill_as_int(n);
  (void) context;
  for (size_t i = 0; i < count; i++) items[i] = rill_int(1);
  return rill_list(items, count);
}

static rill_value_t length(rill_value_t text, void *context) {
  (void) context;
  size_t length = rill_string_length(text);
  return strlen(rill_as_string(text)) == length ? rill_int((int64_t) length)
                                                : rill_int(-1);
}

TEST(to_string, texts_may_have_any_length) {
  probe_t probe = {0};
  ck_assert_str_eq(
      probe_run(&probe, rill_pipe(rill_of(rill_int(170), rill_int(171),
                                          rill_int(172), rill_int(300)),
                                  rill_map(rill_call(ones)), rill_to_string(),
                                  rill_map(rill_call(length)))),
      "510 513 516 900 |");
}

static rill_value_t is_same(rill_value_t item, void *context) {
  rill_value_t *text = context;
  return rill_bool(item.as.o == text->as.o);
}

TEST(to_string, strings_stay_what_they_are) {
  rill_value_t text = rill_string_n("a\0b", 3);
  ck_source(rill_pipe(rill_just(rill_value_ref(text)), rill_to_string(),
                      rill_map(rill_call_with(is_same, rill_borrow(&text)))),
            "({true}|)");
  rill_value_unref(text);
}
