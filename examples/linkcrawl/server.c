/* SPDX-License-Identifier: MIT */
/* server: runs siteserver beside us, for --root and --generate. */
#include "server.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_SIZE = 4096, MAX_ARGUMENTS = 8 };

static const char listening[] = "listening on ";

/* beside us, also when libtool keeps us in a folder .libs */
static const char *find_program(char *path, size_t size) {
  static const char *const places[] = {"/../siteserver/siteserver",
                                       "/../../siteserver/siteserver",
                                       "/siteserver"};
  char self[PATH_SIZE];
  size_t length = sizeof self;
  const char *named = getenv("SITESERVER");
  if (named != NULL && *named != '\0') return named;
  if (uv_exepath(self, &length) != 0) return NULL;
  char *slash = strrchr(self, '/');
  if (slash != NULL) *slash = '\0';
  for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
    int written = snprintf(path, size, "%s%s", self, places[i]);
    if (written > 0 && (size_t) written < size && access(path, X_OK) == 0) {
      return path;
    }
  }
  return NULL;
}

static void on_exit_(uv_process_t *process, int64_t status, int term_signal) {
  struct server *server = process->data;
  (void) status;
  (void) term_signal;
  server->ended = true;
}

static void lend_room(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer) {
  struct server *server = handle->data;
  (void) suggested;
  *buffer = uv_buf_init(server->line + server->length,
                        (unsigned) (sizeof server->line - 1 - server->length));
}

static void on_output(uv_stream_t *stream, ssize_t count,
                      const uv_buf_t *buffer) {
  struct server *server = stream->data;
  (void) buffer;
  if (count < 0) {
    server->ended = true;
    uv_read_stop(stream);
    return;
  }
  server->length += (size_t) count;
  server->line[server->length] = '\0';
  char *end = strchr(server->line, '\n');
  if (end == NULL) return;
  *end = '\0';
  uv_read_stop(stream);
  if (strncmp(server->line, listening, strlen(listening)) != 0) return;
  snprintf(server->url, sizeof server->url, "%s",
           server->line + strlen(listening));
}

static int spawn(struct server *server, uv_loop_t *loop,
                 const struct options *options, const char *program) {
  char pages[32], seed[32];
  snprintf(pages, sizeof pages, "%" PRIu64, options->generate);
  snprintf(seed, sizeof seed, "%" PRIu64, options->seed);
  const char *arguments[MAX_ARGUMENTS] = {
      program,
      options->root != NULL ? "--root" : "--generate",
      options->root != NULL ? options->root : pages,
      "--seed",
      seed,
      "--lifetime",
      "86400",
      NULL};
  uv_stdio_container_t stdio[3] = {{.flags = UV_IGNORE},
                                   {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE},
                                   {.flags = UV_INHERIT_FD}};
  stdio[1].data.stream = (uv_stream_t *) &server->output;
  stdio[2].data.fd = STDERR_FILENO;
  uv_process_options_t how = {
      .exit_cb = on_exit_,
      .file = program,
      .args = (char **) (uintptr_t) arguments,
      .stdio_count = 3,
      .stdio = stdio,
      /* Ctrl-C is for us: what is in flight shall be answered */
      .flags = UV_PROCESS_DETACHED,
  };
  return uv_spawn(loop, &server->process, &how);
}

static void close_handles(struct server *server) {
  uv_loop_t *loop = server->output.loop;
  uv_close((uv_handle_t *) &server->output, NULL);
  uv_close((uv_handle_t *) &server->process, NULL);
  uv_run(loop, UV_RUN_NOWAIT);
}

static bool complain(const char *program, const char *reason) {
  fprintf(stderr, "linkcrawl: %.300s: %s\n", program, reason);
  return false;
}

bool server_start(struct server *server, uv_loop_t *loop,
                  const struct options *options) {
  char path[PATH_SIZE];
  *server = (struct server){.ended = false};
  const char *program = find_program(path, sizeof path);
  if (program == NULL) return complain("siteserver", "not found beside me");
  int error = uv_pipe_init(loop, &server->output, 0);
  if (error != 0) return complain(program, uv_strerror(error));
  server->process.data = server->output.data = server;
  error = spawn(server, loop, options, program);
  if (error == 0) {
    error =
        uv_read_start((uv_stream_t *) &server->output, lend_room, on_output);
  } else {
    server->ended = true;
  }
  while (error == 0 && server->url[0] == '\0' && !server->ended) {
    uv_run(loop, UV_RUN_ONCE);
  }
  if (error == 0 && !server->ended) {
    uv_unref((uv_handle_t *) &server->process);
    uv_unref((uv_handle_t *) &server->output);
    return true;
  }
  if (uv_is_active((uv_handle_t *) &server->process)) {
    uv_process_kill(&server->process, SIGKILL);
  }
  close_handles(server);
  return complain(program, error != 0 ? uv_strerror(error) : "did not start");
}

void server_stop(struct server *server) {
  uv_loop_t *loop = server->output.loop;
  uv_ref((uv_handle_t *) &server->process);
  if (uv_is_active((uv_handle_t *) &server->process)) {
    uv_process_kill(&server->process, SIGTERM);
  }
  while (!server->ended && uv_run(loop, UV_RUN_ONCE) != 0) {
  }
  close_handles(server);
}
