/* SPDX-License-Identifier: MIT */
/* 16: a stream goes through other programs. Bytes go in as fast as the program
 * reads them, and come out as fast as they are asked for; what it said when it
 * failed is the error. */
#include <stdio.h>

#include <rill.h>

#include <rill/main.h>
#include <rill/process.h>

static const char *const sort[] = {"sort", NULL};
static const char *const count[] = {"uniq", "-c", NULL};
static const char *const fail[] = {"sh", "-c", "echo out of luck >&2; exit 3",
                                   NULL};

static void print(rill_value_t line, void *context) {
  (void) context;
  printf("%s\n", rill_as_string(line));
}

static void complain(rill_error_t *error, void *context) {
  (void) context;
  printf("%s\n", rill_error_message(error));
}

/* Runs when the first pipeline has ended. */
static rill_value_t fail_next(void *loop) {
  rill_observable_t *flow = rill_pipe(rill_empty(), rill_through_process(fail));
  rill_unref(rill_subscribe(loop, flow, .next = print, .error = complain));
  return rill_none();
}

static rill_value_t program(rill_scheduler_t *loop, int argc, char **argv) {
  rill_observable_t *words =
      rill_of(rill_string("pear\nfig\n"), rill_string("plum\npear\nfi"),
              rill_string("g\npear\n"));
  rill_observable_t *flow = rill_pipe(
      words, rill_through_process(sort), rill_through_process(count),
      rill_lines(), rill_finally(rill_call_with(fail_next, rill_borrow(loop))));
  (void) argc;
  (void) argv;
  rill_unref(rill_subscribe(loop, flow, .next = print, .error = complain));
  return rill_int(0);
}

int main(int argc, char **argv) { return rill_main(program, argc, argv); }
