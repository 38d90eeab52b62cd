/* SPDX-License-Identifier: MIT */
/* Streams of bytes: cut, framed, checked, put together. All of these take bytes
 * or strings, wherever the chunks begin and end, and give bytes; see also
 * rill_lines() and rill_split(), which give strings.
 *
 * What stands in one chunk is a slice of it, and not copied.
 *
 * Demand: upstream is asked for one chunk, and for the next one when all that
 * was in it has been taken; the rest of a chunk waits.
 * Errors: RILL_ETYPE for an item that is neither bytes nor a string. An error
 * of upstream overtakes what waits. */
#ifndef RILL_BYTES_H
#define RILL_BYTES_H

#include <rill/fn.h>
#include <rill/object.h>
#include <rill/operator.h>

RILL_BEGIN

/** What becomes of bytes at the end that are too few. */
typedef enum rill_rest {
  RILL_REST_KEEP = 0, /**< they are the last item */
  RILL_REST_DROP,
  RILL_REST_FAIL /**< RILL_EPROTOCOL, and how many are missing */
} rill_rest_t;

/** For rill_exactly(16, .rest = RILL_REST_FAIL). */
typedef struct rill_exactly_opts {
  size_t size;   /**< set by the macro */
  int64_t count; /**< bytes of each item */
  rill_rest_t rest;
} rill_exactly_opts_t;

/**
 * Chunks of exactly so many bytes.
 *
 *     in   -{abc}-{de}---|
 *     rill_compose(rill_exactly(2), rill_map(as_text))
 *     out  -{ab}--{cd}---({e}|)
 *
 * Same as: Akka Framing with a fixed length.
 */
#define rill_exactly(...)                                                     \
  rill_exactly_opts(&(const rill_exactly_opts_t){                             \
      .size = sizeof(rill_exactly_opts_t), .count = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_exactly_opts(
    const rill_exactly_opts_t *options);

/** For rill_frames(.prefix = 2, .little_endian = true). */
typedef struct rill_frames_opts {
  size_t size;        /**< set by the macro */
  int prefix;         /**< bytes of the length: 1, 2, 4 or 8; 0: 4 */
  bool little_endian; /**< else the high byte of the length comes first */
  int64_t max;        /**< the most bytes of a frame; 0: 1 MiB */
} rill_frames_opts_t;

/**
 * Frames that each begin with their length: gives what is in them.
 *
 *     in   -1-----2-----3-------|
 *     rill_compose(rill_map(chunk_of_frames), rill_frames(.prefix = 1),
 *                  rill_map(as_text))
 *     out  -{one}-------{three}-|
 *
 * Memory is taken as bytes come, not as a length promises them.
 * Errors: RILL_EOVERFLOW for a frame longer than `.max`; RILL_EPROTOCOL for one
 * that the stream ends in, with how many bytes are missing. Both say where.
 * Same as: Akka Framing.lengthField.
 */
#define rill_frames(...)                                                      \
  rill_frames_opts(&(const rill_frames_opts_t){                               \
      .size = sizeof(rill_frames_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_frames_opts(
    const rill_frames_opts_t *options);

/**
 * Each item as a frame that begins with its length: what rill_frames() with the
 * same options reads. A frame is one item, and so a copy.
 *
 *     in   -a--------{bc}-------|
 *     rill_compose(rill_to_frames(.prefix = 1), rill_map(as_digits))
 *     out  -{"0161"}-{"026263"}-|
 *
 * Demand: as many as are asked for.
 * Errors: RILL_EOVERFLOW for more bytes than `.max` or than the prefix can say.
 */
#define rill_to_frames(...)                                                   \
  rill_to_frames_opts(&(const rill_frames_opts_t){                            \
      .size = sizeof(rill_frames_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_to_frames_opts(
    const rill_frames_opts_t *options);

/** For rill_utf8(.replace = true). */
typedef struct rill_utf8_opts {
  size_t size;  /**< set by the macro */
  bool replace; /**< what is not valid becomes U+FFFD, as browsers do it */
} rill_utf8_opts_t;

/**
 * Lets text in UTF-8 pass, and never cuts a code point in the middle: one that
 * chunks tear apart goes with the second.
 *
 *     in   -1------2------3------|
 *     rill_compose(rill_map(chunk_of_umlauts), rill_utf8(),
 *                  rill_map(as_digits))
 *     out  -{"61"}-{c3a4}-{c3b6}-|
 *
 * Errors: RILL_EPROTOCOL, with the byte and its offset in the stream, for what
 * is no UTF-8: overlong forms, surrogates, a code point that is not whole.
 * Same as: Node TextDecoder with fatal.
 */
#define rill_utf8(...)                                                        \
  rill_utf8_opts(&(const rill_utf8_opts_t){.size = sizeof(rill_utf8_opts_t),  \
                                           __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_utf8_opts(
    const rill_utf8_opts_t *options);

/** For rill_concat_bytes(.limit = 4096). */
typedef struct rill_concat_bytes_opts {
  size_t size;   /**< set by the macro */
  int64_t limit; /**< one byte more fails with RILL_EOVERFLOW; 0: 64 MiB */
} rill_concat_bytes_opts_t;

/**
 * All bytes as one item, at the end.
 *
 *     in   -{ab}-c-|
 *     rill_compose(rill_concat_bytes(), rill_map(as_text))
 *     out  --------({abc}|)
 *
 * Without a byte it is an empty one.
 * Demand: asks for chunk after chunk as soon as the result is asked for.
 * Same as: Node stream/consumers buffer.
 */
#define rill_concat_bytes(...)                                                \
  rill_concat_bytes_opts(&(const rill_concat_bytes_opts_t){                   \
      .size = sizeof(rill_concat_bytes_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_concat_bytes_opts(
    const rill_concat_bytes_opts_t *options);

/** For rill_slice_bytes(100, .length = 10). */
typedef struct rill_slice_bytes_opts {
  size_t size;    /**< set by the macro */
  int64_t offset; /**< bytes that are left out at the beginning */
  int64_t length; /**< bytes that then pass; 0: all */
} rill_slice_bytes_opts_t;

/**
 * The bytes from an offset on, so many of them; then completes and cancels
 * upstream.
 *
 *     in   -{abc}-{def}-|
 *     rill_compose(rill_slice_bytes(1, .length = 3), rill_map(as_text))
 *     out  -{bc}--({d}|)
 */
#define rill_slice_bytes(...)                                                 \
  rill_slice_bytes_opts(&(const rill_slice_bytes_opts_t){                     \
      .size = sizeof(rill_slice_bytes_opts_t), .offset = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_slice_bytes_opts(
    const rill_slice_bytes_opts_t *options);

/* --- Codecs of one's own: compression, encryption, framing ---------------- */

/** The bytes that a codec has not used yet. */
typedef struct rill_input {
  rill_value_t chunk;        /**< that they are in, borrowed */
  const unsigned char *data; /**< the first of them */
  size_t left;               /**< how many there are */
  uint64_t offset;           /**< of the first in the stream */
  bool last;                 /**< nothing comes behind them */
  bool end; /**< to be set: nothing comes behind what is returned, and the rest
             * of upstream is not wanted */
} rill_input_t;

/** Goes past `count` bytes, at most `left`. */
static inline void rill_input_skip(rill_input_t *input, size_t count) {
  input->data += count;
  input->left -= count;
  input->offset += count;
}
/** Goes past `count` bytes, which are a slice of the chunk then (owned). */
RILL_API rill_value_t rill_input_take(rill_input_t *input, size_t count);

/** How bytes become others. A constant. */
typedef struct rill_codec {
  size_t size;       /**< sizeof(rill_codec_t) */
  size_t state_size; /**< of a run; zeroed before it */
  /** The beginning of a run: NULL, or an error that it ends with. May be NULL.
   * `close` comes in any case. */
  rill_error_t *(*open)(void *state, const void *context);
  /**
   * Makes one item of the input: returns it (owned), or an error. RILL_NONE
   * says that all of the input is used up and more is needed; or, if it was the
   * last, that this is the end. What it needs later it keeps itself.
   */
  rill_value_t (*step)(void *state, rill_input_t *input);
  /** The end of a run. May be NULL. */
  void (*close)(void *state);
} rill_codec_t;

/**
 * Puts the bytes of a stream through a codec.
 *
 *     in   -{ab}-c-|
 *     rill_compose(rill_transcode(&rot13, rill_borrow(NULL)),
 *                  rill_map(as_text))
 *     out  -{no}-p-|
 *
 * Demand: `step` is called for one item at a time, when it is asked for; at the
 * end one is made ahead, to see whether there is one.
 * Owns: `codec` stays the caller's and must live as long as the operator;
 * `context` is dropped with it.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_transcode(
    const rill_codec_t *codec, rill_context_t context);

RILL_END

#endif
