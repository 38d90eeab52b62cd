/* SPDX-License-Identifier: MIT */
/*
 * siteserver: a small HTTP/1.1 server on the loopback address, for trying out
 * clients. It serves a folder, or pages that it makes up, with latency and
 * faults that are the same each time.
 *
 *   siteserver (--root DIR | --generate N) [options]
 *
 *   --root DIR            serve the files of a folder
 *   --generate N          serve N pages /p/0.html .. instead; / leads there
 *   --port P              listen there; 0, the default: any free port
 *   --seed S              of the latency and of the generated links
 *   --latency MIN-MAX     milliseconds before an answer, fixed for each path
 *   --faults FILE|none    what goes wrong; DIR.faults unless said
 *   --stats FILE          what was seen, as JSON, written at the end
 *   --dump-links FILE     the links of the generated pages, source<TAB>target
 *   --max-connections N   others wait to be accepted; 5000, less if the limit
 *                         of open files is low
 *   --max-requests N      stop after so many answers
 *   --lifetime SECONDS    stop after so long
 *
 * It prints "listening on http://127.0.0.1:PORT/" when it is ready, and stops
 * on SIGTERM or SIGINT. Exit: 0 stopped, 1 failed, 2 wrong command line.
 *
 * A line of the fault file is PATH KIND ARGUMENTS; # begins a comment. A PATH
 * that ends in * matches every continuation. A missing or zero TIMES is for
 * ever; otherwise the rule applies to the first TIMES requests it matches.
 *
 *   503 [TIMES]             Service Unavailable
 *   429 SECONDS [TIMES]     Too Many Requests, with Retry-After
 *   reset [TIMES]           a TCP reset after half of the body
 *   truncate [TIMES]        closed after half of the promised body
 *   hang [TIMES]            no answer
 *   garbage [TIMES]         an answer that is not HTTP
 *   drip MS BYTES           chunked, so many bytes each MS milliseconds
 *   big BYTES               padded to that size, at a mark <!--fill--> in the
 *                           page's first 4 kB
 *   redirect PATH           301
 *   loop PATH               302 there, and 302 back
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "server.h"
#include "site.h"

enum { EXIT_USAGE = 2, SPARE_FILES = 32, FILES_PER_CONNECTION = 2 };

static int complain(const char *name, const char *reason) {
  fprintf(stderr, "siteserver: %s: %s\n", name, reason);
  return -1;
}

static int load_faults(struct server *server) {
  const struct options *options = server->options;
  const char *name = options->faults;
  if (name != NULL && strcmp(name, "none") == 0) return 0;
  if (name != NULL) return faults_load(&server->faults, name);
  if (server->root == NULL) return 0;
  struct body beside = body_text("%s.faults", server->root);
  bool there = beside.memory != NULL && access(beside.memory, F_OK) == 0;
  int error = there ? faults_load(&server->faults, beside.memory) : 0;
  body_close(&beside);
  return error;
}

/* so that accept can never run into the limit of open files */
static void bound_connections(struct server *server) {
  struct rlimit limit;
  server->max_connections = server->options->max_connections;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  uint64_t spare = limit.rlim_cur > SPARE_FILES + FILES_PER_CONNECTION
                       ? (limit.rlim_cur - SPARE_FILES) / FILES_PER_CONNECTION
                       : 1;
  if (server->max_connections > spare) server->max_connections = spare;
}

static int prepare(struct server *server, FILE **stats) {
  const struct options *options = server->options;
  server->generate.pages = options->generate;
  server->generate.seed = options->seed;
  if (options->root != NULL) {
    server->root = site_open(options->root);
    if (server->root == NULL) return complain(options->root, strerror(errno));
  }
  if (load_faults(server) != 0) return -1;
  bound_connections(server);
  if (options->stats == NULL) return 0;
  *stats = fopen(options->stats, "we");
  return *stats == NULL ? complain(options->stats, strerror(errno)) : 0;
}

static int announce(const struct server *server) {
  const char *links = server->options->dump_links;
  if (links != NULL && generate_dump_links(&server->generate, links) != 0) {
    return complain(links, strerror(errno));
  }
  printf("listening on http://127.0.0.1:%d/\n", server->generate.port);
  return fflush(stdout) == 0 ? 0 : complain("stdout", strerror(errno));
}

static int run(struct server *server) {
  uv_loop_t loop;
  int error = uv_loop_init(&loop);
  if (error != 0) return complain("loop", uv_strerror(error));
  server->loop = &loop;
  error = server_start(server);
  if (error != 0) complain("cannot listen", uv_strerror(error));
  if (error == 0) error = announce(server);
  if (error != 0) server_stop(server);
  uv_run(&loop, UV_RUN_DEFAULT);
  if (uv_loop_close(&loop) != 0) error = complain("loop", "a handle is left");
  return error;
}

static int write_stats(const struct server *server, FILE *stats) {
  if (stats == NULL) return 0;
  int error = stats_write(&server->stats, &server->faults, stats);
  if (fclose(stats) != 0 || error != 0) {
    return complain(server->options->stats, "cannot be written");
  }
  return 0;
}

int main(int count, char **arguments) {
  struct options options;
  struct server server = {.options = &options};
  FILE *stats = NULL;
  int status = EXIT_USAGE;
  if (options_parse(&options, count, arguments) != 0) return EXIT_USAGE;
  if (options.help) return fputs(options_usage, stdout) < 0;
  signal(SIGPIPE, SIG_IGN);
  if (prepare(&server, &stats) == 0) {
    status = run(&server) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
  }
  if (write_stats(&server, stats) != 0) status = EXIT_FAILURE;
  faults_clear(&server.faults);
  free(server.root);
  return status;
}
