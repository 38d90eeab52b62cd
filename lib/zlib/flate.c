/* SPDX-License-Identifier: MIT */
/* flate: between the library's bytes and zlib's. */
#include "zlib/flate.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNK = 64 * 1024, CHUNK_MAX = 1 << 30, WINDOW = 15 };

/* --- Options -------------------------------------------------------------- */

rill_operator_t *flate_operator(const rill_codec_t *codec,
                                const struct flate_options *options) {
  static struct flate_options none; /* says that there was no memory */
  struct flate_options *copy = malloc(sizeof *copy);
  if (copy == NULL) return rill_transcode(codec, rill_borrow(&none));
  *copy = *options;
  if (copy->chunk == 0) copy->chunk = CHUNK;
  return rill_transcode(codec, rill_own(copy, free));
}

static rill_error_t *flate_check(const struct flate_options *o) {
  if (o->name == NULL) return rill_error_new(RILL_ENOMEM, "out of memory");
  if (o->level < RILL_GZIP_STORE || o->level > 9)
    return rill_error_new(RILL_EINVAL, "%s: level is %d (must be -1 to 9)",
                          o->name, o->level);
  if ((int) o->format < 0 || (int) o->format > o->most_format)
    return rill_error_new(RILL_EINVAL, "%s: format is %d (must be 0 to %d)",
                          o->name, (int) o->format, o->most_format);
  if (o->chunk < 1 || o->chunk > CHUNK_MAX)
    return rill_error_new(RILL_EINVAL, "%s: chunk is %lld (must be 1 to %d)",
                          o->name, (long long) o->chunk, CHUNK_MAX);
  if (o->max >= 0) return NULL;
  return rill_error_new(RILL_EINVAL, "%s: max is %lld (must be >= 0)", o->name,
                        (long long) o->max);
}

rill_error_t *flate_open(struct flate *flate, const void *context) {
  flate->options = context;
  return flate_check(context);
}

int flate_window(const struct flate *flate) {
  switch (flate->options->format) {
  case RILL_ZLIB_ZLIB:
    return WINDOW;
  case RILL_ZLIB_RAW:
    return -WINDOW;
  case RILL_ZLIB_ANY:
    return WINDOW + 32;
  case RILL_ZLIB_GZIP:
    break;
  }
  return WINDOW + 16;
}

/* --- Bytes ---------------------------------------------------------------- */

bool flate_room(struct flate *flate) {
  if (flate->chunk != NULL) return true;
  flate->chunk = malloc((size_t) flate->options->chunk);
  flate->z.next_out = flate->chunk;
  flate->z.avail_out = (uInt) flate->options->chunk;
  return flate->chunk != NULL;
}

size_t flate_length(const struct flate *flate) {
  if (flate->chunk == NULL) return 0;
  return (size_t) (flate->z.next_out - flate->chunk);
}

rill_value_t flate_take(struct flate *flate) {
  size_t length = flate_length(flate), all = (size_t) flate->options->chunk;
  unsigned char *chunk = flate->chunk;
  if (length > all / 2) {
    flate->chunk = NULL;
    return rill_bytes_own(chunk, length, free);
  }
  flate->z.next_out = chunk; /* little keeps little */
  flate->z.avail_out = (uInt) all;
  return rill_bytes(chunk, length);
}

void flate_show(struct flate *flate, const rill_input_t *input) {
  flate->z.next_in = (Bytef *) (uintptr_t) input->data;
  flate->z.avail_in =
      (uInt) (input->left < CHUNK_MAX ? input->left : CHUNK_MAX);
}

void flate_used(struct flate *flate, rill_input_t *input) {
  rill_input_skip(input, (size_t) (flate->z.next_in - input->data));
}

rill_value_t flate_no_memory(void) {
  return rill_fail(rill_error_new(RILL_ENOMEM, "out of memory"));
}
