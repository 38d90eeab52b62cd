/* SPDX-License-Identifier: MIT */
/* random: a Weyl sequence, its terms mixed (splitmix64). Not for secrets. */
#include "base/random.h"

#include "base/hash.h"

#include <uv.h>

void rill_random_init(rill_random_t *random, uint64_t seed) {
  random->state = seed;
  if (seed != 0) return;
  if (uv_random(NULL, NULL, &random->state, sizeof random->state, 0, NULL) != 0)
    random->state = uv_hrtime() ^ (uint64_t) (uintptr_t) random;
}

uint64_t rill_random_next(rill_random_t *random) {
  random->state += 0x9e3779b97f4a7c15u;
  return rill_hash_mix(random->state);
}

int64_t rill_random_between(rill_random_t *random, int64_t low, int64_t high) {
  if (high <= low) return low;
  uint64_t span = (uint64_t) high - (uint64_t) low;
  if (span == UINT64_MAX) return (int64_t) rill_random_next(random);
  /* Those below would make the first remainders likelier than the last. */
  uint64_t skip = (0 - (span + 1)) % (span + 1), x;
  do x = rill_random_next(random);
  while (x < skip);
  return (int64_t) ((uint64_t) low + x % (span + 1));
}
