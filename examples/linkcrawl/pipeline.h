/* SPDX-License-Identifier: MIT */
/* pipeline: the crawl as a stream that feeds itself. */
#ifndef LINKCRAWL_PIPELINE_H
#define LINKCRAWL_PIPELINE_H

#include "crawl.h"

/** Starts the crawl at crawl->start. It goes on as long as the loop runs, and
 * ends by itself. */
void pipeline_start(struct crawl *crawl);

#endif
