/* SPDX-License-Identifier: MIT */
/* Errors as the library makes and places them. */
#ifndef RILL_BASE_ERROR_H
#define RILL_BASE_ERROR_H

#include <rill/error.h>

/** The static RILL_ENOMEM; a reference to it costs and frees nothing. */
RILL_COLD rill_error_t *rill_error_no_memory(void);
/** Writes down where an error arose, unless that is known already. Takes over
 * `error`, returns it or a placed copy. `site` must be static text. */
RILL_COLD rill_error_t *rill_error_place(rill_error_t *error, const char *site,
                                         int stage, const char *operator_name);
/** An error of a check, without the operator's name in front. */
#define rill_refuse(...) rill_error_new(RILL_EINVAL, __VA_ARGS__)

#endif
