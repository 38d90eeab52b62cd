/* SPDX-License-Identifier: MIT */
/* through_process: bytes go into a program and come out of it. Its state is
 * three runs: upstream into stdin, stdout to downstream, stderr into a text;
 * and a promise of the exit. */
#include "base/value.h"
#include "io/process.h"
#include "shared/options.h"
#include "shared/resubscribe.h"

#include <rill/recover.h>

enum { SAID = 4096 };

struct through_params {
  char **argv, **env;
  char **cwd; /* one text, or NULL */
  rill_time_t grace;
  bool no_memory;
};

struct through {
  rill_resubscribe_t output;    /* so first */
  rill_stage_t *input, *errors; /* the sinks of these runs */
  rill_value_t process;
  rill_watch_t exit;
  rill_value_t outcome;   /* of the exit */
  rill_error_t *upstream; /* its own error */
  bool ended, silent, said_all;
  size_t said;
  char text[SAID];
};

/* --- The end -------------------------------------------------------------- */

static rill_error_t *through_error(rill_stage_t *stage) {
  const struct through_params *p = rill_params(stage);
  struct through *through = rill_state(stage);
  char end[32];
  while (through->said > 0 && through->text[through->said - 1] == '\n')
    through->said--;
  rill_value_format(through->outcome, end, sizeof end);
  return rill_error_wrap(rill_error_of(rill_value_ref(through->outcome)),
                         RILL_EFOREIGN, "%s ended with %s%s%.*s", p->argv[0],
                         end, through->said > 0 ? ": " : "",
                         (int) through->said, through->text);
}

/* When it has ended, and all that it has said has been heard. */
static void through_settle(rill_stage_t *stage) {
  struct through *through = rill_state(stage);
  if (stage->closed || !through->ended || !through->silent ||
      !through->said_all)
    return;
  const rill_exit_t *end = rill_as_exit(through->outcome);
  if (end == NULL)
    rill_emit_failure(stage, rill_value_ref(through->outcome));
  else if (end->code != 0 || end->signum != 0)
    rill_emit_error(stage, through_error(stage));
  else
    rill_emit_complete(stage);
}

static void through_ended(rill_node_t *node, rill_value_t outcome) {
  rill_stage_t *stage = node->as.reaction.context.pointer;
  struct through *through = rill_state(stage);
  rill_chain_t *chain = stage->chain;
  if (stage->closed) return;
  rill_enter(chain);
  through->outcome = rill_value_ref(outcome);
  through->ended = true;
  through_settle(stage);
  rill_leave(chain);
}

static void output_ended(rill_stage_t *stage, rill_error_t *error) {
  struct through *through = rill_state(stage);
  if (error != NULL) {
    rill_emit_error(stage, error);
    return;
  }
  through->silent = true;
  through_settle(stage);
}

/* --- Into stdin ----------------------------------------------------------- */

static void input_over(rill_stage_t *sink) {
  struct through *through = rill_state(rill_run_parent(sink));
  through->input = NULL;
  rill_run_end(sink);
}

/* A program that does not want all of it is no failure; upstream's is. */
static void input_failed(rill_stage_t *sink, rill_error_t *error) {
  rill_stage_t *stage = rill_run_parent(sink);
  struct through *through = rill_state(stage);
  int code = rill_error_code(error);
  bool unwanted =
      through->upstream == NULL &&
      (code == UV_EPIPE || code == UV_ECONNRESET || code == RILL_ECLOSED);
  input_over(sink);
  if (unwanted || stage->closed)
    rill_unref(error);
  else
    rill_emit_error(stage, error);
}

static void input_start(rill_stage_t *sink) { rill_ask(sink, RILL_UNBOUNDED); }

static size_t input_next(rill_stage_t *sink, const rill_value_t *items,
                         size_t count) {
  (void) sink;
  (void) items;
  return count;
}

static const rill_stage_ops_t input_ops = {
    .name = "through_process",
    .start = input_start,
    .next = input_next,
    .complete = input_over,
    .error = input_failed,
};

static rill_value_t upstream_failed(rill_value_t error, void *context) {
  struct through *through = context;
  through->upstream = rill_ref(rill_as_error(error));
  return rill_value_ref(error);
}

/* --- Out of stderr -------------------------------------------------------- */

static size_t errors_next(rill_stage_t *sink, const rill_value_t *items,
                          size_t count) {
  struct through *through = rill_state(rill_run_parent(sink));
  for (size_t i = 0; i < count; i++) {
    size_t length, room = SAID - through->said;
    const void *data = rill_as_bytes(items[i], &length);
    if (length > room) length = room;
    memcpy(through->text + through->said, data, length);
    through->said += length;
  }
  return count;
}

static void errors_over(rill_stage_t *sink) {
  rill_stage_t *stage = rill_run_parent(sink);
  struct through *through = rill_state(stage);
  through->errors = NULL;
  through->said_all = true;
  rill_run_end(sink);
  through_settle(stage);
}

static void errors_failed(rill_stage_t *sink, rill_error_t *error) {
  rill_unref(error);
  errors_over(sink);
}

static const rill_stage_ops_t errors_ops = {
    .name = "through_process",
    .start = input_start,
    .next = errors_next,
    .complete = errors_over,
    .error = errors_failed,
};

/* --- The stage ------------------------------------------------------------ */

/* Takes over `flow`; false without memory. */
static bool through_run(rill_stage_t *stage, rill_stage_t **sink,
                        rill_observable_t *flow, const rill_stage_ops_t *ops) {
  *sink = rill_run_new(stage, flow, ops);
  rill_unref(flow);
  if (*sink == NULL) return false;
  if (rill_run_start(*sink) != 0) *sink = NULL;
  return true;
}

/* What is said first is heard first: upstream comes last. */
static bool through_connect(rill_stage_t *stage, struct through *through) {
  rill_value_t p = through->process;
  rill_observable_t *errors = rill_connection_bytes(rill_process_stderr(p));
  rill_connection_t *stdin_of = rill_process_stdin(p);
  if (!through_run(stage, &through->errors, errors, &errors_ops)) return false;
  if (stage->closed) return true;
  through->output.end = output_ended;
  rill_resubscribe_run(stage, &through->output,
                       rill_connection_bytes(rill_process_stdout(p)), 0);
  if (stage->closed) return true;
  rill_observable_t *upstream = rill_ref(rill_upstream(stage));
  rill_operator_t *ways[2] = {
      rill_map_error(rill_call_with(upstream_failed, rill_borrow(through))),
      rill_write_to(stdin_of, .shutdown = true)};
  return through_run(stage, &through->input,
                     rill_pipe_array(upstream, ways, 2, NULL), &input_ops);
}

static void through_start(rill_stage_t *stage) {
  const struct through_params *p = rill_params(stage);
  struct through *through = rill_state(stage);
  through->process =
      rill_spawn(rill_stage_scheduler(stage), (const char *const *) p->argv,
                 .env = (const char *const *) p->env,
                 .cwd = p->cwd != NULL ? p->cwd[0] : NULL, .grace = p->grace);
  if (rill_is_error(through->process)) {
    rill_emit_failure(stage, rill_value_ref(through->process));
    return;
  }
  rill_process_t *process =
      rill_as_object(through->process, &rill_process_type);
  rill_promise_watch(process->running->promise, &through->exit, through_ended,
                     stage);
  if (!through_connect(stage, through) && !stage->closed)
    rill_emit_error(stage, rill_error_no_memory());
}

static void through_release(rill_stage_t *stage) {
  struct through *through = rill_state(stage);
  rill_resubscribe_leave(stage);
  if (through->input != NULL) rill_run_cancel(through->input);
  if (through->errors != NULL) rill_run_cancel(through->errors);
  rill_watch_stop(&through->exit);
  rill_value_unref(through->process); /* which stops it, if it runs */
  rill_value_unref(through->outcome);
  rill_unref(through->upstream);
}

static rill_error_t *through_check(const void *params) {
  const struct through_params *p = params;
  if (p->no_memory) return rill_error_no_memory();
  if (p->argv == NULL || p->argv[0] == NULL)
    return rill_refuse("argv is %s (must begin with a program)",
                       p->argv == NULL ? "NULL" : "empty");
  if (p->grace >= 0) return NULL;
  return rill_refuse("grace is %lld (must be >= 0)", (long long) p->grace);
}

static void through_forget(void *params) {
  struct through_params *p = params;
  rill_texts_free(p->argv);
  rill_texts_free(p->env);
  rill_texts_free(p->cwd);
}

static const rill_stage_ops_t through_ops = {
    .name = "through_process",
    .state_size = sizeof(struct through),
    .params_size = sizeof(struct through_params),
    .lifts = true,
    .check = through_check,
    .forget = through_forget,
    .start = through_start,
    .request = rill_resubscribe_ask,
    .release = through_release,
};

rill_operator_t *
rill_through_process_opts(const rill_through_process_opts_t *options) {
  RILL_OPTIONS(rill_through_process_opts_t, o, options);
  const char *cwd[2] = {o.cwd, NULL};
  struct through_params params = {.grace = o.grace};
  params.no_memory = !rill_texts_copy(o.argv, &params.argv) ||
                     !rill_texts_copy(o.env, &params.env) ||
                     !rill_texts_copy(o.cwd != NULL ? cwd : NULL, &params.cwd);
  return rill_operator_make(&through_ops, &params);
}
