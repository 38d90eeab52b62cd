/* SPDX-License-Identifier: MIT */
/* What a test does to its own process - another user, no network - it does in a
 * child, which tells in text how that went. Needs _GNU_SOURCE. */
#ifndef RILL_TESTS_IO_APART_H
#define RILL_TESTS_IO_APART_H

#include "io.h"

#include <errno.h>
#include <grp.h>
#include <sched.h>

#include <sys/mman.h>
#include <sys/wait.h>

enum { APART_ROOM = 2048, NOBODY = 65534 };

/* What `act` tells, of up to APART_ROOM bytes; of the last one. */
static inline const char *apart(void (*act)(char *told)) {
  static char text[APART_ROOM];
  int status = 0;
  char *told = mmap(NULL, APART_ROOM, PROT_READ | PROT_WRITE,
                    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  ck_assert(told != MAP_FAILED);
  size_t before = rill_live_objects(NULL);
  fflush(NULL);
  pid_t pid = fork();
  ck_assert_int_ge(pid, 0);
  if (pid == 0) {
    act(told);
    uv_library_shutdown();
    _exit(rill_live_objects(NULL) == before ? 0 : 99);
  }
  ck_assert_int_eq(waitpid(pid, &status, 0), pid);
  memcpy(text, told, sizeof text);
  munmap(told, APART_ROOM);
  ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0,
                "the child ended with %#x after \"%s\"", (unsigned) status,
                text);
  return text;
}

/* The error of a promise (taken over), one to a line, behind what was told
 * before. */
static inline void tell_outcome(char *told, rill_promise_t *promise) {
  size_t used = strlen(told);
  rill_value_t outcome = await(promise);
  rill_error_t *error = rill_is_error(outcome) ? rill_as_error(outcome) : NULL;
  int code = rill_error_code(error);
  snprintf(told + used, APART_ROOM - used, "%s %s\n",
           code == 0 ? "0" : uv_err_name(code),
           error != NULL ? rill_error_message(error) : "");
  rill_value_unref(outcome);
}

/* From here on the process may not do everything. */
static inline void become_nobody(void) {
  if (geteuid() != 0) return;
  ck_assert_int_eq(setgroups(0, NULL), 0);
  ck_assert_int_eq(setgid(NOBODY), 0);
  ck_assert_int_eq(setuid(NOBODY), 0);
}

/* From here on the process has no network but for itself; false where that is
 * forbidden. */
static inline bool leave_the_network(void) {
  return unshare(CLONE_NEWNET) == 0 ||
         unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0;
}

#endif
