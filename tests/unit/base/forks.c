/* SPDX-License-Identifier: MIT */
/* forks: a child can allocate, whatever the other threads were doing. */
#include "base/forks.h"

#include <signal.h>
#include <unistd.h>

#include <sys/wait.h>

#include "base/memory.h"
#include "base/slab.h"

#include <rill.h>

#include "check.h"

enum { FORKS = 100, INDEX = 3, PATIENCE = 10 /* seconds */ };

static bool over;

static bool is_over(void) { return __atomic_load_n(&over, __ATOMIC_ACQUIRE); }

/* Not by way of the free lists, which would seldom need the lock. */
static void allocate(void) {
  uint32_t count;
  rill_slab_give(INDEX, rill_slab_take(INDEX, 64, &count));
}

static void *allocate_on_and_on(void *unused) {
  while (!is_over()) allocate();
  return unused;
}

static void *count_on_and_on(void *unused) {
  while (!is_over()) rill_live_objects(NULL);
  return unused;
}

/* How a child ends that does `act`. */
static int fork_and(void (*act)(void)) {
  int status = -1;
  pid_t pid = fork();
  if (pid == 0) {
    signal(SIGALRM, SIG_DFL);
    alarm(PATIENCE); /* ends it, if it waits for a thread that is not there */
    act();
    _exit(0);
  }
  ck_assert_int_ge(pid, 0);
  ck_assert_int_eq(waitpid(pid, &status, 0), pid);
  return status;
}

static void ck_forks(void *(*meanwhile)(void *), void (*act)(void)) {
  pthread_t thread;
  int status = 0;
  over = false;
  ck_assert_int_eq(pthread_create(&thread, NULL, meanwhile, NULL), 0);
  for (int i = 0; i < FORKS && status == 0; i++) status = fork_and(act);
  __atomic_store_n(&over, true, __ATOMIC_RELEASE);
  pthread_join(thread, NULL);
  ck_assert_int_eq(status, 0);
}

TEST(forks, the_child_allocates_while_another_thread_did) {
  ck_forks(allocate_on_and_on, allocate);
}

static void make_an_object(void) {
  rill_unref(rill_just(rill_int(1)));
  rill_live_objects(NULL);
}

TEST(forks, the_child_makes_objects_while_another_thread_counted_them) {
  ck_forks(count_on_and_on, make_an_object);
}

TEST(forks, the_parent_goes_on) {
  ck_assert_int_eq(fork_and(allocate), 0);
  allocate();
  make_an_object();
}
