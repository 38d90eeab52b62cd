/* SPDX-License-Identifier: MIT */
/* thenable: waits for a foreign eventual value. It may answer twice, from any
 * thread, or never: so it gets a number that is looked up, not an address. */
#include "base/forks.h"
#include "promise/promise.h"

struct thenable {
  rill_job_t job; /* to call its hook, then to settle from another thread */
  rill_promise_t *promise;
  rill_value_t object;
  rill_value_t answer;
  uint64_t number;
  struct thenable *next, **link;
  bool calling; /* its job is to call the hook, or it is inside of it */
};

enum { BUCKETS = 256 };
static struct thenable *buckets[BUCKETS];
static uint64_t last_number;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void lock_guard(void) {
  rill_forks_guard(&lock);
}

static void table_add(struct thenable *thenable) {
  pthread_mutex_lock(&lock);
  thenable->number = ++last_number;
  struct thenable **bucket = &buckets[thenable->number % BUCKETS];
  thenable->next = *bucket;
  thenable->link = bucket;
  if (*bucket != NULL) (*bucket)->link = &thenable->next;
  *bucket = thenable;
  pthread_mutex_unlock(&lock);
}

static void table_unlink(struct thenable *thenable) {
  *thenable->link = thenable->next;
  if (thenable->next != NULL) thenable->next->link = thenable->link;
  thenable->link = NULL;
}

/* Takes it out: only the first answer finds it. */
static struct thenable *table_take(uint64_t number) {
  pthread_mutex_lock(&lock);
  struct thenable *thenable = buckets[number % BUCKETS];
  while (thenable != NULL && thenable->number != number)
    thenable = thenable->next;
  if (thenable != NULL) table_unlink(thenable);
  pthread_mutex_unlock(&lock);
  return thenable;
}

static void thenable_free(struct thenable *thenable) {
  rill_value_unref(thenable->object);
  rill_unref(thenable->promise);
  rill_release(thenable, sizeof *thenable);
}

/* The promise does not wait any longer. */
static void thenable_hook(void *context, bool canceled) {
  struct thenable *thenable = table_take((uint64_t) (uintptr_t) context);
  (void) canceled;
  if (thenable != NULL && !thenable->calling) thenable_free(thenable);
}

static void thenable_finish(struct thenable *thenable, rill_value_t answer) {
  rill_promise_t *promise = rill_ref(thenable->promise);
  thenable_free(thenable);
  if (rill_promise_is_settled(promise)) {
    rill_value_unref(answer);
  } else {
    rill_promise_unhook(promise);
    rill_promise_follow(promise, answer, false);
  }
  rill_unref(promise);
}

static void thenable_answer(rill_job_t *job, int status) {
  struct thenable *thenable = rill_container_of(job, struct thenable, job);
  rill_value_t answer = thenable->answer;
  if (status != 0) {
    rill_value_unref(answer);
    answer = rill_promise_closed();
  }
  thenable_finish(thenable, answer);
}

/* What a thenable gets to answer with; takes over `answer`. */
static void thenable_settle(void *context, rill_value_t answer) {
  struct thenable *thenable = table_take((uint64_t) (uintptr_t) context);
  if (thenable == NULL) {
    rill_value_unref(answer);
    return;
  }
  rill_scheduler_t *scheduler = thenable->promise->scheduler;
  if (rill_scheduler_is_current(scheduler)) {
    thenable_finish(thenable, answer);
    return;
  }
  thenable->answer = answer;
  thenable->job.run = thenable_answer;
  if (rill_post_job(scheduler, &thenable->job) == 0) return;
  rill_value_unref(answer);
  thenable_free(thenable);
}

static void thenable_call(rill_job_t *job, int status) {
  struct thenable *thenable = rill_container_of(job, struct thenable, job);
  if (thenable->link == NULL) { /* cancelled meanwhile */
    thenable_free(thenable);
    return;
  }
  void *number = (void *) (uintptr_t) thenable->number;
  thenable->calling = false;
  if (status != 0) {
    thenable_settle(number, rill_promise_closed());
    return;
  }
  rill_value_t object = rill_value_ref(thenable->object);
  const rill_type_t *type = object.as.o->type;
  bool whole = type->reserved[0] == RILL_TYPE_WHOLE;
  type->then(whole ? object.as.o : object.as.o + 1, thenable_settle, number);
  rill_value_unref(object);
}

void rill_thenable_follow(rill_promise_t *promise, rill_value_t object) {
  struct thenable *thenable = rill_allocate(sizeof *thenable);
  if (thenable == NULL) {
    rill_value_unref(object);
    rill_promise_conclude(promise, rill_fail(rill_error_no_memory()));
    return;
  }
  rill_hook_fn hook = NULL;
  void *context = promise->node.as.reaction.context.pointer;
  if ((promise->node.bits & RILL_P_HOOK) != 0)
    hook = promise->node.as.reaction.call.hook;
  thenable->job.run = thenable_call;
  thenable->promise = rill_ref(promise);
  thenable->object = object;
  thenable->calling = true;
  table_add(thenable);
  rill_promise_hook(promise, thenable_hook,
                    (void *) (uintptr_t) thenable->number);
  if (rill_enqueue_job(promise->scheduler, &thenable->job) != 0)
    thenable_call(&thenable->job, RILL_ECLOSED);
  if (hook != NULL) hook(context, false);
}
