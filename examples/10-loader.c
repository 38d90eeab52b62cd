/* SPDX-License-Identifier: MIT */
/* 10: a loader turns questions for one key each into one call for many. What
 * is asked twice is fetched once, and what came is kept. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rill.h>

#include <uv.h>

/* What a database would answer to one question. */
static rill_value_t age_of(const char *name) {
  if (strcmp(name, "ann") == 0) return rill_int(31);
  if (strcmp(name, "bob") == 0) return rill_int(47);
  if (strcmp(name, "dan") == 0) return rill_int(8);
  return rill_fail(rill_error_new(404, "nobody is called %s", name));
}

/* One answer for each key: an error is the answer to that key alone. */
static rill_value_t fetch(rill_value_t keys, void *context) {
  (void) context;
  char text[64];
  rill_value_format(keys, text, sizeof text);
  printf("fetching %s\n", text);
  size_t count = rill_list_length(keys);
  rill_value_t *ages = calloc(count, sizeof *ages);
  if (ages == NULL) return rill_fail(rill_error_new(RILL_ENOMEM, "no list"));
  for (size_t i = 0; i < count; i++)
    ages[i] = age_of(rill_as_string(rill_list_get(keys, i)));
  rill_value_t list = rill_list_own(ages, count);
  free(ages);
  return list;
}

static rill_value_t show(rill_value_t age, void *name) {
  printf("%s is %" PRId64 "\n", (const char *) name, rill_as_int(age));
  return rill_none();
}

static rill_value_t complain(rill_value_t error, void *context) {
  (void) context;
  printf("%s\n", rill_error_message(rill_as_error(error)));
  return rill_none();
}

static void ask(rill_loader_t *ages, char *name) {
  rill_promise_t *age = rill_loader_load(ages, rill_string(name));
  rill_unref(rill_then(age, rill_call_with(show, rill_borrow(name)),
                       rill_call(complain)));
}

int main(void) {
  uv_loop_t *uv = uv_default_loop();
  rill_scheduler_t *loop = rill_uv_scheduler_new(uv);
  rill_loader_t *ages = rill_loader_new(loop, rill_call(fetch));
  char ann[] = "ann", bob[] = "bob", dan[] = "dan", eve[] = "eve";

  ask(ages, ann);
  ask(ages, eve); /* fails, and is not kept */
  ask(ages, bob);
  ask(ages, ann); /* is on its way */
  uv_run(uv, UV_RUN_DEFAULT);

  printf("once more\n");
  ask(ages, bob); /* is kept */
  ask(ages, dan);
  ask(ages, eve);
  uv_run(uv, UV_RUN_DEFAULT);

  rill_unref(ages);
  rill_scheduler_close(loop);
  uv_run(uv, UV_RUN_DEFAULT);
  return uv_loop_close(uv);
}
