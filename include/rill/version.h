/* SPDX-License-Identifier: MIT */
/* Which Rill this is: at compile time, and at run time. */
#ifndef RILL_VERSION_H
#define RILL_VERSION_H

#include <rill/api.h>

/* The build reads the version from these three lines. */
#define RILL_VERSION_MAJOR 0
#define RILL_VERSION_MINOR 1
#define RILL_VERSION_PATCH 0

#define RILL_VERSION_TEXT_(major, minor, patch) #major "." #minor "." #patch
#define RILL_VERSION_TEXT(major, minor, patch)                                 \
 RILL_VERSION_TEXT_(major, minor, patch)

/** The version of these headers: `"major.minor.patch"`. */
#define RILL_VERSION                                                           \
 RILL_VERSION_TEXT(RILL_VERSION_MAJOR, RILL_VERSION_MINOR, RILL_VERSION_PATCH)

RILL_BEGIN

/**
 * The version of the library that the program runs with, which may be newer
 * than `RILL_VERSION`. The text lives for ever.
 */
RILL_API const char *rill_version(void);

RILL_END

#endif
