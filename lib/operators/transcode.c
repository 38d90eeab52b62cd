/* SPDX-License-Identifier: MIT */
/* transcode: bytes through a codec of the program's own. */
#include "shared/codec.h"

struct transcode_params {
  rill_codec_params_t codec;
  rill_context_t context;
};

static rill_error_t *transcode_check(const void *params) {
  const rill_codec_t *codec = ((const rill_codec_params_t *) params)->codec;
  if (codec == NULL) return rill_refuse("codec is NULL");
  if (codec->size < offsetof(rill_codec_t, close) + sizeof codec->close)
    return rill_refuse("codec->size is %zu (must be sizeof(rill_codec_t))",
                       codec->size);
  return codec->step == NULL ? rill_refuse("codec->step is NULL") : NULL;
}

static void transcode_forget(void *params) {
  rill_context_t context = ((struct transcode_params *) params)->context;
  if (context.drop != NULL) context.drop(context.pointer);
}

static const rill_stage_ops_t transcode_ops = {
    .name = "transcode",
    .params_size = sizeof(struct transcode_params),
    .check = transcode_check,
    .forget = transcode_forget,
    RILL_CODEC_OPS,
};

rill_operator_t *rill_transcode(const rill_codec_t *codec,
                                rill_context_t context) {
  struct transcode_params params = {
      .codec = {codec, context.pointer != NULL ? context.pointer : ""},
      .context = context,
  };
  return rill_operator_make(&transcode_ops, &params);
}
