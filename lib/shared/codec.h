/* SPDX-License-Identifier: MIT */
/* Bytes in, bytes out: what all operators on bytes share. One chunk at a time
 * is asked for, when a codec has made of the last one all that it can. */
#ifndef RILL_SHARED_CODEC_H
#define RILL_SHARED_CODEC_H

#include "core/operator.h"

#include <rill/bytes.h>

/** What the parameters begin with. */
typedef struct rill_codec_params {
  const rill_codec_t *codec;
  const void *context; /* for `open`; NULL: the parameters themselves */
} rill_codec_params_t;

typedef struct rill_codec_run {
  int64_t demand;
  rill_input_t input;
  void *state;
  rill_value_t ahead; /* made at the end, and not asked for yet */
  rill_alarm_t breath;
  bool opened, hungry, asked, done, draining;
} rill_codec_run_t;

void rill_codec_start(rill_stage_t *stage);
size_t rill_codec_next(rill_stage_t *stage, const rill_value_t *items,
                       size_t count);
void rill_codec_complete(rill_stage_t *stage);
void rill_codec_request(rill_stage_t *stage, int64_t count);
void rill_codec_release(rill_stage_t *stage);

/** Whether the item is bytes or a string. */
static inline bool rill_is_chunk(rill_value_t item) {
  return rill_as_object(item, &rill_bytes_type) != NULL ||
         rill_as_object(item, &rill_string_type) != NULL;
}
/** The failure for an item that is neither. */
rill_value_t rill_not_chunk(const rill_stage_t *stage, rill_value_t item);

#define RILL_CODEC_OPS                                                         \
 .state_size = sizeof(rill_codec_run_t), .start = rill_codec_start,            \
 .next = rill_codec_next, .complete = rill_codec_complete,                     \
 .request = rill_codec_request, .release = rill_codec_release

#endif
