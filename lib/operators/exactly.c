/* SPDX-License-Identifier: MIT */
/* exactly: chunks of one size. */
#include "shared/codec.h"
#include "shared/options.h"
#include "shared/pile.h"

struct exactly_params {
  rill_codec_params_t codec;
  int64_t count;
  rill_rest_t rest;
};

struct exactly {
  const struct exactly_params *params;
  rill_pile_t torn; /* what chunks before have of the next item */
};

static rill_error_t *exactly_open(void *state, const void *context) {
  ((struct exactly *) state)->params = context;
  return NULL;
}

static rill_value_t exactly_end(struct exactly *exactly) {
  const struct exactly_params *p = exactly->params;
  size_t length = exactly->torn.length;
  if (length == 0 || p->rest == RILL_REST_DROP) return rill_none();
  if (p->rest == RILL_REST_KEEP) return rill_pile_bytes(&exactly->torn);
  return rill_fail(rill_error_new(
      RILL_EPROTOCOL,
      "rill_exactly: the stream ends with %zu bytes of %lld: %lld are missing",
      length, (long long) p->count, (long long) p->count - (long long) length));
}

static rill_value_t exactly_step(void *state, rill_input_t *input) {
  struct exactly *exactly = state;
  size_t count = (size_t) exactly->params->count;
  if (exactly->torn.length == 0 && input->left >= count)
    return rill_input_take(input, count);
  size_t more = count - exactly->torn.length;
  if (more > input->left) more = input->left;
  if (!rill_pile_add(&exactly->torn, input->data, more))
    return rill_fail(rill_error_no_memory());
  rill_input_skip(input, more);
  if (exactly->torn.length == count) return rill_pile_bytes(&exactly->torn);
  return input->last ? exactly_end(exactly) : rill_none();
}

static void exactly_close(void *state) {
  rill_pile_clear(&((struct exactly *) state)->torn);
}

static const rill_codec_t exactly_codec = {
    .size = sizeof(rill_codec_t),
    .state_size = sizeof(struct exactly),
    .open = exactly_open,
    .step = exactly_step,
    .close = exactly_close,
};

static rill_error_t *exactly_check(const void *params) {
  const struct exactly_params *p = params;
  if (p->count < 1 || p->count > INT32_MAX)
    return rill_refuse("count is %lld (must be 1 to 2147483647)",
                       (long long) p->count);
  if ((unsigned) p->rest <= RILL_REST_FAIL) return NULL;
  return rill_refuse("rest is %d (must be a rill_rest_t)", (int) p->rest);
}

static const rill_stage_ops_t exactly_ops = {
    .name = "exactly",
    .params_size = sizeof(struct exactly_params),
    .check = exactly_check,
    RILL_CODEC_OPS,
};

rill_operator_t *rill_exactly_opts(const rill_exactly_opts_t *options) {
  RILL_OPTIONS(rill_exactly_opts_t, o, options);
  struct exactly_params params = {{&exactly_codec, NULL}, o.count, o.rest};
  return rill_operator_make(&exactly_ops, &params);
}
