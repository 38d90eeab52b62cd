/* SPDX-License-Identifier: MIT */
/* Values: made, compared and hashed. */
#include "base/value.h"

#include <math.h>
#include <string.h>

/* How deep types may call back into comparing and hashing. What lies deeper is
 * told apart by identity and adds nothing to a hash: no data ends the stack. */
enum { CALL_LIMIT = 1000, HASH_LEVELS = 64 };

static __thread unsigned calls;

rill_value_t rill_object(void *object) {
  rill_value_t v = rill_none();
  if (object == NULL) return v;
  v.as.o = object;
  v.kind = v.as.o->type == &rill_error_type ? RILL_ERROR : RILL_OBJECT;
  return v;
}

rill_value_t rill_fail(rill_error_t *error) {
  if (error == NULL)
    error = rill_error_new(RILL_EINVAL, "rill_fail: error is NULL");
  return rill_object(error);
}

const char *rill_value_kind_name(rill_value_t v) {
  switch ((rill_kind_t) v.kind) {
  case RILL_NONE:
    return "none";
  case RILL_BOOL:
    return "bool";
  case RILL_INT:
    return "int";
  case RILL_DOUBLE:
    return "double";
  case RILL_POINTER:
    return "pointer";
  case RILL_OBJECT:
  case RILL_ERROR:
    return v.as.o->type->name;
  }
  return "unknown";
}

static int order_of(bool before, bool after) { return after - before; }

static int order_doubles(double a, double b) {
  if (isnan(a) || isnan(b)) return order_of(!isnan(a), !isnan(b));
  return order_of(a < b, b < a);
}

/* Exact where a conversion to double would round. */
static int order_int_double(int64_t i, double d) {
  if (isnan(d) || d >= 0x1p63) return -1;
  if (d < -0x1p63) return 1;
  int64_t whole = (int64_t) d;
  if (i != whole) return order_of(i < whole, whole < i);
  double rest = d - (double) whole;
  return order_of(0 < rest, rest < 0);
}

static int order_numbers(rill_value_t a, rill_value_t b) {
  if (a.kind == RILL_DOUBLE)
    return b.kind == RILL_DOUBLE ? order_doubles(a.as.d, b.as.d)
                                 : -order_int_double(b.as.i, a.as.d);
  if (b.kind == RILL_DOUBLE) return order_int_double(a.as.i, b.as.d);
  return order_of(a.as.i < b.as.i, b.as.i < a.as.i);
}

static int order_addresses(const void *a, const void *b) {
  return order_of((uintptr_t) a < (uintptr_t) b, (uintptr_t) b < (uintptr_t) a);
}

static uint32_t rank_of(rill_value_t v) {
  return v.kind == RILL_DOUBLE ? (uint32_t) RILL_INT : v.kind;
}

/* Of two values that are not both objects of one rank. */
static int order_plain(rill_value_t a, rill_value_t b) {
  uint32_t rank = rank_of(a), other = rank_of(b);
  if (rank != other) return order_of(rank < other, other < rank);
  if (rank == RILL_INT) return order_numbers(a, b);
  if (rank == RILL_BOOL) return order_of(a.as.i < b.as.i, b.as.i < a.as.i);
  return rank == RILL_POINTER ? order_addresses(a.as.p, b.as.p) : 0;
}

static int order_types(const rill_type_t *a, const rill_type_t *b) {
  int order = strcmp(a->name, b->name);
  return order != 0 ? order : order_addresses(a, b);
}

static bool leaves_equal(const rill_object_t *a, const rill_object_t *b) {
  if (a->type->equal == NULL) return a == b;
  return a->type->equal(rill_object_content(a), rill_object_content(b));
}

static int order_leaves(const rill_object_t *a, const rill_object_t *b) {
  const rill_type_t *type = a->type;
  const void *one = rill_object_content(a), *other = rill_object_content(b);
  if (type->compare != NULL) return type->compare(one, other);
  if (leaves_equal(a, b)) return 0;
  if (type->hash != NULL) {
    uint64_t x = type->hash(one), y = type->hash(other);
    if (x != y) return order_of(x < y, y < x);
  }
  return order_addresses(a, b);
}

/* Two objects walked side by side. */
struct frame {
  const rill_nest_t *nest;
  const void *a, *b;
  size_t cursor_a, cursor_b;
};

struct walk {
  bool equality; /* only whether they differ is asked */
  size_t depth, room;
  struct frame *frames;
  struct frame first[8];
};

static int walk_all(rill_value_t a, rill_value_t b, bool equality);

static bool walk_grow(struct walk *walk) {
  size_t size = walk->room * sizeof *walk->frames;
  struct frame *more = rill_allocate(2 * size);
  if (more == NULL) return false;
  memcpy(more, walk->frames, size);
  if (walk->frames != walk->first) rill_release(walk->frames, size);
  walk->frames = more;
  walk->room *= 2;
  return true;
}

static int walk_call(struct walk *walk, rill_value_t a, rill_value_t b) {
  if (calls >= CALL_LIMIT) return order_addresses(a.as.o, b.as.o);
  calls++;
  int order;
  if (rill_type_nest(a.as.o->type) != NULL) /* no memory to go on */
    order = walk_all(a, b, walk->equality);
  else if (walk->equality)
    order = !leaves_equal(a.as.o, b.as.o);
  else
    order = order_leaves(a.as.o, b.as.o);
  calls--;
  return order;
}

/* The order of the two as far as it shows without what is inside them, which
 * comes next. */
static int walk_enter(struct walk *walk, rill_value_t a, rill_value_t b) {
  if (a.kind != b.kind || a.kind < RILL_OBJECT) return order_plain(a, b);
  if (a.as.o == b.as.o) return 0;
  const rill_type_t *type = a.as.o->type;
  if (type != b.as.o->type) return order_types(type, b.as.o->type);
  const rill_nest_t *nest = rill_type_nest(type);
  if (nest == NULL || (walk->depth == walk->room && !walk_grow(walk)))
    return walk_call(walk, a, b);
  struct frame frame = {nest, rill_object_content(a.as.o),
                        rill_object_content(b.as.o), 0, 0};
  walk->frames[walk->depth++] = frame;
  return 0;
}

/* The next two to compare; false at the end, or where one has no more. */
static bool walk_next(struct walk *walk, rill_value_t *a, rill_value_t *b,
                      int *order) {
  while (walk->depth > 0) {
    struct frame *top = &walk->frames[walk->depth - 1];
    bool more_a = top->nest->next(top->a, &top->cursor_a, a);
    bool more_b = top->nest->next(top->b, &top->cursor_b, b);
    if (more_a && more_b) return true;
    *order = order_of(more_b, more_a);
    if (*order != 0) return false;
    walk->depth--;
  }
  return false;
}

static int walk_all(rill_value_t a, rill_value_t b, bool equality) {
  struct walk walk;
  walk.equality = equality;
  walk.depth = 0;
  walk.room = sizeof walk.first / sizeof walk.first[0];
  walk.frames = walk.first;
  int order;
  do order = walk_enter(&walk, a, b);
  while (order == 0 && walk_next(&walk, &a, &b, &order));
  if (walk.frames != walk.first)
    rill_release(walk.frames, walk.room * sizeof *walk.frames);
  return order_of(order < 0, 0 < order);
}

bool rill_value_equal(rill_value_t a, rill_value_t b) {
  if (a.kind != b.kind || a.kind < RILL_OBJECT) return order_plain(a, b) == 0;
  return walk_all(a, b, true) == 0;
}

int rill_value_compare(rill_value_t a, rill_value_t b) {
  if (a.kind != b.kind || a.kind < RILL_OBJECT) return order_plain(a, b);
  return walk_all(a, b, false);
}

static uint64_t hash_step(uint64_t hash, uint64_t word) {
  hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
  return hash ^ (hash >> 29);
}

/* A double that is a whole number hashes as that number. */
static uint64_t hash_double(double d) {
  if (isnan(d)) return rill_hash_word(0x7ff8);
  if (d >= -0x1p63 && d < 0x1p63 && (double) (int64_t) d == d)
    return rill_hash_int((uint64_t) (int64_t) d);
  uint64_t bits;
  memcpy(&bits, &d, sizeof bits);
  return rill_hash_word(bits);
}

static uint64_t hash_leaf(const rill_object_t *object) {
  const rill_type_t *type = object->type;
  if (type->hash == NULL) /* equal ones must hash alike */
    return type->equal == NULL ? rill_hash_word((uintptr_t) object) : 2;
  if (calls >= CALL_LIMIT) return 3;
  calls++;
  uint64_t hash = rill_hash_word(type->hash(rill_object_content(object)));
  calls--;
  return hash;
}

static uint64_t hash_one(rill_value_t v) {
  switch ((rill_kind_t) v.kind) {
  case RILL_NONE:
    return rill_hash_word(0x10000);
  case RILL_BOOL:
    return rill_hash_word(0x10001u + (uint64_t) v.as.i);
  case RILL_INT:
    return rill_hash_int((uint64_t) v.as.i);
  case RILL_DOUBLE:
    return hash_double(v.as.d);
  case RILL_POINTER:
    return rill_hash_word(~(uint64_t) v.as.i);
  case RILL_OBJECT:
  case RILL_ERROR:
    return rill_type_nest(v.as.o->type) != NULL ? 1 : hash_leaf(v.as.o);
  }
  return 0;
}

uint64_t rill_value_hash(rill_value_t v) {
  struct {
    const rill_nest_t *nest;
    const void *of;
    size_t cursor;
  } frames[HASH_LEVELS], *top = NULL;
  size_t depth = 0;
  if (v.kind < RILL_OBJECT || rill_type_nest(v.as.o->type) == NULL)
    return hash_one(v);
  uint64_t hash = rill_hash_key.two;
  do {
    hash = hash_step(hash, hash_one(v));
    if (v.kind >= RILL_OBJECT && rill_type_nest(v.as.o->type) != NULL &&
        depth < HASH_LEVELS) {
      top = &frames[depth++];
      top->nest = rill_type_nest(v.as.o->type);
      top->of = rill_object_content(v.as.o);
      top->cursor = 0;
    }
    while (depth > 0 && !top->nest->next(top->of, &top->cursor, &v)) {
      hash = hash_step(hash, 4); /* [[1], 2] is not [[1, 2]] */
      depth--;
      top--;
    }
  } while (depth > 0);
  return rill_hash_mix(hash);
}
