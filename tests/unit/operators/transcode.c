/* SPDX-License-Identifier: MIT */
#include "bytes.h"

/* Each byte three times, one item each; at the end a point. */
struct triple {
  int done;
  bool point;
};

static int opened, closed, steps;

static rill_error_t *triple_open(void *state, const void *context) {
  ck_assert_int_eq(((struct triple *) state)->done, 0);
  opened++;
  return strcmp(context, "fail") == 0 ? rill_error_new(7, "no triple") : NULL;
}

static rill_value_t triple_step(void *state, rill_input_t *input) {
  struct triple *triple = state;
  steps++;
  if (input->left == 0) {
    if (!input->last || triple->point) return rill_none();
    triple->point = true;
    return rill_bytes(".", 1);
  }
  rill_value_t item = rill_bytes(input->data, 1);
  if (++triple->done % 3 == 0) rill_input_skip(input, 1);
  return item;
}

static void triple_close(void *state) {
  (void) state;
  closed++;
}

static const rill_codec_t triple = {
    .size = sizeof(rill_codec_t),
    .state_size = sizeof(struct triple),
    .open = triple_open,
    .step = triple_step,
    .close = triple_close,
};

static char nothing[] = "";
#define TRIPLE rill_transcode(&triple, rill_borrow(nothing))

TEST(transcode, makes_items_of_bytes) {
  opened = closed = 0;
  ck_bytes("abc", 3, TRIPLE, "[a] [a] [a] [b] [b] [b] [c] [c] [c] [.] |");
  ck_bytes("", 0, TRIPLE, "[.] |");
  ck_assert_int_eq(opened, closed);
  ck_assert_int_eq(opened, 5);
}

TEST(transcode, steps_only_as_asked) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  steps = 0;
  probe_subscribe(&probe, clock, rill_pipe(only("abc", 3), TRIPLE), 0);
  ck_assert_int_eq(steps, 0);
  rill_request(probe.subscription, 2);
  ck_assert_int_eq(steps, 2);
  ck_assert_uint_eq(probe.items, 2);
  rill_request(probe.subscription, 3);
  ck_assert_int_eq(steps, 5);
  rill_cancel(probe.subscription);
  clock_close(clock);
}

TEST(transcode, an_error_of_open_ends_the_run) {
  char fail[] = "fail";
  closed = 0;
  ck_operator_fails(rill_transcode(&triple, rill_borrow(fail)), 7, "no triple");
  ck_assert_int_eq(closed, 1);
}

static rill_value_t stuck_step(void *state, rill_input_t *input) {
  (void) state;
  (void) input;
  return rill_none();
}
static const rill_codec_t stuck = {.size = sizeof(rill_codec_t),
                                   .step = stuck_step};

TEST(transcode, a_codec_that_does_nothing_is_an_error) {
  ck_bytes_fail("abc", 3, rill_transcode(&stuck, rill_borrow(NULL)),
                RILL_EPROTOCOL,
                "rill_transcode: the codec neither takes nor gives anything");
}

static int dropped;
static void count_drop(void *context) {
  (void) context;
  dropped++;
}

TEST(transcode, drops_its_context_once) {
  dropped = 0;
  ck_bytes("a", 1, rill_transcode(&triple, rill_own(nothing, count_drop)),
           "[a] [a] [a] [.] |");
  ck_assert_int_eq(dropped, 2);
  rill_unref(rill_transcode(NULL, rill_own(nothing, count_drop)));
  ck_assert_int_eq(dropped, 3);
}

TEST(transcode, refuses_bad_arguments) {
  static const rill_codec_t small = {.size = 1},
                            no_step = {.size = sizeof small};
  ck_operator_fails(rill_transcode(NULL, rill_borrow(NULL)), RILL_EINVAL,
                    "rill_transcode", "codec is NULL");
  ck_operator_fails(rill_transcode(&small, rill_borrow(NULL)), RILL_EINVAL,
                    "codec->size is 1");
  ck_operator_fails(rill_transcode(&no_step, rill_borrow(NULL)), RILL_EINVAL,
                    "codec->step is NULL");
  ck_operator_fails(TRIPLE, RILL_ETYPE, "rill_transcode", "int 1");
}
