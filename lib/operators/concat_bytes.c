/* SPDX-License-Identifier: MIT */
/* concat_bytes: all chunks as one. */
#include "shared/codec.h"
#include "shared/options.h"
#include "shared/pile.h"

enum { LIMIT = 64 * 1024 * 1024 };

struct concat_params {
  rill_codec_params_t codec;
  int64_t limit;
};

struct concat {
  int64_t limit;
  rill_value_t first; /* as long as there is no other, it is not copied */
  rill_pile_t pile;
};

static rill_error_t *concat_open(void *state, const void *context) {
  const struct concat_params *p = context;
  ((struct concat *) state)->limit = p->limit;
  return NULL;
}

static bool concat_pile(struct concat *concat, const void *data,
                        size_t length) {
  if (!rill_is_none(concat->first)) {
    size_t all;
    const void *first = rill_as_bytes(concat->first, &all);
    if (!rill_pile_add(&concat->pile, first, all)) return false;
    rill_value_unref(concat->first);
    concat->first = rill_none();
  }
  return rill_pile_add(&concat->pile, data, length);
}

static rill_value_t concat_add(struct concat *concat, rill_input_t *input) {
  size_t length = input->left;
  if (input->offset + length > (uint64_t) concat->limit)
    return rill_fail(
        rill_error_new(RILL_EOVERFLOW,
                       "rill_concat_bytes: more than %lld bytes (raise .limit)",
                       (long long) concat->limit));
  if (input->offset == 0) {
    rill_value_t first = rill_input_take(input, length);
    if (rill_is_error(first)) return first;
    concat->first = first;
    return rill_none();
  }
  if (!concat_pile(concat, input->data, length))
    return rill_fail(rill_error_no_memory());
  rill_input_skip(input, length);
  return rill_none();
}

static rill_value_t concat_step(void *state, rill_input_t *input) {
  struct concat *concat = state;
  if (input->left > 0) {
    rill_value_t failure = concat_add(concat, input);
    if (rill_is_error(failure)) return failure;
  }
  if (!input->last) return rill_none();
  input->end = true;
  rill_value_t first = concat->first;
  concat->first = rill_none();
  return rill_is_none(first) ? rill_pile_bytes(&concat->pile) : first;
}

static void concat_close(void *state) {
  struct concat *concat = state;
  rill_value_unref(concat->first);
  rill_pile_clear(&concat->pile);
}

static const rill_codec_t concat_codec = {
    .size = sizeof(rill_codec_t),
    .state_size = sizeof(struct concat),
    .open = concat_open,
    .step = concat_step,
    .close = concat_close,
};

static rill_error_t *concat_check(const void *params) {
  const struct concat_params *p = params;
  if (p->limit >= 1) return NULL;
  return rill_refuse("limit is %lld (must be >= 1)", (long long) p->limit);
}

static const rill_stage_ops_t concat_bytes_ops = {
    .name = "concat_bytes",
    .params_size = sizeof(struct concat_params),
    .check = concat_check,
    RILL_CODEC_OPS,
};

rill_operator_t *
rill_concat_bytes_opts(const rill_concat_bytes_opts_t *options) {
  RILL_OPTIONS(rill_concat_bytes_opts_t, o, options);
  struct concat_params params = {{&concat_codec, NULL},
                                 o.limit != 0 ? o.limit : LIMIT};
  return rill_operator_make(&concat_bytes_ops, &params);
}
