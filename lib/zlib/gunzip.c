/* SPDX-License-Identifier: MIT */
/* gunzip: decompresses, member after member. */
#include "zlib/flate.h"

#include <stdlib.h>
#include <string.h>

struct gunzip {
  struct flate flate;
  uint64_t total; /* bytes that have been given */
  bool between;   /* one member has ended, and no other has begun */
};

static rill_error_t *gunzip_open(void *state, const void *context) {
  struct gunzip *gunzip = state;
  rill_error_t *error = flate_open(&gunzip->flate, context);
  if (error != NULL) return error;
  int code = inflateInit2(&gunzip->flate.z, flate_window(&gunzip->flate));
  gunzip->flate.open = code == Z_OK;
  return code == Z_OK ? NULL : rill_error_new(RILL_ENOMEM, "out of memory");
}

static rill_value_t gunzip_fail(const char *what, const rill_input_t *input) {
  return rill_fail(rill_error_new(RILL_EPROTOCOL,
                                  "rill_gunzip: %s at byte %llu", what,
                                  (unsigned long long) input->offset));
}

/* RILL_NONE, or that it was not valid. */
static rill_value_t gunzip_inflate(struct gunzip *gunzip, rill_input_t *input) {
  z_stream *z = &gunzip->flate.z;
  flate_show(&gunzip->flate, input);
  int code = inflate(z, Z_NO_FLUSH);
  flate_used(&gunzip->flate, input);
  gunzip->between = code == Z_STREAM_END;
  if (code == Z_MEM_ERROR) return flate_no_memory();
  if (code == Z_NEED_DICT)
    return gunzip_fail("a dictionary is needed, which nobody has", input);
  if (code == Z_DATA_ERROR)
    return gunzip_fail(z->msg != NULL ? z->msg : "what is not valid", input);
  return rill_none(); /* Z_BUF_ERROR: it needs more, or more room */
}

static rill_value_t gunzip_take(struct gunzip *gunzip) {
  uint64_t max = (uint64_t) gunzip->flate.options->max;
  gunzip->total += flate_length(&gunzip->flate);
  if (max == 0 || gunzip->total <= max) return flate_take(&gunzip->flate);
  return rill_fail(rill_error_new(RILL_EOVERFLOW,
                                  "rill_gunzip: more than %llu bytes (raise "
                                  ".max)",
                                  (unsigned long long) max));
}

/* Goes on with another member; false: with nothing. */
static bool gunzip_again(struct gunzip *gunzip, const rill_input_t *input) {
  rill_zlib_format_t format = gunzip->flate.options->format;
  bool members = format == RILL_ZLIB_GZIP || format == RILL_ZLIB_ANY;
  if (!members || *input->data != 0x1f) return false;
  gunzip->between = false;
  return inflateReset(&gunzip->flate.z) == Z_OK;
}

static rill_value_t gunzip_step(void *state, rill_input_t *input) {
  struct gunzip *gunzip = state;
  for (;;) {
    if (gunzip->between && input->left == 0) return rill_none();
    if (gunzip->between && !gunzip_again(gunzip, input))
      return gunzip_fail("there is more behind the end", input);
    if (!flate_room(&gunzip->flate)) return flate_no_memory();
    rill_value_t failure = gunzip_inflate(gunzip, input);
    if (rill_is_error(failure)) return failure;
    if (flate_length(&gunzip->flate) > 0) return gunzip_take(gunzip);
    if (input->left > 0 || gunzip->between) continue;
    if (!input->last) return rill_none();
    return gunzip_fail("the stream ends before its end,", input);
  }
}

static void gunzip_close(void *state) {
  struct gunzip *gunzip = state;
  if (gunzip->flate.open) inflateEnd(&gunzip->flate.z);
  free(gunzip->flate.chunk);
}

static const rill_codec_t gunzip_codec = {
    .size = sizeof(rill_codec_t),
    .state_size = sizeof(struct gunzip),
    .open = gunzip_open,
    .step = gunzip_step,
    .close = gunzip_close,
};

rill_operator_t *rill_gunzip_opts(const rill_gunzip_opts_t *options) {
  rill_gunzip_opts_t o = {.size = sizeof o};
  if (options != NULL)
    memcpy(&o, options, options->size < sizeof o ? options->size : sizeof o);
  return flate_operator(&gunzip_codec, &(const struct flate_options){
                                           .name = "rill_gunzip",
                                           .format = o.format,
                                           .most_format = RILL_ZLIB_ANY,
                                           .chunk = o.chunk,
                                           .max = o.max,
                                       });
}
