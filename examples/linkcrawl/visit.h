/* SPDX-License-Identifier: MIT */
/* visit: the values that go through the pipeline behind the requests. */
#ifndef LINKCRAWL_VISIT_H
#define LINKCRAWL_VISIT_H

#include <rill.h>

#include "links.h"
#include "urls.h"

/* What became of one URL. */
struct visit {
  struct url *url;
  int status;          /* of the last answer; 0: there was none */
  char *reason;        /* why it counts as broken; NULL: it does not */
  int64_t took;        /* nanoseconds of the last request */
  rill_value_t answer; /* the response, until it is parsed; or none */
  size_t size;         /* of its body */
  bool is_page;        /* it was HTML, and these were its links */
  struct links links;
};

/** A value that holds the visit and all that is in it. */
rill_value_t visit_value(const struct visit *visit);

/** The visit in a value, borrowed. */
struct visit *visit_of(rill_value_t value);

/** Finds the links of an answer that came as HTML; drops the answer. Any
 * thread. */
rill_value_t visit_parse(rill_value_t value);

#endif
