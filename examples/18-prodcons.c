/* SPDX-License-Identifier: MIT */
/* 18: producers and consumers, and a bounded queue between them. Who puts waits
 * while it is full, who gets while it is empty; closing it ends the consumers
 * when nothing is left.
 *
 *     18-prodcons -p5 -c10 -q4      5 producers, 10 consumers, 4 in the queue
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <rill.h>

#include <rill/main.h>

enum { EACH = 20, MOST = 1000 };

static struct {
  rill_queue_t *queue;
  long producers, consumers, bound;
  size_t longest; /* the queue has been */
  int64_t produced, consumed, sum;
  long ended; /* consumers */
} world = {.producers = 5, .consumers = 10, .bound = 4};

static rill_value_t produce(rill_value_t item, void *context) {
  (void) context;
  world.produced++;
  return rill_value_ref(item);
}

/* Something that takes its time. */
static rill_value_t work(rill_value_t item, void *context) {
  (void) context;
  size_t length = rill_queue_length(world.queue);
  if (length > world.longest) world.longest = length;
  return rill_object(rill_pipe(rill_timer(RILL_MS(1 + rill_as_int(item) % 3)),
                               rill_map_to(rill_value_ref(item))));
}

static void consume(rill_value_t item, void *context) {
  (void) context;
  world.consumed++;
  world.sum += rill_as_int(item);
}

static void end(void *context) {
  (void) context;
  if (++world.ended < world.consumers) return;
  printf("%" PRId64 " produced, %" PRId64 " consumed, the sum is %" PRId64 "\n",
         world.produced, world.consumed, world.sum);
  printf("the queue was %s its bound\n",
         world.longest <= (size_t) world.bound ? "never above" : "above");
  rill_unref(world.queue);
}

static rill_value_t close_queue(rill_value_t fed, void *context) {
  (void) fed;
  (void) context;
  printf("all producers are done\n");
  rill_queue_close(world.queue, RILL_QUEUE_DRAIN);
  return rill_none();
}

static rill_promise_t *start_producer(rill_scheduler_t *loop, long number) {
  rill_observable_t *items =
      rill_pipe(rill_range(number * EACH, EACH), rill_map(rill_call(produce)));
  return rill_to_queue(loop, items, world.queue);
}

static void start_consumer(rill_scheduler_t *loop) {
  rill_observable_t *items = rill_pipe(rill_queue_observable(world.queue),
                                       rill_concat_map(rill_call(work)));
  rill_unref(rill_subscribe(loop, items, .next = consume, .complete = end));
}

static int read_options(int argc, char **argv) {
  int option;
  while ((option = getopt(argc, argv, "p:c:q:")) != -1) {
    long number = option == '?' ? 0 : atol(optarg);
    if (number < 1 || number > MOST) {
      fprintf(stderr,
              "usage: %s [-p producers] [-c consumers] [-q bound], "
              "each 1 to %d\n",
              argv[0], MOST);
      return 2;
    }
    *(option == 'p'   ? &world.producers
      : option == 'c' ? &world.consumers
                      : &world.bound) = number;
  }
  return 0;
}

static rill_value_t program(rill_scheduler_t *loop, int argc, char **argv) {
  rill_promise_t *fed[MOST];
  int code = read_options(argc, argv);
  if (code != 0) return rill_int(code);
  world.queue = rill_queue_new(loop, .capacity = world.bound);
  for (long i = 0; i < world.consumers; i++) start_consumer(loop);
  for (long i = 0; i < world.producers; i++) fed[i] = start_producer(loop, i);
  rill_promise_t *all = rill_promise_all(loop, fed, (size_t) world.producers);
  rill_unref(rill_then(all, rill_call(close_queue), rill_no_fn()));
  return rill_int(0);
}

int main(int argc, char **argv) { return rill_main(program, argc, argv); }
