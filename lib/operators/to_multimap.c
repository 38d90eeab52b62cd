/* SPDX-License-Identifier: MIT */
/* to_multimap: under each key the list of its items. */
#include "shared/buffer.h"
#include "shared/mapping.h"
#include "shared/options.h"

#include <rill/aggregate.h>

struct to_multimap {
  rill_mapping_t mapping;
  rill_buffer_t *lists; /* one for each pair */
  size_t count, room;
  int64_t items; /* in all of them */
};

static bool to_multimap_grow(struct to_multimap *state) {
  size_t room = state->room > 0 ? 2 * state->room : 8;
  rill_buffer_t *lists = rill_allocate(room * sizeof *lists);
  if (lists == NULL) return false;
  if (state->count > 0)
    memcpy(lists, state->lists, state->count * sizeof *lists);
  rill_release(state->lists, state->room * sizeof *lists);
  state->lists = lists;
  state->room = room;
  return true;
}

static rill_error_t *to_multimap_append(rill_stage_t *stage, size_t index,
                                        rill_value_t element) {
  const rill_mapping_params_t *p = rill_params(stage);
  struct to_multimap *state = rill_state(stage);
  if (p->capacity > 0 && state->items == p->capacity)
    return rill_total_full(stage, p->capacity, "items");
  if (index == state->room && !to_multimap_grow(state))
    return rill_error_no_memory();
  if (index == state->count) state->lists[state->count++] = (rill_buffer_t){0};
  state->items++;
  return rill_buffer_push(&state->lists[index], element)
             ? NULL
             : rill_error_no_memory();
}

static rill_error_t *to_multimap_put(rill_stage_t *stage, size_t index,
                                     rill_value_t element) {
  rill_error_t *error = to_multimap_append(stage, index, element);
  rill_value_unref(element);
  return error;
}

static size_t to_multimap_next(rill_stage_t *stage, const rill_value_t *items,
                               size_t count) {
  return rill_mapping_next(stage, items, count, to_multimap_put);
}

static void to_multimap_complete(rill_stage_t *stage) {
  struct to_multimap *state = rill_state(stage);
  for (size_t i = 0; i < state->count; i++) {
    size_t items = state->lists[i].count;
    rill_value_t list = rill_buffer_cut(&state->lists[i], items, items);
    if (list.kind == RILL_ERROR) {
      rill_total_set(stage, list);
      return;
    }
    rill_mapping_replace(stage, i, list);
  }
  rill_mapping_complete(stage);
}

static void to_multimap_release(rill_stage_t *stage) {
  struct to_multimap *state = rill_state(stage);
  for (size_t i = 0; i < state->count; i++) rill_buffer_clear(&state->lists[i]);
  rill_release(state->lists, state->room * sizeof *state->lists);
  rill_mapping_release(stage);
}

static const rill_stage_ops_t to_multimap_ops = {
    .name = "to_multimap",
    .state_size = sizeof(struct to_multimap),
    RILL_MAPPING_OPS,
    .next = to_multimap_next,
    .complete = to_multimap_complete,
    .release = to_multimap_release,
};

rill_operator_t *rill_to_multimap_opts(const rill_to_multimap_opts_t *options) {
  RILL_OPTIONS(rill_to_multimap_opts_t, o, options);
  rill_mapping_params_t params = {.key = o.key,
                                  .element = o.element,
                                  .capacity = o.capacity,
                                  .needs_key = true};
  return rill_operator_make(&to_multimap_ops, &params);
}
