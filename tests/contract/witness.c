/* SPDX-License-Identifier: MIT */
/* Runs of what is under test, and what they must leave behind. */
#include "ledger.h"
#include "witness.h"

#include <stdarg.h>
#include <stdlib.h>

#include "core/scheduler.h"

#if defined(__has_feature)
# if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#  define SLOW 1
# endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) ||          \
    defined(SLOW)
int64_t laws_many = 100000;
#else
int64_t laws_many = 1000000;
#endif

/* Where the tests are given more time, each item takes more of it. */
__attribute__((constructor)) static void choose_many(void) {
  const char *multiplier = getenv("CK_TIMEOUT_MULTIPLIER");
  int times = multiplier != NULL ? atoi(multiplier) : 1;
  if (times > 1) laws_many = 50000 / times;
}

/* --- Contexts ------------------------------------------------------------- */

static struct context {
  bool alive;
} contexts[4096];
static size_t context_count;

static void context_drop(void *context) {
  struct context *c = context;
  ck_assert_msg(c->alive, "a context is dropped a second time");
  c->alive = false;
}

rill_context_t laws_context(void) {
  struct context *c = &contexts[context_count++];
  ck_assert_uint_lt(context_count, sizeof contexts / sizeof *contexts);
  c->alive = true;
  return rill_own(c, context_drop);
}

/* --- The law under way ---------------------------------------------------- */

const struct laws *laws;
static rill_scheduler_t *clock_now;
static char law[256];
bool starving;
bool inner;

rill_scheduler_t *laws_clock(void) { return clock_now; }

void the_law(const char *format, ...) {
  va_list arguments;
  int length = snprintf(law, sizeof law, "%s", inner ? "in defer, " : "");
  va_start(arguments, format);
  vsnprintf(law + length, sizeof law - (size_t) length, format, arguments);
  va_end(arguments);
}

bool is(unsigned flag) { return (laws->flags & flag) != 0; }

void broken(const char *file, int line, const char *format, ...) {
  char text[TEXT];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  const char *slash = strrchr(file, '/');
  ck_abort_msg("%s, %s: %s (%s:%d)", laws->name, law, text,
               slash != NULL ? slash + 1 : file, line);
}

/* --- The witness: an observer that allocates nothing ---------------------- */

void ask(struct witness *w, int64_t count) {
  w->left = count >= RILL_UNBOUNDED - w->left ? RILL_UNBOUNDED
                                              : w->left + count;
  rill_request(w->subscription, count);
}

void cancel(struct witness *w) {
  w->canceled = true;
  rill_cancel(w->subscription);
}

static void on_subscribed(rill_subscription_t *subscription, void *context) {
  struct witness *w = context;
  w->subscription = subscription;
  if (w->cancel_early)
    cancel(w);
  else if (w->demand > 0)
    ask(w, w->demand);
}

static void note_stack(struct witness *w) {
  uintptr_t here = (uintptr_t) __builtin_frame_address(0);
  if (w->items == 1 || here < w->low) w->low = here;
  if (w->items == 1 || here > w->high) w->high = here;
}

static void note_item(struct witness *w, rill_value_t item) {
  size_t room = sizeof w->text - w->length;
  if (w->quiet || room < 64) return;
  w->length += rill_value_format(item, w->text + w->length, room - 2);
  if (w->length > sizeof w->text - 2) w->length = sizeof w->text - 2;
  w->text[w->length++] = ' ';
  w->text[w->length] = '\0';
}

static void on_next(rill_value_t item, void *context) {
  struct witness *w = context;
  w->items++;
  note_stack(w);
  note_item(w, item);
  must(!w->canceled, "an item after cancel: %s", w->text);
  must(w->ends == 0, "an item after the end: %s", w->text);
  must(w->released == 0, "an item after the release: %s", w->text);
  must(!rill_is_error(item), "an item that is an error: %s", w->text);
  must(w->left > 0, "an item beyond demand: %s", w->text);
  if (w->left != RILL_UNBOUNDED) w->left--;
  if (w->items == w->cancel_at)
    cancel(w);
  else if (w->again > 0)
    ask(w, w->again);
}

static void end(struct witness *w, const char *name) {
  must(!w->canceled, "%s after cancel: %s", name, w->text);
  must(w->ends == 0, "%s after the end: %s", name, w->text);
  must(w->released == 0, "%s after the release: %s", name, w->text);
  w->ends++;
}

static void on_error(rill_error_t *error, void *context) {
  struct witness *w = context;
  rill_error_describe(error, w->error, sizeof w->error);
  end(w, w->error);
  w->failed = true;
  w->code = rill_error_code(error);
}

static void on_complete(void *context) { end(context, "complete"); }

static void on_release(void *context) {
  struct witness *w = context;
  w->subscription = NULL;
  must(++w->released == 1, "the observer is released a second time");
}

static void on_unhandled(rill_error_t *error, void *context) {
  char text[512];
  (void) context;
  if (starving && rill_error_code(error) == RILL_ENOMEM) return;
  rill_error_describe(error, text, sizeof text);
  broken(__FILE__, __LINE__, "an error that nobody handles: %s", text);
}

/* --- Runs ----------------------------------------------------------------- */

bool begin(void) {
  context_count = 0;
  clock_now = rill_virtual_scheduler_new();
  if (clock_now != NULL)
    rill_scheduler_on_unhandled(clock_now, on_unhandled, NULL);
  if (ledger_open) ledger_begin(clock_now);
  return clock_now != NULL;
}

void finish(void) {
  rill_scheduler_close(clock_now);
  clock_now = NULL;
  if (ledger_open) ledger_finish();
  for (size_t i = 0; i < context_count; i++)
    must(!contexts[i].alive, "a context is not dropped");
  uint64_t live = rill_live_objects(NULL);
  if (live == 0) return;
  rill_live_dump(stderr);
  must(live == 0, "%d objects are left alive", (int) live);
}

static rill_observable_t *flow_made(const char *in) {
  if (laws->source != NULL) return laws->source();
  rill_observable_t *source = rill_from_marbles(in);
  rill_operator_t *op = laws->op();
  return ledger_open ? ledger_flow(source, op) : rill_pipe(source, op);
}

static rill_value_t give_flow(void *in) {
  return rill_object(flow_made(in));
}

rill_observable_t *flow_of(const char *in) {
  if (!inner) return flow_made(in);
  rill_context_t context = rill_borrow((void *) (uintptr_t) in);
  return rill_defer(rill_call_with(give_flow, context));
}

void watch(struct witness *w, rill_observable_t *flow) {
  if (w->demand == 0) w->demand = RILL_UNBOUNDED;
  if (w->remote) w->left = RILL_UNBOUNDED;
  rill_unref(rill_subscribe(clock_now, flow, .next = on_next,
                            .error = on_error, .complete = on_complete,
                            .subscribed = w->remote ? NULL : on_subscribed,
                            .release = on_release, .context = w));
}

void run(struct witness *w, const char *in) {
  must(begin(), "no clock");
  watch(w, flow_of(in));
  rill_virtual_advance_to(clock_now, HORIZON);
}

/* After an end, or a cancel: nothing is left to do. */
void must_be_over(const struct witness *w) {
  must(w->released == 1, "the observer is not released: %s", w->text);
  must(is(OWN_CLOCK) || rill_scheduler_runs(clock_now) == 0, "a run is left");
  must(is(OWN_CLOCK) || rill_scheduler_next(clock_now) == RILL_TIME_NEVER,
       "something is still scheduled for %lld",
       (long long) rill_scheduler_next(clock_now));
}

void must_be_same(const struct witness *got,
                         const struct witness *first) {
  must(strcmp(got->text, first->text) == 0 && got->ends == first->ends &&
           got->code == first->code,
       "got %s(%d), before %s(%d) %s", got->text, got->code, first->text,
       first->code, got->error);
}

void run_before(struct witness *w, const char *in,
                       rill_operator_t *below) {
  must(begin(), "no clock");
  rill_observable_t *flow = flow_of(in);
  watch(w, rill_pipe(flow, below));
  rill_virtual_advance_to(clock_now, HORIZON);
}

static rill_observable_t *many_made(void) {
  if (laws->source != NULL) return laws->many();
  rill_observable_t *source = rill_range(0, laws_many);
  return rill_pipe(source, laws->op());
}

static rill_value_t give_many(void *unused) {
  (void) unused;
  return rill_object(many_made());
}

rill_observable_t *flow_of_few(void) {
  rill_value_t items[9];
  if (laws->source != NULL) return laws->source();
  for (int64_t i = 0; i < 9; i++)
    items[i] = is(NUMBERS) ? rill_int(i + 1)
                           : rill_stringf("%c", (int) ('a' + i));
  rill_observable_t *source = rill_from_list(rill_list(items, 9));
  for (size_t i = 0; i < 9; i++) rill_value_unref(items[i]);
  return rill_pipe(source, laws->op());
}

rill_observable_t *flow_of_many(void) {
  return inner ? rill_defer(rill_call(give_many)) : many_made();
}
