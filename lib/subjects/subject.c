/* SPDX-License-Identifier: MIT */
/* subject: pushes into a relay, and takes posts from other threads. */
#include "subjects/subject.h"

#include "shared/options.h"

static void subject_destroy(void *object) {
  rill_subject_t *subject = object;
  if (subject->relay != NULL)
    rill_relay_unwatch(subject->relay, &subject->watch);
  rill_unref(subject->relay);
  rill_fn_drop(subject->ready);
  rill_ring_clear(&subject->posts);
  pthread_mutex_destroy(&subject->lock);
  rill_unref(subject->scheduler);
}

const rill_type_t rill_subject_type = {
    .name = "subject",
    .destroy = subject_destroy,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

/* All or nothing: 0 or RILL_ENOMEM. */
static int subject_push(rill_subject_t *subject, rill_value_t item) {
  rill_relay_t *relay = subject->relay;
  rill_time_t now =
      relay->options.window > 0 ? rill_now(subject->scheduler) : 0;
  return rill_relay_push(relay, &item, 1, now);
}

/* --- Posts ---------------------------------------------------------------- */

static bool subject_take_post(rill_subject_t *subject, rill_value_t *item) {
  pthread_mutex_lock(&subject->lock);
  bool some = subject->posts.count > 0;
  if (some) *item = rill_ring_pop(&subject->posts);
  __atomic_store_n(&subject->waiting, subject->posts.count, __ATOMIC_RELAXED);
  pthread_mutex_unlock(&subject->lock);
  return some;
}

static void subject_conclude(rill_subject_t *subject) {
  if (!subject->completing || subject->relay->ended) return;
  if (__atomic_load_n(&subject->waiting, __ATOMIC_RELAXED) > 0) return;
  rill_relay_end(subject->relay, NULL);
}

/* As many as there is room for; the rest waits for rill_relay_t's notice. */
static void subject_pump(rill_subject_t *subject) {
  rill_relay_t *relay = subject->relay;
  rill_value_t item;
  if (subject->pumping ||
      __atomic_load_n(&subject->waiting, __ATOMIC_RELAXED) == 0)
    return;
  subject->pumping = true;
  while ((relay->ended || rill_relay_room(relay) > 0) &&
         subject_take_post(subject, &item)) {
    if (!relay->ended && subject_push(subject, item) != 0)
      rill_relay_end(relay, rill_error_no_memory());
    rill_value_unref(item);
  }
  subject->pumping = false;
  subject_conclude(subject);
}

static void subject_posted(rill_job_t *job, int status) {
  rill_subject_t *subject = rill_container_of(job, rill_subject_t, job);
  pthread_mutex_lock(&subject->lock);
  subject->posted = false;
  pthread_mutex_unlock(&subject->lock);
  if (status == 0) subject_pump(subject);
  rill_unref(subject);
}

static int subject_queue_post(rill_subject_t *subject, rill_value_t item,
                              bool *first) {
  if (__atomic_load_n(&subject->over, __ATOMIC_ACQUIRE)) return RILL_ECLOSED;
  if ((int64_t) subject->posts.count >= subject->relay->options.capacity)
    return RILL_EAGAIN;
  if (!rill_ring_push(&subject->posts, rill_value_ref(item)))
    return RILL_ENOMEM;
  __atomic_store_n(&subject->waiting, subject->posts.count, __ATOMIC_RELAXED);
  *first = !subject->posted;
  subject->posted = true;
  return 0;
}

int rill_subject_post(rill_subject_t *subject, rill_value_t item) {
  bool first = false;
  if (subject == NULL || item.kind == RILL_ERROR) return RILL_EINVAL;
  pthread_mutex_lock(&subject->lock);
  int code = subject_queue_post(subject, item, &first);
  pthread_mutex_unlock(&subject->lock);
  if (code != 0 || !first) return code;
  rill_ref_object(subject);
  code = rill_post_job(subject->scheduler, &subject->job);
  if (code == 0) return 0;
  __atomic_store_n(&subject->over, true, __ATOMIC_RELEASE);
  rill_unref(subject);
  return code;
}

/* --- Room again ----------------------------------------------------------- */

static void subject_tell(rill_subject_t *subject) {
  if (subject->telling) return;
  subject->telling = true;
  while (subject->refused && rill_relay_room(subject->relay) > 0 &&
         rill_fn_is_set(subject->ready)) {
    subject->refused = false;
    rill_value_t answer = rill_invoke0(&subject->ready);
    if (answer.kind == RILL_ERROR)
      rill_scheduler_unhandled(subject->scheduler, rill_as_error(answer));
    rill_value_unref(answer);
  }
  subject->telling = false;
}

static void subject_notice(rill_relay_t *relay, rill_relay_watch_t *watch) {
  rill_subject_t *subject = rill_container_of(watch, rill_subject_t, watch);
  if (relay->ended) __atomic_store_n(&subject->over, true, __ATOMIC_RELEASE);
  if (!subject->refused &&
      __atomic_load_n(&subject->waiting, __ATOMIC_RELAXED) == 0)
    return;
  rill_ref_object(subject);
  subject_pump(subject);
  subject_tell(subject);
  rill_unref(subject);
}

/* --- The stream ----------------------------------------------------------- */

static void subject_forget(void *params) {
  rill_unref(*(rill_subject_t **) params);
}

static rill_subject_t *subject_of(const void *params) {
  return *(rill_subject_t *const *) params;
}

static rill_operator_t *subject_border(const void *params,
                                       rill_scheduler_t *origin) {
  rill_scheduler_t *home = subject_of(params)->scheduler;
  return home != origin ? rill_subscribe_on(home) : NULL;
}

static void subject_start(rill_stage_t *stage) {
  rill_relay_join(stage, subject_of(rill_params(stage))->relay);
}

static void subject_release(rill_stage_t *stage) {
  rill_relay_skip(stage);
  rill_relay_leave(stage);
}

static const rill_stage_ops_t subject_ops = {
    .name = "subject",
    .state_size = sizeof(rill_outlet_t),
    .params_size = sizeof(rill_subject_t *),
    .forget = subject_forget,
    .border = subject_border,
    .start = subject_start,
    .request = rill_relay_request,
    .release = subject_release,
};

rill_observable_t *rill_subject_observable(rill_subject_t *subject) {
  if (subject == NULL)
    return rill_observable_failed(rill_error_new(
        RILL_EINVAL, "rill_subject_observable: the subject is NULL"));
  rill_subject_t *kept = rill_ref(subject);
  return rill_source_make(&subject_ops, &kept);
}

/* --- Making and pushing --------------------------------------------------- */

rill_subject_t *rill_subject_make(rill_scheduler_t *scheduler,
                                  const rill_relay_opts_t *options) {
  rill_relay_opts_t o = *options;
  if (o.capacity == 0) o.capacity = RILL_CAPACITY;
  if (scheduler == NULL || o.capacity < 0) return NULL;
  rill_subject_t *subject =
      rill_object_new_zeroed(&rill_subject_type, sizeof *subject);
  if (subject == NULL) return NULL;
  pthread_mutex_init(&subject->lock, NULL);
  subject->job.run = subject_posted;
  subject->scheduler = rill_ref(rill_scheduler_pick(scheduler));
  subject->relay = rill_relay_new(&o);
  if (subject->relay == NULL) {
    rill_unref(subject);
    return NULL;
  }
  /* Where who comes first works for all who come meanwhile. */
  subject->relay->apart = subject->scheduler->driver.settle != NULL;
  subject->watch.notice = subject_notice;
  rill_relay_watch(subject->relay, &subject->watch);
  return subject;
}

rill_subject_t *rill_subject_opts(const rill_subject_opts_t *given) {
  RILL_OPTIONS(rill_subject_opts_t, o, given);
  rill_relay_opts_t options = {.capacity = o.capacity};
  return rill_subject_make(o.scheduler, &options);
}

/* 0 when it may be pushed into. */
static int subject_state(const rill_subject_t *subject) {
  if (subject == NULL) return RILL_EINVAL;
  if (!rill_scheduler_is_current(subject->scheduler))
    return RILL_EWRONGTHREAD;
  return subject->relay->ended || subject->completing ? RILL_ECLOSED : 0;
}

rill_scheduler_t *rill_subject_home(const rill_subject_t *subject) {
  return subject->scheduler;
}

rill_relay_t *rill_subject_relay(rill_subject_t *subject) {
  bool here = rill_scheduler_is_current(subject->scheduler);
  return here ? subject->relay : NULL;
}

/* What is not ready for all. */
static __attribute__((noinline)) int subject_next(rill_subject_t *subject,
                                                  rill_value_t item) {
  int code = subject_state(subject);
  if (code != 0) return code;
  if (item.kind == RILL_ERROR) return RILL_EINVAL;
  if (rill_relay_room(subject->relay) <= 0) {
    subject->refused = true;
    return RILL_EAGAIN;
  }
  rill_ref_object(subject);
  rill_scheduler_begin(subject->scheduler);
  code = subject_push(subject, item);
  rill_scheduler_end(subject->scheduler);
  rill_unref(subject);
  return code;
}

RILL_LOOP int rill_subject_next(rill_subject_t *subject, rill_value_t item) {
  if (rill_unlikely(subject == NULL || item.kind == RILL_ERROR ||
                    !rill_scheduler_is_here(subject->scheduler)))
    return subject_next(subject, item);
  if (rill_likely(rill_relay_lend(subject->relay, item))) return 0;
  if (rill_likely(rill_relay_is_ready(subject->relay)))
    return rill_relay_tell(subject->relay, item);
  return subject_next(subject, item);
}

/* From now on nothing can be posted: no post comes behind the end. */
static void subject_shut(rill_subject_t *subject) {
  pthread_mutex_lock(&subject->lock);
  __atomic_store_n(&subject->over, true, __ATOMIC_RELEASE);
  pthread_mutex_unlock(&subject->lock);
}

static int subject_end(rill_subject_t *subject, rill_error_t *error) {
  int code = subject_state(subject);
  if (code != 0) {
    rill_unref(error);
    return code;
  }
  subject_shut(subject);
  rill_ref_object(subject);
  rill_scheduler_begin(subject->scheduler);
  if (error != NULL) {
    rill_relay_end(subject->relay, error);
  } else {
    subject->completing = true;
    subject_pump(subject);
    subject_conclude(subject);
  }
  rill_scheduler_end(subject->scheduler);
  rill_unref(subject);
  return 0;
}

int rill_subject_error(rill_subject_t *subject, rill_error_t *error) {
  if (error == NULL) return RILL_EINVAL;
  return subject_end(subject, error);
}

int rill_subject_complete(rill_subject_t *subject) {
  return subject_end(subject, NULL);
}

bool rill_subject_has_observers(const rill_subject_t *subject) {
  return subject != NULL && subject->relay->outlets > 0;
}

void rill_subject_on_ready(rill_subject_t *subject, rill_fn_t f) {
  if (subject == NULL || (rill_fn_is_set(f) && f.arity != 0)) {
    rill_fn_drop(f);
    return;
  }
  rill_fn_t old = subject->ready;
  subject->ready = f;
  rill_fn_drop(old);
}
