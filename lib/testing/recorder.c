/* SPDX-License-Identifier: MIT */
/* recorder: an observer that writes down all it gets. */
#include "base/error.h"
#include "core/operator.h"
#include "shared/options.h"
#include "shared/marbles.h"

struct rill_recorder {
  rill_object_t base;
  rill_scheduler_t *clock;
  rill_subscription_t *subscription;
  rill_messages_t messages;
  rill_time_t started;
  int64_t demand, again;
  size_t items, cancel_after;
  bool ended;
  const char *broken;
};

static void recorder_destroy(void *object) {
  rill_recorder_t *recorder = object;
  rill_messages_clear(&recorder->messages);
  rill_unref(recorder->clock);
}

const rill_type_t rill_recorder_type = {
    .name = "recorder",
    .destroy = recorder_destroy,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

/* --- The observer --------------------------------------------------------- */

static rill_time_t recorder_now(const rill_recorder_t *recorder) {
  return recorder->clock != NULL ? rill_now(recorder->clock) : 0;
}

static void recorder_add(rill_recorder_t *recorder, rill_mark_t mark,
                         rill_value_t value) {
  rill_time_t at = recorder_now(recorder) - recorder->started;
  if (recorder->ended && recorder->broken == NULL)
    recorder->broken = "a signal after the end";
  recorder->ended = mark != RILL_MARK_NEXT;
  if (!rill_messages_add(&recorder->messages, at, mark, value))
    recorder->broken = "no memory to record with";
}

void rill_recorder_request(rill_recorder_t *recorder, int64_t count) {
  if (count > 0) rill_demand_add(&recorder->demand, count);
  rill_request(recorder->subscription, count);
}

rill_subscription_t *rill_recorder_subscription(
    const rill_recorder_t *recorder) {
  return recorder->subscription;
}

static void recorder_next(rill_value_t item, void *context) {
  rill_recorder_t *recorder = context;
  recorder->items++;
  recorder_add(recorder, RILL_MARK_NEXT, rill_value_ref(item));
  if (rill_is_error(item)) recorder->broken = "an item that is an error";
  if (recorder->demand == 0) recorder->broken = "an item beyond demand";
  rill_demand_use(&recorder->demand, recorder->demand > 0);
  if (recorder->items == recorder->cancel_after) {
    recorder_add(recorder, RILL_MARK_CANCEL, rill_none());
    rill_cancel(recorder->subscription);
  } else if (recorder->again > 0) {
    rill_recorder_request(recorder, recorder->again);
  }
}

static void recorder_error(rill_error_t *error, void *context) {
  recorder_add(context, RILL_MARK_ERROR,
               rill_fail((rill_error_t *) rill_ref_object(error)));
}

static void recorder_complete(void *context) {
  recorder_add(context, RILL_MARK_COMPLETE, rill_none());
}

static void recorder_subscribed(rill_subscription_t *subscription,
                                void *context) {
  rill_recorder_t *recorder = context;
  recorder->subscription = subscription;
  if (recorder->demand > 0) rill_request(subscription, recorder->demand);
}

static void recorder_release(void *context) {
  rill_recorder_t *recorder = context;
  recorder->subscription = NULL;
  if (!recorder->ended)
    recorder_add(recorder, RILL_MARK_CANCEL, rill_none());
  rill_unref(recorder);
}

/* --- What the user sees --------------------------------------------------- */

rill_recorder_t *rill_recorder_opts(rill_scheduler_t *clock,
                                  const rill_recorder_opts_t *given) {
  RILL_OPTIONS(rill_recorder_opts_t, options, given);
  rill_recorder_t *recorder =
      rill_object_new_zeroed(&rill_recorder_type, sizeof *recorder);
  if (recorder == NULL) {
    rill_unref(options.observable);
    return NULL;
  }
  recorder->clock = rill_ref(clock);
  recorder->started = recorder_now(recorder);
  recorder->demand = options.demand == 0  ? RILL_UNBOUNDED
                     : options.demand < 0 ? 0
                                           : options.demand;
  recorder->again = options.again;
  recorder->cancel_after = options.cancel_after;
  rill_unref(rill_subscribe_observer(
      clock, options.observable,
      &(const rill_observer_t){.size = sizeof(rill_observer_t),
                               .next = recorder_next,
                               .error = recorder_error,
                               .complete = recorder_complete,
                               .subscribed = recorder_subscribed,
                               .release = recorder_release,
                               .context = rill_ref(recorder)},
      options.site));
  return recorder;
}

rill_time_t rill_recorder_started(const rill_recorder_t *recorder) {
  return recorder->started;
}

size_t rill_recorder_count(const rill_recorder_t *recorder) {
  return recorder->messages.count;
}

rill_message_t rill_recorder_at(const rill_recorder_t *recorder,
                                size_t index) {
  if (index >= recorder->messages.count) return (rill_message_t){0};
  return recorder->messages.items[index];
}

const char *rill_recorder_broken(const rill_recorder_t *recorder) {
  return recorder->broken;
}

size_t rill_recorder_draw(const rill_recorder_t *recorder, rill_value_t values,
                          char *text, size_t size) {
  return rill_marbles_draw(&recorder->messages, values, text, size);
}
