/* SPDX-License-Identifier: MIT */
/* quiet: no SIGPIPE out of libcurl. TLS libraries write without asking for
 * that, and libcurl's own way changes the signal for all threads. */
#include <pthread.h>

#include "curl/http.h"

static bool is_pending(void) {
  sigset_t pending;
  sigemptyset(&pending);
  sigpending(&pending);
  return sigismember(&pending, SIGPIPE) == 1;
}

struct http_quiet http_quiet_begin(void) {
  struct http_quiet quiet = {.active = false};
  struct sigaction action;
  if (sigaction(SIGPIPE, NULL, &action) == 0 && action.sa_handler == SIG_IGN)
    return quiet;
  sigset_t pipe;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  quiet.active = !is_pending(); /* else it is somebody else's */
  if (quiet.active) pthread_sigmask(SIG_BLOCK, &pipe, &quiet.before);
  return quiet;
}

void http_quiet_end(const struct http_quiet *quiet) {
  if (!quiet->active) return;
  if (is_pending()) {
    sigset_t pipe;
    int number;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    sigwait(&pipe, &number);
  }
  pthread_sigmask(SIG_SETMASK, &quiet->before, NULL);
}
