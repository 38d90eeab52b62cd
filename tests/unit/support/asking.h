/* SPDX-License-Identifier: MIT */
/* Slow consumers as pictures: who asks for how much, and when.
 *
 *     ck_asking("-1-2-3-|", rill_sample(2), "----2------3|",
 *               {4, 1}, {11, 1});
 *
 * asks for one item on tick 4 and for one on tick 11; nothing else. A time
 * below 0 is before the first tick. The pictures are those of <rill/test.h>. */
#ifndef RILL_TESTS_SUPPORT_ASKING_H
#define RILL_TESTS_SUPPORT_ASKING_H

#include <rill.h>
#include <rill/test.h>

#include "check.h"

struct asking { rill_time_t at; int64_t count; };

#define ck_asking(in, op, out, ...)                                            \
 ck_asking_flow(rill_pipe(rill_from_marbles(in), op), out, __VA_ARGS__)
#define ck_asking_flow(flow, out, ...)                                         \
 ck_asking_run((flow), (out), (struct asking[]){__VA_ARGS__, {0, 0}},          \
               __FILE__, __LINE__)

/* As it is drawn, however it was written; returns its last tick. */
static inline rill_time_t ck_asking_redraw(const char *row, char *text,
                                           size_t size) {
  rill_scheduler_t *clock = rill_virtual_scheduler_new();
  rill_recorder_t *recorder = rill_recorder_new(clock, rill_from_marbles(row));
  rill_time_t end = rill_virtual_run(clock);
  rill_recorder_draw(recorder, rill_none(), text, size);
  rill_scheduler_close(clock);
  rill_unref(recorder);
  rill_time_t length = (rill_time_t) strlen(row);
  return end > length ? end : length;
}

static inline void ck_asking_run(rill_observable_t *flow, const char *out,
                                 const struct asking *asks, const char *file,
                                 int line) {
  char got[1024], expected[1024];
  rill_scheduler_t *clock = rill_virtual_scheduler_new();
  rill_recorder_t *recorder = rill_recorder_new(clock, flow, .demand = -1);
  for (; asks->count > 0; asks++) {
    rill_virtual_advance_to(clock, asks->at);
    rill_recorder_request(recorder, asks->count);
  }
  rill_time_t end = ck_asking_redraw(out, expected, sizeof expected);
  rill_virtual_advance_to(clock, end);
  rill_recorder_draw(recorder, rill_none(), got, sizeof got);
  ck_assert_msg(rill_recorder_broken(recorder) == NULL, "%s:%d: %s", file,
                line, rill_recorder_broken(recorder));
  rill_scheduler_close(clock);
  rill_unref(recorder);
  ck_assert_msg(strcmp(got, expected) == 0, "%s:%d:\n     got %s\nexpected %s",
                file, line, got, expected);
}

#endif
