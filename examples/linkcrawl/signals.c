/* SPDX-License-Identifier: MIT */
/* signals: from the user to the pipeline. */
#include "signals.h"

#include <signal.h>

#include "report.h"

static void on_interrupt(uv_signal_t *handle, int number) {
  struct signals *signals = handle->data;
  struct crawl *crawl = signals->crawl;
  (void) number;
  fputs(crawl->interrupted ? "\nlinkcrawl: stopping at once\n"
                           : "\nlinkcrawl: finishing what is in flight; once "
                             "more to stop at once\n",
        stderr);
  crawl->interrupted = true;
  rill_subject_next(crawl->interrupts, rill_none());
}

static void on_question(uv_signal_t *handle, int number) {
  struct signals *signals = handle->data;
  struct crawl *crawl = signals->crawl;
  (void) number;
  fputc('\n', stderr);
  report_progress(crawl, stderr);
  fputc('\n', stderr);
  rill_live_dump(stderr);
  rill_scheduler_dump(crawl->loop, stderr);
}

static const struct {
  int number;
  uv_signal_cb callback;
} table[SIGNALS] = {
    {SIGINT, on_interrupt}, {SIGTERM, on_interrupt}, {SIGUSR1, on_question}};

static void mask(int how) {
  sigset_t set;
  sigemptyset(&set);
  for (int i = 0; i < SIGNALS; i++) sigaddset(&set, table[i].number);
  pthread_sigmask(how, &set, NULL);
}

void signals_hold(void) { mask(SIG_BLOCK); }

void signals_start(struct signals *signals, struct crawl *crawl,
                   uv_loop_t *loop) {
  signals->crawl = crawl;
  for (int i = 0; i < SIGNALS; i++) {
    uv_signal_t *handle = &signals->handles[i];
    uv_signal_init(loop, handle);
    handle->data = signals;
    uv_signal_start(handle, table[i].callback, table[i].number);
    uv_unref((uv_handle_t *) handle);
  }
  mask(SIG_UNBLOCK);
}

void signals_stop(struct signals *signals) {
  for (int i = 0; i < SIGNALS; i++) {
    uv_close((uv_handle_t *) &signals->handles[i], NULL);
  }
}
