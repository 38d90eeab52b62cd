/* SPDX-License-Identifier: MIT */
/* loader: gathers the keys of a turn into one call, and keeps what came. */
#include "promise/load_batch.h"
#include "shared/options.h"

enum { CACHE = 1024 };

/* --- Loading -------------------------------------------------------------- */

/* The promise to return without looking at the key; NULL: there is none. */
static rill_promise_t *loader_refuse(rill_loader_t *loader, const char *name) {
  if (loader == NULL)
    return rill_promise_failed(
        NULL, rill_error_new(RILL_EINVAL, "%s: the loader is NULL", name));
  if (loader->scheduler == NULL) {
    if (loader->error == NULL) return rill_promise_no_memory(NULL);
    return rill_promise_failed(NULL, rill_ref(loader->error));
  }
  rill_promise_t *refused = rill_promise_refuse(loader->scheduler, name);
  if (refused != NULL) return refused;
  if (loader->error != NULL)
    return rill_promise_failed(loader->scheduler, rill_ref(loader->error));
  if (!loader->scheduler->closed) return NULL;
  return rill_promise_failed(loader->scheduler,
                             rill_as_error(rill_promise_closed()));
}

/* What is known of a key, but for a rejection that came by a promise. */
static rill_load_key_t *loader_find(rill_loader_t *loader, rill_value_t value) {
  rill_load_key_t *key = rill_load_keys_find(&loader->keys, value);
  if (key == NULL || !rill_promise_is_settled(key->promise) ||
      key->promise->node.kind != RILL_ERROR)
    return key;
  rill_load_key_forget(key);
  return NULL;
}

/* A key that is asked for; takes it over. NULL without memory. */
static rill_load_key_t *loader_ask(rill_loader_t *loader, rill_value_t value) {
  rill_load_batch_t *batch = rill_loader_batch(loader);
  rill_load_key_t *key = NULL;
  rill_promise_t *promise = NULL;
  if (batch != NULL)
    promise = rill_promise_new(loader->scheduler, sizeof *promise, 0);
  if (promise != NULL) key = rill_load_keys_add(&loader->keys, value, promise);
  if (key == NULL) {
    rill_value_unref(value);
    if (promise != NULL) rill_unref(promise);
    return NULL;
  }
  if (rill_load_batch_add(batch, key)) return key;
  rill_load_key_forget(key);
  return NULL;
}

/* A promise of its own for each who asks, so that each can cancel. */
static rill_promise_t *key_promise(rill_load_key_t *key) {
  rill_promise_t *promise = key->promise;
  rill_load_key_use(key);
  if (!rill_promise_is_settled(promise))
    return rill_then(rill_ref(promise), rill_no_fn(), rill_no_fn());
  return rill_promise_resolve(promise->scheduler,
                              rill_value_ref(rill_promise_outcome(promise)));
}

rill_promise_t *rill_loader_load(rill_loader_t *loader, rill_value_t value) {
  rill_promise_t *refused = loader_refuse(loader, "rill_loader_load");
  if (refused != NULL) {
    rill_value_unref(value);
    return refused;
  }
  if (rill_is_error(value))
    return rill_promise_reject(loader->scheduler, rill_as_error(value));
  rill_load_key_t *key = loader_find(loader, value);
  if (key != NULL)
    rill_value_unref(value);
  else
    key = loader_ask(loader, value);
  return key != NULL ? key_promise(key)
                     : rill_promise_no_memory(loader->scheduler);
}

static rill_promise_t *load_all(rill_loader_t *loader, rill_value_t keys) {
  size_t count = rill_list_length(keys), size = count * sizeof(void *);
  rill_promise_t **promises = NULL;
  if (count > 0) promises = rill_allocate(size);
  if (count > 0 && promises == NULL)
    return rill_promise_no_memory(loader->scheduler);
  for (size_t i = 0; i < count; i++)
    promises[i] =
        rill_loader_load(loader, rill_value_ref(rill_list_get(keys, i)));
  rill_promise_t *all =
      rill_promise_all_settled(loader->scheduler, promises, count);
  rill_release(promises, size);
  return all;
}

rill_promise_t *rill_loader_load_many(rill_loader_t *loader,
                                      rill_value_t keys) {
  rill_promise_t *promise = loader_refuse(loader, "rill_loader_load_many");
  if (promise == NULL && rill_as_object(keys, &rill_list_type) == NULL)
    promise = rill_promise_failed(
        loader->scheduler,
        rill_error_new(RILL_ETYPE,
                       "rill_loader_load_many: keys is %s (must be a list)",
                       rill_value_kind_name(keys)));
  if (promise == NULL) promise = load_all(loader, keys);
  rill_value_unref(keys);
  return promise;
}

/* --- What is kept --------------------------------------------------------- */

static bool loader_is_here(const rill_loader_t *loader) {
  return loader != NULL && loader->scheduler != NULL &&
         rill_scheduler_is_current(loader->scheduler);
}

void rill_loader_clear(rill_loader_t *loader, rill_value_t value) {
  rill_load_key_t *key = NULL;
  if (loader_is_here(loader)) key = rill_load_keys_find(&loader->keys, value);
  if (key != NULL) rill_load_key_forget(key);
}

void rill_loader_clear_all(rill_loader_t *loader) {
  if (loader_is_here(loader)) rill_load_keys_forget_all(&loader->keys);
}

/* Why a value cannot be kept. */
static int prime_check(rill_loader_t *loader, rill_value_t key,
                       rill_value_t value) {
  if (loader == NULL) return RILL_EINVAL;
  if (!loader_is_here(loader))
    return loader->scheduler != NULL ? RILL_EWRONGTHREAD : RILL_EINVAL;
  if (loader->keys.capacity == 0 || rill_is_error(key) || rill_is_error(value))
    return RILL_EINVAL;
  return loader_find(loader, key) != NULL ? RILL_EALREADY : 0;
}

int rill_loader_prime(rill_loader_t *loader, rill_value_t key,
                      rill_value_t value) {
  int code = prime_check(loader, key, value);
  rill_promise_t *promise = NULL;
  rill_load_key_t *kept = NULL;
  if (code == 0) {
    promise = rill_promise_resolve(loader->scheduler, value);
    value = rill_none();
    if (promise->scheduler != NULL)
      kept = rill_load_keys_add(&loader->keys, key, promise);
    if (kept == NULL) code = RILL_ENOMEM;
  }
  if (kept != NULL) {
    rill_load_key_use(kept);
    return 0;
  }
  rill_unref(promise);
  rill_value_unref(key);
  rill_value_unref(value);
  return code;
}

/* --- Life ----------------------------------------------------------------- */

static void loader_destroy(void *object) {
  rill_loader_t *loader = object;
  rill_load_keys_clear(&loader->keys);
  rill_fn_drop(loader->call);
  rill_fn_drop(loader->schedule);
  rill_unref(loader->error);
  rill_unref(loader->scheduler);
}

const rill_type_t rill_loader_type = {
    .name = "loader",
    .destroy = loader_destroy,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

static rill_loader_t without_memory = {
    .base = RILL_STATIC_OBJECT(rill_loader_type)};

static rill_error_t *loader_check(const rill_loader_opts_t *o) {
  const char *name = "rill_loader_new";
  if (o->scheduler == NULL)
    return rill_error_new(RILL_EINVAL, "%s: the scheduler is NULL", name);
  if (o->max_batch < 0)
    return rill_error_new(RILL_EINVAL, "%s: max_batch is %lld (must be >= 0)",
                          name, (long long) o->max_batch);
  if (rill_fn_is_set(o->schedule) && o->schedule.arity != 0)
    return rill_promise_check_fn(name, o->schedule, 0, "schedule");
  return rill_promise_check_fn(name, o->batch, 1, "batch");
}

rill_loader_t *rill_loader_opts(const rill_loader_opts_t *options) {
  RILL_OPTIONS(rill_loader_opts_t, o, options);
  rill_loader_t *loader =
      rill_object_new_zeroed(&rill_loader_type, sizeof *loader);
  if (loader == NULL) {
    rill_fn_drop(o.batch);
    rill_fn_drop(o.schedule);
    return &without_memory;
  }
  loader->error = loader_check(&o);
  if (o.scheduler != NULL)
    loader->scheduler = rill_ref(rill_scheduler_pick(o.scheduler));
  loader->call = o.batch;
  loader->schedule = o.schedule;
  loader->most = (size_t) o.max_batch;
  loader->keys.capacity = o.cache > 0   ? (size_t) o.cache
                          : o.cache < 0 ? 0
                                        : CACHE;
  return loader;
}
