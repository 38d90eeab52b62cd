/* SPDX-License-Identifier: MIT */
/* case: each run asks for a key, and is the stream that a map has for it. */
#include "shared/items.h"
#include "shared/options.h"
#include "shared/resubscribe.h"

#include <rill/create.h>
#include <rill/promise.h>

struct case_params {
  rill_fn_t select;
  rill_value_t streams;         /* owned */
  rill_observable_t *otherwise; /* owned; NULL: empty */
};

static bool is_stream(rill_value_t value) {
  return rill_as_object(value, &rill_observable_type) != NULL ||
         rill_as_object(value, &rill_promise_type) != NULL ||
         rill_as_object(value, &rill_list_type) != NULL;
}

static rill_error_t *case_check_streams(rill_value_t streams) {
  rill_value_t key, value;
  if (streams.kind == RILL_ERROR) return rill_ref(rill_as_error(streams));
  if (rill_as_object(streams, &rill_map_type) == NULL)
    return rill_error_new(RILL_ETYPE, "got %s (must be map)",
                          rill_value_kind_name(streams));
  for (size_t i = 0; rill_map_at(streams, i, &key, &value); i++) {
    if (key.kind == RILL_ERROR) return rill_check_item(key, "a key");
    if (value.kind == RILL_ERROR) return rill_check_item(value, "a value");
    if (is_stream(value)) continue;
    char text[64];
    rill_value_format(key, text, sizeof text);
    return rill_error_new(RILL_ETYPE,
                          "the value of key %s is %s (must be observable, "
                          "promise or list)",
                          text, rill_value_kind_name(value));
  }
  return NULL;
}

static rill_error_t *case_check(const void *params) {
  const struct case_params *p = params;
  rill_error_t *error = rill_check_fn(p->select, 0, "select");
  return error != NULL ? error : case_check_streams(p->streams);
}

static void case_forget(void *params) {
  struct case_params *p = params;
  rill_fn_drop(p->select);
  rill_value_unref(p->streams);
  rill_unref(p->otherwise);
}

static void case_run(rill_stage_t *stage, rill_value_t key) {
  const struct case_params *p = rill_params(stage);
  rill_value_t stream = rill_map_get(p->streams, key);
  if (!rill_is_none(stream))
    rill_resubscribe_last(stage, rill_from_value(rill_value_ref(stream)));
  else if (p->otherwise != NULL)
    rill_resubscribe_last(stage, rill_ref(p->otherwise));
  else
    rill_emit_complete(stage);
}

static void case_start(rill_stage_t *stage) {
  const struct case_params *p = rill_params(stage);
  rill_value_t key = rill_invoke0(&p->select);
  if (!stage->closed && key.kind == RILL_ERROR) {
    rill_emit_failure(stage, key);
    return;
  }
  if (!stage->closed) case_run(stage, key);
  rill_value_unref(key);
}

static const rill_stage_ops_t case_ops = {
    .name = "case",
    .state_size = sizeof(rill_resubscribe_t),
    .params_size = sizeof(struct case_params),
    .check = case_check,
    .forget = case_forget,
    .start = case_start,
    RILL_RESUBSCRIBE_OPS,
};

rill_observable_t *rill_case_opts(const rill_case_opts_t *options) {
  RILL_OPTIONS(rill_case_opts_t, o, options);
  struct case_params params = {o.select, o.streams, o.otherwise};
  return rill_source_make(&case_ops, &params);
}
