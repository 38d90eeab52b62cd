/* SPDX-License-Identifier: MIT */
/* pipeline: the crawl as a stream that feeds itself. */
#include "pipeline.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fetch.h"
#include "report.h"
#include "url.h"
#include "visit.h"

/* A function of the crawl: what each stage below is. */
#define OF_CRAWL(f) rill_call_with(f, rill_borrow(crawl))

/* --- From a link to a URL that is worth a visit --------------------------- */

/* a link is a pair: the address, and how far it is from the start */
static rill_value_t link_value(const struct url *target, uint32_t depth) {
  return rill_pair(rill_string(target->text), rill_int(depth));
}

static rill_value_t canonicalise(rill_value_t link, void *context) {
  struct crawl *crawl = context;
  const char *text = rill_as_string(rill_list_get(link, 0));
  uint32_t depth = (uint32_t) rill_as_int(rill_list_get(link, 1));
  char *canonical = url_canonical(text, crawl->start->text);
  struct url *url =
      canonical != NULL ? urls_intern(&crawl->urls, canonical) : NULL;
  free(canonical);
  if (url == NULL) return rill_fail(rill_error_new(RILL_ENOMEM, "no memory"));
  if (depth < url->depth) url->depth = depth;
  return rill_pointer(url);
}

static rill_value_t is_on_site(rill_value_t item, void *context) {
  const struct crawl *crawl = context;
  const struct url *url = rill_as_pointer(item);
  return rill_bool(url_same_origin(url->text, crawl->start->text));
}

static rill_value_t is_near(rill_value_t item, void *context) {
  const struct crawl *crawl = context;
  const struct url *url = rill_as_pointer(item);
  return rill_bool(url->depth <= crawl->options->depth);
}

static rill_value_t admit(rill_value_t item, void *context) {
  struct crawl *crawl = context;
  (void) item;
  if (crawl->admitted == crawl->options->max_pages) return rill_bool(false);
  crawl->admitted++;
  crawl->pending++;
  return rill_bool(true);
}

static rill_value_t host_of(rill_value_t item, void *context) {
  (void) context;
  const struct url *url = rill_as_pointer(item);
  return rill_string_n(url->text, url_origin_length(url->text));
}

/* --- Queues --------------------------------------------------------------- */

static rill_value_t on_enter(rill_value_t item, void *gauge) {
  (void) item;
  gauge_enter(gauge);
  return rill_none();
}

static rill_value_t on_leave(rill_value_t item, void *gauge) {
  (void) item;
  gauge_leave(gauge);
  return rill_none();
}

/* also hears of what is queued when the user interrupts */
static rill_value_t on_dropped(rill_value_t item, void *context) {
  struct crawl *crawl = context;
  (void) item;
  crawl->stats.dropped += !crawl->interrupted && crawl->failure == NULL;
  return rill_none();
}

static rill_operator_t *into(struct gauge *gauge) {
  return rill_do(.next = rill_call_with(on_enter, rill_borrow(gauge)));
}

static rill_operator_t *out_of(struct gauge *gauge) {
  return rill_do(.next = rill_call_with(on_leave, rill_borrow(gauge)));
}

/* --- From a URL to what was found there ----------------------------------- */

static rill_value_t visit(rill_value_t item, void *context) {
  return rill_object(fetch(context, rill_as_pointer(item)));
}

static rill_value_t parse(rill_value_t item, void *context) {
  (void) context;
  return visit_parse(item);
}

/* --- Who listens: each a run of its own ----------------------------------- */

/* What nobody can mend: ends the crawl; takes over the error. */
static void fail(struct crawl *crawl, rill_error_t *error) {
  if (crawl->failure != NULL) {
    rill_unref(error);
    return;
  }
  crawl->failure = error;
  rill_subject_next(crawl->interrupts, rill_none());
  rill_subject_next(crawl->interrupts, rill_none());
}

static void record(rill_value_t item, void *context) {
  struct crawl *crawl = context;
  struct visit *visit = visit_of(item);
  visit->url->visited = true;
  visit->url->reason = visit->reason;
  visit->reason = NULL; /* the table's from now on */
  if (urls_record(&crawl->urls, visit->url, &visit->links)) return;
  fail(crawl, rill_error_new(RILL_ENOMEM, "no memory for the links"));
}

static void count(rill_value_t item, void *context) {
  struct stats *stats = &((struct crawl *) context)->stats;
  const struct visit *visit = visit_of(item);
  stats->visited++;
  stats->pages += visit->is_page;
  stats->links += visit->url->link_count;
  stats->broken += visit->url->reason != NULL;
}

static rill_value_t milliseconds(rill_value_t item, void *context) {
  (void) context;
  return rill_double((double) visit_of(item)->took / 1e6);
}

static void keep_quantiles(rill_value_t list, void *context) {
  struct stats *stats = &((struct crawl *) context)->stats;
  for (size_t i = 0; i < 3; i++) {
    stats->quantiles[i] = rill_as_double(rill_list_get(list, i));
  }
}

static void show_progress(rill_value_t item, void *context) {
  bool terminal = isatty(STDERR_FILENO);
  (void) item;
  fputs(terminal ? "\r" : "", stderr);
  report_progress(context, stderr);
  fputs(terminal ? "\033[K" : "\n", stderr);
  fflush(stderr);
}

static void clear_progress(void *context) {
  (void) context;
  if (isatty(STDERR_FILENO)) fputs("\r\033[K", stderr);
}

static void push(struct crawl *crawl, const struct url *target,
                 uint32_t depth) {
  rill_value_t link = link_value(target, depth);
  int error = rill_subject_next(crawl->frontier, link);
  rill_value_unref(link);
  if (error != 0) fail(crawl, rill_error_new(error, "a link was refused"));
}

/* Where a page leads goes back to the beginning. A page that turns out to be
 * nearer to the start than was thought brings its own targets nearer. */
static void follow(struct crawl *crawl, struct url *source) {
  for (struct url *last = source, *next; source != NULL; source = next) {
    uint32_t depth = source->depth + 1;
    for (uint32_t i = 0; i < source->link_count; i++) {
      struct url *target = urls_target(&crawl->urls, source->first_link + i);
      if (!target->visited) {
        push(crawl, target, depth);
      } else if (depth < target->depth) {
        target->depth = depth;
        last = last->nearer = target;
      }
    }
    next = source->nearer;
    source->nearer = NULL;
  }
}

/* The crawl ends by itself: when the last page has led to nothing new. */
static void feed_back(rill_value_t item, void *context) {
  struct crawl *crawl = context;
  follow(crawl, visit_of(item)->url);
  if (--crawl->pending == 0) rill_subject_complete(crawl->frontier);
}

static void on_failure(rill_error_t *error, void *context) {
  fail(context, rill_ref(error));
}

/* heard by on_failure() already, or there was nothing to measure */
static void ignore(rill_error_t *error, void *context) {
  (void) error;
  (void) context;
}

static void attach(struct crawl *crawl, rill_observable_t *stream,
                   void (*next)(rill_value_t item, void *context)) {
  rill_unref(rill_subscribe(crawl->loop, stream, .next = next, .error = ignore,
                            .context = crawl));
}

/* --- The crawl ------------------------------------------------------------ */

/* A visit takes one URL from here and may bring many: with a bound that makes
 * it wait, the crawl could wait for itself. `admit` is the bound: it lets
 * --max-pages through, and each takes 16 bytes. */
static rill_operator_t *waiting_room(struct crawl *crawl) {
  return rill_compose(
      into(&crawl->waiting),
      rill_on_overflow(RILL_OVERFLOW_GROW, .dropped = OF_CRAWL(on_dropped)),
      out_of(&crawl->waiting));
}

static rill_operator_t *bounded_queue(struct crawl *crawl) {
  return rill_compose(
      into(&crawl->queued),
      rill_on_overflow(RILL_OVERFLOW_WAIT,
                       .capacity = (int64_t) crawl->queued.bound,
                       .dropped = OF_CRAWL(on_dropped)),
      out_of(&crawl->queued));
}

static rill_operator_t *to_the_pool(struct crawl *crawl) {
  return rill_compose(
      into(&crawl->parsing),
      rill_observe_on(crawl->pool, .capacity = (int64_t) crawl->parsing.bound),
      out_of(&crawl->parsing));
}

static rill_observable_t *visits(struct crawl *crawl) {
  const int64_t in_flight = (int64_t) crawl->fetching.bound;
  rill_observable_t *interrupts = rill_subject_observable(crawl->interrupts);
  rill_observable_t *first = rill_ref(interrupts);
  rill_observable_t *second = rill_pipe(interrupts, rill_skip(1));
  /* clang-format off */
  return rill_pipe(
      rill_subject_observable(crawl->frontier),
      rill_map(OF_CRAWL(canonicalise)),
      rill_filter(OF_CRAWL(is_on_site)),
      rill_filter(OF_CRAWL(is_near)),
      rill_distinct(.capacity = (int64_t) crawl->options->max_pages),
      rill_filter(OF_CRAWL(admit)),
      waiting_room(crawl),
      bounded_queue(crawl),
      rill_rate_limit(.per_second = crawl->options->rate,
                      .key = rill_call(host_of), .capacity = in_flight),
      rill_take_until(first),
      rill_flat_map(OF_CRAWL(visit), .max_concurrent = in_flight),
      to_the_pool(crawl),
      rill_map(rill_call(parse)),
      rill_observe_on(crawl->loop),
      rill_take_until(second));
  /* clang-format on */
}

void pipeline_start(struct crawl *crawl) {
  rill_time_t period = isatty(STDERR_FILENO) ? RILL_MS(100) : RILL_SEC(1);
  crawl->frontier = rill_subject_new(crawl->loop);
  crawl->interrupts = rill_subject_new(crawl->loop);
  rill_observable_t *all = rill_pipe(visits(crawl), rill_share());
  rill_observable_t *recorded = rill_ref(all), *counted = rill_ref(all);
  rill_observable_t *measured = rill_ref(all), *shown = rill_ref(all);
  measured = rill_pipe(measured, rill_map(rill_call(milliseconds)),
                       rill_quantiles(RILL_P(0.5, 0.95, 0.99)));
  shown = rill_pipe(shown, rill_sample(period));

  attach(crawl, recorded, record);
  attach(crawl, counted, count);
  attach(crawl, measured, keep_quantiles);
  attach(crawl, shown, show_progress);
  rill_unref(rill_subscribe(crawl->loop, all, .next = feed_back,
                            .error = on_failure, .complete = clear_progress,
                            .context = crawl));
  push(crawl, crawl->start, 0);
}
