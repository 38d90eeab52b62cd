/* SPDX-License-Identifier: MIT */
/* Random numbers from a seed: the same seed, the same numbers. */
#ifndef RILL_BASE_RANDOM_H
#define RILL_BASE_RANDOM_H

#include <stdint.h>

typedef struct rill_random { uint64_t state; } rill_random_t;

/** Starts a sequence; with seed 0 one that nobody can foresee. */
void rill_random_init(rill_random_t *random, uint64_t seed);
/** All 64 bits are equally good. */
uint64_t rill_random_next(rill_random_t *random);
/** A number from `low` to `high`, both included; `low` if high < low. */
int64_t rill_random_between(rill_random_t *random, int64_t low, int64_t high);

#endif
