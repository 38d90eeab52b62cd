/* SPDX-License-Identifier: MIT */
/* Streams over a file, which libuv reads and writes on its threads. */
#ifndef RILL_IO_STREAM_FILE_H
#define RILL_IO_STREAM_FILE_H

#include "io/stream.h"

/** A connection around a descriptor that stays the caller's; NULL without
 * memory. */
rill_connection_t *rill_connection_over_file(rill_scheduler_t *scheduler,
                                             int fd);
/** One that fails with `code` whatever is done with it. */
rill_connection_t *rill_connection_broken(rill_scheduler_t *scheduler,
                                          int code);

#endif
