/* SPDX-License-Identifier: MIT */
/* A program that knows the library by its binary interface alone: no header of
 * it, dlsym() for every function, and structs written down as they are laid
 * out. It is what a binding of another language sees, and fails when the
 * layout of a struct, a number or the meaning of an argument changes.
 *
 *     abi LIBRARY pipeline|demand|promises|subject|sizes
 */
#include <dlfcn.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- The interface -------------------------------------------------------- */

enum { NONE = 0, BOOL = 1, INT = 2, DOUBLE = 3, OBJECT = 16, ERROR = 17 };
enum { ECLOSED = -20010, EALREADY = -20015 };

typedef struct value {
  uint32_t kind, aux;
  union {
    int64_t i;
    double d;
    void *p;
  } as;
} value_t;

typedef struct context {
  void *pointer;
  void (*drop)(void *pointer);
} context_t;

typedef struct function {
  value_t (*call)(value_t x, void *context);
  unsigned arity;
  const void *kernel;
  void *context;
  void (*drop)(void *context);
} function_t;

typedef struct observer {
  size_t size;
  void (*next)(value_t item, void *context);
  void (*error)(void *error, void *context);
  void (*complete)(void *context);
  void (*subscribed)(void *subscription, void *context);
  void (*release)(void *context);
  void *context;
  int64_t demand;
} observer_t;

typedef struct sum_options {
  size_t size;
  function_t f;
} sum_options_t;

typedef struct subject_options {
  size_t size;
  void *scheduler;
  int64_t capacity;
} subject_options_t;

_Static_assert(sizeof(value_t) == 16, "two words");

/* Every function that is used: its result, its name, its parameters. */
#define FUNCTIONS(X)                                                           \
 X(void, rill_unref, (void *) )                                                \
 X(value_t, rill_object, (void *) )                                            \
 X(value_t, rill_fail, (void *) )                                              \
 X(size_t, rill_value_format, (value_t, char *, size_t))                       \
 X(void *, rill_error_new, (int, const char *, ...))                           \
 X(int, rill_error_code, (const void *) )                                      \
 X(const char *, rill_error_message, (const void *) )                          \
 X(function_t, rill_call1, (value_t(*)(value_t, void *), context_t))           \
 X(uint64_t, rill_live_objects, (const void *) )                               \
 X(void *, rill_immediate_scheduler_new, (void) )                              \
 X(void *, rill_virtual_scheduler_new, (void) )                                \
 X(int64_t, rill_virtual_run, (void *) )                                       \
 X(void, rill_scheduler_close, (void *) )                                      \
 X(void *, rill_range, (int64_t, int64_t))                                     \
 X(void *, rill_map, (function_t))                                             \
 X(void *, rill_filter, (function_t))                                          \
 X(void *, rill_take, (int64_t))                                               \
 X(void *, rill_sum_opts, (const sum_options_t *) )                            \
 X(void *, rill_pipe_array, (void *, void *const *, size_t, const char *) )    \
 X(void *, rill_subscribe_observer,                                            \
   (void *, void *, const observer_t *, const char *) )                        \
 X(void, rill_request, (void *, int64_t))                                      \
 X(void, rill_cancel, (void *) )                                               \
 X(bool, rill_is_over, (const void *) )                                        \
 X(void *, rill_promise_resolve, (void *, value_t))                            \
 X(void *, rill_promise_reject, (void *, void *) )                             \
 X(void *, rill_promise_delay, (void *, int64_t, value_t))                     \
 X(void *, rill_then, (void *, function_t, function_t))                        \
 X(void *, rill_promise_all, (void *, void *const *, size_t))                  \
 X(bool, rill_promise_is_pending, (const void *) )                             \
 X(value_t, rill_promise_value, (const void *) )                               \
 X(void *, rill_deferred_new, (void *) )                                       \
 X(void *, rill_deferred_promise, (const void *) )                             \
 X(int, rill_deferred_resolve, (void *, value_t))                              \
 X(void *, rill_subject_opts, (const subject_options_t *) )                    \
 X(void *, rill_subject_observable, (void *) )                                 \
 X(int, rill_subject_next, (void *, value_t))                                  \
 X(int, rill_subject_complete, (void *) )                                      \
 X(bool, rill_subject_has_observers, (const void *) )

#define DECLARE(Result, name, parameters) static Result(*name) parameters;
FUNCTIONS(DECLARE)

static void load(const char *library) {
  void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  if (handle == NULL) {
    printf("%s\n", dlerror());
    exit(EXIT_FAILURE);
  }
  bool found = true;
  void *symbol;
#define FIND(Result, name, parameters)                                         \
 symbol = dlsym(handle, #name);                                                \
 if (symbol == NULL) printf("%s\n", dlerror());                                \
 found = found && symbol != NULL;                                              \
 memcpy(&name, &symbol, sizeof symbol);
  FUNCTIONS(FIND)
  if (!found) exit(EXIT_FAILURE);
}

/* --- What a test needs ---------------------------------------------------- */

static int failures;

static void is_int(const char *what, int64_t expected, int64_t got) {
  if (expected == got) return;
  failures++;
  printf("%s: expected %" PRId64 ", got %" PRId64 "\n", what, expected, got);
}

static void is_text(const char *what, const char *expected, const char *got) {
  if (strcmp(expected, got) == 0) return;
  failures++;
  printf("%s: expected \"%s\", got \"%s\"\n", what, expected, got);
}

static value_t integer(int64_t i) { return (value_t){.kind = INT, .as.i = i}; }
static value_t none(void) { return (value_t){.kind = NONE}; }

static function_t no_function(void) { return (function_t){.call = NULL}; }

/* What a run or a promise has told, as text: "4 16 |". */
struct record {
  char text[200];
  int released;
  void *subscription;
};

static void append(struct record *record, const char *text) {
  size_t length = strlen(record->text);
  snprintf(record->text + length, sizeof record->text - length, "%s%s",
           length > 0 ? " " : "", text);
}

static void on_next(value_t item, void *record) {
  char text[100];
  rill_value_format(item, text, sizeof text);
  append(record, text);
}

static void on_error(void *error, void *record) {
  char text[100];
  snprintf(text, sizeof text, "#%d", rill_error_code(error));
  append(record, text);
}

static void on_complete(void *record) { append(record, "|"); }

static void on_release(void *record) { ((struct record *) record)->released++; }

static void on_subscribed(void *subscription, void *record) {
  ((struct record *) record)->subscription = subscription;
}

static observer_t recording(struct record *record) {
  return (observer_t){.size = sizeof(observer_t),
                      .next = on_next,
                      .error = on_error,
                      .complete = on_complete,
                      .release = on_release,
                      .context = record};
}

static void run(void *scheduler, void *observable, const observer_t *observer) {
  rill_unref(rill_subscribe_observer(scheduler, observable, observer, "abi"));
}

static int drops;
static void count_drop(void *context) {
  (void) context;
  drops++;
}

/* A function value, made by the library; its context is `what`. */
static function_t call(value_t (*f)(value_t, void *), void *what) {
  return rill_call1(f, (context_t){what, count_drop});
}

static value_t times(value_t x, void *factor) {
  return integer(x.as.i * *(const int64_t *) factor);
}

static value_t is_even(value_t x, void *context) {
  (void) context;
  return (value_t){.kind = BOOL, .as.i = x.as.i % 2 == 0};
}

static value_t refuse(value_t x, void *context) {
  (void) x;
  (void) context;
  return rill_fail(rill_error_new(7, "refused %d of %s", 1, "them"));
}

/* --- Pipelines ------------------------------------------------------------ */

static int64_t three = 3;

/* 1, 2, … as 3, 6, 9, …; the even ones; the first three of them. */
static void *evens(void) {
  void *const operators[] = {rill_map(call(times, &three)),
                             rill_filter(call(is_even, NULL)), rill_take(3)};
  return rill_pipe_array(rill_range(1, 1000), operators, 3, "abi.c:1");
}

static void *sum_of(void *observable, const sum_options_t *options) {
  void *const operators[] = {rill_sum_opts(options)};
  return rill_pipe_array(observable, operators, 1, "abi.c:2");
}

static void pipeline(void) {
  void *here = rill_immediate_scheduler_new();
  struct record plain = {0}, sum = {0}, sum_of_thirds = {0}, failing = {0};

  observer_t observer = recording(&plain);
  run(here, evens(), &observer);
  is_text("range, map, filter, take", "6 12 18 |", plain.text);
  is_int("how often it was released", 1, plain.released);

  observer = recording(&sum);
  run(here, sum_of(evens(), &(sum_options_t){.size = sizeof(sum_options_t)}),
      &observer);
  is_text("sum", "36 |", sum.text);

  observer = recording(&sum_of_thirds);
  sum_options_t options = {.size = sizeof options, .f = call(times, &three)};
  run(here, sum_of(rill_range(1, 4), &options), &observer);
  is_text("sum of what a function makes", "30 |", sum_of_thirds.text);

  observer = recording(&failing);
  void *const operators[] = {rill_map(call(refuse, NULL))};
  run(here, rill_pipe_array(rill_range(1, 4), operators, 1, "abi.c:3"),
      &observer);
  is_text("a function that fails", "#7", failing.text);

  struct record by_hand = {0};
  function_t tripled = {times, 1, NULL, &three, count_drop};
  void *const mapped[] = {rill_map(tripled)};
  observer = recording(&by_hand);
  run(here, rill_pipe_array(rill_range(1, 2), mapped, 1, "abi.c:4"), &observer);
  is_text("a function value made by hand", "3 6 |", by_hand.text);

  is_int("contexts dropped", 7, drops);
  value_t object = rill_object(rill_range(1, 1));
  is_int("the kind of an object", OBJECT, object.kind);
  rill_unref(object.as.p);
  rill_scheduler_close(here);
}

static void demand(void) {
  void *here = rill_immediate_scheduler_new();
  struct record record = {0};
  observer_t observer = recording(&record);
  observer.subscribed = on_subscribed;
  void *subscription =
      rill_subscribe_observer(here, rill_range(1, 1000), &observer, "abi");
  is_text("nothing that was not asked for", "", record.text);
  is_int("the handle in the callback is the handle", 1,
         record.subscription == subscription);
  rill_request(subscription, 2);
  is_text("two", "1 2", record.text);
  is_int("not over", 0, rill_is_over(subscription));
  rill_cancel(subscription);
  is_int("over", 1, rill_is_over(subscription));
  rill_request(subscription, 2);
  is_text("nothing after cancel", "1 2", record.text);
  is_int("released after cancel", 1, record.released);
  rill_unref(subscription);

  struct record limited = {0};
  observer = recording(&limited);
  observer.demand = 3;
  subscription =
      rill_subscribe_observer(here, rill_range(1, 1000), &observer, "abi");
  is_text("demand at the start", "1 2 3", limited.text);
  rill_cancel(subscription);
  rill_unref(subscription);
  rill_scheduler_close(here);
}

/* --- Promises ------------------------------------------------------------- */

static value_t note_value(value_t x, void *record) {
  on_next(x, record);
  return none();
}

static value_t note_error(value_t error, void *record) {
  is_int("the kind of an error", ERROR, error.kind);
  append(record, rill_error_message(error.as.p));
  return none();
}

static value_t later(value_t x, void *scheduler) {
  return rill_object(rill_promise_delay(scheduler, 1000, x));
}

static void promises(void) {
  void *clock = rill_virtual_scheduler_new();
  struct record chain = {0}, caught = {0}, all = {0}, settled = {0};

  void *p = rill_promise_resolve(clock, integer(14));
  p = rill_then(p, call(times, &three), no_function());
  p = rill_then(p, call(later, clock), no_function());
  rill_unref(rill_then(p, call(note_value, &chain), no_function()));
  is_text("handlers run later", "", chain.text);

  p = rill_promise_resolve(clock, integer(1));
  p = rill_then(p, call(refuse, NULL), no_function());
  rill_unref(rill_then(p, no_function(), call(note_error, &caught)));

  void *deferred = rill_deferred_new(clock);
  void *const several[] = {
      rill_promise_delay(clock, 2000, integer(1)),
      rill_deferred_promise(deferred),
      rill_promise_delay(clock, 1000, (value_t){.kind = DOUBLE, .as.d = 2.5})};
  p = rill_promise_all(clock, several, 3);
  rill_unref(rill_then(p, call(note_value, &all), no_function()));

  p = rill_deferred_promise(deferred);
  is_int("pending", 1, rill_promise_is_pending(p));
  is_int("the first one to settle", 0,
         rill_deferred_resolve(deferred, integer(9)));
  is_int("the second one", EALREADY, rill_deferred_resolve(deferred, none()));
  rill_unref(deferred);

  is_int("the clock at the end", 2000, rill_virtual_run(clock));
  is_int("no longer pending", 0, rill_promise_is_pending(p));
  is_int("its value", 9, rill_promise_value(p).as.i);
  rill_unref(p);

  p = rill_promise_reject(clock, rill_error_new(3, "%s", "no"));
  rill_unref(
      rill_then(p, call(note_value, &settled), call(note_error, &settled)));
  rill_virtual_run(clock);

  is_text("resolve, then, a promise from a handler", "42", chain.text);
  is_text("a handler that fails", "refused 1 of them", caught.text);
  is_text("all", "[1, 9, 2.5]", all.text);
  is_text("reject", "no", settled.text);
  is_int("contexts dropped", 8, drops);
  rill_scheduler_close(clock);
}

/* --- Subjects ------------------------------------------------------------- */

static void subject(void) {
  void *here = rill_immediate_scheduler_new();
  subject_options_t options = {.size = sizeof options, .scheduler = here};
  void *s = rill_subject_opts(&options);
  struct record early = {0}, late = {0};
  observer_t observer = recording(&early);
  is_int("nobody is there", 0, rill_subject_has_observers(s));
  run(here, rill_subject_observable(s), &observer);
  is_int("somebody is there", 1, rill_subject_has_observers(s));
  is_int("next", 0, rill_subject_next(s, integer(1)));
  observer = recording(&late);
  run(here, rill_subject_observable(s), &observer);
  is_int("next", 0, rill_subject_next(s, integer(2)));
  is_int("complete", 0, rill_subject_complete(s));
  is_int("next after the end", ECLOSED, rill_subject_next(s, integer(3)));
  is_text("who came first", "1 2 |", early.text);
  is_text("who came later", "2 |", late.text);
  rill_unref(s);

  options.capacity = -1;
  is_int("a bad option", 1, rill_subject_opts(&options) == NULL);
  rill_scheduler_close(here);
}

/* --- Structs of other versions -------------------------------------------- */

/* `.size` says how much of a struct there is: a program that was built before
 * a field came gives less, and gets the default; one that was built after it
 * gives more, and what this library does not know is not read. */
static void sizes(void) {
  void *here = rill_immediate_scheduler_new();
  struct record older = {0}, newer = {0}, empty = {0}, short_one = {0};

  observer_t observer = recording(&older);
  sum_options_t unread = {.size = offsetof(sum_options_t, f),
                          .f = {.call = refuse, .arity = 1}};
  run(here, sum_of(rill_range(1, 4), &unread), &observer);
  is_text("an older struct of options", "10 |", older.text);

  struct {
    sum_options_t known;
    char unknown[64];
  } larger = {.known.size = sizeof larger};
  memset(larger.unknown, 0x55, sizeof larger.unknown);
  observer = recording(&newer);
  run(here, sum_of(rill_range(1, 4), &larger.known), &observer);
  is_text("a newer struct of options", "10 |", newer.text);

  observer = recording(&empty);
  run(here, sum_of(rill_range(1, 4), NULL), &observer);
  is_text("no options", "10 |", empty.text);

  observer = recording(&short_one);
  observer.demand = 1;
  observer.size = offsetof(observer_t, demand);
  run(here, rill_range(1, 4), &observer);
  is_text("an older observer", "1 2 3 4 |", short_one.text);
  rill_scheduler_close(here);
}

int main(int count, char **arguments) {
  if (count != 3) return EXIT_FAILURE;
  load(arguments[1]);
  const char *what = arguments[2];
  if (strcmp(what, "pipeline") == 0)
    pipeline();
  else if (strcmp(what, "demand") == 0)
    demand();
  else if (strcmp(what, "promises") == 0)
    promises();
  else if (strcmp(what, "subject") == 0)
    subject();
  else if (strcmp(what, "sizes") == 0)
    sizes();
  else
    return EXIT_FAILURE;
  is_int("objects that are left", 0, (int64_t) rill_live_objects(NULL));
  return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
