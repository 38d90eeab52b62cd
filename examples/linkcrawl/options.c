/* SPDX-License-Identifier: MIT */
/* options: reads the command line. */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "url.h"

const char options_usage[] =
    "usage: linkcrawl [OPTIONS] URL | --root DIR | --generate N\n"
    "Follows the links of a site and reports those that are broken.\n"
    "\n"
    "  URL                    http://… or https://…; its host is crawled\n"
    "  --root DIR             serve this folder and crawl it\n"
    "  --generate N           serve N generated pages and crawl them\n"
    "  -o, --out DIR          where the reports go (linkcrawl-out)\n"
    "  -c, --concurrency N    requests in flight (16)\n"
    "  -r, --rate N           requests a second for a host (1000)\n"
    "  -q, --queue N          bound of the queue before the requests (256)\n"
    "      --timeout SECONDS  for one request (10)\n"
    "      --retries N        after failures that may pass (3)\n"
    "      --depth N          links to follow from the start (any)\n"
    "      --max-pages N      URLs to visit (1000000)\n"
    "      --max-size BYTES   of one page (8388608)\n"
    "      --seed N           of the generated pages and of the retries (1)\n"
    "      --serial           one request at a time, for comparison\n"
    "      --json             print the report as JSON\n"
    "  -h, --help             print this\n"
    "\n"
    "It leaves found.tsv, broken.tsv, report.json and timeline.svg. The first\n"
    "SIGINT lets finish what is in flight, the second does not; SIGUSR1 "
    "prints\n"
    "what is alive. Exit: 0 done, whatever is broken; 1 failed; 2 bad input;\n"
    "130 interrupted.\n";

enum { ROOT = 256, GENERATE, TIMEOUT, RETRIES, DEPTH, MAX_PAGES, MAX_SIZE };
enum { SEED = 300, SERIAL, JSON };

static const struct option names[] = {
    {"root", required_argument, NULL, ROOT},
    {"generate", required_argument, NULL, GENERATE},
    {"out", required_argument, NULL, 'o'},
    {"concurrency", required_argument, NULL, 'c'},
    {"rate", required_argument, NULL, 'r'},
    {"queue", required_argument, NULL, 'q'},
    {"timeout", required_argument, NULL, TIMEOUT},
    {"retries", required_argument, NULL, RETRIES},
    {"depth", required_argument, NULL, DEPTH},
    {"max-pages", required_argument, NULL, MAX_PAGES},
    {"max-size", required_argument, NULL, MAX_SIZE},
    {"seed", required_argument, NULL, SEED},
    {"serial", no_argument, NULL, SERIAL},
    {"json", no_argument, NULL, JSON},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

/* what a numeric option may be, and where it goes */
static const struct range {
  int option;
  size_t offset;
  uint64_t least, most;
} ranges[] = {
    {GENERATE, offsetof(struct options, generate), 1, 10000000},
    {'c', offsetof(struct options, concurrency), 1, 100000},
    {'q', offsetof(struct options, queue), 1, 1000000},
    {RETRIES, offsetof(struct options, attempts), 0, 100},
    {DEPTH, offsetof(struct options, depth), 0, UINT32_MAX},
    {MAX_PAGES, offsetof(struct options, max_pages), 1, 100000000},
    {MAX_SIZE, offsetof(struct options, max_size), 1, 1 << 30},
    {SEED, offsetof(struct options, seed), 0, UINT64_MAX},
};

static bool parse_count(const char *text, const struct range *range,
                        uint64_t *number) {
  char *end;
  if (*text < '0' || *text > '9') return false;
  errno = 0;
  *number = strtoull(text, &end, 10);
  return errno == 0 && *end == '\0' && *number >= range->least &&
         *number <= range->most;
}

static bool parse_real(const char *text, double most, double *number) {
  char *end;
  if (strspn(text, "0123456789.") != strlen(text)) return false;
  *number = strtod(text, &end);
  return end != text && *end == '\0' && *number > 0 && *number <= most;
}

static int complain(const char *what, const char *which) {
  fprintf(stderr, "linkcrawl: %s%.200s (--help lists the options)\n", what,
          which);
  return -1;
}

static const struct range *find_range(int option) {
  for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
    if (ranges[i].option == option) return &ranges[i];
  }
  return NULL;
}

/* names the option by its long name, and what it may be */
static int complain_value(int option, const char *value) {
  const struct range *range = find_range(option);
  const struct option *name = names;
  while (name->name != NULL && name->val != option) name++;
  fprintf(stderr, "linkcrawl: --%s is %.200s (must be ", name->name, value);
  if (range != NULL)
    fprintf(stderr, "%" PRIu64 " to %" PRIu64 ")\n", range->least,
            range->most);
  else
    fputs(option == 'o' ? "a folder)\n" : "a number above 0)\n", stderr);
  return -1;
}

static bool take(struct options *options, int option, const char *value) {
  const struct range *range = find_range(option);
  char *base = (char *) options;
  if (range != NULL) {
    return parse_count(value, range,
                       (uint64_t *) (void *) (base + range->offset));
  }
  switch (option) {
  case ROOT:
    options->root = value;
    return true;
  case 'o':
    options->out = value;
    return *value != '\0';
  case 'r':
    return parse_real(value, 1e6, &options->rate);
  case TIMEOUT:
    return parse_real(value, 86400, &options->timeout);
  case SERIAL:
    return options->serial = true;
  case JSON:
    return options->json = true;
  default:
    return options->help = true;
  }
}

static int check_root(const char *root) {
  struct stat about;
  if (stat(root, &about) != 0) {
    fprintf(stderr, "linkcrawl: %.200s: %s\n", root, strerror(errno));
    return -1;
  }
  if (S_ISDIR(about.st_mode)) return 0;
  fprintf(stderr, "linkcrawl: %.200s: %s\n", root, strerror(ENOTDIR));
  return -1;
}

static int check_url(const char *text) {
  /* without a scheme it would be taken for a path on this host */
  char *url =
      strstr(text, "://") != NULL ? url_canonical(text, "http://-/") : NULL;
  if (url == NULL) return complain("no http:// or https:// URL: ", text);
  free(url);
  return 0;
}

static int check(struct options *options) {
  int targets = (options->url != NULL) + (options->root != NULL) +
                (options->generate != 0);
  if (targets != 1) {
    return complain("give one of URL, --root DIR and --generate N", "");
  }
  if (options->serial) options->concurrency = 1;
  if (options->root != NULL) return check_root(options->root);
  return options->url != NULL ? check_url(options->url) : 0;
}

/* what getopt stopped at: "-x", "--name" or "--name=value" */
static int complain_about(int count, char **arguments, int option) {
  const char *which = arguments[optind > 1 ? optind - 1 : 1];
  char letter[] = {'-', (char) optopt, '\0'};
  (void) count;
  if (option == ':') return complain("missing value for ", which);
  if (optopt > 0 && optopt < 256) which = letter;
  return complain("unknown option ", which);
}

int options_parse(struct options *options, int count, char **arguments) {
  int option;
  *options = (struct options){.out = "linkcrawl-out",
                              .concurrency = 16,
                              .queue = 256,
                              .attempts = 3,
                              .depth = UINT32_MAX,
                              .max_pages = 1000000,
                              .max_size = 8 << 20,
                              .seed = 1,
                              .rate = 1000,
                              .timeout = 10};
  opterr = 0;
  while ((option = getopt_long(count, arguments, ":o:c:r:q:h", names, NULL)) !=
         -1) {
    if (option == '?' || option == ':') {
      return complain_about(count, arguments, option);
    }
    if (!take(options, option, optarg)) {
      return complain_value(option, optarg);
    }
    if (options->help) return 0;
  }
  options->attempts++;
  if (count - optind > 1) {
    return complain("more than one URL: ", arguments[optind + 1]);
  }
  options->url = optind < count ? arguments[optind] : NULL;
  return check(options);
}
