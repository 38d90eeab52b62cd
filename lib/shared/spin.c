/* SPDX-License-Identifier: MIT */
/* spin: bounded by the clock, and by how it went before. */
#include "shared/spin.h"

#include <uv.h>

/* Each look takes the line of what is looked at from who writes it: leave it
 * alone for a while, and there is more to be seen. */
enum { PAUSES = 16, VAIN_AT_MOST = 7 };

static void spin_pause(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__) || defined(__arm__)
  __asm__ volatile("yield");
#endif
}

static bool is_alone(void) {
  static unsigned processors;
  unsigned known = __atomic_load_n(&processors, __ATOMIC_RELAXED);
  if (known == 0) {
    known = uv_available_parallelism();
    __atomic_store_n(&processors, known, __ATOMIC_RELAXED);
  }
  return known == 1;
}

static bool spin_look(uint64_t time, bool (*is_there)(const void *context),
                      const void *context) {
  uint64_t end = uv_hrtime() + time;
  do {
    if (is_there(context)) return true;
    for (int i = 0; i < PAUSES; i++) spin_pause();
  } while (uv_hrtime() < end);
  return false;
}

bool rill_spin_until(rill_spin_t *spin, uint64_t time,
                     bool (*is_there)(const void *context),
                     const void *context) {
  if (spin->skip > 0) {
    spin->skip--;
    return false;
  }
  if (is_alone()) return false;
  if (spin_look(time, is_there, context)) {
    spin->vain = 0;
    return true;
  }
  if (spin->vain < VAIN_AT_MOST) spin->vain++;
  spin->skip = (uint8_t) ((1u << spin->vain) - 1);
  return false;
}
