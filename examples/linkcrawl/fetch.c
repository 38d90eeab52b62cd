/* SPDX-License-Identifier: MIT */
/* fetch: asks for one URL, again if the failure may pass. */
#include "fetch.h"

#include <stdlib.h>
#include <string.h>

#include "visit.h"

enum { MAX_REDIRECTS = 10 };

/* A server that wants to be left alone for longer is not waited for. */
#define MAX_RETRY_AFTER RILL_SEC(60)

struct fetch {
  struct crawl *crawl;
  struct url *url;
  unsigned attempts;
  bool running;
  uint32_t lane;
  int64_t begun, took;
};

/* --- One request ---------------------------------------------------------- */

static rill_value_t begin(void *context) {
  struct fetch *fetch = context;
  const struct options *options = fetch->crawl->options;
  gauge_enter(&fetch->crawl->fetching);
  fetch->crawl->stats.requests++;
  fetch->crawl->stats.retries += fetch->attempts++ > 0;
  fetch->lane = timeline_enter(&fetch->crawl->timeline);
  fetch->running = true;
  fetch->begun = (int64_t) uv_hrtime();
  return rill_object(rill_http_get(
      fetch->crawl->http, fetch->url->text, .timeout = RILL_TIME_NEVER,
      .connect_timeout = RILL_TIME_NEVER, .stall_timeout = RILL_TIME_NEVER,
      .max_redirects = MAX_REDIRECTS, .max_size = options->max_size,
      .compressed = true));
}

/* status 0: without an answer */
static void end(struct fetch *fetch, int status) {
  struct stats *stats = &fetch->crawl->stats;
  struct bar bar = {.from = fetch->begun,
                    .to = (int64_t) uv_hrtime(),
                    .lane = fetch->lane,
                    .status = status,
                    .url = fetch->url->text};
  if (!fetch->running) return;
  fetch->running = false;
  fetch->took = bar.to - bar.from;
  stats->busy += fetch->took;
  stats->by_status[status > 0 && status < STATUSES ? status : 0]++;
  timeline_leave(&fetch->crawl->timeline, bar);
  gauge_leave(&fetch->crawl->fetching);
}

static rill_value_t on_answer(rill_value_t answer, void *context) {
  struct fetch *fetch = context;
  const rill_http_response_t *response = rill_http_response(answer);
  size_t size;
  rill_as_bytes(rill_http_body(response), &size);
  fetch->crawl->stats.bytes += size;
  end(fetch, rill_http_status(response));
  return rill_none();
}

static rill_value_t on_failure(rill_value_t error, void *context) {
  (void) error;
  end(context, 0);
  return rill_none();
}

static rill_value_t on_end(void *context) {
  end(context, 0);
  return rill_none();
}

/* --- What it means -------------------------------------------------------- */

static char *copy(const char *text) {
  char *memory = strdup(text);
  for (char *at = memory; at != NULL && *at != '\0'; at++) {
    if ((unsigned char) *at < ' ') *at = ' ';
  }
  return memory;
}

/* a whole answer: broken if its status says so */
static rill_value_t visit_with(const struct fetch *fetch, rill_value_t answer) {
  const rill_http_response_t *response = rill_http_response(answer);
  struct visit visit = {.url = fetch->url,
                        .took = fetch->took,
                        .status = rill_http_status(response),
                        .answer = rill_value_ref(answer)};
  char text[32];
  rill_as_bytes(rill_http_body(response), &visit.size);
  snprintf(text, sizeof text, "status %d", visit.status);
  if (visit.status < 200 || visit.status > 299) visit.reason = copy(text);
  return visit_value(&visit);
}

/* an answer like 503 is a failure, which retry may turn into a success */
static rill_value_t judge(rill_value_t answer, void *context) {
  if (rill_http_is_transient(rill_http_response(answer))) {
    return rill_fail(rill_error_of(rill_value_ref(answer)));
  }
  return visit_with(context, answer);
}

static rill_value_t may_pass(rill_value_t failure, void *context) {
  const rill_error_t *error = rill_as_error(failure);
  const rill_http_response_t *response =
      rill_http_response(rill_error_payload(error));
  (void) context;
  if (response == NULL) {
    return rill_bool(rill_error_code(error) == RILL_ETIMEDOUT ||
                     rill_http_error_is_transient(error));
  }
  rill_time_t wait = rill_http_retry_after(response);
  if (wait > MAX_RETRY_AFTER) return rill_bool(false);
  return wait > 0 ? rill_int(wait) : rill_bool(true);
}

/* "GET http://…: Connection refused": the first part is known */
static const char *reason_of(const rill_error_t *error, const char *url) {
  const char *message = rill_error_message(error);
  if (rill_error_code(error) == RILL_ETIMEDOUT) return "timed out";
  const char *after = strstr(message, url);
  if (after == NULL) return message;
  after += strlen(url);
  return strncmp(after, ": ", 2) == 0 ? after + 2 : message;
}

/* the last attempt has failed too: that is a result, not a failure of ours */
static rill_value_t give_up(rill_value_t failure, void *context) {
  struct fetch *fetch = context;
  const rill_error_t *error = rill_as_error(failure);
  while (rill_error_cause(error) != NULL) error = rill_error_cause(error);
  rill_value_t visit;
  if (rill_http_response(rill_error_payload(error)) != NULL) {
    visit = visit_with(fetch, rill_error_payload(error));
  } else {
    visit = visit_value(
        &(struct visit){.url = fetch->url,
                        .took = fetch->took,
                        .reason = copy(reason_of(error, fetch->url->text))});
  }
  return visit.kind == RILL_ERROR ? visit : rill_object(rill_just(visit));
}

/* so that URLs that failed together do not come back together */
static uint64_t jitter_seed(const struct fetch *fetch) {
  uint64_t seed = fetch->crawl->options->seed;
  for (const char *at = fetch->url->text; *at != '\0'; at++) {
    seed = (seed ^ (unsigned char) *at) * UINT64_C(0x100000001b3);
  }
  return seed;
}

rill_observable_t *fetch(struct crawl *crawl, struct url *url) {
  const struct options *options = crawl->options;
  struct fetch *fetch = malloc(sizeof *fetch);
  if (fetch == NULL) {
    return rill_throw(rill_error_new(RILL_ENOMEM, "no memory to fetch"));
  }
  *fetch = (struct fetch){.crawl = crawl, .url = url};
  /* all that borrow it are parts of the one observable, and die with it */
  return rill_pipe(
      rill_defer(rill_call_with(begin, rill_own(fetch, free))),
      rill_timeout((rill_time_t) (options->timeout * 1e9)),
      rill_do(.next = rill_call_with(on_answer, rill_borrow(fetch)),
              .error = rill_call_with(on_failure, rill_borrow(fetch)),
              .cancel = rill_call_with(on_end, rill_borrow(fetch))),
      rill_map(rill_call_with(judge, rill_borrow(fetch))),
      rill_retry((int64_t) options->attempts, .delay = RILL_MS(100),
                 .max_delay = RILL_SEC(5), .jitter = RILL_JITTER_FULL,
                 .seed = jitter_seed(fetch), .when = rill_call(may_pass)),
      rill_catch(rill_call_with(give_up, rill_borrow(fetch))));
}
