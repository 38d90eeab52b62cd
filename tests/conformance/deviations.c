/* SPDX-License-Identifier: MIT */
/* The cases that are overruled by a rule of ours, each with its reason. */
#include <string.h>

#include "scene.h"

#define COMBINE_LATEST                                                        \
  "a stream that completes without an item completes combine_latest"

static const struct {
  const char *id, *reason;
} deviations[] = {
    {"map-14", COMBINE_LATEST},
    {"map-23", COMBINE_LATEST},
    {"sample-05", "sample completes with its stream at once"},
    {"skip_until-05", "skip_until completes with its stream, opened or not"},
};

const char *deviation(const char *id) {
  for (size_t i = 0; i < sizeof deviations / sizeof *deviations; i++)
    if (strcmp(deviations[i].id, id) == 0) return deviations[i].reason;
  return NULL;
}
