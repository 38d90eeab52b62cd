/* SPDX-License-Identifier: MIT */
#include <rill.h>

#include "support/marbles.h"

static rill_operator_t *there_and_back(void) {
  return rill_compose(rill_materialize(), rill_dematerialize());
}

static rill_value_t note(rill_signal_t signal, rill_value_t value) {
  return rill_notification(signal, value);
}

TEST(dematerialize, undoes_materialize) {
  ck_marbles("^1---a-|", there_and_back(), "-1---a-|");
  ck_marbles("-1-#", there_and_back(), "-1-#");
  ck_marbles("-|", there_and_back(), "-|");
  ck_marbles("--", there_and_back(), "--");
  ck_marbles_stepwise("(123|)", there_and_back(), "(123|)");
}

TEST(dematerialize, the_first_end_counts) {
  ck_marbles_of("-a-b-a-|", rill_dematerialize(), "-7-|",
                note(RILL_SIGNAL_NEXT, rill_int(7)),
                note(RILL_SIGNAL_COMPLETE, rill_none()));
  ck_marbles_of("-a-b-a-|", rill_dematerialize(), "-7-#",
                note(RILL_SIGNAL_NEXT, rill_int(7)),
                note(RILL_SIGNAL_ERROR, rill_fail(rill_error_new(3, "three"))));
  ck_fails(rill_pipe(rill_just(note(RILL_SIGNAL_ERROR,
                                    rill_fail(rill_error_new(3, "three")))),
                     rill_dematerialize()),
           3, "three");
}

TEST(dematerialize, ends_with_upstream_too) {
  ck_marbles_of("-a-|", rill_dematerialize(), "-7-|",
                note(RILL_SIGNAL_NEXT, rill_int(7)));
  ck_marbles_of("-a-#", rill_dematerialize(), "-7-#",
                note(RILL_SIGNAL_NEXT, rill_int(7)));
}

TEST(dematerialize, fails_with_what_is_no_notification) {
  ck_operator_fails(rill_dematerialize(), RILL_ETYPE, "rill_dematerialize",
                    "int 1", "not a notification");
}
