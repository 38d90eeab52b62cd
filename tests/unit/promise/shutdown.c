/* SPDX-License-Identifier: MIT */
/* shutdown: on real loops, and on the virtual clock where time matters. */
#include "../io/io.h"

#include <signal.h>

#include "support/failing.h"
#include "support/probe.h"

#include <rill/loop.h>
#include <rill/main.h>
#include <rill/signal.h>
#include <rill/udp.h>

static void run_to_the_end(rill_promise_t *end) {
  loop_ = NULL;
  while (rill_promise_is_pending(end))
    ck_assert(uv_run(&uv_, UV_RUN_ONCE) != 0 || !rill_promise_is_pending(end));
}

/* All is closed when the promise is settled: the loop has nothing of ours. */
static void ck_ends(rill_promise_t *end) {
  run_to_the_end(end);
  ck_assert_ptr_null(rill_promise_error(end));
  ck_assert_int_eq(uv_loop_close(&uv_), 0);
  rill_unref(end);
}

static rill_promise_t *shut(rill_time_t grace) {
  return rill_scheduler_shutdown(rill_ref(loop_), grace);
}

static void close_own(void) {
  rill_unref(loop_);
  loop_ = NULL;
}

TEST(shutdown, of_an_idle_scheduler_closes_it) {
  io_open_loop();
  ck_ends(rill_scheduler_shutdown(loop_, RILL_SEC(60)));
  ck_assert_live(NULL, 0);
}

static void hear_handled(rill_error_t *error, void *context) {
  (void) error;
  (void) context;
}

/* Without a grace: nothing but what is to end can end it. */
TEST(shutdown, does_not_wait_for_what_watches_promises) {
  for (int i = 0; i < 3; i++) {
    io_open_loop();
    if (i != 1) ck_assert_int_eq(rill_promise_trace(loop_, true), 0);
    if (i != 0)
      ck_assert_int_eq(rill_scheduler_on_handled(loop_, hear_handled, NULL), 0);
    rill_promise_t *p = rill_promise_delay(loop_, RILL_MS(1), rill_int(1));
    ck_ends(rill_scheduler_shutdown(loop_, RILL_TIME_NEVER));
    ck_assert(!rill_promise_is_pending(p));
    rill_unref(p);
  }
}

static rill_value_t note_post(void *text) {
  strcat(text, "post ");
  return rill_none();
}

static void note_code(rill_error_t *error, void *code) {
  *(int *) code = rill_error_code(error);
}

TEST(shutdown, takes_nothing_new_and_lets_what_there_is_finish) {
  probe_t under_way = {0}, late = {0};
  int code = 0;
  char text[64] = "";
  io_open_loop();
  rill_scheduler_t *s = rill_ref(loop_);
  ck_assert_int_eq(rill_post(s, rill_call_with(note_post, rill_borrow(text))),
                   0);
  rill_promise_t *look = rill_fs_stat(s, "/");
  probe_subscribe(&under_way, s, rill_timer(RILL_MS(20)), RILL_UNBOUNDED);
  rill_promise_t *end = rill_scheduler_shutdown(loop_, RILL_TIME_NEVER);
  ck_assert_int_eq(rill_post(s, rill_call_with(note_post, rill_borrow(text))),
                   RILL_ECLOSED);
  ck_assert_int_eq(
      rill_post_after(s, 0, rill_call_with(note_post, rill_borrow(text))),
      RILL_ECLOSED);
  probe_subscribe(&late, s, rill_just(rill_int(1)), 1);
  ck_assert_str_eq(late.text, "#");
  ck_assert_int_eq(late.error_code, RILL_ECLOSED);
  ck_assert_str_has(late.error, "rill_subscribe: the scheduler is shutting");
  rill_unref(rill_subscribe(s, rill_just(rill_int(1)), .error = note_code,
                            .context = &code)); /* it would be over at once */
  ck_assert_int_eq(code, RILL_ECLOSED);
  rill_promise_t *refused = rill_fs_stat(s, "/");
  ck_assert_str_eq(rill_error_message(rill_promise_error(refused)),
                   "rill_fs_stat: scheduler is shutting down");
  rill_unref(refused);
  run_to_the_end(end);
  ck_assert_str_eq(under_way.text, "0 |");
  ck_assert_str_eq(text, "post ");
  ck_assert_ptr_null(rill_promise_error(look));
  ck_assert(!rill_promise_is_pending(look));
  rill_unref(look);
  rill_unref(s);
  ck_ends(end);
}

static rill_value_t stat_again(rill_value_t stat, void *context) {
  (void) stat;
  return rill_object(rill_fs_stat(context, "/tmp"));
}

TEST(shutdown, what_is_under_way_gets_what_it_needs) {
  io_open_loop();
  rill_scheduler_t *s = rill_ref(loop_);
  rill_promise_t *chain = rill_fs_stat(s, "/");
  for (int i = 0; i < 3; i++)
    chain = rill_then(chain, rill_call_with(stat_again, rill_borrow(s)),
                      rill_no_fn());
  rill_promise_t *end = rill_scheduler_shutdown(loop_, RILL_TIME_NEVER);
  run_to_the_end(end);
  ck_assert_ptr_null(rill_promise_error(chain));
  ck_assert_ptr_nonnull(rill_as_stat(rill_promise_value(chain)));
  rill_unref(chain);
  rill_unref(s);
  ck_ends(end);
}

TEST(shutdown, completes_what_listens_to_the_world) {
  probe_t signals = {0}, ticks = {0}, poll = {0}, idle = {0};
  int ends[2];
  io_open_loop();
  ck_assert_int_eq(pipe(ends), 0);
  probe_subscribe(&signals, loop_, rill_signals(SIGUSR1), 1);
  probe_subscribe(&ticks, loop_, rill_interval(RILL_SEC(3600)), 1);
  probe_subscribe(&poll, loop_, rill_poll_fd(ends[0], RILL_POLL_READABLE), 1);
  probe_subscribe(&idle, loop_, rill_check(), 0);
  rill_value_t address = rill_address("127.0.0.1", 0);
  rill_value_t socket = rill_udp_bind(loop_, address);
  probe_t datagrams = {0};
  probe_subscribe(&datagrams, loop_, rill_udp_datagrams(socket), 1);
  ck_ends(rill_scheduler_shutdown(loop_, RILL_TIME_NEVER));
  ck_assert_str_eq(signals.text, "|");
  ck_assert_str_eq(ticks.text, "|");
  ck_assert_str_eq(poll.text, "|");
  ck_assert_str_eq(idle.text, "|");
  ck_assert_str_eq(datagrams.text, "|");
  rill_value_unref(socket);
  rill_value_unref(address);
  close(ends[0]);
  close(ends[1]);
}

/* A run that asks for the end from inside of an item: its own end must not
 * come in the middle of that. */
struct asker {
  bool inside, broken;
  int completions;
  rill_promise_t *end;
};

static void asker_next(rill_value_t item, void *context) {
  struct asker *asker = context;
  (void) item;
  asker->inside = true;
  if (asker->end == NULL)
    asker->end = rill_scheduler_shutdown(loop_, RILL_TIME_NEVER);
  asker->inside = false;
}

static void asker_complete(void *context) {
  struct asker *asker = context;
  asker->broken |= asker->inside;
  asker->completions++;
}

TEST(shutdown, asked_for_by_a_signal_ends_that_run_after_the_item) {
  struct asker asker = {0};
  io_open_loop();
  rill_unref(rill_subscribe(loop_, rill_signals(SIGUSR1), .next = asker_next,
                            .complete = asker_complete, .context = &asker));
  kill(getpid(), SIGUSR1);
  while (asker.end == NULL) uv_run(&uv_, UV_RUN_ONCE);
  ck_ends(asker.end);
  ck_assert_int_eq(asker.completions, 1);
  ck_assert(!asker.broken);
}

TEST(shutdown, after_the_grace_cancels_what_remains) {
  probe_t probe = {0};
  io_open_loop();
  probe_subscribe(&probe, loop_, rill_never(), 1);
  rill_promise_t *end = rill_scheduler_shutdown(loop_, RILL_MS(5));
  ck_assert_int_eq(probe.released, 0);
  ck_ends(end);
  ck_assert_str_eq(probe.text, "");
  ck_assert_int_eq(probe.released, 1);
}

TEST(shutdown, without_grace_cancels_at_once) {
  probe_t probe = {0};
  io_open_loop();
  probe_subscribe(&probe, loop_, rill_timer(RILL_SEC(3600)), 1);
  ck_ends(rill_scheduler_shutdown(loop_, 0));
  ck_assert_int_eq(probe.released, 1);
}

TEST(shutdown, may_be_cut_short) {
  probe_t probe = {0};
  io_open_loop();
  probe_subscribe(&probe, loop_, rill_never(), 1);
  rill_promise_t *end = shut(RILL_TIME_NEVER);
  for (int i = 0; i < 5; i++) uv_run(&uv_, UV_RUN_NOWAIT);
  ck_assert(rill_promise_is_pending(end));
  rill_promise_t *same = shut(0);
  ck_assert_ptr_eq(same, end);
  rill_unref(same);
  close_own();
  ck_ends(end);
}

TEST(shutdown, ends_with_a_close_by_another_handle) {
  io_open_loop();
  probe_t probe = {0};
  probe_subscribe(&probe, loop_, rill_timer(RILL_SEC(3600)), 1);
  rill_promise_t *end = shut(RILL_TIME_NEVER);
  uv_run(&uv_, UV_RUN_NOWAIT);
  rill_scheduler_close(loop_);
  ck_ends(end);
  ck_assert_int_eq(probe.released, 1);
}

static void stay(uv_timer_t *timer) { (void) timer; }

TEST(shutdown, leaves_what_is_not_ours_alone) {
  uv_timer_t own;
  io_open_loop();
  uv_timer_init(&uv_, &own);
  uv_timer_start(&own, stay, 3600 * 1000, 0);
  rill_promise_t *end = rill_scheduler_shutdown(loop_, RILL_SEC(60));
  run_to_the_end(end);
  ck_assert(uv_is_active((uv_handle_t *) &own));
  uv_close((uv_handle_t *) &own, NULL);
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_ends(end);
}

/* How many handles a loop has, in whatever state. */
static void count_handle(uv_handle_t *handle, void *context) {
  (void) handle;
  ++*(int *) context;
}

static rill_value_t count_at_the_end(rill_value_t nothing, void *context) {
  int *counts = context;
  (void) nothing;
  counts[0] = 0;
  uv_walk(&uv_, count_handle, counts);
  return rill_int(++counts[1]);
}

TEST(shutdown, its_handlers_run_when_all_handles_are_gone) {
  int counts[2] = {-1, 0};
  probe_t probe = {0};
  io_open_loop();
  probe_subscribe(&probe, loop_, rill_signals(SIGUSR1, SIGUSR2), 1);
  rill_promise_t *end = rill_then(
      rill_scheduler_shutdown(loop_, RILL_SEC(60)),
      rill_call_with(count_at_the_end, rill_borrow(counts)), rill_no_fn());
  ck_ends(end);
  ck_assert_int_eq(counts[0], 0);
  ck_assert_int_eq(counts[1], 1);
}

TEST(shutdown, cancelling_the_promise_does_nothing) {
  io_open_loop();
  rill_promise_t *end = rill_scheduler_shutdown(loop_, RILL_SEC(60));
  rill_promise_cancel(end);
  run_to_the_end(end);
  ck_assert_int_eq(uv_loop_close(&uv_), 0);
  rill_unref(end);
}

TEST(shutdown, waits_for_another_thread_that_was_asked) {
  probe_t probe = {0};
  io_open_loop();
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  probe_subscribe(&probe, loop_,
                  rill_pipe(rill_range(1, 3), rill_subscribe_on(pool)),
                  RILL_UNBOUNDED);
  rill_promise_t *end = rill_scheduler_shutdown(loop_, RILL_TIME_NEVER);
  run_to_the_end(end);
  ck_assert_str_eq(probe.text, "1 2 3 |");
  rill_scheduler_close(pool);
  ck_ends(end);
}

TEST(shutdown, works_on_a_virtual_clock) {
  probe_t probe = {0}, slow = {0};
  rill_scheduler_t *clock = rill_virtual_scheduler_new();
  rill_scheduler_t *handle = rill_ref(clock);
  probe_subscribe(&probe, clock, rill_interval(10), RILL_UNBOUNDED);
  probe_subscribe(&slow, clock, rill_timer(100), RILL_UNBOUNDED);
  rill_virtual_advance_to(clock, 25);
  rill_promise_t *end = rill_scheduler_shutdown(clock, 50);
  rill_virtual_advance_to(clock, 74);
  ck_assert_str_eq(probe.text, "0 1 |");
  ck_assert(rill_promise_is_pending(end));
  ck_assert_int_eq(slow.released, 0);
  rill_virtual_advance_to(clock, 75);
  rill_virtual_run(clock);
  ck_assert(!rill_promise_is_pending(end));
  ck_assert_int_eq(slow.released, 1);
  ck_assert_str_eq(slow.text, "");
  rill_unref(end);
  rill_unref(handle);
}

static void refused(rill_promise_t *promise, int code, const char *text) {
  ck_assert_int_eq(rill_error_code(rill_promise_error(promise)), code);
  ck_assert_str_has(rill_error_message(rill_promise_error(promise)), text);
  rill_unref(promise);
}

TEST(shutdown, refuses_bad_arguments) {
  io_open_loop();
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  refused(rill_scheduler_shutdown(NULL, 0), RILL_EINVAL,
          "rill_scheduler_shutdown: the scheduler is NULL");
  refused(shut(-1), RILL_EINVAL, "grace is -1 (must be >= 0)");
  refused(rill_scheduler_shutdown(rill_ref(pool), 0), RILL_EINVAL,
          "scheduler is of the kind pool, which has several threads");
  rill_scheduler_close(pool);
  rill_scheduler_t *handle = rill_ref(loop_);
  io_close_loop();
  refused(rill_scheduler_shutdown(handle, 0), RILL_ECLOSED, "is closed");
}

static void without_memory(void) {
  io_open_loop();
  if (loop_ == NULL) {
    ck_assert_int_eq(uv_loop_close(&uv_), 0);
    return;
  }
  rill_promise_t *end = rill_scheduler_shutdown(loop_, RILL_SEC(60));
  run_to_the_end(end);
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_int_eq(uv_loop_close(&uv_), 0);
  rill_unref(end);
}

TEST(shutdown, every_failing_allocation_closes_it_at_once) {
  failing_each(FAILING_ONE) without_memory();
  failing_each(FAILING_FROM) without_memory();
}
