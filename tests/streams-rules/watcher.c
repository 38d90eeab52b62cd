/* SPDX-License-Identifier: MIT */
/* watcher: a foreign subscriber that holds every signal against the rules. */
#include <uv.h>

#include "rules.h"

static void must_be_its_turn(const watcher_t *w, const char *signal) {
  must(rill_scheduler_is_current(rules_here()), "%s on a strange thread",
       signal);
  must(w->subscribed == 1, "%s before on_subscribe", signal);
  must(watcher_ends(w) == 0, "%s after the end", signal);
  must(w->released == 0, "%s after the release", signal);
  must(!w->inside, "%s from inside of on_next", signal);
  must(!w->canceled, "%s after cancel", signal);
}

static void on_subscribe(rill_subscription_t *subscription, void *context) {
  watcher_t *w = context;
  must(++w->subscribed == 1, "on_subscribe a second time");
  must(w->items == 0 && watcher_ends(w) == 0, "on_subscribe not first");
  w->subscription = rill_ref(subscription);
  if (w->demand != 0) watcher_ask(w, w->demand);
}

static int on_next(rill_value_t item, void *context) {
  watcher_t *w = context;
  must_be_its_turn(w, "on_next");
  must(w->loose || w->left > 0, "item %zu is beyond demand", w->items + 1);
  if (w->left != RILL_UNBOUNDED) w->left--;
  w->inside = true;
  uintptr_t frame = (uintptr_t) __builtin_frame_address(0);
  if (w->items == 0 || frame < w->low) w->low = frame;
  if (w->items == 0 || frame > w->high) w->high = frame;
  rill_value_unref(w->last);
  w->last = rill_value_ref(item);
  if (++w->items == w->cancel_at)
    watcher_cancel(w);
  else if (w->again != 0)
    watcher_ask(w, w->again);
  w->inside = false;
  return 0;
}

static void on_error(rill_error_t *error, void *context) {
  watcher_t *w = context;
  rill_error_describe(error, w->error, sizeof w->error);
  must_be_its_turn(w, w->error);
  w->errors++;
  w->code = rill_error_code(error);
}

static void on_complete(void *context) {
  watcher_t *w = context;
  must_be_its_turn(w, "on_complete");
  w->completions++;
}

static void on_release(void *context) {
  watcher_t *w = context;
  must(++w->released == 1, "released a second time");
}

void watcher_subscribe(watcher_t *w, rill_observable_t *flow) {
  rill_subscriber_t subscriber = {.size = sizeof subscriber,
                                  .on_subscribe = on_subscribe,
                                  .on_next = on_next,
                                  .on_error = on_error,
                                  .on_complete = on_complete,
                                  .release = on_release,
                                  .context = w};
  int code = rill_subscribe_subscriber(rules_begin(), flow, &subscriber, NULL);
  must(code == 0, "subscribe answers %d", code);
  must(w->subscribed == 1, "no on_subscribe");
}

void watcher_ask(watcher_t *w, int64_t count) {
  if (count > 0)
    w->left =
        count >= RILL_UNBOUNDED - w->left ? RILL_UNBOUNDED : w->left + count;
  rill_request(w->subscription, count);
}

void watcher_cancel(watcher_t *w) {
  w->canceled = true;
  rill_cancel(w->subscription);
}

struct elsewhere {
  rill_subscription_t *subscription;
  int64_t count;
};

static void act_elsewhere(void *context) {
  const struct elsewhere *e = context;
  if (e->count == 0)
    rill_cancel(e->subscription);
  else
    rill_request(e->subscription, e->count);
}

static void elsewhere(watcher_t *w, int64_t count, int threads) {
  enum { MOST = 4 };
  uv_thread_t all[MOST];
  struct elsewhere e = {w->subscription, count};
  for (int i = 0; i < threads; i++)
    ck_assert_int_eq(uv_thread_create(&all[i], act_elsewhere, &e), 0);
  for (int i = 0; i < threads; i++) uv_thread_join(&all[i]);
}

void watcher_ask_elsewhere(watcher_t *w, int64_t count, int threads) {
  w->left += count > 0 ? count * threads : 0;
  elsewhere(w, count, threads);
}

void watcher_cancel_elsewhere(watcher_t *w, int threads) {
  elsewhere(w, 0, threads);
}

void watcher_await(watcher_t *w, size_t items) {
  while (w->items < items && w->released == 0) rules_step();
}

void watcher_finish(watcher_t *w) {
  bool endless = (rules_source->flags & ENDLESS) != 0;
  if (endless && w->released == 0 && !w->canceled) watcher_cancel(w);
  while (w->released == 0) rules_step();
  must(rill_is_over(w->subscription), "the subscription is not over");
  rill_unref(w->subscription);
  rill_value_unref(w->last);
  w->subscription = NULL;
  w->last = rill_none();
}
