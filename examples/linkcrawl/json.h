/* SPDX-License-Identifier: MIT */
/* json: writes one object, member by member. */
#ifndef LINKCRAWL_JSON_H
#define LINKCRAWL_JSON_H

#include <stdint.h>
#include <stdio.h>

struct json {
  FILE *file;
  unsigned level;
  char separator; /* before the next member; 0: none */
};

/** Members go between; a NULL name is for the outermost object. */
void json_open(struct json *json, const char *name);
void json_close(struct json *json);

void json_int(struct json *json, const char *name, int64_t number);
void json_real(struct json *json, const char *name, double number);
/** Bytes that are no UTF-8 go out as U+FFFD. */
void json_text(struct json *json, const char *name, const char *text);

#endif
