/* SPDX-License-Identifier: MIT */
/* signals: from the user to the pipeline. */
#ifndef LINKCRAWL_SIGNALS_H
#define LINKCRAWL_SIGNALS_H

#include "crawl.h"

enum { SIGNALS = 3 };

struct signals {
  struct crawl *crawl;
  uv_signal_t handles[SIGNALS];
};

/** Holds them back: until signals_start() they would end us, and leave the
 * server behind. */
void signals_hold(void);

/** SIGINT and SIGTERM go to crawl->interrupts, SIGUSR1 prints what is alive.
 * The handles do not keep the loop alive. */
void signals_start(struct signals *signals, struct crawl *crawl,
                   uv_loop_t *loop);
void signals_stop(struct signals *signals);

#endif
