/* SPDX-License-Identifier: MIT */
/* record: draws what happened as marbles. */
#include "base/memory.h"
#include "shared/options.h"
#include "shared/report.h"
#include "shared/marbles.h"

struct record_params {
  rill_report_params_t report;
  rill_time_t tick;
  int64_t capacity;
};

struct record {
  rill_report_t report;
  rill_messages_t messages;
  int64_t missing; /* items that there was no room for */
};

static rill_error_t *record_check(const void *params) {
  const struct record_params *p = params;
  if (p->tick < 0)
    return rill_refuse("tick is %lld (must be >= 0)", (long long) p->tick);
  if (p->capacity < 0)
    return rill_refuse("capacity is %lld (must be >= 0)",
                       (long long) p->capacity);
  return rill_check_optional_fn(p->report.report, 1, "report");
}

/* Where time is real, a nanosecond is no tick. */
static rill_time_t tick_of(const rill_stage_t *stage) {
  const struct record_params *p = rill_params(stage);
  if (p->tick > 0) return p->tick;
  return rill_stage_scheduler(stage)->driver.breathes ? RILL_MS(1) : 1;
}

static bool record_add(rill_stage_t *stage, rill_mark_t mark,
                       rill_value_t item) {
  struct record *record = rill_state(stage);
  rill_time_t at = rill_stage_now(stage) - record->report.started;
  return rill_messages_add(&record->messages, at / tick_of(stage), mark,
                           rill_value_ref(item));
}

static rill_step_t record_step(rill_stage_t *stage, rill_value_t *item) {
  const struct record_params *p = rill_params(stage);
  struct record *record = rill_state(stage);
  if ((int64_t) record->messages.count == p->capacity) {
    record->missing++;
    return RILL_PASS;
  }
  if (record_add(stage, RILL_MARK_NEXT, *item)) return RILL_PASS;
  *item = rill_fail(rill_error_no_memory());
  return RILL_FAIL;
}

/* --- The drawing ---------------------------------------------------------- */

static rill_mark_t mark_of(rill_outcome_t outcome) {
  if (outcome == RILL_OUTCOME_COMPLETED) return RILL_MARK_COMPLETE;
  return outcome == RILL_OUTCOME_FAILED ? RILL_MARK_ERROR : RILL_MARK_CANCEL;
}

static rill_value_t record_text(const struct record *record) {
  size_t length = rill_marbles_draw(&record->messages, rill_none(), NULL, 0);
  char *text = rill_allocate(length + 1);
  if (text == NULL) return rill_fail(rill_error_no_memory());
  rill_marbles_draw(&record->messages, rill_none(), text, length + 1);
  rill_value_t made = record->missing == 0
                          ? rill_string_n(text, length)
                          : rill_stringf("%s (%lld more items)", text,
                                         (long long) record->missing);
  rill_release(text, length + 1);
  return made;
}

static rill_value_t record_make(rill_stage_t *stage, rill_outcome_t outcome) {
  struct record *record = rill_state(stage);
  if (!record_add(stage, mark_of(outcome), rill_none()))
    return rill_fail(rill_error_no_memory());
  return record_text(record);
}

static void record_init(rill_stage_t *stage) {
  ((struct record *) rill_state(stage))->report.make = record_make;
}

static void record_release(rill_stage_t *stage) {
  rill_report_release(stage);
  rill_messages_clear(&((struct record *) rill_state(stage))->messages);
}

static const rill_stage_ops_t record_ops = {
    .name = "record",
    .code = RILL_CODE_STEP,
    .state_size = sizeof(struct record),
    .params_size = sizeof(struct record_params),
    .check = record_check,
    .init = record_init,
    RILL_REPORT_OPS,
    .step = record_step,
    .release = record_release,
};

rill_operator_t *rill_record_opts(const rill_record_opts_t *options) {
  RILL_OPTIONS(rill_record_opts_t, o, options);
  struct record_params params = {
      .report = {.report = o.report, .file = o.file != NULL ? o.file : stderr},
      .tick = o.tick,
      .capacity = o.capacity != 0 ? o.capacity : RILL_CAPACITY};
  return rill_operator_make(&record_ops, &params);
}
