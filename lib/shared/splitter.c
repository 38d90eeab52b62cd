/* SPDX-License-Identifier: MIT */
/* splitter: pieces between separators, which chunks may tear apart. */
#include "shared/splitter.h"

#include <stdio.h>

/* --- Looking -------------------------------------------------------------- */

/* Where the text `what` begins, or `size`. */
static size_t find(const char *data, size_t size, const char *what,
                   size_t length) {
  size_t at = 0;
  while (size - at >= length) {
    const char *first = memchr(data + at, what[0], size - at - (length - 1));
    if (first == NULL) break;
    at = (size_t) (first - data);
    if (memcmp(first, what, length) == 0) return at;
    at++;
  }
  return size;
}

/* How much of the rest is the beginning of a separator that the chunk goes on
 * with; 0: none is torn apart. */
static size_t find_torn(const rill_splitter_t *s, const char *what,
                        size_t length) {
  size_t most = s->length < length - 1 ? s->length : length - 1;
  for (size_t before = most; before > 0; before--) {
    size_t behind = length - before;
    if (behind <= s->left &&
        memcmp(s->rest + s->length - before, what, before) == 0 &&
        memcmp(s->data, what + before, behind) == 0)
      return before;
  }
  return 0;
}

/* --- Taking --------------------------------------------------------------- */

static void splitter_take(rill_splitter_t *s, size_t count) {
  s->data += count;
  s->left -= count;
  if (s->left > 0) return;
  rill_value_t chunk = s->chunk;
  s->chunk = rill_none();
  rill_value_unref(chunk);
}

static void splitter_fail_long(rill_stage_t *stage) {
  const rill_splitter_params_t *p = rill_params(stage);
  rill_emit_error(stage,
                  rill_error_new(RILL_EOVERFLOW,
                                 "rill_%s: more than %lld bytes without a "
                                 "separator (raise .limit)",
                                 stage->ops->name, (long long) p->limit));
}

static bool splitter_grow(rill_splitter_t *s, size_t need) {
  size_t room = s->room > 0 ? s->room : 64;
  while (room < need) room *= 2;
  if (room == s->room) return true;
  char *rest = rill_allocate(room);
  if (rest == NULL) return false;
  if (s->length > 0) memcpy(rest, s->rest, s->length);
  rill_release(s->rest, s->room);
  s->rest = rest;
  s->room = room;
  return true;
}

/* Moves the next `count` bytes of the chunk to the rest. False: has failed. */
static bool splitter_keep(rill_stage_t *stage, size_t count) {
  const rill_splitter_params_t *p = rill_params(stage);
  rill_splitter_t *s = rill_state(stage);
  /* What may turn out to belong to the separator does not count yet. */
  size_t slack = rill_string_length(p->separator) - (p->returns ? 0 : 1);
  if (s->length + count > (size_t) p->limit + slack) {
    splitter_fail_long(stage);
    return false;
  }
  if (!splitter_grow(s, s->length + count)) {
    rill_emit_error(stage, rill_error_no_memory());
    return false;
  }
  memcpy(s->rest + s->length, s->data, count);
  s->length += count;
  splitter_take(s, count);
  return true;
}

static void splitter_emit(rill_stage_t *stage, const char *text,
                          size_t length) {
  const rill_splitter_params_t *p = rill_params(stage);
  rill_splitter_t *s = rill_state(stage);
  if (length > (size_t) p->limit) {
    splitter_fail_long(stage);
    return;
  }
  rill_value_t piece = rill_string_n(text, length);
  if (piece.kind == RILL_ERROR)
    rill_emit_failure(stage, piece);
  else
    rill_demand_use(&s->demand, rill_emit_own(stage, piece));
}

/* The piece is the rest, but for what belongs to the separator. */
static void splitter_emit_rest(rill_stage_t *stage, size_t length) {
  rill_splitter_t *s = rill_state(stage);
  s->length = 0;
  splitter_emit(stage, s->rest, length);
}

static size_t without_return(const rill_stage_t *stage, const char *text,
                             size_t length) {
  const rill_splitter_params_t *p = rill_params(stage);
  bool ends = p->returns && length > 0 && text[length - 1] == '\r';
  return ends ? length - 1 : length;
}

/* The piece is the rest and `size` bytes of the chunk, behind which there is a
 * separator. */
static void splitter_piece(rill_stage_t *stage, size_t size, size_t separator) {
  rill_splitter_t *s = rill_state(stage);
  if (s->length > 0) {
    if (size > 0 && !splitter_keep(stage, size)) return;
    splitter_take(s, separator);
    splitter_emit_rest(stage, without_return(stage, s->rest, s->length));
    return;
  }
  const char *text = s->data;
  rill_value_t chunk = rill_value_ref(s->chunk);
  splitter_take(s, size + separator);
  splitter_emit(stage, text, without_return(stage, text, size));
  rill_value_unref(chunk);
}

/* The next piece of the chunk; without one, its end becomes the rest. */
static void splitter_chunk(rill_stage_t *stage) {
  const rill_splitter_params_t *p = rill_params(stage);
  rill_splitter_t *s = rill_state(stage);
  const char *what = rill_as_string(p->separator);
  size_t length = rill_string_length(p->separator);
  size_t torn = find_torn(s, what, length);
  if (torn > 0) {
    size_t piece = s->length - torn;
    splitter_take(s, length - torn);
    splitter_emit_rest(stage, piece);
    return;
  }
  size_t at = find(s->data, s->left, what, length);
  if (at < s->left)
    splitter_piece(stage, at, length);
  else
    splitter_keep(stage, at);
}

/* --- The loop ------------------------------------------------------------- */

/* Does one thing; false: there is nothing to do. */
static bool splitter_work(rill_stage_t *stage) {
  rill_splitter_t *s = rill_state(stage);
  if (s->done && s->left == 0 && s->length == 0) {
    rill_emit_complete(stage);
    return false;
  }
  if (s->demand == 0) return false;
  if (s->left > 0) {
    splitter_chunk(stage);
  } else if (s->done) {
    splitter_emit_rest(stage, s->length);
  } else {
    if (s->asked) return false;
    s->asked = true;
    rill_ask(stage, 1);
  }
  return true;
}

static void splitter_drain(rill_stage_t *stage) {
  rill_splitter_t *s = rill_state(stage);
  if (s->draining) return;
  s->draining = true;
  while (!stage->closed && splitter_work(stage)) continue;
  s->draining = false;
}

/* --- The stage ------------------------------------------------------------ */

rill_error_t *rill_splitter_check(const void *params) {
  const rill_splitter_params_t *p = params;
  if (p->separator.kind == RILL_ERROR)
    return rill_ref(rill_as_error(p->separator));
  if (rill_is_none(p->separator)) return rill_refuse("separator is NULL");
  if (rill_string_length(p->separator) == 0)
    return rill_refuse("separator is \"\" (must not be empty)");
  if (p->limit < 1)
    return rill_refuse("limit is %lld (must be >= 1)", (long long) p->limit);
  return NULL;
}

void rill_splitter_forget(void *params) {
  rill_value_unref(((rill_splitter_params_t *) params)->separator);
}

static bool is_chunk(rill_value_t item) {
  return rill_as_object(item, &rill_bytes_type) != NULL ||
         rill_as_object(item, &rill_string_type) != NULL;
}

static void splitter_refuse(rill_stage_t *stage, rill_value_t item) {
  char name[32];
  snprintf(name, sizeof name, "rill_%s", stage->ops->name);
  rill_emit_failure(stage, rill_wrong_kind(name, "bytes or a string", item));
}

size_t rill_splitter_next(rill_stage_t *stage, const rill_value_t *items,
                          size_t count) {
  rill_splitter_t *s = rill_state(stage);
  if (count == 0) return 0;
  assert(count == 1 && s->left == 0); /* that is what was asked for */
  if (!is_chunk(items[0])) {
    splitter_refuse(stage, items[0]);
    return count;
  }
  s->asked = false;
  s->data = rill_as_bytes(items[0], &s->left);
  if (s->left > 0) s->chunk = rill_value_ref(items[0]);
  splitter_drain(stage);
  return count;
}

void rill_splitter_complete(rill_stage_t *stage) {
  ((rill_splitter_t *) rill_state(stage))->done = true;
  splitter_drain(stage);
}

void rill_splitter_request(rill_stage_t *stage, int64_t count) {
  rill_splitter_t *s = rill_state(stage);
  rill_demand_add(&s->demand, count);
  splitter_drain(stage);
}

void rill_splitter_release(rill_stage_t *stage) {
  rill_splitter_t *s = rill_state(stage);
  rill_value_unref(s->chunk);
  rill_release(s->rest, s->room);
}
