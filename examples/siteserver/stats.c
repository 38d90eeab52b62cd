/* SPDX-License-Identifier: MIT */
/* stats: counts requests and connections, and writes them as JSON. */
#include "stats.h"

#include <inttypes.h>

void stats_request_begin(struct stats *stats, int status) {
  stats->requests++;
  if (status > 0 && status < 600) {
    stats->by_status[status]++;
  } else {
    stats->unanswered++;
  }
  if (++stats->concurrent > stats->peak_concurrent) {
    stats->peak_concurrent = stats->concurrent;
  }
}

void stats_request_end(struct stats *stats) {
  stats->concurrent--;
  stats->finished++;
}

void stats_connection_begin(struct stats *stats) {
  stats->connections++;
  if (++stats->open_connections > stats->peak_connections) {
    stats->peak_connections = stats->open_connections;
  }
}

void stats_connection_end(struct stats *stats) { stats->open_connections--; }

static void write_string(const char *text, FILE *file) {
  fputc('"', file);
  for (; *text != '\0'; text++) {
    if (*text == '"' || *text == '\\') fputc('\\', file);
    fputc(*text, file);
  }
  fputc('"', file);
}

static void write_statuses(const struct stats *stats, FILE *file) {
  const char *separator = "";
  fputs("  \"status\": {", file);
  for (int status = 0; status < 600; status++) {
    if (stats->by_status[status] == 0) continue;
    fprintf(file, "%s\"%d\": %" PRIu64, separator, status,
            stats->by_status[status]);
    separator = ", ";
  }
  fputs("},\n", file);
}

static void write_faults(const struct faults *faults, FILE *file) {
  fputs("  \"faults\": {", file);
  for (size_t i = 0; i < faults->count; i++) {
    fputs(i == 0 ? "\n    " : ",\n    ", file);
    write_string(faults->rules[i].path, file);
    fprintf(file, ": %" PRIu64, faults->rules[i].hits);
  }
  fputs("\n  }\n", file);
}

int stats_write(const struct stats *stats, const struct faults *faults,
                FILE *file) {
  fprintf(file,
          "{\n  \"requests\": %" PRIu64 ",\n  \"unanswered\": %" PRIu64
          ",\n  \"peak_concurrent\": %" PRIu64 ",\n  \"connections\": %" PRIu64
          ",\n  \"peak_connections\": %" PRIu64 ",\n  \"bytes_sent\": %" PRIu64
          ",\n",
          stats->requests, stats->unanswered, stats->peak_concurrent,
          stats->connections, stats->peak_connections, stats->bytes_sent);
  write_statuses(stats, file);
  write_faults(faults, file);
  fputs("}\n", file);
  return ferror(file) || fflush(file) != 0 ? -1 : 0;
}
