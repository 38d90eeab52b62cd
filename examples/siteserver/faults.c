/* SPDX-License-Identifier: MIT */
/* faults: reads the fault file and finds the rule for a path. */
#include "faults.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_SIZE = 2048, MAX_WORDS = 4, MAX_AMOUNT = 1 << 30 };

struct fault_kind_info {
  const char *name;
  int fewest, most;
};

static const struct fault_kind_info kinds[] = {
#define X(kind, name, fewest, most) [kind] = {name, fewest, most},
    FAULT_KINDS(X)
#undef X
};

enum { KIND_COUNT = sizeof kinds / sizeof kinds[0] };

static bool parse_amount(const char *text, uint64_t *amount) {
  char *end;
  if (*text < '0' || *text > '9') return false;
  errno = 0;
  unsigned long value = strtoul(text, &end, 10);
  if (errno != 0 || *end != '\0' || value > MAX_AMOUNT) return false;
  *amount = value;
  return true;
}

static bool parse_path(const char *text, char **path) {
  if (text[0] != '/') return false;
  for (const char *p = text; *p != '\0'; p++) {
    if (*p <= ' ' || *p > '~') return false;
  }
  free(*path);
  *path = strdup(text);
  return *path != NULL;
}

static bool parse_kind(const char *text, int arguments, enum fault_kind *kind) {
  for (int i = 0; i < KIND_COUNT; i++) {
    if (strcmp(kinds[i].name, text) != 0) continue;
    *kind = (enum fault_kind) i;
    return arguments >= kinds[i].fewest && arguments <= kinds[i].most;
  }
  return false;
}

static bool parse_arguments(struct fault *fault, char **words, int count) {
  switch (fault->kind) {
  case FAULT_UNAVAILABLE:
  case FAULT_RESET:
  case FAULT_HANG:
  case FAULT_TRUNCATE:
  case FAULT_GARBAGE:
    return count == 0 || parse_amount(words[0], &fault->times);
  case FAULT_TOO_MANY:
    return parse_amount(words[0], &fault->amount) &&
           (count == 1 || parse_amount(words[1], &fault->times));
  case FAULT_DRIP:
    return parse_amount(words[0], &fault->amount) &&
           parse_amount(words[1], &fault->bytes) && fault->bytes > 0;
  case FAULT_BIG:
    return parse_amount(words[0], &fault->amount);
  case FAULT_REDIRECT:
  case FAULT_LOOP:
    return parse_path(words[0], &fault->target);
  }
  return false;
}

static int split(char *line, char **words) {
  int count = 0;
  char *rest = NULL;
  for (char *word = strtok_r(line, " \t\r\n", &rest); word != NULL;
       word = strtok_r(NULL, " \t\r\n", &rest)) {
    if (count == MAX_WORDS) return MAX_WORDS + 1;
    words[count++] = word;
  }
  return count;
}

static bool parse_rule(struct fault *fault, char **words, int count) {
  return count >= 2 && count <= MAX_WORDS &&
         parse_kind(words[1], count - 2, &fault->kind) &&
         parse_path(words[0], &fault->path) &&
         parse_arguments(fault, words + 2, count - 2);
}

static bool add_line(struct faults *faults, char *line) {
  char *words[MAX_WORDS];
  int count = split(line, words);
  if (count == 0 || words[0][0] == '#') return true;
  struct fault *rules =
      realloc(faults->rules, (faults->count + 1) * sizeof *rules);
  if (rules == NULL) return false;
  faults->rules = rules;
  rules[faults->count] = (struct fault){.hits = 0};
  return parse_rule(&rules[faults->count++], words, count);
}

int faults_load(struct faults *faults, const char *file_name) {
  char line[LINE_SIZE];
  int number = 0;
  FILE *file = fopen(file_name, "re");
  if (file == NULL) {
    fprintf(stderr, "siteserver: %s: %s\n", file_name, strerror(errno));
    return -1;
  }
  while (fgets(line, sizeof line, file) != NULL) {
    number++;
    bool whole = strlen(line) < sizeof line - 1;
    if (whole && add_line(faults, line)) continue;
    fprintf(stderr, "siteserver: %s:%d: not a fault rule\n", file_name, number);
    fclose(file);
    return -1;
  }
  bool failed = ferror(file) != 0; /* a directory opens, but cannot be read */
  fclose(file);
  if (failed) fprintf(stderr, "siteserver: %s: cannot be read\n", file_name);
  return failed ? -1 : 0;
}

void faults_clear(struct faults *faults) {
  for (size_t i = 0; i < faults->count; i++) {
    free(faults->rules[i].path);
    free(faults->rules[i].target);
  }
  free(faults->rules);
  *faults = (struct faults){.rules = NULL};
}

static bool rule_matches(const struct fault *fault, const char *path) {
  size_t length = strlen(fault->path);
  if (fault->path[length - 1] == '*') {
    return strncmp(fault->path, path, length - 1) == 0;
  }
  return strcmp(fault->path, path) == 0 ||
         (fault->kind == FAULT_LOOP && strcmp(fault->target, path) == 0);
}

const struct fault *faults_match(struct faults *faults, const char *path) {
  for (size_t i = 0; i < faults->count; i++) {
    struct fault *fault = &faults->rules[i];
    if (!rule_matches(fault, path)) continue;
    fault->hits++;
    return fault->times == 0 || fault->hits <= fault->times ? fault : NULL;
  }
  return NULL;
}

const char *fault_location(const struct fault *fault, const char *path) {
  bool back = fault->kind == FAULT_LOOP && strcmp(path, fault->target) == 0;
  return back ? fault->path : fault->target;
}
