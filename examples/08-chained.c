/* SPDX-License-Identifier: MIT */
/* 08: chains of promises are under way at the same time. All of them together
 * take as long as the longest, not as long as one after another. */
#include <inttypes.h>
#include <stdio.h>

#include <rill.h>

#include <uv.h>

struct chain {
  const char *name;
  rill_time_t step; /* each chain has two of them */
  rill_scheduler_t *loop;
};

static rill_value_t second_step(rill_value_t x, void *context) {
  const struct chain *chain = context;
  /* What follows waits for the promise that a handler returns. */
  return rill_object(
      rill_promise_delay(chain->loop, chain->step, rill_value_ref(x)));
}

static rill_value_t finish(rill_value_t x, void *context) {
  const struct chain *chain = context;
  printf("%s has finished\n", chain->name);
  return rill_int(10 * rill_as_int(x));
}

static rill_promise_t *start(struct chain *chain, int64_t number) {
  rill_context_t self = rill_borrow(chain);
  rill_promise_t *promise =
      rill_promise_delay(chain->loop, chain->step, rill_int(number));
  promise = rill_then(promise, rill_call_with(second_step, self), rill_no_fn());
  return rill_then(promise, rill_call_with(finish, self), rill_no_fn());
}

static rill_value_t print(rill_value_t list, void *context) {
  (void) context;
  char text[64];
  rill_value_format(list, text, sizeof text);
  printf("all of them: %s\n", text);
  return rill_none();
}

static const char *yes_if(bool condition) { return condition ? "yes" : "no"; }

int main(void) {
  uv_loop_t *uv = uv_default_loop();
  rill_scheduler_t *loop = rill_uv_scheduler_new(uv);
  struct chain longest = {"the longest", RILL_MS(100), loop};
  struct chain middle = {"the middle one", RILL_MS(90), loop};
  struct chain shortest = {"the shortest", RILL_MS(80), loop};
  rill_time_t at_least = 2 * longest.step;
  rill_time_t in_a_row = 2 * (longest.step + middle.step + shortest.step);

  rill_time_t begun = rill_now(loop);
  rill_promise_t *all = rill_promise_all_of(
      loop, start(&longest, 1), start(&middle, 2), start(&shortest, 3));
  rill_unref(rill_then(all, rill_call(print), rill_no_fn()));
  uv_run(uv, UV_RUN_DEFAULT);
  rill_time_t took = rill_now(loop) - begun;
  printf("as long as the longest: %s\n",
         yes_if(took >= at_least && took < in_a_row));

  rill_scheduler_close(loop);
  uv_run(uv, UV_RUN_DEFAULT);
  return uv_loop_close(uv);
}
