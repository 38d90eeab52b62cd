/* SPDX-License-Identifier: MIT */
/* The laws of the operators on bytes. */
#include <rill/bytes.h>

#include "callbacks.h"
#include "laws.h"

/** Code points of one, two and three bytes. */
CALLBACK text_of(rill_value_t item, void *context) {
  (void) context;
  return rill_stringf("\xc3\xa4%d\xe2\x82\xac", (int) number_of(item));
}

static rill_value_t double_step(void *state, rill_input_t *input) {
  int *half = state;
  if (input->left == 0) return rill_none();
  char two[2] = {(char) *input->data, (char) *input->data};
  *half = !*half;
  if (*half == 0) rill_input_skip(input, 1);
  return rill_bytes(two, 2);
}
static const rill_codec_t doubling = {.size = sizeof(rill_codec_t),
                                      .state_size = sizeof(int),
                                      .step = double_step};

LAWS(exactly, CONVERTS, rill_compose(rill_map(CALL1(text_of)), rill_exactly(5)));

LAWS(exactly_many, CONVERTS,
     rill_compose(rill_map(CALL1(text_of)),
                  rill_exactly(50, .rest = RILL_REST_DROP)));
LAWS(to_frames, CONVERTS,
     rill_compose(rill_map(CALL1(text_of)), rill_to_frames(.prefix = 2)));
LAWS(frames, CONVERTS,
     rill_compose(rill_map(CALL1(text_of)), rill_to_frames(), rill_frames()));
LAWS(frames_torn, CONVERTS,
     rill_compose(rill_map(CALL1(text_of)), rill_to_frames(.prefix = 1),
                  rill_exactly(7), rill_frames(.prefix = 1)));
LAWS(utf8, CONVERTS, rill_compose(rill_map(CALL1(text_of)), rill_utf8()));
LAWS(utf8_torn, CONVERTS,
     rill_compose(rill_map(CALL1(text_of)), rill_exactly(4), rill_utf8()));
LAWS(utf8_replace, CONVERTS,
     rill_compose(rill_map(CALL1(text_of)), rill_slice_bytes(1),
                  rill_utf8(.replace = true)));
LAWS(concat_bytes, CONVERTS,
     rill_compose(rill_map(CALL1(text_of)), rill_concat_bytes()));
LAWS(slice_bytes, CONVERTS,
     rill_compose(rill_map(CALL1(text_of)), rill_slice_bytes(10)));
LAWS(slice_bytes_end, CONVERTS,
     rill_compose(rill_map(CALL1(text_of)),
                  rill_slice_bytes(10, .length = 20)));
LAWS(transcode, CONVERTS,
     rill_compose(rill_map(CALL1(text_of)),
                  rill_transcode(&doubling, laws_context())));
