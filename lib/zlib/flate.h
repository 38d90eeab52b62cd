/* SPDX-License-Identifier: MIT */
/* What compressing and decompressing share: the options, and a chunk that zlib
 * writes to. */
#ifndef RILL_ZLIB_FLATE_H
#define RILL_ZLIB_FLATE_H

#include <zlib.h>

#include <rill/bytes.h>
#include <rill/error.h>
#include <rill/zlib.h>

struct flate_options {
  const char *name; /* of the function */
  int level, most_format;
  rill_zlib_format_t format;
  int64_t chunk, max;
  bool flush;
};

struct flate {
  const struct flate_options *options;
  z_stream z;
  unsigned char *chunk; /* is written to; NULL: a new one is needed */
  bool open;            /* zlib has memory of its own */
};

/** An operator of the codec with a copy of the options. */
rill_operator_t *flate_operator(const rill_codec_t *codec,
                                const struct flate_options *options);
/** For `open`: keeps the options, or says what is wrong with them. */
rill_error_t *flate_open(struct flate *flate, const void *context);
/** What zlib calls the format. */
int flate_window(const struct flate *flate);
/** Room for more, of `.chunk` bytes. False without memory. */
bool flate_room(struct flate *flate);
/** How much of it has been written. */
size_t flate_length(const struct flate *flate);
/** What has been written, as bytes. */
rill_value_t flate_take(struct flate *flate);
/** Shows zlib the input; flate_used() goes past what it took. */
void flate_show(struct flate *flate, const rill_input_t *input);
void flate_used(struct flate *flate, rill_input_t *input);
/** The static text of an error without memory, as a value. */
rill_value_t flate_no_memory(void);

#endif
