/* SPDX-License-Identifier: MIT */
/* through_process: pipelines through real programs. */
#include "programs.h"

#include "support/failing.h"
#include "support/probe.h"

#include <rill/main.h>

static rill_observable_t *texts(const char *one, const char *two) {
  rill_value_t items[2] = {rill_string(one), rill_string(two)};
  rill_observable_t *flow = rill_from_array(items, 2);
  rill_value_unref(items[0]);
  rill_value_unref(items[1]);
  return flow;
}

static rill_promise_t *through(rill_observable_t *flow, rill_operator_t *op) {
  return whole(rill_pipe(flow, op));
}

TEST(through_process, sends_what_comes_through_a_program) {
  io_open_loop();
  ck_await_bytes(through(texts("pear\napple\n", "fig\n"),
                         rill_through_process(ARGV("sort"))),
                 "apple\nfig\npear\n");
  ck_await_bytes(through(texts("hello ", "world"),
                         rill_through_process(ARGV("tr", "a-z", "A-Z"))),
                 "HELLO WORLD");
  ck_await_bytes(through(rill_empty(), rill_through_process(ARGV("wc", "-c"))),
                 "0\n");
  io_close_loop();
}

TEST(through_process, two_runs_have_a_program_each) {
  io_open_loop();
  rill_observable_t *flow =
      rill_pipe(texts("b\n", "a\n"), rill_through_process(ARGV("sort")),
                rill_concat_bytes());
  rill_observable_t *again = rill_ref(flow);
  rill_promise_t *one = rill_to_promise(loop_, flow);
  rill_promise_t *two = rill_to_promise(loop_, again);
  ck_await_bytes(one, "a\nb\n");
  ck_await_bytes(two, "a\nb\n");
  io_close_loop();
}

TEST(through_process, an_exit_code_is_an_error_with_what_it_said) {
  io_open_loop();
  rill_value_t failure =
      await(through(texts("x", "y"),
                    rill_through_process(SH("cat; echo no luck >&2; exit 3"))));
  ck_assert(rill_is_error(failure));
  rill_error_t *error = rill_as_error(failure);
  ck_assert_int_eq(rill_error_code(error), RILL_EFOREIGN);
  ck_assert_str_has(rill_error_message(error),
                    "/bin/sh ended with exit 3: no luck");
  const rill_exit_t *end = rill_as_exit(rill_error_payload(error));
  ck_assert_ptr_nonnull(end);
  ck_assert_int_eq(end->code, 3);
  rill_value_unref(failure);
  ck_await_fails(through(rill_empty(), rill_through_process(SH("kill -9 $$"))),
                 RILL_EFOREIGN, "/bin/sh ended with signal 9");
  io_close_loop();
}

TEST(through_process, keeps_no_more_than_4_kib_of_what_it_said) {
  io_open_loop();
  rill_value_t failure = await(through(
      rill_empty(),
      rill_through_process(SH("head -c 300000 /dev/zero | tr '\\0' x >&2;"
                              "exit 1"))));
  ck_assert(rill_is_error(failure));
  const char *text = rill_error_message(rill_as_error(failure));
  ck_assert_uint_gt(strlen(text), 1000);
  ck_assert_uint_lt(strlen(text), 4200);
  rill_value_unref(failure);
  io_close_loop();
}

static rill_value_t count_item(rill_value_t item, void *count) {
  (void) item;
  ++*(int *) count;
  return rill_none();
}

TEST(through_process, a_program_that_has_enough_cancels_upstream) {
  static char block[65536];
  io_open_loop();
  memset(block, 'x', sizeof block);
  rill_value_t item = rill_bytes(block, sizeof block);
  rill_observable_t *endless = rill_repeat_value(item);
  ck_await_bytes(
      through(endless, rill_through_process(ARGV("head", "-c", "5"))), "xxxxx");
  uv_run(&uv_, UV_RUN_DEFAULT);
  io_close_loop();
}

TEST(through_process, upstream_waits_for_the_program) {
  static char block[65536];
  int count = 0;
  probe_t probe = {0};
  io_open_loop();
  rill_value_t item = rill_bytes(block, sizeof block);
  rill_observable_t *flow = rill_pipe(
      rill_repeat_value(item, .count = 1000),
      rill_do(.next = rill_call_with(count_item, rill_borrow(&count))),
      rill_through_process(ARGV("cat")));
  probe_subscribe(&probe, loop_, flow, 1);
  while (probe.items == 0) uv_run(&uv_, UV_RUN_ONCE);
  for (int i = 0; i < 100; i++) uv_run(&uv_, UV_RUN_NOWAIT);
  ck_assert_int_lt(count, 100); /* pipes and marks, of 64 MB */
  ck_assert_int_eq((int) probe.items, 1);
  rill_cancel(probe.subscription);
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_int_eq(probe.released, 1);
  io_close_loop();
}

static rill_value_t length_of(rill_value_t item, void *context) {
  size_t length;
  (void) context;
  rill_as_bytes(item, &length);
  return rill_int((int64_t) length);
}

TEST(through_process, much_goes_through_two_programs) {
  static char block[65536];
  io_open_loop();
  rill_value_t item = rill_bytes(block, sizeof block);
  rill_observable_t *flow =
      rill_pipe(rill_repeat_value(item, .count = 160),
                rill_through_process(ARGV("gzip", "-1")),
                rill_through_process(ARGV("gzip", "-d")),
                rill_map(rill_call(length_of)), rill_sum());
  ck_await(rill_to_promise(loop_, flow), "10485760");
  io_close_loop();
}

TEST(through_process, cancelling_stops_the_program) {
  probe_t probe = {0};
  io_open_loop();
  probe_subscribe(
      &probe, loop_,
      rill_pipe(rill_never(), rill_through_process(SH("echo $$; sleep 3600"))),
      RILL_UNBOUNDED);
  while (probe.items == 0) uv_run(&uv_, UV_RUN_ONCE);
  rill_cancel(probe.subscription);
  ck_assert_int_eq(probe.released, 1);
  uv_run(&uv_, UV_RUN_DEFAULT); /* until it has ended */
  ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
  io_close_loop();
}

TEST(through_process, is_cancelled_from_inside_of_an_item) {
  probe_t probe = {.cancel_at = 1};
  io_open_loop();
  probe_subscribe(&probe, loop_,
                  rill_pipe(texts("x", "y"), rill_through_process(ARGV("yes"))),
                  RILL_UNBOUNDED);
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_uint_eq(probe.items, 1);
  ck_assert_int_eq(probe.released, 1);
  io_close_loop();
}

TEST(through_process, an_error_of_upstream_stops_the_program) {
  io_open_loop();
  ck_await_fails(through(rill_throw(rill_error_new(7, "gone")),
                         rill_through_process(ARGV("sleep", "3600"))),
                 7, "gone");
  uv_run(&uv_, UV_RUN_DEFAULT);
  io_close_loop();
}

TEST(through_process, says_what_was_wrong) {
  probe_t probe = {0};
  io_open_loop();
  ck_await_fails(through(rill_empty(), rill_through_process(ARGV("/no/such"))),
                 UV_ENOENT, "spawn /no/such: no such file or directory");
  ck_await_fails(through(rill_empty(),
                         rill_through_process(ARGV("true"), .cwd = "/nowhere")),
                 UV_ENOENT, "chdir /nowhere: no such file or directory");
  ck_await_fails(
      through(rill_just(rill_int(1)), rill_through_process(ARGV("cat"))),
      RILL_ETYPE, "");
  uv_run(&uv_, UV_RUN_DEFAULT);
  io_close_loop();
  ck_assert_str_eq(
      probe_run(&probe,
                rill_pipe(rill_empty(), rill_through_process(ARGV("cat")))),
      "#");
  ck_assert_str_has(probe.error, "scheduler is of the kind virtual");
  probe_t bad = {0};
  probe_run(&bad, rill_pipe(rill_empty(), rill_through_process(NULL)));
  ck_assert_str_has(bad.error, "rill_through_process: argv is NULL");
}

TEST(through_process, a_shutdown_waits_for_it) {
  io_open_loop();
  rill_promise_t *sorted =
      through(texts("b\n", "a\n"), rill_through_process(ARGV("sort")));
  rill_promise_t *end = rill_scheduler_shutdown(loop_, RILL_TIME_NEVER);
  ck_await_bytes(sorted, "a\nb\n");
  ck_await(end, "none");
  ck_assert_int_eq(uv_loop_close(&uv_), 0);
}

static void count_handle(uv_handle_t *handle, void *count) {
  (void) handle;
  ++*(int *) count;
}

TEST(through_process, a_shutdown_leaves_no_process) {
  int count = 0;
  probe_t probe = {0};
  io_open_loop();
  probe_subscribe(
      &probe, loop_,
      rill_pipe(rill_never(),
                rill_through_process(SH("trap '' TERM; echo r; sleep 3600"))),
      RILL_UNBOUNDED);
  while (probe.items == 0) uv_run(&uv_, UV_RUN_ONCE);
  ck_await(rill_scheduler_shutdown(loop_, RILL_MS(1)), "none");
  uv_walk(&uv_, count_handle, &count);
  ck_assert_int_eq(count, 0);
  ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
  ck_assert_int_eq(uv_loop_close(&uv_), 0);
}

static void without_memory(void) {
  io_open_loop();
  if (loop_ == NULL) {
    ck_assert_int_eq(uv_loop_close(&uv_), 0);
    return;
  }
  rill_value_t outcome = await(
      through(texts("b", "a"), rill_through_process(ARGV("cat"), .cwd = "/")));
  rill_value_unref(outcome);
  io_close_loop();
}

TEST(through_process, every_failing_allocation_is_an_error_and_leaks_nothing) {
  io_open_loop();
  io_close_loop();
  failing_each(FAILING_ONE) without_memory();
  failing_each(FAILING_FROM) without_memory();
}

TEST(through_process, a_program_that_closes_its_input_may_go_on) {
  static char block[65536];
  io_open_loop();
  rill_observable_t *endless =
      rill_repeat_value(rill_bytes(block, sizeof block));
  ck_await_bytes(through(endless, rill_through_process(
                                      SH("exec 0<&-; echo still; echo here"))),
                 "still\nhere\n");
  uv_run(&uv_, UV_RUN_DEFAULT);
  io_close_loop();
}
