/* SPDX-License-Identifier: MIT */
/* Lengths in front of frames: what frames and to_frames share. */
#ifndef RILL_SHARED_FRAME_H
#define RILL_SHARED_FRAME_H

#include "base/error.h"
#include "shared/options.h"

#include <rill/bytes.h>

enum { RILL_FRAME_MAX = 1 << 20, RILL_FRAME_PREFIX = 4 };

/** The options, with what they are by default. */
static inline rill_frames_opts_t
rill_frame_options(const rill_frames_opts_t *options) {
  RILL_OPTIONS(rill_frames_opts_t, o, options);
  if (o.prefix == 0) o.prefix = RILL_FRAME_PREFIX;
  if (o.max == 0) o.max = RILL_FRAME_MAX;
  return o;
}

static inline rill_error_t *rill_frame_check(const rill_frames_opts_t *o) {
  if (o->prefix != 1 && o->prefix != 2 && o->prefix != 4 && o->prefix != 8)
    return rill_refuse("prefix is %d (must be 1, 2, 4 or 8)", o->prefix);
  if (o->max >= 1) return NULL;
  return rill_refuse("max is %lld (must be >= 1)", (long long) o->max);
}

/** The place of byte `i` of a length, counted from its lowest. */
static inline int rill_frame_place(const rill_frames_opts_t *o, int i) {
  return o->little_endian ? i : o->prefix - 1 - i;
}

#endif
