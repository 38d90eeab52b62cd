/* SPDX-License-Identifier: MIT */
#include <rill.h>

#include "support/marbles.h"
#include "support/probe.h"
#include "support/values.h"

TEST(format, puts_the_item_into_its_place) {
  ck_marbles("-1------a------#", rill_format("no. {}"), "-{no. 1}{no. a}#");
  ck_marbles("1-----|", rill_format("{}%d"), "{1%d}-|");
  ck_marbles("1-----|", rill_format("{}"), "{\"1\"}-|");
  ck_marbles_stepwise("|", rill_format("{}"), "|");
}

TEST(format, doubled_braces_stand_for_one) {
  probe_t probe = {0};
  ck_assert_str_eq(probe_run(&probe, rill_pipe(rill_range(1, 2),
                                               rill_format("}}{{{{{}}}}}{{"))),
                   "}{{1}}{ }{{2}}{ |");
}

TEST(format, items_are_no_templates) {
  probe_t probe = {0};
  ck_assert_str_eq(probe_run(&probe, rill_pipe(rill_just(rill_string("{}%n")),
                                               rill_format("<{}>"))),
                   "<{}%n> |");
}

/* -1 of a text that is not whole. */
static rill_value_t length(rill_value_t text, void *context) {
  (void) context;
  const char *all = rill_as_string(text);
  size_t size = rill_string_length(text);
  bool whole = strlen(all) == size && strcmp(all + size - 2, "))") == 0;
  return rill_int(whole ? (int64_t) size : -1);
}

TEST(format, texts_may_have_any_length) {
  char all[700];
  memset(all, 'x', sizeof all);
  for (size_t n = 505; n < 515; n++) {
    probe_t probe = {0};
    char sum[32];
    snprintf(sum, sizeof sum, "%zu |", n + 4);
    ck_assert_str_eq(
        probe_run(&probe, rill_pipe(rill_just(rill_string_n(all, n)),
                                    rill_format("(({}))"),
                                    rill_map(rill_call(length)))),
        sum);
  }
  all[600] = '{', all[601] = '}', all[602] = ')', all[603] = ')';
  all[604] = '\0';
  probe_t probe = {0};
  ck_assert_str_eq(
      probe_run(&probe, rill_pipe(rill_just(rill_int(12)), rill_format(all),
                                  rill_map(rill_call(length)))),
      "604 |");
}

TEST(format, refuses_bad_templates) {
  ck_operator_fails(rill_format(NULL), RILL_EINVAL, "rill_format",
                    "text is NULL");
  ck_operator_fails(rill_format("none"), RILL_EINVAL, "rill_format", "\"none\"",
                    "must have one {}, has 0");
  ck_operator_fails(rill_format("{} and {}"), RILL_EINVAL, "rill_format",
                    "\"{} and {}\"", "must have one {}, has 2");
  ck_operator_fails(rill_format("a{0}"), RILL_EINVAL, "rill_format", "\"a{0}\"",
                    "column 2");
  ck_operator_fails(rill_format("{}}"), RILL_EINVAL, "rill_format", "column 3");
  ck_operator_fails(rill_format("{} {"), RILL_EINVAL, "rill_format",
                    "column 4");
}
