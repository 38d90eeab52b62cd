/* SPDX-License-Identifier: MIT */
/* Linkage and the compiler's help with ownership. */
#ifndef RILL_API_H
#define RILL_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__cplusplus)
# define RILL_BEGIN extern "C" {
# define RILL_END }
#else
# define RILL_BEGIN
# define RILL_END
#endif

#define RILL_API __attribute__((visibility("default")))
#define RILL_PRINTF(text, first) \
  __attribute__((format(printf, text, first)))
/* What leads to it is kept out of the way of what does not. */
#define RILL_COLD __attribute__((cold))
#define RILL_MUST_USE __attribute__((warn_unused_result))

/* The caller owns what comes back and hands it on or drops it with
 * rill_unref(); forgetting it is a warning. */
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 11
# define RILL_OWNED RILL_MUST_USE __attribute__((malloc(rill_unref, 1)))
#else
# define RILL_OWNED RILL_MUST_USE
#endif
#define RILL_OWNED_OBSERVABLE RILL_OWNED __attribute__((returns_nonnull))
#define RILL_OWNED_OPERATOR RILL_OWNED __attribute__((returns_nonnull))

RILL_BEGIN

/** Drops one reference to any Rill object; NULL is allowed. */
RILL_API void rill_unref(void *object);

/** Makes a second handle; prefer the typed rill_ref(). NULL gives NULL. */
RILL_API void *rill_ref_object(void *object);

RILL_END

/** A second handle to the same object, of the same type. Take it in a
 * statement of its own: C does not order arguments. */
#if defined(__cplusplus)
template <class T> static inline T *rill_ref(T *object) {
  return static_cast<T *>(rill_ref_object(object));
}
#else
# define rill_ref(object) ((__typeof__(object)) rill_ref_object(object))
#endif

#endif
