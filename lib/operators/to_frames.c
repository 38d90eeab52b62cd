/* SPDX-License-Identifier: MIT */
/* to_frames: each item behind its length. */
#include "shared/codec.h"
#include "shared/frame.h"
#include "shared/pile.h"

static rill_value_t frame_fail(const rill_frames_opts_t *o, size_t length,
                               uint64_t most) {
  bool by_max = most == (uint64_t) o->max;
  return rill_fail(rill_error_new(
      RILL_EOVERFLOW,
      "rill_to_frames: the item has %zu bytes (must be <= %llu%s)", length,
      (unsigned long long) most,
      by_max ? ", .max" : ": the prefix can say no more"));
}

static rill_value_t frame_of(const rill_frames_opts_t *o, rill_value_t item) {
  size_t length;
  const void *data = rill_as_bytes(item, &length);
  unsigned char prefix[8];
  uint64_t most = UINT64_MAX >> (8 * (8 - o->prefix));
  if (most > (uint64_t) o->max) most = (uint64_t) o->max;
  if (length > most) return frame_fail(o, length, most);
  for (int i = 0; i < o->prefix; i++)
    prefix[i] =
        (unsigned char) ((uint64_t) length >> (8 * rill_frame_place(o, i)));
  rill_pile_t pile = {0};
  if (rill_pile_add(&pile, prefix, (size_t) o->prefix) &&
      rill_pile_add(&pile, data, length))
    return rill_pile_bytes(&pile);
  rill_pile_clear(&pile);
  return rill_fail(rill_error_no_memory());
}

static rill_step_t to_frames_step(rill_stage_t *stage, rill_value_t *item) {
  if (!rill_is_chunk(*item))
    *item = rill_not_chunk(stage, *item);
  else
    *item = frame_of(rill_params(stage), *item);
  return rill_is_error(*item) ? RILL_FAIL : RILL_SWAP;
}

static rill_error_t *to_frames_check(const void *params) {
  return rill_frame_check(params);
}

static const rill_stage_ops_t to_frames_ops = {
    .name = "to_frames",
    .params_size = sizeof(rill_frames_opts_t),
    .code = RILL_CODE_STEP,
    .check = to_frames_check,
    .step = to_frames_step,
};

rill_operator_t *rill_to_frames_opts(const rill_frames_opts_t *options) {
  rill_frames_opts_t params = rill_frame_options(options);
  return rill_operator_make(&to_frames_ops, &params);
}
