/* SPDX-License-Identifier: MIT */
/* json: writes one object, member by member. */
#include "json.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "utf8.h"

static void write_text(FILE *file, const char *text) {
  size_t left = strlen(text);
  fputc('"', file);
  while (left > 0) {
    size_t length = utf8_length(text, left);
    if (length == 0) {
      fputs("\\ufffd", file);
    } else if ((unsigned char) *text < ' ') {
      fprintf(file, "\\u%04x", (unsigned) *text);
    } else {
      if (*text == '"' || *text == '\\') fputc('\\', file);
      fwrite(text, 1, length, file);
    }
    if (length == 0) length = 1;
    text += length;
    left -= length;
  }
  fputc('"', file);
}

static void begin(struct json *json, const char *name) {
  if (json->separator != 0) fputc(json->separator, json->file);
  if (json->level > 0) fprintf(json->file, "\n%*s", (int) json->level * 2, "");
  json->separator = ',';
  if (name == NULL) return;
  write_text(json->file, name);
  fputs(": ", json->file);
}

void json_open(struct json *json, const char *name) {
  begin(json, name);
  fputc('{', json->file);
  json->level++;
  json->separator = 0;
}

void json_close(struct json *json) {
  json->level--;
  if (json->separator != 0) {
    fprintf(json->file, "\n%*s", (int) json->level * 2, "");
  }
  fputc('}', json->file);
  json->separator = ',';
  if (json->level == 0) fputc('\n', json->file);
}

void json_int(struct json *json, const char *name, int64_t number) {
  begin(json, name);
  fprintf(json->file, "%" PRId64, number);
}

void json_real(struct json *json, const char *name, double number) {
  begin(json, name);
  if (isfinite(number)) {
    fprintf(json->file, "%.6g", number);
  } else {
    fputs("null", json->file);
  }
}

void json_text(struct json *json, const char *name, const char *text) {
  begin(json, name);
  write_text(json->file, text);
}
