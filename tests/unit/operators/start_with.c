/* SPDX-License-Identifier: MIT */
#include <rill.h>

#include "support/marbles.h"

TEST(start_with, emits_the_values_first) {
  ck_marbles("-----1-2-|", rill_start_with(rill_int(7), rill_int(8)),
             "(78)-1-2-|");
}
