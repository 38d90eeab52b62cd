/* SPDX-License-Identifier: MIT */
/* Functions: a C callback, its context, and perhaps a batch kernel. */
#ifndef RILL_FN_H
#define RILL_FN_H

#include <rill/error.h>
#include <rill/value.h>

RILL_BEGIN

/* The three shapes. Arguments are borrowed; the result is owned by who called;
 * a RILL_ERROR result means that the callback failed. */
typedef rill_value_t (*rill_call0_fn)(void *context);
typedef rill_value_t (*rill_call1_fn)(rill_value_t x, void *context);
typedef rill_value_t (*rill_call2_fn)(rill_value_t a, rill_value_t b,
                                      void *context);

/** The same body over an array: pure, and scalars only. Each stops before the
 * first item of the wrong kind and returns how many it has taken. */
typedef struct rill_kernel {
  size_t (*map)(const rill_value_t *in, rill_value_t *out, size_t count);
  /** Writes what passes to `out`, and how many to `*kept`. */
  size_t (*filter)(const rill_value_t *in, rill_value_t *out, size_t count,
                   size_t *kept);
  size_t (*fold)(rill_value_t *accumulator, const rill_value_t *in,
                 size_t count);
  size_t (*scan)(rill_value_t *accumulator, const rill_value_t *in,
                 rill_value_t *out, size_t count);
  /* The same over columns, arrays of bare int64_t or double: of which kind they
   * are, RILL_INT or RILL_DOUBLE; 0: there is no such form. `in` and `out` do
   * not overlap. */
  uint32_t in_kind, out_kind;
  /** Of map or filter: returns how many come out. */
  size_t (*column)(const void *in, void *out, size_t count);
  /** `*accumulator` is of `out_kind`. Returns `count`. */
  size_t (*fold_column)(rill_value_t *accumulator, const void *in,
                        size_t count);
  /** The same, and each sum goes to `out`. */
  size_t (*scan_column)(rill_value_t *accumulator, const void *in, void *out,
                        size_t count);
} rill_kernel_t;

/** A function value. Whoever takes one takes over its context: `drop` runs
 * once, when the last operator that holds the function dies. */
typedef struct rill_fn {
  union {
    rill_call0_fn call0;
    rill_call1_fn call1;
    rill_call2_fn call2;
  } as;
  unsigned arity; /**< 0, 1 or 2 */
  const rill_kernel_t *kernel;
  void *context;
  rill_drop_fn drop;
} rill_fn_t;

/** Who frees a context: rill_own() or rill_borrow(). */
typedef struct rill_context {
  void *pointer;
  rill_drop_fn drop;
} rill_context_t;

/** The function takes over `pointer`: `drop(pointer)` runs exactly once. */
static inline rill_context_t rill_own(void *pointer, rill_drop_fn drop) {
  rill_context_t context = {pointer, drop};
  return context;
}
/** `pointer` stays the caller's, and must outlive the function. */
static inline rill_context_t rill_borrow(void *pointer) {
  rill_context_t context = {pointer, NULL};
  return context;
}

RILL_API rill_fn_t rill_call0(rill_call0_fn call, rill_context_t context);
RILL_API rill_fn_t rill_call1(rill_call1_fn call, rill_context_t context);
RILL_API rill_fn_t rill_call2(rill_call2_fn call, rill_context_t context);
/** No function: where one is optional. */
static inline rill_fn_t rill_no_fn(void) {
  rill_fn_t fn = {{NULL}, 0, NULL, NULL, NULL};
  return fn;
}
static inline bool rill_fn_is_set(rill_fn_t fn) { return fn.as.call0 != NULL; }
/** For a function that no builder took: runs its `drop`. */
RILL_API void rill_fn_drop(rill_fn_t fn);

RILL_END

/* rill_call(f), rill_call_with(f, rill_own(p, free)): any of the shapes. */
#if defined(__cplusplus)
static inline rill_fn_t rill_call_with(rill_call0_fn f, rill_context_t c) {
  return rill_call0(f, c);
}
static inline rill_fn_t rill_call_with(rill_call1_fn f, rill_context_t c) {
  return rill_call1(f, c);
}
static inline rill_fn_t rill_call_with(rill_call2_fn f, rill_context_t c) {
  return rill_call2(f, c);
}
#else
# define rill_call_with(f, context)                                           \
    _Generic((f),                                                             \
        rill_call0_fn: rill_call0,                                            \
        rill_call1_fn: rill_call1,                                            \
        rill_call2_fn: rill_call2)((f), (context))
#endif
#define rill_call(f) rill_call_with((f), rill_borrow(NULL))

#if !defined(__cplusplus)
/* Typed bodies. `In` and `Out` are int64_t, double, bool, void * or
 * rill_value_t (any kind, borrowed in, owned out), or const char * (in only).
 *
 *     RILL_MAP_FN(square, int64_t, int64_t, x) { return x * x; }
 *     RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }
 *     RILL_FOLD_FN(add, int64_t, int64_t, sum, x) { return sum + x; }
 *
 * makes the constant rill_fn_t `square`. The body promises to be pure: it may
 * be run ahead of its neighbours, over a whole batch. An item of another kind
 * is RILL_ETYPE.
 */
static inline rill_value_t rill_private_any(rill_value_t v) { return v; }
static inline const char *rill_private_text(rill_value_t v);
RILL_API const char *rill_as_string(rill_value_t v);
static inline const char *rill_private_text(rill_value_t v) {
  return rill_as_string(v);
}
static inline int64_t rill_private_int(rill_value_t v) { return v.as.i; }
static inline double rill_private_double(rill_value_t v) {
  return v.kind == RILL_INT ? (double) v.as.i : v.as.d;
}
static inline bool rill_private_bool(rill_value_t v) { return v.as.i != 0; }
static inline void *rill_private_pointer(rill_value_t v) { return v.as.p; }
static inline rill_value_t rill_private_from_pointer(void *p) {
  return rill_pointer(p);
}
RILL_API extern const rill_type_t rill_string_type;

# define RILL_PRIVATE_READ(Type)                                              \
    _Generic(*(Type *) NULL,                                                  \
        int64_t: rill_private_int,                                            \
        double: rill_private_double,                                          \
        bool: rill_private_bool,                                              \
        void *: rill_private_pointer,                                         \
        const char *: rill_private_text,                                      \
        rill_value_t: rill_private_any)
# define RILL_PRIVATE_MAKE(Type)                                              \
    _Generic(*(Type *) NULL,                                                  \
        int64_t: rill_int,                                                    \
        double: rill_double,                                                  \
        bool: rill_bool,                                                      \
        void *: rill_private_from_pointer,                                    \
        rill_value_t: rill_private_any)
/* One bit per kind that fits. */
# define RILL_PRIVATE_FITS(Type)                                              \
    _Generic(*(Type *) NULL,                                                  \
        int64_t: 1u << RILL_INT,                                              \
        double: (1u << RILL_DOUBLE) | (1u << RILL_INT),                       \
        bool: 1u << RILL_BOOL,                                                \
        void *: 1u << RILL_POINTER,                                           \
        const char *: 1u << RILL_OBJECT,                                      \
        rill_value_t: ~0u)
# define RILL_PRIVATE_NAME(Type)                                              \
    _Generic(*(Type *) NULL,                                                  \
        int64_t: "int",                                                       \
        double: "double",                                                     \
        bool: "bool",                                                         \
        void *: "pointer",                                                    \
        const char *: "string",                                               \
        rill_value_t: "any")
/* Kernels are for scalars: neither side may need counting. */
# define RILL_PRIVATE_SCALAR(Type)                                            \
    _Generic(*(Type *) NULL, const char *: 0, rill_value_t: 0, default: 1)
/* name##_column(), as vector code: once for any machine, and once for those
 * that are wide, where the compiler can. It runs name##_loop(). */
# define RILL_PRIVATE_LOOP static inline __attribute__((always_inline)) size_t
# if defined(__clang__)
#  define RILL_PRIVATE_FAST __attribute__((unused))
#  define RILL_PRIVATE_UNROLL _Pragma("unroll 4")
# elif defined(__GNUC__)
#  define RILL_PRIVATE_FAST __attribute__((unused, optimize("O3")))
#  define RILL_PRIVATE_UNROLL _Pragma("GCC unroll 4")
# else
#  define RILL_PRIVATE_FAST __attribute__((unused))
#  define RILL_PRIVATE_UNROLL
# endif
# if defined(__x86_64__)
#  define RILL_PRIVATE_COLUMNS(name, parameters, arguments)                   \
     RILL_PRIVATE_FAST __attribute__((target("avx2")))                        \
     static size_t name##_wide parameters {                                   \
       return name##_loop arguments;                                          \
     }                                                                        \
     RILL_PRIVATE_FAST static size_t name##_column parameters {               \
       return __builtin_cpu_supports("avx2") ? name##_wide arguments          \
                                             : name##_loop arguments;         \
     }
# else
#  define RILL_PRIVATE_COLUMNS(name, parameters, arguments)                   \
     RILL_PRIVATE_FAST static size_t name##_column parameters {               \
       return name##_loop arguments;                                          \
     }
# endif
/* Of what columns are made. */
# define RILL_PRIVATE_COLUMN(Type)                                            \
    _Generic(*(Type *) NULL, int64_t: RILL_INT, double: RILL_DOUBLE, default: 0)
# define RILL_PRIVATE_OK(Type, v)                                             \
    ((RILL_PRIVATE_FITS(Type) >> (v).kind & 1u) != 0 &&                       \
     (_Generic(*(Type *) NULL, const char *: 0, default: 1) ||                \
      (v).as.o->type == &rill_string_type))

/** The RILL_ETYPE failure that the typed functions return. */
RILL_API rill_value_t rill_wrong_kind(const char *function,
                                      const char *expected, rill_value_t got);

# define RILL_PRIVATE_FN(name, shape, count, kernel_ok, the_kernel)           \
    static const rill_fn_t name = {                                           \
        {.call##count = name##_item},                                         \
        count,                                                                \
        (kernel_ok) ? &(const rill_kernel_t) the_kernel : NULL,               \
        NULL,                                                                 \
        NULL}

# define RILL_MAP_FN(name, Out, In, x)                                        \
    static inline Out name##_body(In x);                                      \
    static rill_value_t name##_item(rill_value_t v, void *context) {          \
      (void) context;                                                         \
      if (!RILL_PRIVATE_OK(In, v))                                            \
        return rill_wrong_kind(#name, RILL_PRIVATE_NAME(In), v);              \
      return RILL_PRIVATE_MAKE(Out)(name##_body(RILL_PRIVATE_READ(In)(v)));   \
    }                                                                         \
    static inline size_t name##_batch(const rill_value_t *in,                 \
                                      rill_value_t *out, size_t count) {      \
      for (size_t i = 0; i < count; i++) {                                    \
        if (!RILL_PRIVATE_OK(In, in[i])) return i;                            \
        out[i] =                                                              \
            RILL_PRIVATE_MAKE(Out)(name##_body(RILL_PRIVATE_READ(In)(in[i]))); \
      }                                                                       \
      return count;                                                           \
    }                                                                         \
    RILL_PRIVATE_LOOP name##_loop(const void *in, void *out, size_t count) {  \
      In const *restrict from = in;                                           \
      Out *restrict to = out;                                                 \
      for (size_t i = 0; i < count; i++) to[i] = name##_body(from[i]);        \
      return count;                                                           \
    }                                                                         \
    RILL_PRIVATE_COLUMNS(name, (const void *in, void *out, size_t count),     \
                         (in, out, count))                                    \
    RILL_PRIVATE_FN(name, map, 1,                                             \
                    RILL_PRIVATE_SCALAR(In) && RILL_PRIVATE_SCALAR(Out),      \
                    RILL_PRIVATE_MAPS(name, RILL_PRIVATE_COLUMN(In),          \
                                      RILL_PRIVATE_COLUMN(Out)));             \
    static inline Out name##_body(In x)

# define RILL_PRIVATE_MAPS(name, from, to)                                    \
    {.map = name##_batch,                                                     \
     .in_kind = (to) != 0 ? (from) : 0,                                       \
     .out_kind = (to),                                                        \
     .column = name##_column}

# define RILL_FILTER_FN(name, In, x)                                          \
    static inline bool name##_body(In x);                                     \
    static rill_value_t name##_item(rill_value_t v, void *context) {          \
      (void) context;                                                         \
      if (!RILL_PRIVATE_OK(In, v))                                            \
        return rill_wrong_kind(#name, RILL_PRIVATE_NAME(In), v);              \
      return rill_bool(name##_body(RILL_PRIVATE_READ(In)(v)));                \
    }                                                                         \
    static inline size_t name##_batch(const rill_value_t *in,                 \
                                      rill_value_t *out, size_t count,        \
                                      size_t *kept) {                         \
      size_t n = 0, i = 0;                                                    \
      for (; i < count; i++) {                                                \
        if (!RILL_PRIVATE_OK(In, in[i])) break;                               \
        out[n] = in[i];                                                       \
        n += name##_body(RILL_PRIVATE_READ(In)(in[i]));                       \
      }                                                                       \
      *kept = n;                                                              \
      return i;                                                               \
    }                                                                         \
    RILL_PRIVATE_LOOP name##_loop(const void *in, void *out, size_t count) {  \
      In const *restrict from = in;                                           \
      In *restrict to = out;                                                  \
      size_t n = 0;                                                           \
      RILL_PRIVATE_UNROLL                                                     \
      for (size_t i = 0; i < count; i++) {                                    \
        to[n] = from[i];                                                      \
        n += name##_body(from[i]);                                            \
      }                                                                       \
      return n;                                                               \
    }                                                                         \
    RILL_PRIVATE_COLUMNS(name, (const void *in, void *out, size_t count),     \
                         (in, out, count))                                    \
    RILL_PRIVATE_FN(name, filter, 1, RILL_PRIVATE_SCALAR(In),                 \
                    RILL_PRIVATE_FILTERS(name, RILL_PRIVATE_COLUMN(In)));     \
    static inline bool name##_body(In x)
# define RILL_PRIVATE_FILTERS(name, of)                                       \
    {.filter = name##_batch,                                                  \
     .in_kind = (of),                                                         \
     .out_kind = (of),                                                        \
     .column = name##_column}

/* For reduce and scan: the accumulator comes first. */
# define RILL_FOLD_FN(name, Acc, In, a, x)                                    \
    static inline Acc name##_body(Acc a, In x);                               \
    static rill_value_t name##_item(rill_value_t acc, rill_value_t v,         \
                                    void *context) {                          \
      (void) context;                                                         \
      if (!RILL_PRIVATE_OK(Acc, acc))                                         \
        return rill_wrong_kind(#name, RILL_PRIVATE_NAME(Acc), acc);           \
      if (!RILL_PRIVATE_OK(In, v))                                            \
        return rill_wrong_kind(#name, RILL_PRIVATE_NAME(In), v);              \
      return RILL_PRIVATE_MAKE(Acc)(name##_body(RILL_PRIVATE_READ(Acc)(acc),  \
                                                RILL_PRIVATE_READ(In)(v)));   \
    }                                                                         \
    static inline size_t name##_fold(rill_value_t *acc,                       \
                                     const rill_value_t *in, size_t count) {  \
      if (!RILL_PRIVATE_OK(Acc, *acc)) return 0;                              \
      Acc sum = RILL_PRIVATE_READ(Acc)(*acc);                                 \
      size_t i = 0;                                                           \
      for (; i < count && RILL_PRIVATE_OK(In, in[i]); i++)                    \
        sum = name##_body(sum, RILL_PRIVATE_READ(In)(in[i]));                 \
      *acc = RILL_PRIVATE_MAKE(Acc)(sum);                                     \
      return i;                                                               \
    }                                                                         \
    static inline size_t name##_scan(rill_value_t *acc,                       \
                                     const rill_value_t *in,                  \
                                     rill_value_t *out, size_t count) {       \
      if (!RILL_PRIVATE_OK(Acc, *acc)) return 0;                              \
      Acc sum = RILL_PRIVATE_READ(Acc)(*acc);                                 \
      size_t i = 0;                                                           \
      for (; i < count && RILL_PRIVATE_OK(In, in[i]); i++) {                  \
        sum = name##_body(sum, RILL_PRIVATE_READ(In)(in[i]));                 \
        out[i] = RILL_PRIVATE_MAKE(Acc)(sum);                                 \
      }                                                                       \
      *acc = RILL_PRIVATE_MAKE(Acc)(sum);                                     \
      return i;                                                               \
    }                                                                         \
    static inline size_t name##_sums(rill_value_t *acc, const void *in,       \
                                     void *out, size_t count) {               \
      In const *restrict from = in;                                           \
      Acc *restrict to = out;                                                 \
      Acc sum = RILL_PRIVATE_READ(Acc)(*acc);                                 \
      for (size_t i = 0; i < count; i++)                                      \
        to[i] = sum = name##_body(sum, from[i]);                              \
      *acc = RILL_PRIVATE_MAKE(Acc)(sum);                                     \
      return count;                                                           \
    }                                                                         \
    RILL_PRIVATE_LOOP name##_loop(rill_value_t *acc, const void *in,          \
                                  size_t count) {                             \
      In const *from = in;                                                    \
      Acc sum = RILL_PRIVATE_READ(Acc)(*acc);                                 \
      for (size_t i = 0; i < count; i++) sum = name##_body(sum, from[i]);     \
      *acc = RILL_PRIVATE_MAKE(Acc)(sum);                                     \
      return count;                                                           \
    }                                                                         \
    RILL_PRIVATE_COLUMNS(name,                                                \
                         (rill_value_t * acc, const void *in, size_t count),  \
                         (acc, in, count))                                    \
    RILL_PRIVATE_FN(name, fold, 2,                                            \
                    RILL_PRIVATE_SCALAR(Acc) && RILL_PRIVATE_SCALAR(In),      \
                    RILL_PRIVATE_FOLDS(name, RILL_PRIVATE_COLUMN(Acc),        \
                                       RILL_PRIVATE_COLUMN(In)));             \
    static inline Acc name##_body(Acc a, In x)
# define RILL_PRIVATE_FOLDS(name, acc, of)                                    \
    {.fold = name##_fold,                                                     \
     .scan = name##_scan,                                                     \
     .in_kind = (acc) != 0 ? (of) : 0,                                        \
     .out_kind = (acc),                                                       \
     .fold_column = name##_column,                                            \
     .scan_column = name##_sums}
# define RILL_SCAN_FN(name, Acc, In, a, x) RILL_FOLD_FN(name, Acc, In, a, x)
#endif

#endif
