/* SPDX-License-Identifier: MIT */
/* gzip: compresses. */
#include "zlib/flate.h"

#include <stdlib.h>
#include <string.h>

struct gzip {
  struct flate flate;
  bool dirty; /* something came that was not flushed */
  bool ended;
};

static rill_error_t *gzip_open(void *state, const void *context) {
  struct gzip *gzip = state;
  rill_error_t *error = flate_open(&gzip->flate, context);
  if (error != NULL) return error;
  int level = gzip->flate.options->level;
  if (level == 0) level = Z_DEFAULT_COMPRESSION;
  if (level == RILL_GZIP_STORE) level = Z_NO_COMPRESSION;
  int code = deflateInit2(&gzip->flate.z, level, Z_DEFLATED,
                          flate_window(&gzip->flate), 8, Z_DEFAULT_STRATEGY);
  gzip->flate.open = code == Z_OK;
  return code == Z_OK ? NULL : rill_error_new(RILL_ENOMEM, "out of memory");
}

static int gzip_flush(const struct gzip *gzip, const rill_input_t *input) {
  if (gzip->flate.z.avail_in < input->left) return Z_NO_FLUSH;
  if (input->last) return Z_FINISH;
  return gzip->flate.options->flush ? Z_SYNC_FLUSH : Z_NO_FLUSH;
}

/* All of the input, or as much as there is room for. */
static rill_value_t gzip_step(void *state, rill_input_t *input) {
  struct gzip *gzip = state;
  z_stream *z = &gzip->flate.z;
  if (gzip->ended) return rill_none();
  if (input->left > 0) gzip->dirty = true;
  while (gzip->dirty || input->last) {
    if (!flate_room(&gzip->flate)) return flate_no_memory();
    flate_show(&gzip->flate, input);
    int flush = gzip_flush(gzip, input);
    int code = deflate(z, flush);
    flate_used(&gzip->flate, input);
    gzip->ended = code == Z_STREAM_END;
    if (z->avail_out == 0 || gzip->ended) return flate_take(&gzip->flate);
    if (input->left > 0) continue;
    gzip->dirty = false;
    if (flush == Z_SYNC_FLUSH && flate_length(&gzip->flate) > 0)
      return flate_take(&gzip->flate);
  }
  return rill_none();
}

static void gzip_close(void *state) {
  struct gzip *gzip = state;
  if (gzip->flate.open) deflateEnd(&gzip->flate.z);
  free(gzip->flate.chunk);
}

static const rill_codec_t gzip_codec = {
    .size = sizeof(rill_codec_t),
    .state_size = sizeof(struct gzip),
    .open = gzip_open,
    .step = gzip_step,
    .close = gzip_close,
};

rill_operator_t *rill_gzip_opts(const rill_gzip_opts_t *options) {
  rill_gzip_opts_t o = {.size = sizeof o};
  if (options != NULL)
    memcpy(&o, options, options->size < sizeof o ? options->size : sizeof o);
  return flate_operator(&gzip_codec, &(const struct flate_options){
                                         .name = "rill_gzip",
                                         .level = o.level,
                                         .format = o.format,
                                         .most_format = RILL_ZLIB_RAW,
                                         .chunk = o.chunk,
                                         .flush = o.flush,
                                     });
}
