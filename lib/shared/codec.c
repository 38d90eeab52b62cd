/* SPDX-License-Identifier: MIT */
/* codec: the loop around one. */
#include "shared/codec.h"

#include <stdio.h>

enum { BREATHE_EACH = 64 };

rill_value_t rill_input_take(rill_input_t *input, size_t count) {
  size_t all;
  const unsigned char *begin = rill_as_bytes(input->chunk, &all);
  if (count > input->left) count = input->left;
  size_t from = count > 0 ? (size_t) (input->data - begin) : 0;
  rill_input_skip(input, count);
  if (count == 0) return rill_bytes("", 0);
  return rill_bytes_slice(input->chunk, from, count);
}

rill_value_t rill_not_chunk(const rill_stage_t *stage, rill_value_t item) {
  char name[32];
  snprintf(name, sizeof name, "rill_%s", stage->ops->name);
  return rill_wrong_kind(name, "bytes or a string", item);
}

static void codec_drop_chunk(rill_codec_run_t *run) {
  rill_value_t chunk = run->input.chunk;
  run->input.chunk = rill_none();
  run->input.data = (const unsigned char *) "";
  run->input.left = 0;
  rill_value_unref(chunk);
}

static void codec_emit(rill_stage_t *stage, rill_codec_run_t *run) {
  rill_value_t item = run->ahead;
  bool end = run->input.end;
  run->ahead = rill_none();
  rill_demand_use(&run->demand, rill_emit_own(stage, item));
  if (end && !stage->closed) rill_emit_complete(stage);
}

/* Of a codec that has taken and given nothing, though it could. */
static void codec_fail_stuck(rill_stage_t *stage) {
  rill_emit_error(stage, rill_error_new(RILL_EPROTOCOL,
                                        "rill_%s: the codec neither takes nor "
                                        "gives anything (must do one)",
                                        stage->ops->name));
}

static void codec_step(rill_stage_t *stage, rill_codec_run_t *run) {
  const rill_codec_params_t *p = rill_params(stage);
  size_t left = run->input.left;
  run->input.last = run->done;
  rill_value_t item = p->codec->step(run->state, &run->input);
  if (rill_is_error(item)) {
    rill_emit_failure(stage, item);
    return;
  }
  if (run->input.left == 0) codec_drop_chunk(run);
  if (!rill_is_none(item)) {
    run->ahead = item;
    return;
  }
  if (run->input.left > 0 && run->input.left == left && !run->input.end)
    codec_fail_stuck(stage);
  else if (run->input.end || (run->done && run->input.left == 0))
    rill_emit_complete(stage);
  else
    run->hungry = run->input.left == 0;
}

/* Does one thing; false: there is nothing to do. */
static bool codec_work(rill_stage_t *stage, rill_codec_run_t *run) {
  if (!rill_is_none(run->ahead)) {
    if (run->demand == 0) return false;
    codec_emit(stage, run);
  } else if (run->demand == 0 && !run->done) {
    return false;
  } else if (run->hungry && !run->done) {
    if (run->asked) return false;
    run->asked = true;
    rill_ask(stage, 1);
  } else {
    codec_step(stage, run);
  }
  return true;
}

static void codec_drain(rill_stage_t *stage);

static void codec_ring(rill_stage_t *stage, rill_alarm_t *alarm) {
  (void) alarm;
  codec_drain(stage);
}

static void codec_drain(rill_stage_t *stage) {
  rill_codec_run_t *run = rill_state(stage);
  rill_time_t start = 0;
  if (run->draining || !run->opened || rill_alarm_is_set(&run->breath)) return;
  run->draining = true;
  for (unsigned n = 1; !stage->closed && codec_work(stage, run); n++) {
    if (n % BREATHE_EACH != 0 || !rill_stage_breathes(stage, &start)) continue;
    if (!stage->closed)
      rill_alarm_set(&run->breath, stage, rill_stage_now(stage), codec_ring);
    break;
  }
  run->draining = false;
}

/* --- The stage ------------------------------------------------------------ */

void rill_codec_start(rill_stage_t *stage) {
  const rill_codec_params_t *p = rill_params(stage);
  rill_codec_run_t *run = rill_state(stage);
  run->hungry = true;
  run->input.data = (const unsigned char *) "";
  run->state = rill_allocate_zeroed(p->codec->state_size + 1);
  rill_error_t *error = NULL;
  if (run->state == NULL)
    error = rill_error_no_memory();
  else if (p->codec->open != NULL)
    error = p->codec->open(run->state, p->context != NULL ? p->context : p);
  run->opened = error == NULL;
  if (error != NULL)
    rill_emit_error(stage, error);
  else
    codec_drain(stage);
}

size_t rill_codec_next(rill_stage_t *stage, const rill_value_t *items,
                       size_t count) {
  rill_codec_run_t *run = rill_state(stage);
  if (count == 0) return 0;
  assert(count == 1 && run->input.left == 0); /* that is what was asked for */
  if (!rill_is_chunk(items[0])) {
    rill_emit_failure(stage, rill_not_chunk(stage, items[0]));
    return count;
  }
  run->asked = false;
  run->input.data = rill_as_bytes(items[0], &run->input.left);
  if (run->input.left > 0) {
    run->input.chunk = rill_value_ref(items[0]);
    run->hungry = false;
  }
  codec_drain(stage);
  return count;
}

void rill_codec_complete(rill_stage_t *stage) {
  ((rill_codec_run_t *) rill_state(stage))->done = true;
  codec_drain(stage);
}

void rill_codec_request(rill_stage_t *stage, int64_t count) {
  rill_codec_run_t *run = rill_state(stage);
  rill_demand_add(&run->demand, count);
  codec_drain(stage);
}

void rill_codec_release(rill_stage_t *stage) {
  const rill_codec_params_t *p = rill_params(stage);
  rill_codec_run_t *run = rill_state(stage);
  rill_alarm_stop(&run->breath);
  if (run->state != NULL && p->codec->close != NULL)
    p->codec->close(run->state);
  rill_release(run->state, p->codec->state_size + 1);
  rill_value_unref(run->input.chunk);
  rill_value_unref(run->ahead);
}
