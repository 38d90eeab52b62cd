/* SPDX-License-Identifier: MIT */
/* Values: what flows through a stream. Two machine words, by value. */
#ifndef RILL_VALUE_H
#define RILL_VALUE_H

#include <rill/api.h>

RILL_BEGIN

/** What a value holds. Kinds from RILL_OBJECT on are counted. */
typedef enum rill_kind {
  RILL_NONE = 0,
  RILL_BOOL = 1,
  RILL_INT = 2,
  RILL_DOUBLE = 3,
  RILL_POINTER = 4, /**< borrowed: the library never frees it */
  RILL_OBJECT = 16, /**< a counted object of any rill_type_t */
  RILL_ERROR = 17   /**< a rill_error_t: a callback that returns it has failed */
} rill_kind_t;

typedef struct rill_value rill_value_t;
typedef struct rill_object rill_object_t;
typedef struct rill_type rill_type_t;
typedef struct rill_error rill_error_t;

/** Called once with a context that is no longer needed. */
typedef void (*rill_drop_fn)(void *context);

/** The head of every counted object. */
struct rill_object {
  uint32_t count; /**< touched by rill_ref and rill_unref alone */
  uint32_t size;  /**< of the whole object, in bytes */
  const rill_type_t *type;
};

/** Items are borrowed for the length of a call; who keeps one takes
 * rill_value_ref(). A callback returns a value that it owns. */
struct rill_value {
  uint32_t kind; /**< a rill_kind_t */
  uint32_t aux;  /**< 0; kept for the library */
  union {
    bool b;
    int64_t i;
    double d;
    void *p;
    rill_object_t *o;
  } as;
};

/** Settles a foreign eventual value: called at most once, any thread. */
typedef void (*rill_settle_fn)(void *settle_context, rill_value_t value);

/** A kind of object. Every callback may be NULL: identity is then equality,
 * the address the hash, the type's name the text. */
struct rill_type {
  const char *name;
  size_t size; /**< bytes of the payload that rill_box() copies */
  void (*destroy)(void *payload);
  bool (*equal)(const void *payload, const void *other);
  uint64_t (*hash)(const void *payload);
  int (*compare)(const void *payload, const void *other);
  /** Like snprintf: writes at most `size` bytes, returns the full length. */
  size_t (*format)(const void *payload, char *text, size_t size);
  /** Makes objects of this type thenables: a promise that gets one adopts it
   * by calling this once, as a job; an error value rejects. */
  void (*then)(void *payload, rill_settle_fn settle, void *settle_context);
  void *reserved[2];
};

/* Making: no call, no allocation. */
static inline rill_value_t rill_none(void) {
  rill_value_t v = {RILL_NONE, 0, {0}};
  v.as.i = 0;
  return v;
}
static inline rill_value_t rill_bool(bool b) {
  rill_value_t v = rill_none();
  v.kind = RILL_BOOL;
  v.as.i = b; /* the whole word is defined, so that values compare as words */
  return v;
}
static inline rill_value_t rill_int(int64_t i) {
  rill_value_t v = rill_none();
  v.kind = RILL_INT;
  v.as.i = i;
  return v;
}
static inline rill_value_t rill_double(double d) {
  rill_value_t v = rill_none();
  v.kind = RILL_DOUBLE;
  v.as.d = d;
  return v;
}
static inline rill_value_t rill_pointer(const void *p) {
  rill_value_t v = rill_none();
  v.kind = RILL_POINTER;
  v.as.i = (int64_t) (uintptr_t) p;
  return v;
}
/** Takes over one reference to any counted object (string, list, observable,
 * promise, box, …); an error becomes RILL_ERROR, NULL becomes RILL_NONE. */
RILL_API rill_value_t rill_object(void *object);
/** A failure to return from a callback; takes over the reference. */
RILL_API rill_value_t rill_fail(rill_error_t *error);

/* Reading: the content when the kind fits, otherwise zero. */
static inline bool rill_is_none(rill_value_t v) { return v.kind == RILL_NONE; }
static inline bool rill_is_int(rill_value_t v) { return v.kind == RILL_INT; }
static inline bool rill_is_error(rill_value_t v) {
  return v.kind == RILL_ERROR;
}
static inline bool rill_as_bool(rill_value_t v) {
  return v.kind == RILL_BOOL && v.as.i != 0;
}
static inline int64_t rill_as_int(rill_value_t v) {
  return v.kind == RILL_INT ? v.as.i : 0;
}
/** An int is widened: numbers compare numerically everywhere. */
static inline double rill_as_double(rill_value_t v) {
  if (v.kind == RILL_INT) return (double) v.as.i;
  return v.kind == RILL_DOUBLE ? v.as.d : 0;
}
static inline void *rill_as_pointer(rill_value_t v) {
  return v.kind == RILL_POINTER ? v.as.p : NULL;
}
/** The object if it is of that type, else NULL; borrowed. For boxes:
 * rill_unbox(). */
static inline void *rill_as_object(rill_value_t v, const rill_type_t *type) {
  return v.kind >= RILL_OBJECT && v.as.o->type == type ? v.as.o : NULL;
}

/** A second reference; the value itself comes back. */
static inline rill_value_t rill_value_ref(rill_value_t v) {
  if (v.kind >= RILL_OBJECT) rill_ref_object(v.as.o);
  return v;
}
static inline void rill_value_unref(rill_value_t v) {
  if (v.kind >= RILL_OBJECT) rill_unref(v.as.o);
}

/* On every value. Int and double compare numerically; NaN equals itself and
 * comes after all numbers; mixed kinds are ordered none < bool < number <
 * pointer < object < error, objects of several types by the types' names. Maps
 * have an order and values have hashes that differ from process to process:
 * each draws a key of its own, so that who chooses the values, as the other end
 * of a connection does, cannot make the hashes of many meet. */
RILL_API bool rill_value_equal(rill_value_t a, rill_value_t b);
RILL_API uint64_t rill_value_hash(rill_value_t v);
RILL_API int rill_value_compare(rill_value_t a, rill_value_t b);
/** Like snprintf: writes at most `size` bytes with the final 0 and returns the
 * full length. Strings inside of lists and maps are quoted. */
RILL_API size_t rill_value_format(rill_value_t v, char *text, size_t size);
/** The name of the kind, for an object of its type: "int", "string"… */
RILL_API const char *rill_value_kind_name(rill_value_t v);

/** A value that holds a copy of `*payload`, `type->size` bytes. Without memory
 * it is a RILL_ERROR, and `type->destroy` runs on the payload. */
RILL_API rill_value_t rill_box(const rill_type_t *type, const void *payload);
/** The payload inside, or NULL if `v` is no box of that type; borrowed. */
RILL_API void *rill_unbox(rill_value_t v, const rill_type_t *type);

RILL_END

#endif
