/* SPDX-License-Identifier: MIT */
/* Hashes with a key that each process draws: who chooses what is hashed, as the
 * other end of a connection does, cannot choose where it goes, and make many
 * meet in one place. */
#ifndef RILL_BASE_HASH_H
#define RILL_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

typedef struct rill_hash_key { uint64_t one, two; } rill_hash_key_t;

/** Drawn before main(). */
extern rill_hash_key_t rill_hash_key __attribute__((visibility("hidden")));

/** Spreads each bit over all: neighbours become strangers. Has no key. */
static inline uint64_t rill_hash_mix(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}
/** Of one word. */
static inline uint64_t rill_hash_word(uint64_t x) {
  return rill_hash_mix(x ^ rill_hash_key.one);
}
/** The same for integers, but eight neighbours stay together: they differ in
 * the lowest bits of each half and in the highest ones, so that a table that
 * looks at the lowest bits has them in one line of the cache. */
static inline uint64_t rill_hash_int(uint64_t x) {
  return rill_hash_word(x >> 3) ^ (x & 7) * 0x2000000100000001u;
}
/** Of bytes: SipHash-1-3. */
uint64_t rill_hash_bytes(const void *data, size_t length);

#endif
