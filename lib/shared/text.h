/* SPDX-License-Identifier: MIT */
/* Items as strings. */
#ifndef RILL_SHARED_TEXT_H
#define RILL_SHARED_TEXT_H

#include <rill/object.h>

/** A string of the item as rill_value_format() writes it, between two strings
 * (RILL_NONE: nothing). An error without memory. Borrows all of them. */
rill_value_t rill_text_around(rill_value_t before, rill_value_t item,
                              rill_value_t after);

#endif
