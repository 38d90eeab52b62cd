/* SPDX-License-Identifier: MIT */
/* Streams over libuv's; the handle's `data` is the stream. */
#ifndef RILL_IO_STREAM_UV_H
#define RILL_IO_STREAM_UV_H

#include "io/stream.h"

extern const rill_stream_ops_t rill_stream_uv_ops;
/** Of one whose handle could not be initialised: it only closes. */
extern const rill_stream_ops_t rill_stream_nothing_ops;

#endif
