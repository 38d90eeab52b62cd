/* SPDX-License-Identifier: MIT */
/* executor_map: the items of a list, each to the next worker that is free.
 *
 * All of the state belongs to the home's thread. A call goes to a worker and
 * comes back as a job, with its result. */
#include "promise/executor.h"
#include "shared/options.h"

typedef struct map map_t;

struct call {
  rill_errand_t errand;
  rill_job_t job;
  map_t *map;
  struct call *next, *back; /* among those under way, or that are free */
  size_t index;
  rill_value_t result;
};

struct map {
  rill_assignment_t assignment;
  rill_scheduler_t *home;
  rill_fn_t f;
  rill_value_t list;
  rill_value_t *results;
  size_t count, begun, done;
  struct call *free, *busy;
  bool over;
  size_t call_count;
  struct call calls[];
};

static size_t map_size(size_t calls) {
  return sizeof(map_t) + calls * sizeof(struct call);
}

static void map_forget(rill_assignment_t *assignment) {
  map_t *map = (map_t *) assignment;
  for (size_t i = 0; map->results != NULL && i < map->count; i++)
    rill_value_unref(map->results[i]);
  rill_release(map->results, map->count * sizeof *map->results);
  rill_value_unref(map->list);
  rill_fn_drop(map->f);
  rill_unref(map->home);
  rill_release(map, map_size(map->call_count));
}

/* --- Calls ---------------------------------------------------------------- */

static void call_begin(struct call *call, size_t index) {
  map_t *map = call->map;
  map->free = call->next;
  call->index = index;
  call->errand.canceled = false;
  call->result = rill_none();
  call->back = NULL;
  call->next = map->busy;
  if (call->next != NULL) call->next->back = call;
  map->busy = call;
  rill_assignment_ref(&map->assignment);
}

/* Drops the call's reference: the map may be gone. */
static void call_end(struct call *call) {
  map_t *map = call->map;
  if (call->next != NULL) call->next->back = call->back;
  if (call->back != NULL)
    call->back->next = call->next;
  else
    map->busy = call->next;
  call->next = map->free;
  map->free = call;
  rill_assignment_unref(&map->assignment);
}

/* --- The end -------------------------------------------------------------- */

static void map_stop(map_t *map) {
  map->over = true;
  rill_assignment_ref(&map->assignment);
  for (struct call *call = map->busy, *next; call != NULL; call = next) {
    next = call->next;
    if (rill_pool_cancel(map->assignment.pool, &call->errand)) call_end(call);
  }
  rill_assignment_unref(&map->assignment);
}

static void map_end(map_t *map, rill_value_t outcome) {
  map_stop(map);
  rill_assignment_settle(&map->assignment, outcome);
}

static rill_value_t map_cancel(void *context) {
  map_stop(context);
  return rill_none();
}

/* --- Going on ------------------------------------------------------------- */

/* With none of its own under way there is nothing else to wait for. */
static int map_put(map_t *map, struct call *call, bool alone) {
  return rill_pool_put(map->assignment.pool, &call->errand,
                       alone ? RILL_ERRAND_SQUEEZE : RILL_ERRAND_REFUSE);
}

static void map_go_on(map_t *map) {
  int code = 0;
  while (code == 0 && map->free != NULL && map->begun < map->count) {
    struct call *call = map->free;
    bool alone = map->busy == NULL;
    call_begin(call, map->begun);
    code = map_put(map, call, alone);
    if (code == 0)
      map->begun++;
    else
      call_end(call);
  }
  if (code != 0 && code != RILL_EAGAIN)
    map_end(map, rill_fail(rill_executor_full("rill_executor_map",
                                              map->assignment.pool, code)));
}

static rill_value_t map_take_results(map_t *map) {
  rill_value_t list = rill_list_own(map->results, map->count);
  rill_release(map->results, map->count * sizeof *map->results);
  map->results = NULL;
  return list;
}

static void map_take(map_t *map, size_t index, rill_value_t result) {
  if (map->over) {
    rill_value_unref(result);
  } else if (rill_is_error(result)) {
    map_end(map, result);
  } else {
    map->results[index] = result;
    if (++map->done < map->count)
      map_go_on(map);
    else
      map_end(map, map_take_results(map));
  }
}

/* Back home. */
static void call_return(rill_job_t *job, int status) {
  struct call *call = rill_container_of(job, struct call, job);
  map_t *map = call->map;
  rill_value_t result = call->result;
  size_t index = call->index;
  rill_assignment_ref(&map->assignment);
  call_end(call);
  if (status != 0 && !map->over) map_end(map, rill_promise_closed());
  map_take(map, index, result);
  rill_assignment_unref(&map->assignment);
}

/* --- On a worker ---------------------------------------------------------- */

static void call_run(rill_errand_t *errand) {
  struct call *call = rill_container_of(errand, struct call, errand);
  map_t *map = call->map;
  call->result =
      map->f.as.call1(rill_list_get(map->list, call->index), map->f.context);
}

static void call_go_home(rill_errand_t *errand, int status) {
  struct call *call = rill_container_of(errand, struct call, errand);
  map_t *map = call->map;
  if (status != 0)
    call->result = rill_fail(
        rill_executor_full("rill_executor_map", map->assignment.pool, status));
  call->job.run = call_return;
  if (rill_post_job(map->home, &call->job) == 0) return;
  rill_value_unref(call->result); /* nobody is at home any more */
  rill_assignment_settle(&map->assignment, rill_promise_closed());
  rill_assignment_unref(&map->assignment);
}

static const rill_errand_ops_t call_ops = {call_run, call_go_home};

/* --- Making it ------------------------------------------------------------ */

static map_t *map_new(rill_scheduler_t *home, rill_value_t list, rill_fn_t f,
                      size_t calls) {
  map_t *map = rill_allocate_zeroed(map_size(calls));
  size_t count = rill_list_length(list);
  rill_value_t *results = rill_allocate(count * sizeof *results);
  if (map == NULL || (results == NULL && count > 0)) {
    rill_release(map, map_size(calls));
    rill_release(results, count * sizeof *results);
    return NULL;
  }
  for (size_t i = 0; i < count; i++) results[i] = rill_none();
  *map = (map_t){.assignment.forget = map_forget,
                 .home = rill_ref(home),
                 .f = f,
                 .list = list,
                 .results = results,
                 .count = count,
                 .call_count = calls};
  for (struct call *call = map->calls; call < map->calls + calls; call++) {
    *call =
        (struct call){.errand.ops = &call_ops, .map = map, .next = map->free};
    map->free = call;
  }
  return map;
}

static rill_promise_t *map_start(rill_scheduler_t *pool, rill_scheduler_t *home,
                                 rill_value_t list,
                                 const rill_executor_map_opts_t *o) {
  size_t most = rill_list_length(list), calls = rill_pool_threads(pool);
  if (o->concurrency > 0) calls = (size_t) o->concurrency;
  rill_promise_t *promise;
  home = rill_scheduler_pick(home);
  map_t *map = map_new(home, list, o->fn, calls < most ? calls : most);
  if (map == NULL) {
    rill_fn_drop(o->fn);
    rill_value_unref(list);
    return rill_promise_no_memory(home);
  }
  bool open =
      rill_assignment_open(&map->assignment, pool, home, map_cancel, &promise);
  if (open && map->count > 0)
    map_go_on(map);
  else
    map_end(map, map_take_results(map));
  rill_assignment_unref(&map->assignment);
  return promise;
}

static rill_error_t *map_check(rill_value_t list,
                               const rill_executor_map_opts_t *o) {
  if (rill_as_object(list, &rill_list_type) == NULL)
    return rill_error_new(RILL_ETYPE,
                          "rill_executor_map: list is of kind %s (must be a "
                          "list)",
                          rill_value_kind_name(list));
  if (o->concurrency >= 0) return NULL;
  return rill_error_new(RILL_EINVAL,
                        "rill_executor_map: concurrency is %lld (must be >= "
                        "0)",
                        (long long) o->concurrency);
}

rill_promise_t *rill_executor_map_opts(rill_scheduler_t *pool,
                                       rill_scheduler_t *home,
                                       rill_value_t list,
                                       const rill_executor_map_opts_t *given) {
  RILL_OPTIONS(rill_executor_map_opts_t, options, given);
  rill_promise_t *refused =
      rill_executor_refuse("rill_executor_map", pool, home, options.fn, 1);
  rill_error_t *error = refused == NULL ? map_check(list, &options) : NULL;
  if (error != NULL)
    refused = rill_promise_failed(rill_scheduler_pick(home), error);
  if (refused == NULL) return map_start(pool, home, list, &options);
  rill_fn_drop(options.fn);
  rill_value_unref(list);
  return refused;
}
