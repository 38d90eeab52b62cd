/* SPDX-License-Identifier: MIT */
/* quiet: a broken pipe inside of libcurl does not end the program. */
#include "curl/http.h"

#include "check.h"

static volatile sig_atomic_t heard;

static void hear(int number) { heard = number; }

TEST(http_quiet, swallows_its_own_signal_alone) {
  signal(SIGPIPE, hear);
  struct http_quiet quiet = http_quiet_begin();
  raise(SIGPIPE);
  http_quiet_end(&quiet);
  ck_assert_int_eq(heard, 0);
  raise(SIGPIPE);
  ck_assert_int_eq(heard, SIGPIPE);
}

TEST(http_quiet, leaves_a_signal_of_before) {
  sigset_t pipe;
  signal(SIGPIPE, hear);
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  sigprocmask(SIG_BLOCK, &pipe, NULL);
  raise(SIGPIPE);
  struct http_quiet quiet = http_quiet_begin();
  http_quiet_end(&quiet);
  sigprocmask(SIG_UNBLOCK, &pipe, NULL);
  ck_assert_int_eq(heard, SIGPIPE);
}
