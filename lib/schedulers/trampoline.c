/* SPDX-License-Identifier: MIT */
/* trampoline: here, one after another. */
#include "schedulers/here.h"

rill_scheduler_t *rill_trampoline_scheduler_new(void) {
  return rill_here_scheduler_new("trampoline", true);
}
