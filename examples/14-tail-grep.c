/* SPDX-License-Identifier: MIT */
/* 14: the lines with a word in them, as files grow: `tail -F FILE… | grep
 * WORD`.
 *
 *     14-tail-grep error /var/log/one.log /var/log/other.log
 *
 * Without arguments it watches a log that it writes, and rotates, itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rill.h>

#include <uv.h>

/* --- Watching ------------------------------------------------------------- */

static rill_value_t has_word(rill_value_t line, void *context) {
  return rill_bool(strstr(rill_as_string(line), context) != NULL);
}

static rill_value_t with_name(rill_value_t line, void *context) {
  return rill_stringf("%s: %s", (const char *) context, rill_as_string(line));
}

/* `name` stands before each line; both texts stay the caller's. */
static rill_observable_t *grep(char *word, const char *path, char *name) {
  return rill_pipe(rill_tail_file(path, .wait = true, .poll = RILL_MS(100)),
                   rill_lines(),
                   rill_filter(rill_call_with(has_word, rill_borrow(word))),
                   rill_map(rill_call_with(with_name, rill_borrow(name))));
}

static void print(rill_value_t line, void *context) {
  (void) context;
  printf("%s\n", rill_as_string(line));
  fflush(stdout);
}

/* --- A log to be watched -------------------------------------------------- */

struct log {
  char folder[32], path[64], old[64];
  size_t step;
};

/* In parts, as programs write; each step follows when a line of the one before
 * was found. An empty part: the log is rotated. */
static const char *const steps[][4] = {
    {"starting\nerror: no coffee\n"},
    {"all is well\nerr", "or: no milk either\n"},
    {"", "starting again\n", "error: out of sugar\n"},
    {NULL},
};

static void write_step(struct log *log) {
  const char *const *part = steps[log->step++];
  for (; *part != NULL; part++) {
    FILE *file = NULL;
    if (**part == '\0')
      rename(log->path, log->old);
    else if ((file = fopen(log->path, "a")) != NULL)
      fputs(*part, file);
    if (file != NULL) fclose(file);
  }
}

static void print_and_write(rill_value_t line, void *context) {
  print(line, NULL);
  write_step(context);
}

static int watch_own_log(rill_scheduler_t *loop, uv_loop_t *uv) {
  static char word[] = "error", name[] = "log";
  struct log log = {.folder = "/tmp/tail-grep-XXXXXX"};
  if (mkdtemp(log.folder) == NULL) return 1;
  snprintf(log.path, sizeof log.path, "%s/log", log.folder);
  snprintf(log.old, sizeof log.old, "%s/log.1", log.folder);
  write_step(&log);

  rill_observable_t *found =
      rill_pipe(grep(word, log.path, name), rill_take(3));
  rill_unref(
      rill_subscribe(loop, found, .next = print_and_write, .context = &log));
  uv_run(uv, UV_RUN_DEFAULT);

  remove(log.path);
  remove(log.old);
  return remove(log.folder);
}

/* --- Files that are given ------------------------------------------------- */

static int watch_files(rill_scheduler_t *loop, uv_loop_t *uv, char **words) {
  for (char **path = words + 1; *path != NULL; path++)
    rill_unref(
        rill_subscribe(loop, grep(words[0], *path, *path), .next = print));
  return uv_run(uv, UV_RUN_DEFAULT);
}

int main(int argc, char **argv) {
  uv_loop_t *uv = uv_default_loop();
  rill_scheduler_t *loop = rill_uv_scheduler_new(uv);
  int status =
      argc > 2 ? watch_files(loop, uv, argv + 1) : watch_own_log(loop, uv);
  rill_scheduler_close(loop);
  uv_run(uv, UV_RUN_DEFAULT);
  return uv_loop_close(uv) != 0 ? 1 : status;
}
