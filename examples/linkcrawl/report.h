/* SPDX-License-Identifier: MIT */
/* report: what a crawl leaves behind. */
#ifndef LINKCRAWL_REPORT_H
#define LINKCRAWL_REPORT_H

#include "crawl.h"

/* What was still there when all had been closed: zeros, and the memory. */
struct leftovers {
  uint64_t promises, subscriptions, objects, handles;
  double peak_megabytes; /* resident, at most */
};

/** Writes found.tsv, broken.tsv, report.json and timeline.svg to the folder;
 * false after a line on stderr. */
bool report_write(struct crawl *crawl, const struct leftovers *left);

/** The summary; as JSON if the options say so. */
void report_print(struct crawl *crawl, const struct leftovers *left,
                  FILE *file);

/** One line of how far it is. */
void report_progress(struct crawl *crawl, FILE *file);

#endif
