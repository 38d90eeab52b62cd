/* SPDX-License-Identifier: MIT */
/* main: whole programs in children, with real signals. A child says on a pipe
 * when it is ready, and what it has to say goes to its stderr, another one. */
#include "check.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <rill.h>
#include <uv.h>

#include "support/failing.h"

#include <sys/wait.h>

#include <rill/main.h>

static int ready_[2];

struct child {
  pid_t pid;
  int errors; /* to read */
};

static void say(char what) {
  ssize_t written = write(ready_[1], &what, 1);
  (void) written;
}

static char hear(void) {
  char what = 0;
  return read(ready_[0], &what, 1) == 1 ? what : 0;
}

static struct child start(rill_main_fn fn, rill_time_t grace) {
  int errors[2];
  char name[] = "program", *argv[] = {name, NULL};
  ck_assert_int_eq(pipe(ready_), 0);
  ck_assert_int_eq(pipe(errors), 0);
  pid_t pid = fork();
  ck_assert_int_ge(pid, 0);
  if (pid == 0) {
    dup2(errors[1], 2);
    close(ready_[0]);
    int code = rill_main(fn, 1, argv, .grace = grace);
    _exit(rill_live_objects(NULL) == 0 ? code : 99);
  }
  close(errors[1]);
  close(ready_[1]);
  return (struct child){pid, errors[0]};
}

/* Waits for the end: the exit code, or minus a signal. */
static int finish(struct child *child, char *errors, size_t size) {
  int status;
  size_t length = 0;
  ssize_t got;
  ck_assert_int_eq(waitpid(child->pid, &status, 0), child->pid);
  while (length + 1 < size &&
         (got = read(child->errors, errors + length, size - length - 1)) > 0)
    length += (size_t) got;
  errors[length] = '\0';
  close(child->errors);
  close(ready_[0]);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void ck_program(rill_main_fn fn, int code, const char *errors) {
  char text[1024];
  struct child child = start(fn, 0);
  int got = finish(&child, text, sizeof text);
  ck_assert_str_has(text, errors);
  if (errors[0] == '\0') ck_assert_str_eq(text, "");
  ck_assert_int_eq(got, code);
}

/* --- Answers -------------------------------------------------------------- */

static rill_value_t answers_7(rill_scheduler_t *loop, int argc, char **argv) {
  (void) loop;
  return rill_int(argc == 1 && strcmp(argv[0], "program") == 0 ? 7 : 8);
}

static rill_value_t promises_5(rill_scheduler_t *loop, int argc, char **argv) {
  (void) argc;
  (void) argv;
  rill_unref(rill_subscribe(loop, rill_never()));
  return rill_object(rill_promise_delay(loop, RILL_MS(1), rill_int(5)));
}

static rill_value_t streams_6(rill_scheduler_t *loop, int argc, char **argv) {
  (void) loop;
  (void) argc;
  (void) argv;
  return rill_object(rill_range(1, 6));
}

static rill_value_t streams_none(rill_scheduler_t *loop, int argc,
                                 char **argv) {
  (void) loop;
  (void) argc;
  (void) argv;
  return rill_object(rill_empty());
}

TEST(main, answers_the_exit_code) {
  ck_program(answers_7, 7, "");
  ck_program(promises_5, 5, "");
  ck_program(streams_6, 6, "");
  ck_program(streams_none, 0, "");
}

static void say_item(rill_value_t item, void *context) {
  (void) context;
  say((char) ('a' + rill_as_int(item)));
}

static rill_value_t starts_something(rill_scheduler_t *loop, int argc,
                                     char **argv) {
  (void) argc;
  (void) argv;
  rill_unref(rill_subscribe(loop,
                            rill_pipe(rill_interval(RILL_MS(1)), rill_take(3)),
                            .next = say_item));
  return rill_int(3);
}

TEST(main, a_number_lets_what_was_started_finish) {
  char text[256];
  struct child child = start(starts_something, 0);
  ck_assert_int_eq(hear(), 'a');
  ck_assert_int_eq(hear(), 'b');
  ck_assert_int_eq(hear(), 'c');
  ck_assert_int_eq(finish(&child, text, sizeof text), 3);
  ck_assert_str_eq(text, "");
}

/* --- Errors --------------------------------------------------------------- */

static rill_value_t fails(rill_scheduler_t *loop, int argc, char **argv) {
  (void) loop;
  (void) argc;
  (void) argv;
  return rill_fail(rill_error_new(7, "no luck"));
}

static rill_value_t rejects(rill_scheduler_t *loop, int argc, char **argv) {
  (void) argc;
  (void) argv;
  return rill_object(rill_promise_reject(loop, rill_error_new(7, "bad luck")));
}

static rill_value_t leaves_an_error(rill_scheduler_t *loop, int argc,
                                    char **argv) {
  (void) argc;
  (void) argv;
  rill_unref(rill_promise_reject(loop, rill_error_new(7, "lost")));
  return rill_int(0);
}

static rill_value_t waits_for_nothing(rill_scheduler_t *loop, int argc,
                                      char **argv) {
  (void) argc;
  (void) argv;
  return rill_object(rill_to_promise(loop, rill_never()));
}

static void own_timer(uv_timer_t *timer) { (void) timer; }

static rill_value_t leaves_a_handle(rill_scheduler_t *loop, int argc,
                                    char **argv) {
  static uv_timer_t timer;
  (void) argc;
  (void) argv;
  uv_timer_init(rill_uv_loop(loop), &timer);
  uv_timer_start(&timer, own_timer, 3600 * 1000, 0);
  return rill_object(rill_promise_resolve(loop, rill_int(4)));
}

TEST(main, prints_what_nobody_handles) {
  ck_program(fails, 1, "no luck");
  ck_program(rejects, 1, "rill: unhandled error");
  ck_program(rejects, 1, "bad luck");
  ck_program(leaves_an_error, 1, "lost");
  ck_program(waits_for_nothing, 1, "nothing is left to wait for");
  ck_program(leaves_a_handle, 4, "a handle of the kind timer was not closed");
  ck_program(NULL, 1, "rill_main: fn is NULL");
}

/* --- Signals -------------------------------------------------------------- */

static rill_value_t tell(void *what) {
  say(*(char *) what);
  return rill_none();
}

/* An interval, which a shutdown completes; it says so. */
static rill_value_t ticks(rill_scheduler_t *loop, int argc, char **argv) {
  static char ready = 'r', done = 'd';
  (void) argc;
  (void) argv;
  rill_unref(rill_subscribe(
      loop, rill_pipe(rill_interval(RILL_SEC(3600)),
                      rill_finally(rill_call_with(tell, rill_borrow(&done))))));
  rill_post(loop, rill_call_with(tell, rill_borrow(&ready)));
  return rill_object(rill_to_promise(loop, rill_interval(RILL_SEC(3600))));
}

TEST(main, the_first_signal_drains) {
  const int signums[] = {SIGINT, SIGTERM};
  for (int i = 0; i < 2; i++) {
    char text[256];
    struct child child = start(ticks, RILL_SEC(3600));
    ck_assert_int_eq(hear(), 'r');
    kill(child.pid, signums[i]);
    ck_assert_int_eq(hear(), 'd');
    ck_assert_int_eq(finish(&child, text, sizeof text), 128 + signums[i]);
    ck_assert_str_eq(text, "");
  }
}

/* What it does lasts for ever; when it hears a signal, it says so. */
static rill_value_t works(rill_scheduler_t *loop, int argc, char **argv) {
  static char ready = 'r', draining = 'd', released = 'c';
  (void) argc;
  (void) argv;
  rill_unref(rill_subscribe(
      loop,
      rill_pipe(rill_timer(RILL_SEC(3600)),
                rill_finally(rill_call_with(tell, rill_borrow(&released))))));
  rill_unref(rill_subscribe(
      loop,
      rill_pipe(rill_interval(RILL_SEC(3600)),
                rill_finally(rill_call_with(tell, rill_borrow(&draining))))));
  rill_post(loop, rill_call_with(tell, rill_borrow(&ready)));
  return rill_object(rill_to_promise(loop, rill_timer(RILL_SEC(3600))));
}

TEST(main, the_second_signal_cancels) {
  char text[256];
  struct child child = start(works, RILL_SEC(3600));
  ck_assert_int_eq(hear(), 'r');
  kill(child.pid, SIGINT);
  ck_assert_int_eq(hear(), 'd');
  kill(child.pid, SIGTERM);
  ck_assert_int_eq(hear(), 'c');
  ck_assert_int_eq(finish(&child, text, sizeof text), 130);
  ck_assert_str_eq(text, "");
}

TEST(main, the_grace_cancels) {
  char text[256];
  struct child child = start(works, RILL_MS(1));
  ck_assert_int_eq(hear(), 'r');
  kill(child.pid, SIGTERM);
  ck_assert_int_eq(hear(), 'd');
  ck_assert_int_eq(hear(), 'c');
  ck_assert_int_eq(finish(&child, text, sizeof text), 143);
  ck_assert_str_eq(text, "");
}

static void without_memory(void) {
  char name[] = "program", *argv[] = {name, NULL};
  int code = rill_main(promises_5, 1, argv);
  ck_assert_msg(code == 5 || code == 1, "%d", code);
}

TEST(main, every_failing_allocation_ends_it_and_leaks_nothing) {
  int errors = dup(2), nowhere = open("/dev/null", O_WRONLY);
  without_memory(); /* the first loop opens what all loops share */
  dup2(nowhere, 2);
  failing_each(FAILING_ONE) without_memory();
  failing_each(FAILING_FROM) without_memory();
  dup2(errors, 2);
  close(errors);
  close(nowhere);
}
