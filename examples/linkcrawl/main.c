/* SPDX-License-Identifier: MIT */
/*
 * linkcrawl: follows the links of a site and reports those that are broken.
 *
 *   linkcrawl http://example.org/
 *   linkcrawl --root public_html
 *
 * The crawl itself is in pipeline.c. Around it: fetch.c asks for one URL,
 * links.c finds what a page leads to, url.c gives each address one spelling,
 * urls.c remembers them, report.c writes what came of it.
 */
#include <libxml/parser.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "crawl.h"
#include "draft.h"
#include "pipeline.h"
#include "report.h"
#include "server.h"
#include "signals.h"
#include "url.h"

enum { EXIT_INPUT = 2, EXIT_INTERRUPTED = 130 };
enum { PARSERS = 2, PARSE_QUEUE = 64 };

static double peak_megabytes(void) {
  struct rusage usage;
  if (getrusage(RUSAGE_SELF, &usage) != 0) return 0;
  return (double) usage.ru_maxrss / 1024;
}

static void count_handle(uv_handle_t *handle, void *context) {
  uint64_t *count = context;
  (void) handle;
  ++*count;
}

/* no proxy of the environment's can reach that */
static bool is_loopback(const char *url) {
  static const char *const hosts[] = {"127.", "localhost", "[::1]"};
  const char *host = strstr(url, "://") + 3;
  for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
    if (strncmp(host, hosts[i], strlen(hosts[i])) == 0) return true;
  }
  return false;
}

static bool open_crawl(struct crawl *crawl, uv_loop_t *loop,
                       const char *start) {
  const struct options *options = crawl->options;
  char *url = url_canonical(start, "http://-/");
  crawl->start = url != NULL ? urls_intern(&crawl->urls, url) : NULL;
  free(url);
  crawl->loop = rill_uv_scheduler_new(loop);
  crawl->pool = rill_pool_scheduler_new(.threads = PARSERS);
  crawl->http = rill_http_new(
      crawl->loop, loop, .max_connections = options->concurrency,
      .max_per_host = options->concurrency, .user_agent = "linkcrawl",
      .proxy = is_loopback(start) ? "" : NULL);
  if (crawl->start == NULL || crawl->loop == NULL || crawl->pool == NULL ||
      crawl->http == NULL) {
    fputs("linkcrawl: out of memory\n", stderr);
    return false;
  }
  crawl->waiting.name = "frontier";
  crawl->waiting.bound = options->max_pages;
  crawl->queued.name = "queue";
  crawl->queued.bound = options->queue;
  crawl->fetching.name = "in flight";
  crawl->fetching.bound = rill_http_max_connections(crawl->http);
  crawl->parsing.name = "parser";
  crawl->parsing.bound = PARSE_QUEUE;
  return true;
}

static void close_crawl(struct crawl *crawl, uv_loop_t *loop,
                        struct leftovers *left) {
  rill_http_close(crawl->http);
  rill_unref(crawl->frontier);
  rill_unref(crawl->interrupts);
  rill_scheduler_close(crawl->pool);
  rill_scheduler_close(crawl->loop);
  uv_run(loop, UV_RUN_DEFAULT);
  left->promises = rill_live_objects(&rill_promise_type);
  left->subscriptions = rill_live_objects(&rill_subscription_type);
  left->objects = rill_live_objects(NULL);
}

static void run(struct crawl *crawl, uv_loop_t *loop) {
  struct signals signals;
  signals_start(&signals, crawl, loop);
  crawl->begin = (int64_t) uv_hrtime();
  pipeline_start(crawl);
  uv_run(loop, UV_RUN_DEFAULT);
  crawl->end = (int64_t) uv_hrtime();
  signals_hold(); /* what follows is quick, and leaves no half of anything */
  signals_stop(&signals);
}

static int conclude(struct crawl *crawl, const struct leftovers *left) {
  char text[400];
  if (!report_write(crawl, left)) return EXIT_FAILURE;
  report_print(crawl, left, stdout);
  if (crawl->failure != NULL) {
    rill_error_describe(crawl->failure, text, sizeof text);
    fprintf(stderr, "linkcrawl: %s\n", text);
    return EXIT_FAILURE;
  }
  if (crawl->interrupted) return EXIT_INTERRUPTED;
  if (crawl->stats.pages > 0) return EXIT_SUCCESS;
  fprintf(stderr, "linkcrawl: %.200s: %s\n", crawl->start->text,
          crawl->start->reason != NULL ? crawl->start->reason : "no HTML");
  return EXIT_FAILURE;
}

/* the crawl, from a loop that has nothing on it to one that has nothing left */
static int crawl_site(const struct options *options, uv_loop_t *loop,
                      const char *start, struct server *server) {
  struct crawl *crawl = calloc(1, sizeof *crawl);
  struct leftovers left = {.handles = 0};
  int status = EXIT_FAILURE;
  if (crawl == NULL) return status;
  crawl->options = options;
  bool opened = open_crawl(crawl, loop, start);
  if (opened) run(crawl, loop);
  close_crawl(crawl, loop, &left);
  if (server != NULL) server_stop(server);
  uv_walk(loop, count_handle, &left.handles);
  left.peak_megabytes = peak_megabytes();
  if (opened) status = conclude(crawl, &left);
  rill_unref(crawl->failure);
  timeline_clear(&crawl->timeline);
  urls_clear(&crawl->urls);
  free(crawl);
  return status;
}

int main(int count, char **arguments) {
  struct options options;
  struct server server;
  uv_loop_t loop;
  if (options_parse(&options, count, arguments) != 0) return EXIT_INPUT;
  if (options.help) return fputs(options_usage, stdout) < 0;
  int error = draft_try_folder(options.out);
  if (error != 0) {
    fprintf(stderr, "linkcrawl: %.200s: %s\n", options.out, strerror(error));
    return EXIT_INPUT;
  }
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN); /* a file too large is an error like others */
  signals_hold();
  xmlInitParser();
  uv_loop_init(&loop);
  bool own = options.url == NULL;
  int status = EXIT_FAILURE;
  if (!own || server_start(&server, &loop, &options)) {
    status = crawl_site(&options, &loop, own ? server.url : options.url,
                        own ? &server : NULL);
  }
  if (uv_loop_close(&loop) != 0) status = EXIT_FAILURE;
  xmlCleanupParser();
  return status;
}
