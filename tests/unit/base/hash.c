/* SPDX-License-Identifier: MIT */
/* Hashes are what they say, and nobody outside can choose them. */
#include "base/value.h"

#include "support/values.h"

#include <string.h>

/* Hashes of one key, drawn again afterwards. */
static rill_hash_key_t drawn;

static void key_set(uint64_t one, uint64_t two) {
  drawn = rill_hash_key;
  rill_hash_key = (rill_hash_key_t){one, two};
}

static void key_restore(void) { rill_hash_key = drawn; }

TEST(hash, each_process_draws_a_key) {
  ck_assert_uint_ne(rill_hash_key.one, 0);
  ck_assert_uint_ne(rill_hash_key.two, 0);
  ck_assert_uint_ne(rill_hash_key.one, rill_hash_key.two);
}

/* What CPython, which has the same function, says without a key. */
TEST(hash, of_bytes_is_siphash_1_3) {
  static const struct {
    const char *text;
    uint64_t hash;
  } known[] = {
      {"a", 0x407448d2b89b1813u},
      {"abcdefg", 0x6db12aae9070f506u},
      {"abcdefgh", 0x3f7b849c0b8e35eau},
      {"abcdefghijklmnopqrstuvwxyz", 0x323ccd2fd30709dfu},
  };
  key_set(0, 0);
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
    ck_assert_uint_eq(rill_hash_bytes(known[i].text, strlen(known[i].text)),
                      known[i].hash);
  key_restore();
}

TEST(hash, each_byte_and_each_half_of_the_key_counts) {
  char bytes[40] = {0};
  for (size_t length = 0; length <= sizeof bytes; length++) {
    uint64_t hash = rill_hash_bytes(bytes, length);
    for (size_t i = 0; i < length; i++) {
      bytes[i] = 1;
      ck_assert_uint_ne(rill_hash_bytes(bytes, length), hash);
      bytes[i] = 0;
    }
    if (length > 0) ck_assert_uint_ne(rill_hash_bytes(bytes, length - 1), hash);
    key_set(rill_hash_key.one + 1, rill_hash_key.two);
    ck_assert_uint_ne(rill_hash_bytes(bytes, length), hash);
    key_restore();
    key_set(rill_hash_key.one, rill_hash_key.two + 1);
    ck_assert_uint_ne(rill_hash_bytes(bytes, length), hash);
    key_restore();
  }
}

/* --- Integers that somebody has chosen ------------------------------------ */

enum { CHOSEN = 4096 };

/* x, of y = x ^ x >> bits. */
static uint64_t unfold(uint64_t y, int bits) {
  uint64_t x = y;
  for (int done = bits; done < 64; done += bits) x = y ^ (x >> bits);
  return x;
}

/* The factor that takes an odd one back: each round doubles the right bits. */
static uint64_t inverse(uint64_t odd) {
  uint64_t x = odd;
  for (int i = 0; i < 6; i++) x *= 2 - odd * x;
  return x;
}

static uint64_t unmix(uint64_t hash) {
  uint64_t x = unfold(hash, 31) * inverse(0x94d049bb133111ebu);
  x = unfold(x, 27) * inverse(0xbf58476d1ce4e5b9u);
  return unfold(x, 30);
}

/* Those whose hashes have the same upper half, if the key is known to be 0. */
static size_t chosen(int64_t *integers) {
  size_t count = 0;
  for (uint64_t low = 0; count < CHOSEN; low++) {
    uint64_t x = unmix((uint64_t) 0xfeed << 32 | low);
    if (x >> 61 == 0) integers[count++] = (int64_t) (x << 3);
  }
  return count;
}

/* How many have an upper half that one before them has. */
static size_t meet(const int64_t *integers) {
  static bool taken[1 << 20];
  size_t met = 0;
  memset(taken, 0, sizeof taken);
  for (size_t i = 0; i < CHOSEN; i++) {
    uint64_t hash = rill_value_hash(rill_int(integers[i]));
    bool *place = &taken[(hash >> 32) & ((1 << 20) - 1)];
    met += *place;
    *place = true;
  }
  return met;
}

TEST(hash, integers_that_are_chosen_to_meet_do_not) {
  int64_t integers[CHOSEN];
  ck_assert_uint_eq(chosen(integers), CHOSEN);
  ck_assert_uint_lt(meet(integers), CHOSEN / 50);
  key_set(0, 0);
  ck_assert_uint_eq(meet(integers), CHOSEN - 1);
  key_restore();
}

TEST(hash, of_lists_and_other_kinds_has_the_key) {
  rill_value_t values[] = {rill_none(), rill_bool(true), rill_int(7),
                           rill_double(0.5), rill_string("seven"),
                           rill_list((rill_value_t[]){rill_none()}, 1)};
  for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
    uint64_t hash = rill_value_hash(values[i]);
    key_set(rill_hash_key.one + 1, rill_hash_key.two);
    ck_assert_uint_ne(rill_value_hash(values[i]), hash);
    key_restore();
    ck_assert_uint_eq(rill_value_hash(values[i]), hash);
    rill_value_unref(values[i]);
  }
  rill_value_t nothing = rill_list(NULL, 0);
  uint64_t hash = rill_value_hash(nothing);
  key_set(rill_hash_key.one, rill_hash_key.two + 1);
  ck_assert_uint_ne(rill_value_hash(nothing), hash);
  key_restore();
  rill_value_unref(nothing);
}
