/* SPDX-License-Identifier: MIT */
/* hash: SipHash with one round for each word and three at the end, as in
 * J.-P. Aumasson and D. J. Bernstein, "SipHash: a fast short-input PRF". */
#include "base/hash.h"

#include <uv.h>

#if defined(__APPLE__)
# define BEFORE_ALL __attribute__((constructor))
#else
# define BEFORE_ALL __attribute__((constructor(101)))
#endif

rill_hash_key_t rill_hash_key;

/* Before all that others have run before main(): what is in a table must be
 * found by the key it was put there with. */
BEFORE_ALL static void draw_key(void) {
  if (uv_random(NULL, NULL, &rill_hash_key, sizeof rill_hash_key, 0, NULL) == 0)
    return;
  rill_hash_key.one = rill_hash_mix(uv_hrtime());
  rill_hash_key.two = rill_hash_mix((uint64_t) (uintptr_t) &draw_key);
}

struct sip { uint64_t v0, v1, v2, v3; };

static inline uint64_t turn(uint64_t x, int bits) {
  return x << bits | x >> (64 - bits);
}

static inline void sip_round(struct sip *s) {
  s->v0 += s->v1;
  s->v2 += s->v3;
  s->v1 = turn(s->v1, 13) ^ s->v0;
  s->v3 = turn(s->v3, 16) ^ s->v2;
  s->v0 = turn(s->v0, 32) + s->v3;
  s->v2 += s->v1;
  s->v1 = turn(s->v1, 17) ^ s->v2;
  s->v3 = turn(s->v3, 21) ^ s->v0;
  s->v2 = turn(s->v2, 32);
}

static inline void sip_take(struct sip *s, uint64_t word) {
  s->v3 ^= word;
  sip_round(s);
  s->v0 ^= word;
}

/* Eight bytes, the first one lowest: one load, where that is the machine's
 * order. */
static inline uint64_t word_at(const unsigned char *b) {
  return (uint64_t) b[0] | (uint64_t) b[1] << 8 | (uint64_t) b[2] << 16 |
         (uint64_t) b[3] << 24 | (uint64_t) b[4] << 32 | (uint64_t) b[5] << 40 |
         (uint64_t) b[6] << 48 | (uint64_t) b[7] << 56;
}

/* Those that are left, and how many there were. */
static inline uint64_t last_word(const unsigned char *bytes, size_t left,
                                 size_t length) {
  uint64_t word = (uint64_t) length << 56;
  for (size_t i = 0; i < left; i++) word |= (uint64_t) bytes[i] << 8 * i;
  return word;
}

uint64_t rill_hash_bytes(const void *data, size_t length) {
  const unsigned char *bytes = data;
  struct sip s = {
      rill_hash_key.one ^ 0x736f6d6570736575u,
      rill_hash_key.two ^ 0x646f72616e646f6du,
      rill_hash_key.one ^ 0x6c7967656e657261u,
      rill_hash_key.two ^ 0x7465646279746573u,
  };
  size_t left = length;
  for (; left >= 8; left -= 8, bytes += 8) sip_take(&s, word_at(bytes));
  sip_take(&s, last_word(bytes, left, length));
  s.v2 ^= 0xff;
  for (int i = 0; i < 3; i++) sip_round(&s);
  return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}
