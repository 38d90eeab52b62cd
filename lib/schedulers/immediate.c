/* SPDX-License-Identifier: MIT */
/* immediate: here and now. */
#include "schedulers/here.h"

rill_scheduler_t *rill_immediate_scheduler_new(void) {
  return rill_here_scheduler_new("immediate", false);
}
