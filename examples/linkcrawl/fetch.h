/* SPDX-License-Identifier: MIT */
/* fetch: asks for one URL, again if the failure may pass. */
#ifndef LINKCRAWL_FETCH_H
#define LINKCRAWL_FETCH_H

#include "crawl.h"

/** An observable of one visit, see visit.h. It never fails for what the
 * network does: then the visit says why. */
rill_observable_t *fetch(struct crawl *crawl, struct url *url);

#endif
