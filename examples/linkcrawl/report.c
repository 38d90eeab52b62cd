/* SPDX-License-Identifier: MIT */
/* report: what a crawl leaves behind. */
#include "report.h"

#include <inttypes.h>
#include <string.h>

#include "draft.h"
#include "json.h"

/* --- Figures -------------------------------------------------------------- */

static double seconds(int64_t nanoseconds) {
  return (double) nanoseconds / 1e9;
}

static double wall(const struct crawl *crawl) {
  int64_t end = crawl->end > 0 ? crawl->end : (int64_t) uv_hrtime();
  return seconds(end - crawl->begin);
}

static uint64_t not_visited(const struct crawl *crawl) {
  return crawl->admitted - crawl->stats.visited;
}

static void count_broken(const struct url *source, const struct url *target,
                         void *context) {
  uint64_t *count = context;
  (void) source;
  *count += target->reason != NULL;
}

static uint64_t broken_links(const struct crawl *crawl) {
  uint64_t count = 0;
  urls_each_link(&crawl->urls, count_broken, &count);
  return count;
}

/* --- The files ------------------------------------------------------------ */

static void write_found(const struct url *source, const struct url *target,
                        void *context) {
  fprintf(context, "%s\t%s\n", source->text, target->text);
}

static void write_broken(const struct url *source, const struct url *target,
                         void *context) {
  if (target->reason == NULL) return;
  fprintf(context, "%s\t%s\t%s\n", source->text, target->text, target->reason);
}

static void write_queue(struct json *json, struct gauge *gauge) {
  json_open(json, gauge->name);
  json_int(json, "peak", (int64_t) atomic_load(&gauge->peak));
  json_int(json, "bound", (int64_t) gauge->bound);
  json_close(json);
}

static void write_counts(struct json *json, const struct crawl *crawl) {
  const struct stats *stats = &crawl->stats;
  json_text(json, "start", crawl->start->text);
  json_int(json, "visited", (int64_t) stats->visited);
  json_int(json, "pages", (int64_t) stats->pages);
  json_int(json, "links", (int64_t) stats->links);
  json_int(json, "broken_urls", (int64_t) stats->broken);
  json_int(json, "broken_links", (int64_t) broken_links(crawl));
  json_int(json, "not_visited", (int64_t) not_visited(crawl));
  json_int(json, "requests", (int64_t) stats->requests);
  json_int(json, "retries", (int64_t) stats->retries);
  json_int(json, "bytes", (int64_t) stats->bytes);
  json_int(json, "dropped", (int64_t) stats->dropped);
}

static void write_status(struct json *json, const struct stats *stats) {
  char name[16];
  json_open(json, "status");
  for (int status = 0; status < STATUSES; status++) {
    if (stats->by_status[status] == 0) continue;
    snprintf(name, sizeof name, "%d", status);
    json_int(json, status == 0 ? "none" : name,
             (int64_t) stats->by_status[status]);
  }
  json_close(json);
}

static void write_latency(struct json *json, const struct stats *stats) {
  json_open(json, "latency_ms");
  json_real(json, "p50", stats->quantiles[0]);
  json_real(json, "p95", stats->quantiles[1]);
  json_real(json, "p99", stats->quantiles[2]);
  json_close(json);
}

static void write_json(struct crawl *crawl, const struct leftovers *left,
                       FILE *file) {
  struct json json = {.file = file};
  json_open(&json, NULL);
  write_counts(&json, crawl);
  write_status(&json, &crawl->stats);
  write_latency(&json, &crawl->stats);
  json_real(&json, "seconds", wall(crawl));
  json_real(&json, "request_seconds", seconds(crawl->stats.busy));
  json_open(&json, "queues");
  write_queue(&json, &crawl->waiting);
  write_queue(&json, &crawl->queued);
  write_queue(&json, &crawl->fetching);
  write_queue(&json, &crawl->parsing);
  json_close(&json);
  json_real(&json, "peak_rss_mb", left->peak_megabytes);
  json_open(&json, "alive");
  json_int(&json, "promises", (int64_t) left->promises);
  json_int(&json, "subscriptions", (int64_t) left->subscriptions);
  json_int(&json, "objects", (int64_t) left->objects);
  json_int(&json, "handles", (int64_t) left->handles);
  json_close(&json);
  json_close(&json);
}

/* the start has no source: a link to it is found on the command line */
static void write_start(const struct crawl *crawl, FILE *file) {
  if (crawl->start->reason == NULL) return;
  fprintf(file, "-\t%s\t%s\n", crawl->start->text, crawl->start->reason);
}

enum { FOUND, BROKEN, REPORT, TIMELINE, FILES };
static const char *const names[FILES] = {"found.tsv", "broken.tsv",
                                         "report.json", "timeline.svg"};

static bool write_file(struct crawl *crawl, const struct leftovers *left,
                       int which, FILE *file) {
  switch (which) {
  case FOUND:
    return urls_each_link(&crawl->urls, write_found, file);
  case BROKEN:
    write_start(crawl, file);
    return urls_each_link(&crawl->urls, write_broken, file);
  case REPORT:
    write_json(crawl, left, file);
    return true;
  default:
    timeline_write(&crawl->timeline, crawl->begin, crawl->end, file);
    return true;
  }
}

static bool complain(const char *folder, const char *name, int error) {
  fprintf(stderr, "linkcrawl: %.200s/%s: %s\n", folder, name, strerror(error));
  return false;
}

bool report_write(struct crawl *crawl, const struct leftovers *left) {
  const char *folder = crawl->options->out;
  for (int i = 0; i < FILES; i++) {
    struct draft draft;
    int error = draft_open(&draft, folder, names[i]);
    if (error != 0) return complain(folder, names[i], error);
    bool written = write_file(crawl, left, i, draft.file);
    error = written ? draft_close(&draft) : draft_drop(&draft);
    if (error != 0) return complain(folder, names[i], error);
  }
  return true;
}

/* --- The summary ---------------------------------------------------------- */

static void print_queue(struct gauge *gauge, const char *end, FILE *file) {
  fprintf(file, "%s %zu of %zu%s", gauge->name, atomic_load(&gauge->peak),
          gauge->bound, end);
}

static void print_status(const struct stats *stats, FILE *file) {
  fputs("status      ", file);
  const char *separator = "";
  for (int status = 1; status < STATUSES; status++) {
    if (stats->by_status[status] == 0) continue;
    fprintf(file, "%s%d: %" PRIu64, separator, status,
            stats->by_status[status]);
    separator = "   ";
  }
  fprintf(file, "%sno answer: %" PRIu64 "\n", separator, stats->by_status[0]);
}

static void print_counts(const struct crawl *crawl, FILE *file) {
  const struct stats *stats = &crawl->stats;
  fprintf(file,
          "visited     %" PRIu64 " URLs: %" PRIu64 " pages with %" PRIu64
          " links\n",
          stats->visited, stats->pages, stats->links);
  if (not_visited(crawl) > 0) {
    fprintf(file, "not visited %" PRIu64 " URLs that were found\n",
            not_visited(crawl));
  }
  fprintf(file, "broken      %" PRIu64 " URLs, in %" PRIu64 " links\n",
          stats->broken, broken_links(crawl));
  fprintf(file,
          "requests    %" PRIu64 ", of them %" PRIu64 " retries; %.1f MB\n",
          stats->requests, stats->retries, (double) stats->bytes / 1e6);
}

void report_print(struct crawl *crawl, const struct leftovers *left,
                  FILE *file) {
  const struct stats *stats = &crawl->stats;
  if (crawl->options->json) {
    write_json(crawl, left, file);
    return;
  }
  print_counts(crawl, file);
  if (crawl->fetching.bound < crawl->options->concurrency) {
    fprintf(file, "limit       %zu in flight: open files allow no more\n",
            crawl->fetching.bound);
  }
  print_status(stats, file);
  fprintf(file, "latency     p50 %.2f ms   p95 %.2f ms   p99 %.2f ms\n",
          stats->quantiles[0], stats->quantiles[1], stats->quantiles[2]);
  fprintf(file, "time        %.2f s, for requests that took %.2f s together\n",
          wall(crawl), seconds(stats->busy));
  fputs("peaks       ", file);
  print_queue(&crawl->fetching, ", ", file);
  print_queue(&crawl->queued, ", ", file);
  print_queue(&crawl->waiting, ", ", file);
  print_queue(&crawl->parsing, "\n", file);
  fprintf(file, "dropped     %" PRIu64 "\nmemory      %.1f MB at most\n",
          stats->dropped, left->peak_megabytes);
  fprintf(file,
          "alive       %" PRIu64 " promises, %" PRIu64
          " subscriptions, %" PRIu64 " objects, %" PRIu64 " handles\n",
          left->promises, left->subscriptions, left->objects, left->handles);
}

void report_progress(struct crawl *crawl, FILE *file) {
  const struct stats *stats = &crawl->stats;
  double rate = (double) stats->visited / wall(crawl);
  fprintf(file,
          "%" PRIu64 " visited, %" PRIu64 " to go, %zu in flight, %" PRIu64
          " broken, %.0f/s",
          stats->visited, not_visited(crawl), atomic_load(&crawl->fetching.now),
          stats->broken, rate);
}
