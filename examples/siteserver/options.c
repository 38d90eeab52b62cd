/* SPDX-License-Identifier: MIT */
/* options: reads the command line. */
#include "options.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  MAX_PORT = 65535,
  MAX_PAGES = 10000000,
  MAX_LATENCY = 600000,
  MAX_LIFETIME = 1000000,
  DEFAULT_CONNECTIONS = 5000,
};

const char options_usage[] =
    "usage: siteserver (--root DIR | --generate N) [--port P] [--seed S]\n"
    "                  [--latency MIN-MAX] [--faults FILE|none]\n"
    "                  [--stats FILE] [--dump-links FILE]\n"
    "                  [--max-connections N] [--max-requests N]\n"
    "                  [--lifetime SECONDS] [--help]\n";

static const struct text_option {
  const char *name;
  size_t offset;
} texts[] = {
    {"--root", offsetof(struct options, root)},
    {"--faults", offsetof(struct options, faults)},
    {"--stats", offsetof(struct options, stats)},
    {"--dump-links", offsetof(struct options, dump_links)},
};

static const struct number_option {
  const char *name;
  size_t offset;
  uint64_t least, most;
} numbers[] = {
    {"--generate", offsetof(struct options, generate), 1, MAX_PAGES},
    {"--port", offsetof(struct options, port), 0, MAX_PORT},
    {"--seed", offsetof(struct options, seed), 0, UINT64_MAX},
    {"--max-connections", offsetof(struct options, max_connections), 1,
     1000000},
    {"--max-requests", offsetof(struct options, max_requests), 1, UINT64_MAX},
    {"--lifetime", offsetof(struct options, lifetime), 1, MAX_LIFETIME},
};

static bool parse_number(const char *text, char end_mark, uint64_t least,
                         uint64_t most, uint64_t *number) {
  char *end;
  if (*text < '0' || *text > '9') return false;
  errno = 0;
  unsigned long long value = strtoull(text, &end, 10);
  if (errno != 0 || *end != end_mark || value < least || value > most) {
    return false;
  }
  *number = value;
  return true;
}

static bool parse_latency(const char *text, struct options *options) {
  const char *dash = strchr(text, '-');
  return dash != NULL &&
         parse_number(text, '-', 0, MAX_LATENCY, &options->latency_min) &&
         parse_number(dash + 1, '\0', options->latency_min, MAX_LATENCY,
                      &options->latency_max);
}

enum outcome { UNKNOWN, WRONG, TAKEN };

static enum outcome take(struct options *options, const char *name,
                         const char *value) {
  char *base = (char *) options;
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    if (strcmp(texts[i].name, name) != 0) continue;
    *(const char **) (void *) (base + texts[i].offset) = value;
    return *value == '\0' ? WRONG : TAKEN;
  }
  for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
    if (strcmp(numbers[i].name, name) != 0) continue;
    uint64_t *number = (uint64_t *) (void *) (base + numbers[i].offset);
    return parse_number(value, '\0', numbers[i].least, numbers[i].most, number)
               ? TAKEN
               : WRONG;
  }
  if (strcmp(name, "--latency") != 0) return UNKNOWN;
  return parse_latency(value, options) ? TAKEN : WRONG;
}

static int complain(const char *what, const char *which) {
  fprintf(stderr, "siteserver: %s%s (--help lists the options)\n", what, which);
  return -1;
}

static int check(const struct options *options) {
  if ((options->root == NULL) == (options->generate == 0)) {
    return complain("give one of --root DIR and --generate N", "");
  }
  if (options->dump_links != NULL && options->generate == 0) {
    return complain("--dump-links needs --generate", "");
  }
  return 0;
}

int options_parse(struct options *options, int count, char **arguments) {
  *options = (struct options){.max_connections = DEFAULT_CONNECTIONS};
  for (int i = 1; i < count; i += 2) {
    options->help = strcmp(arguments[i], "--help") == 0;
    if (options->help) return 0;
    const char *value = i + 1 < count ? arguments[i + 1] : "";
    switch (take(options, arguments[i], value)) {
    case UNKNOWN:
      return complain("unknown option ", arguments[i]);
    case WRONG:
      return complain("wrong or missing value for ", arguments[i]);
    case TAKEN:
      break;
    }
  }
  return check(options);
}
