/* SPDX-License-Identifier: MIT */
/* An allocator that fails on demand, for tests of what happens without memory.
 *
 *     failing_each(FAILING_ONE) {
 *       rill_value_t v = rill_pair(rill_string("a"), rill_int(1));
 *       rill_value_unref(v);
 *     }
 *
 * runs the block with its first allocation failing, then its second, and so on
 * until a run gets through; after each run nothing may be left allocated. The
 * block releases nothing that was made before it, and is not left by break,
 * goto or return. */
#ifndef RILL_TESTS_SUPPORT_FAILING_H
#define RILL_TESTS_SUPPORT_FAILING_H

#include <stdbool.h>
#include <stddef.h>

typedef enum failing_mode {
  FAILING_ONE, /* the n-th allocation alone */
  FAILING_FROM /* the n-th and all after it */
} failing_mode_t;

/** From now on the n-th allocation fails, counted from 1; 0: none does. */
void failing_start(size_t n, failing_mode_t mode);
/** Back to malloc. Was the n-th allocation reached? */
bool failing_stop(void);
/** How many allocations were asked for since failing_start(). */
size_t failing_count(void);
/** How many blocks made since failing_start() are not released. */
size_t failing_held(void);

struct failing_run {
  size_t n;
  failing_mode_t mode;
  bool started;
  const char *file;
  int line;
};

/* What failing_each() is made of: ends one run, starts the next. */
bool failing_again(struct failing_run *run);

#define failing_each(mode)                                                     \
 for (struct failing_run failing_run_ = {0, (mode), false, __FILE__,           \
                                         __LINE__};                            \
      failing_again(&failing_run_);)

#endif
