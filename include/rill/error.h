/* SPDX-License-Identifier: MIT */
/* Errors: what was wrong, where, with which value, and what to do. */
#ifndef RILL_ERROR_H
#define RILL_ERROR_H

#include <rill/value.h>

RILL_BEGIN

/* The library's own codes lie far below libuv's (-1 to -4095), so that both
 * fit one int; a program's own are positive by custom. */
#define RILL_ERROR_CODES(X)                                                   \
  X(EINVAL, -20001, "bad argument")                                           \
  X(ETYPE, -20002, "value of the wrong kind")                                 \
  X(ENOMEM, -20003, "out of memory")                                          \
  X(ERANGE, -20004, "number out of range")                                    \
  X(EEMPTY, -20005, "the stream ended without an item")                       \
  X(EOVERFLOW, -20006, "a bounded queue is full")                             \
  X(EAGAIN, -20007, "full for now: try again when there is room")             \
  X(ETIMEDOUT, -20008, "timed out")                                           \
  X(ECANCELED, -20009, "canceled")                                            \
  X(ECLOSED, -20010, "closed")                                                \
  X(EBROKEN, -20011, "the producer went away without settling")               \
  X(EPROTOCOL, -20012, "a rule of the stream protocol was broken")            \
  X(EWRONGTHREAD, -20013, "called from a thread that does not own it")        \
  X(EAGGREGATE, -20014, "all alternatives failed")                            \
  X(EALREADY, -20015, "already done")                                         \
  X(EFOREIGN, -20016, "an error of the program's own")

enum {
#define RILL_ERROR_ENUM(name, number, text) RILL_##name = number,
  RILL_ERROR_CODES(RILL_ERROR_ENUM)
#undef RILL_ERROR_ENUM
};

RILL_API extern const rill_type_t rill_error_type;

/** A new error, never NULL: without memory it is the static RILL_ENOMEM. */
RILL_API RILL_OWNED rill_error_t *rill_error_new(int code, const char *format,
                                                 ...) RILL_PRINTF(2, 3)
    RILL_COLD;
/** An error that was caused by another; takes over `cause`. */
RILL_API RILL_OWNED rill_error_t *rill_error_wrap(rill_error_t *cause, int code,
                                                  const char *format, ...)
    RILL_PRINTF(3, 4) RILL_COLD;
/** An error that carries a value of the program's own (taken over): the very
 * same value arrives at the other end, see rill_error_payload(). */
RILL_API RILL_OWNED rill_error_t *rill_error_of(rill_value_t payload);

/** An error that carries a pointer of the program's own, as a binding does its
 * exception. The very same pointer arrives at the other end, see
 * rill_error_foreign(), however often the error was placed, wrapped, kept or
 * sent to other threads. `drop(payload)` (NULL: it is borrowed) runs once, with
 * the last error that refers to it, on the thread that lets go of that; without
 * memory at once. */
RILL_API RILL_OWNED rill_error_t *rill_error_with_payload(
    int code, void *payload, rill_drop_fn drop, const char *format, ...)
    RILL_PRINTF(4, 5);

RILL_API int rill_error_code(const rill_error_t *error);
/** Borrowed, lives as long as the error. */
RILL_API const char *rill_error_message(const rill_error_t *error);
/** Borrowed; NULL at the end of the chain. */
RILL_API rill_error_t *rill_error_cause(const rill_error_t *error);
/** Borrowed; that of the nearest cause, if it has none of its own; RILL_NONE
 * if none has. */
RILL_API rill_value_t rill_error_payload(const rill_error_t *error);
/** The pointer of rill_error_with_payload(), borrowed; that of the nearest
 * cause, if it has none of its own; NULL if none has. */
RILL_API void *rill_error_foreign(const rill_error_t *error);
/** The call site of the pipe that failed, "file.c:14"; "" when unknown. */
RILL_API const char *rill_error_site(const rill_error_t *error);
/** The failing stage: 0 is the source; -1 when unknown. */
RILL_API int rill_error_stage(const rill_error_t *error);
/** The error of an error value, borrowed; NULL for any other value. */
static inline rill_error_t *rill_as_error(rill_value_t v) {
  return v.kind == RILL_ERROR ? (rill_error_t *) (void *) v.as.o : NULL;
}

/** One line: message, site, stage, causes. Like snprintf. */
RILL_API size_t rill_error_describe(const rill_error_t *error, char *text,
                                    size_t size);
/** The name of a code of ours ("RILL_EINVAL") or of libuv ("ECONNRESET"). */
RILL_API const char *rill_error_name(int code);
/** The meaning of a code of ours or of libuv, one line. */
RILL_API const char *rill_error_text(int code);

RILL_END

#endif
