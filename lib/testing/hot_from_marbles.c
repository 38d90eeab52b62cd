/* SPDX-License-Identifier: MIT */
/* hot_from_marbles: plays a marble text, or messages, once, whoever listens. */
#include "testing/script.h"

typedef struct hot_link {
  struct hot_link *next, *back;
} hot_link_t;

/* The one performance; the clock's posts and the observable hold it. */
struct hot {
  rill_object_t base;
  rill_script_t *script;
  rill_scheduler_t *clock;
  rill_time_t begun;
  size_t passed; /* messages whose tick has come */
  hot_link_t listeners;
  hot_link_t *next; /* the listener to be called next */
};

struct hot_from_marbles {
  rill_player_t player;
  hot_link_t link;
};

static void hot_destroy(void *object) {
  struct hot *hot = object;
  rill_unref(hot->script);
  rill_unref(hot->clock);
}

static const rill_type_t hot_type = {
    .name = "hot_marbles",
    .destroy = hot_destroy,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

/* --- The performance ------------------------------------------------------ */

static void hot_deliver(rill_stage_t *stage, const struct hot *hot) {
  struct hot_from_marbles *from = rill_state(stage);
  rill_player_run(stage, &from->player, hot->script, hot->passed);
}

static rill_value_t hot_tick(void *context) {
  struct hot *hot = context;
  const rill_messages_t *messages = &hot->script->messages;
  rill_time_t now = rill_now(hot->clock) - hot->begun;
  size_t passed = hot->passed;
  while (passed < messages->count && messages->items[passed].at <= now)
    passed++;
  hot->passed = passed;
  for (hot_link_t *at = hot->listeners.next; at != &hot->listeners;
       at = hot->next) {
    struct hot_from_marbles *from =
        rill_container_of(at, struct hot_from_marbles, link);
    rill_stage_t *stage = rill_stage_of(from);
    rill_chain_t *chain = stage->chain;
    hot->next = at->next;
    rill_enter(chain);
    hot_deliver(stage, hot);
    rill_leave(chain);
  }
  hot->next = NULL;
  return rill_none();
}

/* One post for each tick that has a message; they are made now, and so come
 * before whatever else is due then. */
static int hot_schedule(struct hot *hot) {
  const rill_messages_t *messages = &hot->script->messages;
  rill_time_t now = rill_now(hot->clock) - hot->begun, last = -1;
  while (hot->passed < messages->count &&
         messages->items[hot->passed].at < now)
    hot->passed++;
  for (size_t i = hot->passed; i < messages->count; i++) {
    rill_time_t at = messages->items[i].at;
    if (at == last) continue;
    last = at;
    rill_fn_t tick =
        rill_call_with(hot_tick, rill_own(rill_ref(hot), rill_unref));
    int code = rill_post_after(hot->clock, at - now, tick);
    if (code != 0) return code;
  }
  return 0;
}

/* --- The source ----------------------------------------------------------- */

static rill_error_t *hot_check(const void *params) {
  const struct hot *hot = *(struct hot *const *) params;
  if (hot == NULL || hot->script == NULL)
    return rill_ref(rill_error_no_memory());
  if (hot->clock == NULL) return rill_refuse("the clock is NULL");
  return rill_ref(hot->script->error);
}

static void hot_forget(void *params) { rill_unref(*(struct hot **) params); }

static rill_scheduler_t *hot_home(const void *params,
                                  rill_scheduler_t *origin) {
  (void) origin;
  return (*(struct hot *const *) params)->clock;
}

static void hot_start(rill_stage_t *stage) {
  struct hot *hot = *(struct hot *const *) rill_params(stage);
  struct hot_from_marbles *from = rill_state(stage);
  hot_link_t *last = hot->listeners.back;
  from->player.at = hot->passed;
  from->link = (hot_link_t){&hot->listeners, last};
  last->next = hot->listeners.back = &from->link;
}

static void hot_request(rill_stage_t *stage, int64_t count) {
  const struct hot *hot = *(struct hot *const *) rill_params(stage);
  struct hot_from_marbles *from = rill_state(stage);
  rill_demand_add(&from->player.demand, count);
  if (from->link.next != NULL) hot_deliver(stage, hot);
}

static void hot_release(rill_stage_t *stage) {
  struct hot *hot = *(struct hot *const *) rill_params(stage);
  hot_link_t *link = &((struct hot_from_marbles *) rill_state(stage))->link;
  if (link->next == NULL) return;
  if (hot->next == link) hot->next = link->next;
  link->next->back = link->back;
  link->back->next = link->next;
}

#define HOT_OPS                                                               \
  .state_size = sizeof(struct hot_from_marbles),                              \
  .params_size = sizeof(struct hot *), .home = hot_home, .check = hot_check,  \
  .forget = hot_forget, .start = hot_start, .request = hot_request,           \
  .release = hot_release

static const rill_stage_ops_t hot_from_marbles_ops = {
    .name = "hot_from_marbles",
    HOT_OPS,
};

static const rill_stage_ops_t hot_from_messages_ops = {
    .name = "hot_from_messages",
    HOT_OPS,
};

/* Takes over the script. */
static struct hot *hot_new(rill_scheduler_t *clock, rill_script_t *script) {
  struct hot *hot = rill_object_new_zeroed(&hot_type, sizeof *hot);
  if (hot == NULL) {
    rill_unref(script);
    return NULL;
  }
  hot->script = script;
  hot->clock = rill_ref(clock);
  hot->listeners.next = hot->listeners.back = &hot->listeners;
  return hot;
}

static rill_observable_t *hot_make(const rill_stage_ops_t *ops,
                                   struct hot *hot) {
  rill_error_t *error = hot_check(&hot);
  bool good = error == NULL;
  rill_unref(error);
  int code = good ? hot_schedule(hot) : 0;
  if (code == 0) return rill_source_make(ops, &hot);
  rill_unref(hot);
  return rill_observable_failed(rill_error_new(
      code, "rill_%s: %s", ops->name, rill_error_text(code)));
}

rill_observable_t *rill_hot_from_marbles_opts(
    rill_scheduler_t *clock, const rill_marbles_opts_t *options) {
  struct hot *hot = hot_new(clock, rill_script_new(options));
  if (hot != NULL && clock != NULL) hot->begun = rill_now(clock);
  return hot_make(&hot_from_marbles_ops, hot);
}

rill_observable_t *rill_hot_from_messages(rill_scheduler_t *clock,
                                          const rill_message_t *messages,
                                          size_t count) {
  struct hot *hot = hot_new(clock, rill_script_of(messages, count));
  return hot_make(&hot_from_messages_ops, hot);
}
