/* SPDX-License-Identifier: MIT */
/* Runs the tests that have registered themselves and reports in TAP. */
#include "check.h"

#include <rill/memory.h>

#include <fnmatch.h>
#include <inttypes.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <sys/mman.h>
#include <sys/wait.h>

enum { TIMEOUT_SECONDS = 30 }; /* Check multiplies by CK_TIMEOUT_MULTIPLIER */

static struct test *registered;
static struct test **tests; /* the selected ones, sorted */
static size_t test_count;
static pid_t runner; /* the process that reports */
static pid_t tester; /* the process of a test that has not ended */

void test_register(struct test *test) {
  test->next = registered;
  registered = test;
}

static int compare_tests(const void *left, const void *right) {
  const struct test *a = *(struct test *const *) left;
  const struct test *b = *(struct test *const *) right;
  int order = strcmp(a->unit, b->unit);
  if (order == 0) order = strcmp(a->file, b->file);
  return order != 0 ? order : a->line - b->line;
}

static bool matches(const struct test *test, const char *pattern) {
  char name[512];
  if (!pattern) return true;
  snprintf(name, sizeof name, "%s: %s", test->unit, test->name);
  if (strpbrk(pattern, "*?[")) return fnmatch(pattern, name, 0) == 0;
  return strstr(name, pattern) != NULL;
}

/* Whether CK_SKIP names its unit: CK_SKIP="laws picture". */
static bool is_skipped(const struct test *test) {
  const char *skip = getenv("CK_SKIP");
  size_t length = strlen(test->unit);
  while (skip != NULL && *skip != 0) {
    size_t word = strcspn(skip, " ");
    if (word == length && strncmp(skip, test->unit, word) == 0) return true;
    skip += word + strspn(skip + word, " ");
  }
  return false;
}

/* CK_EVERY=5 takes every fifth test. */
static void thin_out(void) {
  const char *text = getenv("CK_EVERY");
  size_t every = text != NULL ? strtoul(text, NULL, 10) : 0, kept = 0;
  if (every < 2) return;
  for (size_t i = 0; i < test_count; i += every) tests[kept++] = tests[i];
  test_count = kept;
}

static void select_tests(const char *pattern) {
  size_t room = 0;
  for (struct test *test = registered; test; test = test->next) room++;
  tests = calloc(room + 1, sizeof *tests);
  if (!tests) abort();
  for (struct test *test = registered; test; test = test->next) {
    if (matches(test, pattern) && !is_skipped(test))
      tests[test_count++] = test;
  }
  qsort(tests, test_count, sizeof *tests, compare_tests);
  thin_out();
}

static void fail_if_something_lives(void) {
  uint64_t live = rill_live_objects(NULL);
  if (live == 0) return;
  char *text = NULL;
  size_t size = 0;
  FILE *stream = open_memstream(&text, &size);
  if (!stream) abort();
  rill_live_dump(stream);
  fclose(stream);
  ck_abort_msg("%" PRIu64 " objects are alive after the test:\n%s", live, text);
}

/* exit(0) in the middle of a test must not pass for its end. */
static void fail_if_unfinished(void) {
  if (getpid() == tester) _exit(98);
}

START_TEST(run_test) {
  const struct test *test = tests[_i];
  tester = getpid();
  /* What a test prints must not be taken for TAP. */
  if (getpid() != runner) dup2(STDERR_FILENO, STDOUT_FILENO);
  _mark_point(test->file, test->line);
  test->body();
  fail_if_something_lives();
  tester = 0;
}
END_TEST

static void print_comment(const char *text) {
  fputs("# ", stdout);
  for (; *text; text++) {
    putchar(*text);
    if (*text == '\n' && text[1]) fputs("# ", stdout);
  }
  putchar('\n');
}

static bool report(size_t index, TestResult *result) {
  const struct test *test = tests[index];
  bool passed = result && tr_rtype(result) == CK_PASS;
  printf("%s %zu %s: %s\n", passed ? "ok" : "not ok", index + 1, test->unit,
         test->name);
  if (passed) return true;
  if (result) printf("# %s:%d:\n", tr_lfile(result), tr_lno(result));
  print_comment(result ? tr_msg(result) : "did not run");
  return false;
}

/* Runs tests[first] up to tests[end - 1], all of one unit. */
static size_t run_unit(size_t first, size_t end) {
  Suite *suite = suite_create(tests[first]->unit);
  TCase *tcase = tcase_create(tests[first]->unit);
  tcase_set_timeout(tcase, TIMEOUT_SECONDS);
  tcase_add_loop_test(tcase, run_test, (int) first, (int) end);
  suite_add_tcase(suite, tcase);
  SRunner *srunner = srunner_create(suite);
  fflush(stdout);
  srunner_run_all(srunner, CK_SILENT);

  size_t ran = (size_t) srunner_ntests_run(srunner);
  TestResult **results = srunner_results(srunner);
  size_t failed = 0;
  for (size_t i = first; i < end; i++) {
    if (!report(i, i - first < ran ? results[i - first] : NULL)) failed++;
  }
  free(results);
  srunner_free(srunner);
  return failed;
}

/* --- Units side by side --------------------------------------------------- */

enum { MOST_JOBS = 16, MOST_AT_ONCE = 8 };

/* A unit, or a part of a large one, and what the process that ran it wrote about it. */
struct part {
  size_t first, end; /* its tests */
  size_t failed;
  int worker;
  off_t at;
  size_t length;
  bool done;
};

/* Shared by all processes. */
static struct board {
  size_t next, count;
  struct part parts[];
} *board;

static void lay_out(void) {
  size_t size = sizeof *board + (test_count + 1) * sizeof *board->parts;
  board = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
               -1, 0);
  if (board == MAP_FAILED) abort();
  for (size_t first = 0, end = 0; first < test_count; first = end) {
    while (end < test_count && end < first + MOST_AT_ONCE &&
           !strcmp(tests[first]->unit, tests[end]->unit))
      end++;
    board->parts[board->count++] = (struct part){.first = first, .end = end};
  }
}

/* Runs units as long as there are any. */
static void work(int worker, FILE *file) {
  runner = getpid();
  fflush(stdout);
  dup2(fileno(file), STDOUT_FILENO);
  for (;;) {
    size_t n = __atomic_fetch_add(&board->next, 1, __ATOMIC_RELAXED);
    if (n >= board->count) break;
    struct part *part = &board->parts[n];
    part->worker = worker;
    part->at = lseek(STDOUT_FILENO, 0, SEEK_CUR);
    part->failed = run_unit(part->first, part->end);
    fflush(stdout);
    part->length =
        (size_t) (lseek(STDOUT_FILENO, 0, SEEK_CUR) - part->at);
    __atomic_store_n(&part->done, true, __ATOMIC_RELEASE);
  }
}

static void copy_out(FILE *file, const struct part *part) {
  char buffer[4096];
  off_t at = part->at, end = part->at + (off_t) part->length;
  while (at < end) {
    size_t n = (size_t) (end - at);
    if (n > sizeof buffer) n = sizeof buffer;
    ssize_t got = pread(fileno(file), buffer, n, at);
    if (got <= 0) break;
    fwrite(buffer, 1, (size_t) got, stdout);
    at += got;
  }
  fflush(stdout);
}

static bool all_have_ended(pid_t *pids, int jobs) {
  bool all = true;
  for (int i = 0; i < jobs; i++) {
    if (pids[i] > 0 && waitpid(pids[i], NULL, WNOHANG) == pids[i])
      pids[i] = 0;
    all &= pids[i] <= 0;
  }
  return all;
}

/* Prints each unit as soon as those before it have been. What a process that
 * died has not reported is missing, which the plan tells. */
static size_t collect(pid_t *pids, FILE **files, int jobs) {
  size_t failed = 0, printed = 0;
  for (bool over = false; printed < board->count;) {
    const struct part *part = &board->parts[printed];
    if (__atomic_load_n(&part->done, __ATOMIC_ACQUIRE)) {
      copy_out(files[part->worker], part);
      failed += part->failed;
      printed++;
    } else if (over) {
      failed++;
      printed++;
    } else {
      nanosleep(&(const struct timespec){.tv_nsec = 10000000}, NULL);
      over = all_have_ended(pids, jobs);
    }
  }
  while (!all_have_ended(pids, jobs))
    nanosleep(&(const struct timespec){.tv_nsec = 1000000}, NULL);
  return failed;
}

static size_t run_side_by_side(int jobs) {
  FILE *files[MOST_JOBS];
  pid_t pids[MOST_JOBS];
  for (int i = 0; i < jobs; i++) {
    files[i] = tmpfile();
    pids[i] = files[i] != NULL ? fork() : -1;
    if (pids[i] < 0) abort();
    if (pids[i] > 0) continue;
    work(i, files[i]);
    _exit(0);
  }
  return collect(pids, files, jobs);
}

/* As many processes as there are processors, or as CK_JOBS says; one for a
 * debugger. */
static int how_many(void) {
  const char *fork_mode = getenv("CK_FORK"), *jobs = getenv("CK_JOBS");
  long n = jobs != NULL ? atol(jobs) : sysconf(_SC_NPROCESSORS_ONLN);
  if (fork_mode != NULL && strcmp(fork_mode, "no") == 0) n = 1;
  return n < 1 ? 1 : n > MOST_JOBS ? MOST_JOBS : (int) n;
}

static int run_units(void) {
  size_t failed = 0;
  int jobs = how_many();
  printf("1..%zu\n", test_count);
  fflush(stdout);
  lay_out();
  if (jobs > 1)
    failed = run_side_by_side(jobs);
  else
    for (size_t i = 0; i < board->count; i++)
      failed += run_unit(board->parts[i].first, board->parts[i].end);
  return failed > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int list(void) {
  for (size_t i = 0; i < test_count; i++) {
    printf("%s: %s\n", tests[i]->unit, tests[i]->name);
  }
  return EXIT_SUCCESS;
}

static int usage(FILE *stream, int status) {
  fputs("usage: rill-unit [--list] [PATTERN]\n"
        "Runs the tests whose \"unit: case\" has PATTERN in it, or is matched\n"
        "by it when it is a glob. --list names them instead.\n"
        "CK_JOBS=N runs so many units side by side, not one per processor.\n"
        "CK_SKIP=\"UNIT UNIT\" leaves these units out.\n"
        "CK_EVERY=N runs every N-th test alone.\n"
        "CK_FORK=no runs them in one process, for a debugger;\n"
        "CK_TIMEOUT_MULTIPLIER=N gives them N times as long.\n",
        stream);
  return status;
}

int main(int argc, char **argv) {
  const char *pattern = NULL;
  bool only_list = false;
  for (int i = 1; i < argc; i++) {
    if (!strcmp(argv[i], "--help")) return usage(stdout, EXIT_SUCCESS);
    if (!strcmp(argv[i], "--list")) {
      only_list = true;
      continue;
    }
    if (argv[i][0] == '-' || pattern) return usage(stderr, 2);
    pattern = argv[i];
  }
  runner = getpid();
  atexit(fail_if_unfinished);
  select_tests(pattern);
  if (test_count == 0) {
    fprintf(stderr, "rill-unit: no test matches \"%s\"\n",
            pattern ? pattern : "");
    return 2;
  }
  int status = only_list ? list() : run_units();
  free(tests);
  return status;
}
