/* SPDX-License-Identifier: MIT */
/* verifier: what a stream does, expected step by step. */
#include "base/error.h"
#include "base/memory.h"
#include "core/operator.h"
#include "shared/options.h"

#include <rill/test.h>

struct rill_verifier {
  rill_object_t base;
  rill_scheduler_t *clock;
  rill_recorder_t *recorder;
  size_t seen; /* messages that were expected */
  size_t step; /* counts the calls */
  char failure[512];
};

static void verifier_destroy(void *object) {
  rill_verifier_t *v = object;
  rill_subscription_t *run =
      v->recorder != NULL ? rill_recorder_subscription(v->recorder) : NULL;
  if (run != NULL) rill_cancel(run);
  rill_unref(v->recorder);
  rill_unref(v->clock);
}

const rill_type_t rill_verifier_type = {
    .name = "verifier",
    .destroy = verifier_destroy,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

rill_verifier_t *rill_verifier_opts(rill_scheduler_t *clock,
                                    const rill_recorder_opts_t *options) {
  rill_verifier_t *v =
      rill_object_new_zeroed(&rill_verifier_type, sizeof *v);
  if (v == NULL) {
    RILL_OPTIONS(rill_recorder_opts_t, o, options);
    rill_unref(o.observable);
    return NULL;
  }
  v->clock = rill_ref(clock);
  v->recorder = rill_recorder_opts(clock, options);
  if (v->recorder != NULL) return v;
  rill_unref(v);
  return NULL;
}

/* --- Saying what is wrong ------------------------------------------------- */

static void RILL_PRINTF(2, 3)
    verifier_fail(rill_verifier_t *v, const char *format, ...) {
  va_list arguments;
  if (v->failure[0] != 0) return; /* the first one says it */
  int n = snprintf(v->failure, sizeof v->failure, "step %zu, tick %lld: ",
                   v->step, (long long) rill_now(v->clock));
  va_start(arguments, format);
  vsnprintf(v->failure + n, sizeof v->failure - (size_t) n, format,
            arguments);
  va_end(arguments);
}

/* A message as one reads it. */
static void describe(rill_message_t message, char *text, size_t size) {
  char value[128];
  rill_value_format(message.value, value, sizeof value);
  switch (message.mark) {
  case RILL_MARK_NEXT: snprintf(text, size, "item %s", value); break;
  case RILL_MARK_ERROR: snprintf(text, size, "error %s", value); break;
  case RILL_MARK_COMPLETE: snprintf(text, size, "completion"); break;
  case RILL_MARK_CANCEL: snprintf(text, size, "cancel"); break;
  case RILL_MARK_SUBSCRIBE: snprintf(text, size, "subscription"); break;
  }
}

/* The next message that nobody has expected; false if there is none. */
static bool verifier_take(rill_verifier_t *v, const char *expected,
                          rill_message_t *message) {
  if (v->seen < rill_recorder_count(v->recorder)) {
    *message = rill_recorder_at(v->recorder, v->seen++);
    return true;
  }
  verifier_fail(v, "expected %s, and nothing came", expected);
  return false;
}

static void verifier_differs(rill_verifier_t *v, const char *expected,
                             rill_message_t message) {
  char text[192];
  describe(message, text, sizeof text);
  verifier_fail(v, "expected %s, got %s", expected, text);
}

static void verifier_expect(rill_verifier_t *v, rill_mark_t mark,
                            const char *expected) {
  rill_message_t message;
  v->step++;
  if (!verifier_take(v, expected, &message)) return;
  if (message.mark != mark) verifier_differs(v, expected, message);
}

/* --- The steps ------------------------------------------------------------ */

void rill_verify_next(rill_verifier_t *v, rill_value_t expected) {
  rill_message_t message;
  char value[128], text[160];
  rill_value_format(expected, value, sizeof value);
  snprintf(text, sizeof text, "item %s", value);
  v->step++;
  if (verifier_take(v, text, &message) &&
      (message.mark != RILL_MARK_NEXT ||
       !rill_value_equal(message.value, expected)))
    verifier_differs(v, text, message);
  rill_value_unref(expected);
}

void rill_verify_next_count(rill_verifier_t *v, size_t count) {
  rill_message_t message;
  v->step++;
  for (size_t i = 0; i < count; i++) {
    if (!verifier_take(v, "an item", &message)) return;
    if (message.mark == RILL_MARK_NEXT) continue;
    verifier_differs(v, "an item", message);
    return;
  }
}

void rill_verify_no_event(rill_verifier_t *v, rill_time_t span) {
  v->step++;
  rill_virtual_advance_by(v->clock, span);
  if (v->seen < rill_recorder_count(v->recorder))
    verifier_differs(v, "nothing", rill_recorder_at(v->recorder, v->seen));
}

void rill_verify_complete(rill_verifier_t *v) {
  verifier_expect(v, RILL_MARK_COMPLETE, "completion");
}

void rill_verify_error(rill_verifier_t *v, int code) {
  rill_message_t message;
  char text[64];
  snprintf(text, sizeof text, "error %s", rill_error_name(code));
  v->step++;
  if (!verifier_take(v, text, &message)) return;
  rill_error_t *error = rill_as_error(message.value);
  if (error == NULL || rill_error_code(error) != code)
    verifier_differs(v, text, message);
}

void rill_verify_advance(rill_verifier_t *v, rill_time_t span) {
  v->step++;
  rill_virtual_advance_by(v->clock, span);
}

void rill_verify_request(rill_verifier_t *v, int64_t count) {
  v->step++;
  if (rill_recorder_subscription(v->recorder) != NULL)
    rill_recorder_request(v->recorder, count);
}

void rill_verify_cancel(rill_verifier_t *v) {
  rill_subscription_t *run = rill_recorder_subscription(v->recorder);
  v->step++;
  if (run == NULL) {
    verifier_fail(v, "nothing to cancel: the run is over");
    return;
  }
  rill_cancel(run);
  verifier_expect(v, RILL_MARK_CANCEL, "cancel");
}

const char *rill_verifier_failure(rill_verifier_t *v) {
  const char *broken = rill_recorder_broken(v->recorder);
  if (broken != NULL) verifier_fail(v, "a rule was broken: %s", broken);
  return v->failure[0] != 0 ? v->failure : NULL;
}
