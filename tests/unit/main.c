/* SPDX-License-Identifier: MIT */
/* Runs the tests that have registered themselves and reports in TAP. */
#include "check.h"

#include <rill/memory.h>

#include <fnmatch.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

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

static void select_tests(const char *pattern) {
  size_t room = 0;
  for (struct test *test = registered; test; test = test->next) room++;
  tests = calloc(room + 1, sizeof *tests);
  if (!tests) abort();
  for (struct test *test = registered; test; test = test->next) {
    if (matches(test, pattern)) tests[test_count++] = test;
  }
  qsort(tests, test_count, sizeof *tests, compare_tests);
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

static int run_units(void) {
  size_t failed = 0, end = 0;
  printf("1..%zu\n", test_count);
  for (size_t first = 0; first < test_count; first = end) {
    while (end < test_count && !strcmp(tests[first]->unit, tests[end]->unit)) {
      end++;
    }
    failed += run_unit(first, end);
  }
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
