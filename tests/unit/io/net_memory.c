/* SPDX-License-Identifier: MIT */
/* Connections without memory: each allocation fails in turn. */
#include "sockets.h"

#include "support/failing.h"

static void ignore(rill_value_t item, void *context) {
  (void) item;
  (void) context;
}

static void ignore_error(rill_error_t *error, void *context) {
  (void) error;
  (void) context;
}

static void over(void *context) { ++*(int *) context; }

/* Both sides; whatever fails, both end. */
static rill_value_t serve(rill_value_t item, void *context) {
  rill_connection_t *c = rill_connection_of(item);
  (void) context;
  return rill_object(
      rill_pipe(rill_connection_bytes(c), rill_write_to(c, .shutdown = true)));
}

static void use(rill_value_t outcome) {
  int ended = 0;
  rill_connection_t *c = rill_connection_of(outcome);
  if (c == NULL) return;
  rill_unref(rill_connection_write(c, rill_string("hello")));
  rill_unref(rill_connection_shutdown(c));
  rill_unref(rill_subscribe(loop_, rill_connection_bytes(c), .next = ignore,
                            .error = ignore_error, .release = over,
                            .context = &ended));
  /* Either side may have lost its memory, and says nothing more. */
  for (int i = 0; i < 100 && ended == 0; i++) uv_run(&uv_, UV_RUN_NOWAIT);
  rill_connection_abort(c);
}

static rill_value_t keep_bound(rill_value_t address, void *context) {
  *(rill_value_t *) context = rill_value_ref(address);
  return rill_none();
}

static rill_value_t await_a_while(rill_promise_t *promise) {
  for (int i = 0; i < 100 && rill_promise_is_pending(promise); i++)
    uv_run(&uv_, UV_RUN_NOWAIT);
  rill_promise_cancel(promise);
  rill_value_t outcome = outcome_of(promise);
  rill_unref(promise);
  return outcome;
}

static void talk(rill_observable_t *guests, rill_value_t *bound) {
  rill_subscription_t *run =
      rill_subscribe(loop_, rill_pipe(guests, rill_flat_map(rill_call(serve))),
                     .next = ignore, .error = ignore_error);
  if (!rill_is_none(*bound)) {
    rill_value_t address = rill_value_ref(*bound);
    rill_promise_t *connect =
        rill_as_sockaddr(address, NULL) != NULL
            ? rill_tcp_connect_to(loop_, address, .timeout = RILL_SEC(10))
            : rill_pipe_connect(loop_, rill_as_string(*bound));
    if (rill_as_sockaddr(*bound, NULL) == NULL) rill_value_unref(address);
    rill_value_t outcome = await_a_while(connect);
    use(outcome);
    rill_value_unref(outcome);
  }
  rill_cancel(run);
  rill_unref(run);
  rill_value_unref(*bound);
  *bound = rill_none();
}

static void without_memory(void) {
  rill_value_t bound = rill_none();
  io_open();
  if (loop_ == NULL) {
    ck_assert_int_eq(uv_loop_close(&uv_), 0);
    io_remove_folder();
    return;
  }
  rill_fn_t listening = rill_call_with(keep_bound, rill_borrow(&bound));
  talk(rill_tcp_listen(loop_, rill_address("127.0.0.1", 0),
                       .listening = listening),
       &bound);
  talk(rill_pipe_listen(loop_, at("socket"), .listening = listening), &bound);
  /* A name: it may still be looked up when that is canceled. */
  rill_value_unref(await_a_while(rill_tcp_connect(loop_, "localhost", 1)));
  rill_unref(rill_stdin(loop_));
  io_close();
}

TEST(net_memory, every_failing_allocation_is_survived) {
  io_open_loop(); /* the first loop opens what all loops share */
  descriptors_at_rest();
  io_close_loop();
  int before = descriptors_open();
  failing_each(FAILING_ONE) without_memory();
  failing_each(FAILING_FROM) without_memory();
  ck_assert_int_eq(descriptors_open(), before);
}
