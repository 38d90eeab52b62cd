/* SPDX-License-Identifier: MIT */
/* frames: what is in frames that begin with their length. */
#include "shared/codec.h"
#include "shared/frame.h"
#include "shared/pile.h"

struct frames_params {
  rill_codec_params_t codec;
  rill_frames_opts_t options;
};

struct frames {
  const rill_frames_opts_t *options;
  unsigned char prefix[8];
  int got;        /* bytes of the prefix */
  uint64_t want;  /* bytes of the frame, when all of it is there */
  uint64_t begin; /* of the frame, in the stream */
  rill_pile_t torn;
};

static rill_error_t *frames_open(void *state, const void *context) {
  const struct frames_params *p = context;
  ((struct frames *) state)->options = &p->options;
  return NULL;
}

static rill_value_t frames_fail_long(const struct frames *frames) {
  return rill_fail(rill_error_new(
      RILL_EOVERFLOW,
      "rill_frames: the frame at byte %llu has %llu bytes (must be <= %lld, "
      ".max)",
      (unsigned long long) frames->begin, (unsigned long long) frames->want,
      (long long) frames->options->max));
}

static rill_value_t frames_fail_short(const struct frames *frames,
                                      uint64_t missing, const char *of) {
  return rill_fail(rill_error_new(
      RILL_EPROTOCOL,
      "rill_frames: the stream ends in the frame at byte %llu: %llu bytes of "
      "its %s are missing",
      (unsigned long long) frames->begin, (unsigned long long) missing, of));
}

/* RILL_NONE: the length is known, or more is needed. */
static rill_value_t frames_prefix(struct frames *frames, rill_input_t *input) {
  const rill_frames_opts_t *o = frames->options;
  if (frames->got == 0) frames->begin = input->offset;
  while (frames->got < o->prefix && input->left > 0) {
    frames->prefix[frames->got++] = *input->data;
    rill_input_skip(input, 1);
  }
  if (frames->got < o->prefix) {
    if (!input->last || frames->got == 0) return rill_none();
    return frames_fail_short(frames, (uint64_t) (o->prefix - frames->got),
                             "length");
  }
  frames->want = 0;
  for (int i = 0; i < o->prefix; i++)
    frames->want |= (uint64_t) frames->prefix[i]
                    << (8 * rill_frame_place(o, i));
  if (frames->want > (uint64_t) o->max) return frames_fail_long(frames);
  return rill_none();
}

static rill_value_t frames_body(struct frames *frames, rill_input_t *input) {
  size_t more = (size_t) frames->want - frames->torn.length;
  if (frames->torn.length == 0 && input->left >= more) {
    frames->got = 0;
    return rill_input_take(input, more);
  }
  if (more > input->left) more = input->left;
  if (!rill_pile_add(&frames->torn, input->data, more))
    return rill_fail(rill_error_no_memory());
  rill_input_skip(input, more);
  uint64_t missing = frames->want - frames->torn.length;
  if (missing > 0 && input->last)
    return frames_fail_short(frames, missing, "content");
  if (missing > 0) return rill_none();
  frames->got = 0;
  return rill_pile_bytes(&frames->torn);
}

static rill_value_t frames_step(void *state, rill_input_t *input) {
  struct frames *frames = state;
  int prefix = frames->options->prefix;
  if (frames->got < prefix) {
    rill_value_t failure = frames_prefix(frames, input);
    if (frames->got < prefix || rill_is_error(failure)) return failure;
  }
  return frames_body(frames, input);
}

static void frames_close(void *state) {
  rill_pile_clear(&((struct frames *) state)->torn);
}

static const rill_codec_t frames_codec = {
    .size = sizeof(rill_codec_t),
    .state_size = sizeof(struct frames),
    .open = frames_open,
    .step = frames_step,
    .close = frames_close,
};

static rill_error_t *frames_check(const void *params) {
  return rill_frame_check(&((const struct frames_params *) params)->options);
}

static const rill_stage_ops_t frames_ops = {
    .name = "frames",
    .params_size = sizeof(struct frames_params),
    .check = frames_check,
    RILL_CODEC_OPS,
};

rill_operator_t *rill_frames_opts(const rill_frames_opts_t *options) {
  struct frames_params params = {{&frames_codec, NULL},
                                 rill_frame_options(options)};
  return rill_operator_make(&frames_ops, &params);
}
