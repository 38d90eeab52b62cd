/* SPDX-License-Identifier: MIT */
/* Real programs in tests: how they are called, and what they say. */
#ifndef RILL_TESTS_IO_PROGRAMS_H
#define RILL_TESTS_IO_PROGRAMS_H

#include "io.h"

#include <signal.h>

#include <sys/wait.h>

#include <rill/bytes.h>
#include <rill/process.h>

#define ARGV(...) ((const char *const[]){__VA_ARGS__, NULL})
#define SH(text) ARGV("/bin/sh", "-c", text)

/* All that the stream (taken over) brings: for ck_await_bytes(). */
static inline rill_promise_t *whole(rill_observable_t *flow) {
  return rill_to_promise(loop_, rill_pipe(flow, rill_concat_bytes()));
}

#endif
