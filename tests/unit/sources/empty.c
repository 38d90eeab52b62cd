/* SPDX-License-Identifier: MIT */
/* empty: nothing but the end. */
#include "support/marbles.h"

#include <rill.h>

TEST(empty, completes_at_once) { ck_source(rill_empty(), "|"); }

TEST(empty, needs_no_demand) {
  ck_flow(rill_empty(), "|", .demand = -1);
}
