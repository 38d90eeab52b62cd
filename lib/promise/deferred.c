/* SPDX-License-Identifier: MIT */
/* deferred: the settling end, for any thread. */
#include "promise/fast.h"

struct rill_deferred {
  rill_object_t base;
  rill_promise_t *promise; /* whose memory this is a part of */
  uint32_t ignored;
  uint32_t taken; /* by the first to settle */
};

/* All that another thread needs to settle it, so that settling never lacks
 * memory. */
struct remote {
  rill_job_t job;
  int64_t payload;
  uint32_t kind;
};

/* The settling end is the tail of its promise: one allocation has both. */
struct root {
  struct remote remote;
  rill_deferred_t deferred;
};

enum { ROOT = sizeof(rill_promise_t) + sizeof(struct root) };
_Static_assert(ROOT == 128, "a promise with its deferred costs 128 bytes");

static struct root *root_of(const rill_promise_t *promise) {
  return (struct root *) (uintptr_t) promise->tail;
}

bool rill_root_take(rill_promise_t *root) {
  uint32_t *taken = &root_of(root)->deferred.taken;
  if (RILL_SINGLE_THREADED) return (*taken)++ == 0;
  return __atomic_exchange_n(taken, 1, __ATOMIC_ACQ_REL) == 0;
}

/* --- Settling ------------------------------------------------------------- */

static void remote_run(rill_job_t *job, int status) {
  struct remote *remote = rill_container_of(job, struct remote, job);
  rill_promise_t *root = (rill_promise_t *) (void *) remote - 1;
  rill_value_t value = rill_none();
  value.kind = remote->kind;
  value.as.i = remote->payload;
  if (status != 0 && !rill_is_error(value)) {
    rill_value_unref(value);
    value = rill_promise_closed();
  }
  if (rill_promise_is_settled(root))
    rill_value_unref(value); /* it was cancelled on the way */
  else
    rill_promise_follow(root, value, false);
  rill_unref(root);
}

/* Settles a root that the caller has taken. */
static int root_settle(rill_promise_t *root, rill_value_t value) {
  if (rill_likely(rill_scheduler_is_current(root->scheduler))) {
    rill_promise_follow(root, value, false);
    return 0;
  }
  struct remote *remote = &root_of(root)->remote;
  remote->job.run = remote_run;
  remote->kind = value.kind;
  remote->payload = value.as.i;
  rill_ref_object(root);
  int code = rill_post_job(root->scheduler, &remote->job);
  if (code == 0) return 0;
  rill_value_unref(value);
  rill_unref(root);
  return code;
}

static int deferred_settle(rill_deferred_t *deferred, rill_value_t value) {
  const uint32_t uncommon =
      RILL_P_HOOK | RILL_P_HELD | RILL_P_OUTCOME | RILL_P_CANCELED;
  rill_promise_t *root = deferred->promise;
  if (root->scheduler == NULL) {
    rill_value_unref(value);
    return rill_error_code(rill_as_error(rill_promise_outcome(root)));
  }
  if (!rill_root_take(root)) {
    __atomic_add_fetch(&deferred->ignored, 1, __ATOMIC_RELAXED);
    rill_value_unref(value);
    return RILL_EALREADY;
  }
  if (rill_likely(value.kind < RILL_OBJECT &&
                  rill_scheduler_is_here(root->scheduler) &&
                  (root->node.bits & uncommon) == 0)) {
    if (!rill_promise_settle_plain(root, value)) return 0;
    rill_count_up(&root->base.count);
    rill_promise_enqueue_own(root);
    return 0;
  }
  rill_ref_object(root); /* a hook may drop the deferred */
  int code = root_settle(root, value);
  rill_unref(root);
  return code;
}

int rill_deferred_resolve(rill_deferred_t *deferred, rill_value_t value) {
  if (deferred != NULL) return deferred_settle(deferred, value);
  rill_value_unref(value);
  return RILL_EINVAL;
}

int rill_deferred_reject(rill_deferred_t *deferred, rill_error_t *error) {
  if (error == NULL)
    error = rill_error_new(RILL_EINVAL, "rill_deferred_reject: error is NULL");
  return rill_deferred_resolve(deferred, rill_fail(error));
}

bool rill_deferred_is_settled(const rill_deferred_t *deferred) {
  rill_promise_t *root = deferred->promise;
  if (root->scheduler == NULL) return true;
  return __atomic_load_n(&deferred->taken, __ATOMIC_ACQUIRE) != 0;
}

uint32_t rill_deferred_ignored(const rill_deferred_t *deferred) {
  return __atomic_load_n(&deferred->ignored, __ATOMIC_RELAXED);
}

/* --- Life ----------------------------------------------------------------- */

static void deferred_destroy(void *object) {
  rill_deferred_t *deferred = object;
  rill_promise_t *root = deferred->promise;
  if (root->scheduler == NULL) {
    rill_unref(root);
    return;
  }
  if (!rill_deferred_is_settled(deferred) && rill_root_take(root))
    root_settle(root, rill_fail(rill_error_new(
                          RILL_EBROKEN, "the promise was never settled: its "
                                        "last deferred is gone")));
  rill_promise_unref(root);
}

const rill_type_t rill_deferred_type = {
    .name = "deferred",
    .destroy = deferred_destroy,
    .reserved = {RILL_TYPE_PART, NULL},
};

static rill_deferred_t *deferred_without_memory(rill_scheduler_t *scheduler) {
  static rill_deferred_t without_memory = {
    .base = RILL_STATIC_OBJECT(rill_deferred_type)};
  __atomic_store_n(&without_memory.promise,
                   rill_promise_no_memory(scheduler), __ATOMIC_RELAXED);
  return &without_memory;
}

/* With a promise that is rejected already if the scheduler cannot be used. */
static rill_promise_t *root_new(rill_scheduler_t *scheduler) {
  if (rill_likely(scheduler != NULL && rill_promise_lives_here(scheduler)))
    return rill_promise_make(scheduler, ROOT, RILL_P_ROOT);
  if (scheduler != NULL) scheduler = rill_scheduler_pick(scheduler);
  rill_promise_t *refused = rill_promise_refuse(scheduler, "rill_deferred_new");
  if (refused == NULL)
    return rill_promise_new(scheduler, ROOT, RILL_P_ROOT);
  rill_promise_t *root =
      rill_promise_new(NULL, ROOT, RILL_P_HANDLED);
  if (root != NULL)
    rill_promise_settle(root, rill_value_ref(rill_promise_outcome(refused)));
  rill_unref(refused);
  return root;
}

rill_deferred_t *rill_deferred_new(rill_scheduler_t *scheduler) {
  rill_promise_t *root = root_new(scheduler);
  if (root == NULL) return deferred_without_memory(scheduler);
  rill_deferred_t *deferred = &root_of(root)->deferred;
  rill_object_enter(&deferred->base, &rill_deferred_type, sizeof *deferred);
  deferred->promise = root;
  deferred->ignored = 0;
  deferred->taken = 0;
  return deferred;
}

rill_promise_t *rill_deferred_promise(const rill_deferred_t *deferred) {
  return rill_ref(deferred->promise);
}

/* --- For the producer ----------------------------------------------------- */

static void hook_call(void *context, bool canceled) {
  rill_fn_t *hook = context;
  if (canceled && rill_fn_is_set(*hook))
    rill_value_unref(hook->as.call0(hook->context));
  rill_fn_drop(*hook);
  rill_release(hook, sizeof *hook);
}

/* Takes out the hook of before. */
static void root_unhook(rill_promise_t *root) {
  void *context = root->node.as.reaction.context.pointer;
  if ((root->node.bits & RILL_P_HOOK) == 0) return;
  rill_promise_unhook(root);
  hook_call(context, false);
}

/* What keeps a hook from being set: an error to reject with, or nothing. */
static rill_error_t *hook_check(rill_fn_t hook) {
  if (hook.arity == 0) return NULL;
  return rill_error_new(RILL_EINVAL, "rill_deferred_on_cancel: hook takes %u "
                                     "arguments (must be 0)",
                        hook.arity);
}

void rill_deferred_on_cancel(rill_deferred_t *deferred, rill_fn_t hook) {
  rill_promise_t *root = deferred->promise, *refused = NULL;
  rill_error_t *error = hook_check(hook);
  bool idle = root->scheduler == NULL;
  if (!idle) {
    refused = rill_promise_refuse(root->scheduler, "rill_deferred_on_cancel");
    idle = refused != NULL || rill_deferred_is_settled(deferred);
  }
  rill_fn_t *box = NULL;
  if (!idle && error == NULL) {
    root_unhook(root);
    box = rill_allocate(sizeof *box);
    if (box == NULL) error = rill_error_no_memory();
  }
  if (box != NULL) {
    *box = hook;
    rill_promise_hook(root, hook_call, box);
  } else {
    rill_fn_drop(hook);
    if (!idle) rill_deferred_reject(deferred, rill_ref(error));
  }
  rill_unref(error);
  rill_unref(refused);
}

void rill_deferred_hold(rill_deferred_t *deferred) {
  rill_promise_t *root = deferred->promise;
  if (root->scheduler == NULL) return;
  rill_promise_t *refused =
      rill_promise_refuse(root->scheduler, "rill_deferred_hold");
  rill_unref(refused);
  if (refused != NULL || rill_promise_is_settled(root)) return;
  if ((root->node.bits & RILL_P_HELD) != 0) return;
  root->node.bits |= RILL_P_HELD;
  rill_scheduler_hold(root->scheduler);
}
