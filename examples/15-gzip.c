/* SPDX-License-Identifier: MIT */
/* 15: a file that is compressed as it is written, and read again line by line.
 * No stage holds more than a few chunks of it. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rill.h>
#include <rill/zlib.h>

#include <uv.h>

enum { LINES = 100000 };

static const char *path_of(void) {
  static char folder[] = "/tmp/rill-gzip-XXXXXX", path[64];
  if (path[0] == '\0' && mkdtemp(folder) != NULL)
    snprintf(path, sizeof path, "%s/numbers.gz", folder);
  return path;
}

static rill_observable_t *writing(const char *path) {
  return rill_pipe(rill_range(1, LINES), rill_format("this is line {}\n"),
                   rill_gzip(.level = 9),
                   rill_write_file(path, .atomic = true));
}

static rill_observable_t *reading(const char *path) {
  return rill_pipe(rill_read_file(path), rill_gunzip(), rill_lines());
}

static rill_value_t tell_size(rill_value_t size, void *context) {
  (void) context;
  bool small = rill_as_int(size) < LINES * 4;
  printf("the file has %s four bytes per line\n",
         small ? "less than" : "more than");
  return rill_none();
}

static rill_value_t tell_line(rill_value_t line, void *context) {
  printf("%s: \"%s\"\n", (const char *) context, rill_as_string(line));
  return rill_none();
}

static rill_value_t tell_count(rill_value_t count, void *context) {
  (void) context;
  printf("%" PRId64 " lines\n", rill_as_int(count));
  return rill_none();
}

static rill_value_t tell_error(rill_value_t error, void *context) {
  (void) context;
  printf("failed: %s\n", rill_error_message(rill_as_error(error)));
  return rill_none();
}

static void run(rill_scheduler_t *loop, rill_observable_t *flow, rill_fn_t f) {
  rill_unref(rill_then(rill_to_promise(loop, flow), f, rill_call(tell_error)));
  uv_run(rill_uv_loop(loop), UV_RUN_DEFAULT);
}

int main(void) {
  static char third[] = "the third line", last[] = "the last line";
  uv_loop_t *uv = uv_default_loop();
  rill_scheduler_t *loop = rill_uv_scheduler_new(uv);
  const char *path = path_of();

  run(loop, writing(path), rill_call(tell_size));
  run(loop, rill_pipe(reading(path), rill_count()), rill_call(tell_count));
  run(loop, rill_pipe(reading(path), rill_element_at(2)),
      rill_call_with(tell_line, rill_borrow(third)));
  run(loop, rill_pipe(reading(path), rill_last()),
      rill_call_with(tell_line, rill_borrow(last)));
  run(loop,
      rill_pipe(rill_read_file(path), rill_slice_bytes(0, .length = 999),
                rill_gunzip(), rill_lines(), rill_count()),
      rill_call(tell_count));

  rill_scheduler_close(loop);
  uv_run(uv, UV_RUN_DEFAULT);
  remove(path);
  *strrchr((char *) (uintptr_t) path, '/') = '\0';
  remove(path);
  return uv_loop_close(uv);
}
