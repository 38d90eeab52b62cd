/* SPDX-License-Identifier: MIT */
/* Compression with zlib: librill-zlib, pkg-config rill-zlib.
 *
 *     rill_observable_t *log = rill_read_file("log.gz");
 *     log = rill_pipe(log, rill_gunzip(), rill_lines());
 *
 * Both take bytes or strings, wherever the chunks begin and end, and give
 * bytes.
 *
 * Demand: one item is made when it is asked for, and upstream is asked for one
 * when zlib needs more; at the end one is made ahead. So what is small and
 * would become very large takes the memory of two items, and zlib's own, from
 * malloc: about 256 KiB to compress, 40 KiB to decompress.
 * Runs on: the thread of the run. For much data, rill_observe_on() a pool. */
#ifndef RILL_ZLIB_H
#define RILL_ZLIB_H

#include <rill/operator.h>

RILL_BEGIN

typedef enum rill_zlib_format {
  RILL_ZLIB_GZIP = 0, /**< RFC 1952 */
  RILL_ZLIB_ZLIB,     /**< RFC 1950: HTTP's "deflate" */
  RILL_ZLIB_RAW,      /**< RFC 1951, without head and checksum */
  RILL_ZLIB_ANY       /**< to decompress: gzip or zlib, as its head says */
} rill_zlib_format_t;

/** For `.level`: no compression. */
enum { RILL_GZIP_STORE = -1 };

/** For rill_gzip(.level = 9). */
typedef struct rill_gzip_opts {
  size_t size;   /**< set by the macro */
  int level;     /**< 1, fast, to 9, small; 0: 6 */
  rill_zlib_format_t format;
  int64_t chunk; /**< bytes of an item, but for the last; 0: 64 KiB */
  bool flush;    /**< what came in one item can be read from what was given
                  * until the next is asked for; costs some bytes each time */
} rill_gzip_opts_t;

/**
 * Compresses the bytes of a stream.
 *
 * Errors: RILL_ETYPE for an item that has no bytes; RILL_EINVAL for options
 * that make no sense; RILL_ENOMEM.
 * Same as: Akka Compression.gzip, Node createGzip.
 */
#define rill_gzip(...)                                                        \
  rill_gzip_opts(&(const rill_gzip_opts_t){.size = sizeof(rill_gzip_opts_t),  \
                                           __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_gzip_opts(
    const rill_gzip_opts_t *options);

/** For rill_gunzip(.max = 1 << 20). */
typedef struct rill_gunzip_opts {
  size_t size; /**< set by the macro */
  rill_zlib_format_t format;
  int64_t chunk; /**< the most bytes of an item; 0: 64 KiB */
  int64_t max;   /**< bytes in all; one more fails with RILL_EOVERFLOW; 0: any
                  * number */
} rill_gunzip_opts_t;

/**
 * Decompresses the bytes of a stream. Several gzip members, one behind another,
 * are one.
 *
 * Errors: RILL_EPROTOCOL with zlib's words and the byte of the input where they
 * are true, for what is not valid, for what comes behind the end, and for a
 * stream that ends before; otherwise as rill_gzip().
 * Same as: Akka Compression.gunzip, Node createGunzip.
 */
#define rill_gunzip(...)                                                      \
  rill_gunzip_opts(&(const rill_gunzip_opts_t){                               \
      .size = sizeof(rill_gunzip_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_gunzip_opts(
    const rill_gunzip_opts_t *options);

RILL_END

#endif
