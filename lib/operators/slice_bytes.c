/* SPDX-License-Identifier: MIT */
/* slice_bytes: some of the bytes, from an offset on. */
#include "shared/codec.h"
#include "shared/options.h"

struct slice_params {
  rill_codec_params_t codec;
  int64_t offset, length;
};

struct slice {
  uint64_t begin, end;
};

static rill_error_t *slice_open(void *state, const void *context) {
  const struct slice_params *p = context;
  struct slice *slice = state;
  slice->begin = (uint64_t) p->offset;
  slice->end =
      p->length != 0 ? (uint64_t) p->offset + (uint64_t) p->length : UINT64_MAX;
  return NULL;
}

static rill_value_t slice_step(void *state, rill_input_t *input) {
  const struct slice *slice = state;
  if (input->offset < slice->begin) {
    uint64_t skip = slice->begin - input->offset;
    rill_input_skip(input, skip < input->left ? (size_t) skip : input->left);
  }
  if (input->left == 0) return rill_none();
  uint64_t pass = slice->end - input->offset;
  input->end = pass <= input->left;
  return rill_input_take(input, input->end ? (size_t) pass : input->left);
}

static const rill_codec_t slice_codec = {
    .size = sizeof(rill_codec_t),
    .state_size = sizeof(struct slice),
    .open = slice_open,
    .step = slice_step,
};

static rill_error_t *slice_check(const void *params) {
  const struct slice_params *p = params;
  if (p->offset < 0)
    return rill_refuse("offset is %lld (must be >= 0)", (long long) p->offset);
  if (p->length >= 0) return NULL;
  return rill_refuse("length is %lld (must be >= 0)", (long long) p->length);
}

static const rill_stage_ops_t slice_bytes_ops = {
    .name = "slice_bytes",
    .params_size = sizeof(struct slice_params),
    .check = slice_check,
    RILL_CODEC_OPS,
};

rill_operator_t *rill_slice_bytes_opts(const rill_slice_bytes_opts_t *options) {
  RILL_OPTIONS(rill_slice_bytes_opts_t, o, options);
  struct slice_params params = {{&slice_codec, NULL}, o.offset, o.length};
  return rill_operator_make(&slice_bytes_ops, &params);
}
