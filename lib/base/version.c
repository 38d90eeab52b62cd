/* SPDX-License-Identifier: MIT */
/* The version that this library was built as. */
#include <rill/version.h>

const char *rill_version(void) { return RILL_VERSION; }
