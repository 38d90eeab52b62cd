/* SPDX-License-Identifier: MIT */
/* Neumaier's sum: small numbers beside large ones are not lost. */
#ifndef RILL_SHARED_COMPENSATED_H
#define RILL_SHARED_COMPENSATED_H

#include <math.h>

/** All zero is 0. */
typedef struct rill_compensated {
  double sum;
  double lost; /* what rounding has taken from it */
} rill_compensated_t;

static inline void rill_compensated_add(rill_compensated_t *c, double x) {
  double next = c->sum + x;
  if (isfinite(next))
    c->lost += fabs(c->sum) >= fabs(x) ? c->sum - next + x : x - next + c->sum;
  c->sum = next;
}

static inline double rill_compensated_value(const rill_compensated_t *c) {
  return isfinite(c->sum) ? c->sum + c->lost : c->sum;
}

#endif
