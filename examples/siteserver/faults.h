/* SPDX-License-Identifier: MIT */
/* faults: which paths misbehave, and how, from a small text file. */
#ifndef SITESERVER_FAULTS_H
#define SITESERVER_FAULTS_H

#include <stddef.h>
#include <stdint.h>

/* kind, its name in the file, fewest and most arguments */
#define FAULT_KINDS(X)                                                         \
 X(FAULT_UNAVAILABLE, "503", 0, 1)   /* [TIMES] */                             \
 X(FAULT_TOO_MANY, "429", 1, 2)      /* SECONDS [TIMES] */                     \
 X(FAULT_RESET, "reset", 0, 1)       /* [TIMES] */                             \
 X(FAULT_HANG, "hang", 0, 1)         /* [TIMES] */                             \
 X(FAULT_TRUNCATE, "truncate", 0, 1) /* [TIMES] */                             \
 X(FAULT_GARBAGE, "garbage", 0, 1)   /* [TIMES] */                             \
 X(FAULT_DRIP, "drip", 2, 2)         /* MILLISECONDS BYTES */                  \
 X(FAULT_BIG, "big", 1, 1)           /* BYTES */                               \
 X(FAULT_REDIRECT, "redirect", 1, 1) /* PATH */                                \
 X(FAULT_LOOP, "loop", 1, 1)         /* PATH */

enum fault_kind {
#define X(kind, name, fewest, most) kind,
  FAULT_KINDS(X)
#undef X
};

struct fault {
  enum fault_kind kind;
  char *path;      /* a trailing * matches every continuation */
  char *target;    /* redirect, loop */
  uint64_t amount; /* seconds, milliseconds or bytes */
  uint64_t bytes;  /* drip: so many each time */
  uint64_t times;  /* 0: for ever */
  uint64_t hits;   /* requests that this rule has matched */
};

struct faults {
  struct fault *rules;
  size_t count;
};

/** Reads the rules; prints one line and returns -1 if a line is wrong. */
int faults_load(struct faults *faults, const char *file_name);
void faults_clear(struct faults *faults);

/** Counts the request; returns the rule that applies now, or NULL. */
const struct fault *faults_match(struct faults *faults, const char *path);

/** Where a redirect or a loop leads to from this path. */
const char *fault_location(const struct fault *fault, const char *path);

#endif
