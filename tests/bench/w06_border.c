/* SPDX-License-Identifier: MIT */
/* border: items from one thread to another, against a ring of one's own. */
#include "bench.h"
#include <stdlib.h>

#include <rill.h>
#include <uv.h>

enum { CAPACITY = 1024, LINE = 64, SPINS = 200 };

/* --- What a C programmer would write: a ring from a thread to a loop ------ */

/* Each index on a line of its own, and next to it what its thread remembers of
 * the other one. The reader is woken by a uv_async_t, the writer by a condition
 * variable, and only when they sleep: publishing comes before looking for that,
 * and saying so before looking again, so one of both sees the other. */
typedef struct ring {
  _Alignas(LINE) size_t tail;
  size_t head_seen;
  _Alignas(LINE) size_t head;
  int64_t sum;
  _Alignas(LINE) bool reader_sleeps, writer_sleeps;
  uv_async_t wake_reader;
  uv_mutex_t lock;
  uv_cond_t wake_writer;
  int spins;
  int64_t count;
  rill_value_t items[CAPACITY];
} ring_t;

static void ring_pause(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static bool has_moved(const size_t *index, size_t seen) {
  return __atomic_load_n(index, __ATOMIC_SEQ_CST) != seen;
}

static bool moves_soon(const ring_t *ring, const size_t *index, size_t seen) {
  for (int i = 0; i < ring->spins; i++) {
    if (has_moved(index, seen)) return true;
    ring_pause();
  }
  return has_moved(index, seen);
}

static void writer_wait(ring_t *ring) {
  if (moves_soon(ring, &ring->head, ring->head_seen)) return;
  uv_mutex_lock(&ring->lock);
  __atomic_store_n(&ring->writer_sleeps, true, __ATOMIC_SEQ_CST);
  while (!has_moved(&ring->head, ring->head_seen))
    uv_cond_wait(&ring->wake_writer, &ring->lock);
  __atomic_store_n(&ring->writer_sleeps, false, __ATOMIC_SEQ_CST);
  uv_mutex_unlock(&ring->lock);
}

static void ring_push(ring_t *ring, rill_value_t item) {
  size_t tail = ring->tail;
  while (tail - ring->head_seen == CAPACITY) {
    writer_wait(ring);
    ring->head_seen = __atomic_load_n(&ring->head, __ATOMIC_ACQUIRE);
  }
  ring->items[tail % CAPACITY] = item;
  __atomic_store_n(&ring->tail, tail + 1, __ATOMIC_SEQ_CST);
  if (__atomic_load_n(&ring->reader_sleeps, __ATOMIC_SEQ_CST) &&
      __atomic_exchange_n(&ring->reader_sleeps, false, __ATOMIC_SEQ_CST))
    uv_async_send(&ring->wake_reader);
}

static void ring_feed(void *argument) {
  ring_t *ring = argument;
  for (int64_t i = 0; i < ring->count; i++) ring_push(ring, rill_int(i));
}

/* Takes what is there, and makes room for as much at once. */
static void ring_take(ring_t *ring) {
  size_t tail = __atomic_load_n(&ring->tail, __ATOMIC_ACQUIRE);
  size_t at = ring->head;
  for (; at != tail; at++) ring->sum += rill_as_int(ring->items[at % CAPACITY]);
  __atomic_store_n(&ring->head, at, __ATOMIC_SEQ_CST);
  if (!__atomic_load_n(&ring->writer_sleeps, __ATOMIC_SEQ_CST)) return;
  uv_mutex_lock(&ring->lock);
  uv_cond_signal(&ring->wake_writer);
  uv_mutex_unlock(&ring->lock);
}

static void ring_on_async(uv_async_t *async) {
  ring_t *ring = async->data;
  do {
    do ring_take(ring);
    while (moves_soon(ring, &ring->tail, ring->head));
    __atomic_store_n(&ring->reader_sleeps, true, __ATOMIC_SEQ_CST);
  } while (has_moved(&ring->tail, ring->head) &&
           __atomic_exchange_n(&ring->reader_sleeps, false, __ATOMIC_SEQ_CST));
  if ((int64_t) ring->head == ring->count)
    uv_close((uv_handle_t *) async, NULL);
}

static int64_t ring_run(int64_t items, int spins) {
  ring_t *ring = aligned_alloc(LINE, sizeof *ring);
  uv_loop_t loop;
  uv_thread_t writer;
  uv_loop_init(&loop);
  *ring = (ring_t){.count = items, .spins = spins, .reader_sleeps = true};
  uv_async_init(&loop, &ring->wake_reader, ring_on_async);
  ring->wake_reader.data = ring;
  uv_mutex_init(&ring->lock);
  uv_cond_init(&ring->wake_writer);
  uv_thread_create(&writer, ring_feed, ring);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_thread_join(&writer);
  int64_t sum = ring->sum;
  uv_cond_destroy(&ring->wake_writer);
  uv_mutex_destroy(&ring->lock);
  uv_loop_close(&loop);
  free(ring);
  return sum;
}

static int64_t ring_that_spins(int64_t items) { return ring_run(items, SPINS); }

static int64_t ring_that_sleeps(int64_t items) { return ring_run(items, 0); }

/* --- Rill ----------------------------------------------------------------- */

RILL_FOLD_FN(add, int64_t, int64_t, sum, x) { return sum + x; }

/* Runs a flow whose end is on a loop of this thread's. */
static int64_t run_on_loop(rill_observable_t *(*flow)(int64_t items,
                                                      rill_scheduler_t *pool,
                                                      rill_scheduler_t *loop),
                           int64_t items) {
  uv_loop_t uv;
  uv_loop_init(&uv);
  rill_scheduler_t *loop = rill_uv_scheduler_new(&uv);
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  rill_value_t sum = rill_run(flow(items, pool, loop), .scheduler = loop);
  int64_t result = rill_as_int(sum);
  rill_value_unref(sum);
  rill_scheduler_close(pool);
  rill_scheduler_close(loop);
  uv_run(&uv, UV_RUN_DEFAULT);
  uv_loop_close(&uv);
  return result;
}

static rill_operator_t *sum_up(void) {
  return rill_reduce(add, .seed = rill_int(0), .seeded = true);
}

static rill_observable_t *pulled(int64_t items, rill_scheduler_t *pool,
                                 rill_scheduler_t *loop) {
  (void) loop;
  return rill_pipe(rill_range(0, items), rill_subscribe_on(pool), sum_up());
}

static int64_t from_a_worker(int64_t items) {
  return run_on_loop(pulled, items);
}

static rill_observable_t *sent(int64_t items, rill_scheduler_t *pool,
                               rill_scheduler_t *loop) {
  return rill_pipe(rill_range(0, items), rill_observe_on(pool), sum_up(),
                   rill_observe_on(loop));
}

static int64_t to_a_worker(int64_t items) { return run_on_loop(sent, items); }

/* A source that pushes item by item, as long as it is asked. */
static struct live {
  rill_emitter_t *emitter;
  int64_t next, count;
} live;

static rill_value_t live_goes_on(rill_value_t count, void *context) {
  (void) count;
  (void) context;
  while (live.next < live.count && rill_emitter_requested(live.emitter) > 0)
    rill_emitter_next(live.emitter, rill_int(live.next++));
  if (live.next == live.count) rill_emitter_complete(live.emitter);
  return rill_none();
}

static rill_value_t live_begins(rill_value_t emitter, void *context) {
  (void) context;
  live.emitter = rill_emitter_of(emitter);
  rill_emitter_on_request(live.emitter, rill_call(live_goes_on));
  return rill_none();
}

static rill_observable_t *lively(int64_t items, rill_scheduler_t *pool,
                                 rill_scheduler_t *loop) {
  (void) loop;
  live = (struct live){.count = items};
  return rill_pipe(rill_create(rill_call(live_begins)), rill_subscribe_on(pool),
                   sum_up());
}

static int64_t from_a_live_source(int64_t items) {
  return run_on_loop(lively, items);
}

static int64_t live_alone(int64_t items) {
  rill_scheduler_t *clock = rill_virtual_scheduler_new();
  live = (struct live){.count = items};
  rill_value_t sum =
      rill_run(rill_pipe(rill_create(rill_call(live_begins)), sum_up()),
               .scheduler = clock);
  int64_t result = rill_as_int(sum);
  rill_value_unref(sum);
  rill_scheduler_close(clock);
  return result;
}

static const bench_way_t ways[] = {
    {.name = "C, a ring that spins", .run = ring_that_spins},
    {.name = "C, a ring that sleeps", .run = ring_that_sleeps},
    {.name = "rill, range from a worker", .run = from_a_worker, .at_most_ns = 6},
    {.name = "rill, range to a worker", .run = to_a_worker, .at_most_ns = 6},
    {.name = "rill, live", .run = from_a_live_source, .net_at_most = 1.1},
    {.name = "rill, live, no border", .run = live_alone},
};

int main(int argc, char **argv) {
  const bench_job_t job = BENCH_JOB("border", 10000000, ways);
  return bench_main(argc, argv, &job, 1);
}
