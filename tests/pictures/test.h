/* SPDX-License-Identifier: MIT */
/* What the pictures of <rill/test.h> name. */
#ifndef RILL_TESTS_PICTURES_TEST_H
#define RILL_TESTS_PICTURES_TEST_H

#include <rill/test.h>

__attribute__((unused)) static const rill_message_t two_and_end[] = {
    {2, RILL_MARK_NEXT, {.kind = RILL_INT, .as = {.i = 2}}},
    {4, RILL_MARK_COMPLETE, {.kind = RILL_NONE}},
};

#endif
