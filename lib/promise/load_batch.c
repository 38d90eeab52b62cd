/* SPDX-License-Identifier: MIT */
/* load_batch: gathers keys until its moment comes, asks for all of them at
 * once, and hands out the answers. */
#include "promise/load_batch.h"

#include <string.h>

#include <rill/object.h>

enum { FIRST_ROOM = 16 };

typedef enum batch_phase { NEW, GATHERS, CALLED } batch_phase_t;

/* Its promise is nobody's: it is cancelled when no key is left. */
struct rill_load_batch {
  rill_work_t work;
  rill_loader_t *loader;
  batch_phase_t phase;
  rill_load_key_t **keys; /* NULL: that one is not wanted any more */
  size_t count, room, wanted;
};

/* --- A key and its batch -------------------------------------------------- */

static void batch_remove(rill_load_batch_t *batch, rill_load_key_t *key) {
  batch->keys[key->at] = NULL;
  batch->wanted--;
  key->batch = NULL;
  key->gathers = false;
}

/* All who have asked for a key have cancelled. */
static void key_hook(void *context, bool canceled) {
  rill_load_key_t *key = context;
  rill_load_batch_t *batch = key->batch;
  (void) canceled;
  batch_remove(batch, key);
  rill_load_key_forget(key);
  if (batch->wanted > 0) return;
  if (batch->loader->open == batch) batch->loader->open = NULL;
  rill_promise_cancel(batch->work.promise);
}

bool rill_load_batch_add(rill_load_batch_t *batch, rill_load_key_t *key) {
  if (batch->count == batch->room) {
    size_t room = batch->room == 0 ? FIRST_ROOM : 2 * batch->room;
    rill_load_key_t **keys = rill_allocate(room * sizeof *keys);
    if (keys == NULL) return false;
    if (batch->count > 0)
      memcpy(keys, batch->keys, batch->count * sizeof *keys);
    rill_release(batch->keys, batch->room * sizeof *keys);
    batch->keys = keys;
    batch->room = room;
  }
  key->batch = batch;
  key->at = batch->count;
  key->gathers = true;
  batch->keys[batch->count++] = key;
  batch->wanted++;
  rill_promise_hook(key->promise, key_hook, key);
  if (batch->count == batch->loader->most) batch->loader->open = NULL;
  return true;
}

/* The answer for a key is there; taken over. */
static void key_settle(rill_load_key_t *key, rill_value_t value) {
  rill_promise_t *promise = rill_ref(key->promise);
  batch_remove(key->batch, key);
  rill_promise_unhook(promise);
  if (rill_is_error(value))
    rill_load_key_forget(key);
  else
    rill_load_key_leave(key);
  rill_promise_follow(promise, value, false);
  rill_unref(promise);
}

/* --- A batch -------------------------------------------------------------- */

static void batch_fail(rill_load_batch_t *batch, rill_error_t *error) {
  for (size_t i = 0; i < batch->count; i++)
    if (batch->keys[i] != NULL)
      key_settle(batch->keys[i], rill_fail(rill_ref(error)));
  rill_unref(error);
  rill_work_end(&batch->work, rill_none());
}

/* Those that are still wanted move together; a list of them. */
static rill_value_t batch_list(rill_load_batch_t *batch) {
  size_t count = 0, size = batch->wanted * sizeof(rill_value_t);
  rill_value_t *values = rill_allocate(size);
  if (values == NULL) return rill_fail(rill_error_no_memory());
  for (size_t i = 0; i < batch->count; i++) {
    rill_load_key_t *key = batch->keys[i];
    if (key == NULL) continue;
    values[count] = key->key;
    key->at = count;
    batch->keys[count++] = key;
  }
  batch->count = count;
  rill_value_t list = rill_list(values, count);
  rill_release(values, size);
  return list;
}

/* The moment has come. */
static void batch_call(rill_load_batch_t *batch) {
  rill_loader_t *loader = batch->loader;
  if (loader->open == batch) loader->open = NULL;
  batch->phase = CALLED;
  if (batch->wanted == 0) { /* there was no memory for any */
    rill_work_end(&batch->work, rill_none());
    return;
  }
  rill_value_t list = batch_list(batch);
  if (rill_is_error(list)) {
    batch_fail(batch, rill_as_error(list));
    return;
  }
  for (size_t i = 0; i < batch->count; i++) {
    batch->keys[i]->gathers = false;
    rill_load_key_leave(batch->keys[i]);
  }
  rill_wait_for(&batch->work.first,
                loader->call.as.call1(list, loader->call.context));
  rill_value_unref(list);
}

static rill_error_t *answer_check(const rill_load_batch_t *batch,
                                  rill_value_t answer) {
  if (rill_as_object(answer, &rill_list_type) == NULL)
    return rill_error_new(RILL_ETYPE,
                          "%s: the batch function gave %s for %zu keys (must "
                          "be a list)",
                          batch->work.ops->name, rill_value_kind_name(answer),
                          batch->count);
  if (rill_list_length(answer) == batch->count) return NULL;
  return rill_error_new(RILL_EINVAL,
                        "%s: the batch function gave a list of %zu for %zu "
                        "keys (must be as long)",
                        batch->work.ops->name, rill_list_length(answer),
                        batch->count);
}

/* Takes over the answer. */
static void batch_answer(rill_load_batch_t *batch, rill_value_t answer) {
  rill_error_t *error = answer_check(batch, answer);
  for (size_t i = 0; error == NULL && i < batch->count; i++)
    if (batch->keys[i] != NULL)
      key_settle(batch->keys[i], rill_value_ref(rill_list_get(answer, i)));
  rill_value_unref(answer);
  if (error != NULL)
    batch_fail(batch, error);
  else
    rill_work_end(&batch->work, rill_none());
}

static void batch_gather(rill_load_batch_t *batch) {
  const rill_fn_t *schedule = &batch->loader->schedule;
  rill_wait_t *wait = &batch->work.first;
  batch->phase = GATHERS;
  /* A timer that is due now comes after all jobs. */
  if (rill_fn_is_set(*schedule))
    rill_wait_for(wait, schedule->as.call0(schedule->context));
  else
    rill_wait_until(wait, rill_now(batch->loader->scheduler));
}

static void batch_ready(rill_wait_t *wait, rill_value_t outcome) {
  rill_load_batch_t *batch = (rill_load_batch_t *) (void *) wait->work;
  if (rill_is_error(outcome)) {
    if (batch->loader->open == batch) batch->loader->open = NULL;
    batch_fail(batch, rill_as_error(outcome));
    return;
  }
  switch (batch->phase) {
  case NEW:
    batch_gather(batch);
    return;
  case GATHERS:
    rill_value_unref(outcome);
    batch_call(batch);
    return;
  case CALLED:
    batch_answer(batch, outcome);
    return;
  }
}

static void batch_stop(rill_work_t *work) { rill_wait_cancel(&work->first); }

static void batch_release(rill_work_t *work) {
  rill_load_batch_t *batch = (rill_load_batch_t *) (void *) work;
  rill_release(batch->keys, batch->room * sizeof *batch->keys);
  rill_unref(batch->loader);
}

static const rill_work_ops_t batch_ops = {
    .name = "rill_loader_load",
    .size = sizeof(rill_load_batch_t),
    .ready = batch_ready,
    .stop = batch_stop,
    .release = batch_release,
};

rill_load_batch_t *rill_loader_batch(rill_loader_t *loader) {
  if (loader->open != NULL) return loader->open;
  rill_load_batch_t *batch = rill_work_new(&batch_ops, loader->scheduler);
  if (batch == NULL) return NULL;
  batch->loader = rill_ref(loader);
  loader->open = batch;
  rill_work_begin(&batch->work);
  return loader->open;
}
