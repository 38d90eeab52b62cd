/* SPDX-License-Identifier: MIT */
/* An allocator that fails on demand. */
#include "support/failing.h"

#include <stdint.h>
#include <stdlib.h>

#include <check.h>
#include <pthread.h>
#include <rill/memory.h>

enum { RUNS_AT_MOST = 100000 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static size_t wanted, asked, held;
static failing_mode_t how;

static void *failing_allocate(size_t size, void *context) {
  (void) context;
  pthread_mutex_lock(&lock);
  size_t n = ++asked;
  bool fails = wanted > 0 && (how == FAILING_FROM ? n >= wanted : n == wanted);
  void *memory = fails ? NULL : malloc(size);
  if (memory != NULL) held++;
  pthread_mutex_unlock(&lock);
  return memory;
}

static void failing_release(void *memory, void *context) {
  (void) context;
  pthread_mutex_lock(&lock);
  if (memory != NULL) held--;
  pthread_mutex_unlock(&lock);
  free(memory);
}

void failing_start(size_t n, failing_mode_t mode) {
  static const rill_allocator_t failing = {failing_allocate, failing_release,
                                           NULL};
  pthread_mutex_lock(&lock);
  wanted = n;
  how = mode;
  asked = held = 0;
  pthread_mutex_unlock(&lock);
  rill_set_allocator(&failing);
}

bool failing_stop(void) {
  rill_set_allocator(NULL);
  return wanted > 0 && failing_count() >= wanted;
}

size_t failing_count(void) {
  pthread_mutex_lock(&lock);
  size_t count = asked;
  pthread_mutex_unlock(&lock);
  return count;
}

size_t failing_held(void) {
  pthread_mutex_lock(&lock);
  size_t count = held;
  pthread_mutex_unlock(&lock);
  return count;
}

bool failing_again(struct failing_run *run) {
  if (run->started) {
    size_t left = failing_held();
    bool reached = failing_stop();
    ck_assert_msg(left == 0,
                  "%s:%d: with allocation %zu failing, %zu blocks are left",
                  run->file, run->line, run->n, left);
    if (!reached) return false;
    ck_assert_msg(run->n < RUNS_AT_MOST, "%s:%d: there is no end to it",
                  run->file, run->line);
  }
  run->started = true;
  failing_start(++run->n, run->mode);
  return true;
}
