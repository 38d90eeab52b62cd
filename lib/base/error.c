/* SPDX-License-Identifier: MIT */
/* Errors: immutable once they travel. */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

#include <uv.h>

struct rill_error {
  rill_object_t base;
  int code;
  int stage;
  const char *site; /* static text */
  char operator_name[48]; /* a copy: a stage may have a name of its own */
  rill_error_t *cause;
  rill_value_t payload;
  const char *message; /* behind the struct */
};

static void error_destroy(void *object) {
  rill_error_t *error = object;
  rill_unref(error->cause);
  rill_value_unref(error->payload);
}

static bool error_equal(const void *a, const void *b) {
  const rill_error_t *one = a, *two = b;
  return one->code == two->code && strcmp(one->message, two->message) == 0 &&
         rill_value_equal(one->payload, two->payload);
}

static uint64_t error_hash(const void *object) {
  const rill_error_t *error = object;
  return (uint64_t) (int64_t) error->code * 0x9e3779b97f4a7c15u;
}

static int error_compare(const void *a, const void *b) {
  const rill_error_t *one = a, *two = b;
  if (one->code != two->code) return one->code < two->code ? -1 : 1;
  int order = strcmp(one->message, two->message);
  return order != 0 ? order : rill_value_compare(one->payload, two->payload);
}

static size_t error_format(const void *object, char *text, size_t size) {
  return rill_error_describe(object, text, size);
}

const rill_type_t rill_error_type = {
    .name = "error",
    .destroy = error_destroy,
    .equal = error_equal,
    .hash = error_hash,
    .compare = error_compare,
    .format = error_format,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

static rill_error_t no_memory = {
    .base = RILL_STATIC_OBJECT(rill_error_type),
    .code = RILL_ENOMEM,
    .stage = -1,
    .site = "",
    .message = "out of memory",
};

rill_error_t *rill_error_no_memory(void) { return &no_memory; }

static char *error_text(rill_error_t *error) { return (char *) (error + 1); }

static rill_error_t *error_allocate(int code, size_t length) {
  rill_error_t *error =
      rill_object_new_zeroed(&rill_error_type, sizeof *error + length + 1);
  if (error == NULL) return NULL;
  error->code = code;
  error->stage = -1;
  error->site = "";
  error->message = error_text(error);
  return error;
}

static rill_error_t *error_vnew(rill_error_t *cause, int code,
                                const char *format, va_list arguments) {
  va_list again;
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, again);
  va_end(again);
  rill_error_t *error =
      length < 0 ? NULL : error_allocate(code, (size_t) length);
  if (error == NULL) {
    rill_unref(cause);
    return rill_error_no_memory();
  }
  vsnprintf(error_text(error), (size_t) length + 1, format, arguments);
  error->cause = cause;
  return error;
}

rill_error_t *rill_error_new(int code, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  rill_error_t *error = error_vnew(NULL, code, format, arguments);
  va_end(arguments);
  return error;
}

rill_error_t *rill_error_wrap(rill_error_t *cause, int code,
                              const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  rill_error_t *error = error_vnew(cause, code, format, arguments);
  va_end(arguments);
  return error;
}

rill_error_t *rill_error_of(rill_value_t payload) {
  char text[256];
  rill_value_format(payload, text, sizeof text);
  rill_error_t *error = rill_error_new(RILL_EFOREIGN, "%s", text);
  if (error == rill_error_no_memory())
    rill_value_unref(payload);
  else
    error->payload = payload;
  return error;
}

struct foreign {
  rill_object_t base;
  void *pointer;
  rill_drop_fn drop;
};

static void foreign_destroy(void *object) {
  struct foreign *foreign = object;
  if (foreign->drop != NULL) foreign->drop(foreign->pointer);
}

static const rill_type_t foreign_type = {
    .name = "foreign",
    .destroy = foreign_destroy,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

static struct foreign *foreign_new(void *pointer, rill_drop_fn drop) {
  struct foreign *foreign = rill_object_new(&foreign_type, sizeof *foreign);
  if (foreign != NULL) {
    foreign->pointer = pointer;
    foreign->drop = drop;
  } else if (drop != NULL) {
    drop(pointer);
  }
  return foreign;
}

rill_error_t *rill_error_with_payload(int code, void *payload,
                                      rill_drop_fn drop, const char *format,
                                      ...) {
  struct foreign *foreign = foreign_new(payload, drop);
  if (foreign == NULL) return rill_error_no_memory();
  va_list arguments;
  va_start(arguments, format);
  rill_error_t *error = error_vnew(NULL, code, format, arguments);
  va_end(arguments);
  if (error == rill_error_no_memory())
    rill_unref(foreign);
  else
    error->payload = rill_object(foreign);
  return error;
}

rill_error_t *rill_error_place(rill_error_t *error, const char *site,
                               int stage, const char *operator_name) {
  if (error->stage >= 0 || rill_object_is_static(&error->base)) return error;
  if (__atomic_load_n(&error->base.count, __ATOMIC_ACQUIRE) > 1) {
    size_t length = strlen(error->message);
    rill_error_t *copy = error_allocate(error->code, length);
    if (copy == NULL) return error;
    memcpy(error_text(copy), error->message, length);
    copy->cause = rill_ref(error->cause);
    copy->payload = rill_value_ref(error->payload);
    rill_unref(error);
    error = copy;
  }
  error->site = site != NULL ? site : "";
  error->stage = stage;
  snprintf(error->operator_name, sizeof error->operator_name, "%s",
           operator_name != NULL ? operator_name : "");
  return error;
}

int rill_error_code(const rill_error_t *error) { return error->code; }

const char *rill_error_message(const rill_error_t *error) {
  return error->message;
}

rill_error_t *rill_error_cause(const rill_error_t *error) {
  return error->cause;
}

rill_value_t rill_error_payload(const rill_error_t *error) {
  while (rill_is_none(error->payload) && error->cause != NULL)
    error = error->cause;
  return error->payload;
}

void *rill_error_foreign(const rill_error_t *error) {
  for (; error != NULL; error = error->cause) {
    struct foreign *foreign = rill_as_object(error->payload, &foreign_type);
    if (foreign != NULL) return foreign->pointer;
  }
  return NULL;
}

const char *rill_error_site(const rill_error_t *error) { return error->site; }

int rill_error_stage(const rill_error_t *error) { return error->stage; }

/* Appends as snprintf does: the length counts on where the room ends. */
static void append(char *text, size_t size, size_t *length,
                   const char *format, ...) RILL_PRINTF(4, 5);
static void append(char *text, size_t size, size_t *length,
                   const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  size_t room = *length < size ? size - *length : 0;
  int n = vsnprintf(room > 0 ? text + *length : NULL, room, format, arguments);
  va_end(arguments);
  if (n > 0) *length += (size_t) n;
}

size_t rill_error_describe(const rill_error_t *error, char *text,
                           size_t size) {
  size_t length = 0;
  for (int depth = 0; error != NULL && depth < 16; depth++) {
    if (depth > 0) append(text, size, &length, "; caused by: ");
    append(text, size, &length, "%s", error->message);
    if (error->site[0] != '\0')
      append(text, size, &length, ", at %s", error->site);
    if (error->stage >= 0)
      append(text, size, &length, ", stage %d", error->stage);
    if (error->operator_name[0] != '\0')
      append(text, size, &length, " (%s)", error->operator_name);
    error = error->cause;
  }
  if (error != NULL) append(text, size, &length, "; …");
  return length;
}

const char *rill_error_name(int code) {
  switch (code) {
#define CASE(name, number, text) case number: return "RILL_" #name;
    RILL_ERROR_CODES(CASE)
#undef CASE
    default: return code < 0 && code > -4096 ? uv_err_name(code) : "error";
  }
}

const char *rill_error_text(int code) {
  switch (code) {
#define CASE(name, number, text) case number: return text;
    RILL_ERROR_CODES(CASE)
#undef CASE
    default: return code < 0 && code > -4096 ? uv_strerror(code) : "error";
  }
}
