/* SPDX-License-Identifier: MIT */
#include <rill.h>

#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

/* The text in chunks of `size` bytes. */
static rill_observable_t *chunks(const char *text, size_t size) {
  rill_value_t all[64];
  size_t count = 0;
  for (size_t at = 0, length = strlen(text); at < length; at += size)
    all[count++] =
        rill_bytes(text + at, length - at < size ? length - at : size);
  return rill_of_array(all, count);
}

/* However it is torn into chunks, the pieces are the same. */
static void ck_pieces(const char *text, const char *separator,
                      const char *pieces) {
  for (size_t size = 1; size <= strlen(text) + 1; size++) {
    probe_t probe = {.again = 1};
    rill_scheduler_t *clock = clock_new();
    probe_subscribe(&probe, clock,
                    rill_pipe(chunks(text, size), rill_split(separator),
                              rill_format("<{}>")),
                    1);
    ck_assert_str_eq(probe.text, pieces);
    clock_close(clock);
  }
}

TEST(split, gives_what_stands_between_separators) {
  ck_marbles("-{a;b}-{;c}---|", rill_split(";"), "-a-----b------(c|)");
  ck_marbles_stepwise("-{a;b}-{;c}---|", rill_split(";"), "-a-----b------(c|)");
  ck_marbles("--|", rill_split(";"), "--|");
  ck_marbles("-{a;b}-#", rill_split(";"), "-a-----#");
}

TEST(split, chunks_may_tear_anything) {
  ck_pieces("a;b;c", ";", "<a> <b> <c> |");
  ck_pieces("a;b;", ";", "<a> <b> |");
  ck_pieces(";;a;", ";", "<> <> <a> |");
  ck_pieces(";", ";", "<> |");
  ck_pieces("none", ";", "<none> |");
  ck_pieces("one--two----three--", "--", "<one> <two> <> <three> |");
  ck_pieces("a---b", "--", "<a> <-b> |");
  ck_pieces("aaaaa", "aa", "<> <> <a> |");
  ck_pieces("aaaa", "aaa", "<> <a> |");
  ck_pieces("ababcabcab", "abc", "<ab> <> <ab> |");
  ck_pieces("xababababyx", "ababy", "<xabab> <x> |");
  ck_pieces("short", "longer than that", "<short> |");
  ck_pieces("the end|the en|the end|", "the end|", "<> <the en|> |");
}

TEST(split, a_chunk_may_be_empty) {
  ck_marbles("-{\"\"}-a-{\"\"}-{;}-b|", rill_split(";"),
             "-------------a----(b|)");
}

TEST(split, bytes_may_be_any) {
  rill_value_t chunk = rill_bytes("a\0\xff;b\0c", 7);
  probe_t probe = {0};
  ck_assert_str_eq(
      probe_run(&probe, rill_pipe(rill_just(chunk), rill_split("\xff;"),
                                  rill_map_to(rill_int(1)))),
      "1 1 |");
}

static rill_value_t note(rill_value_t item, void *context) {
  (void) item;
  ++*(int *) context;
  return rill_none();
}

TEST(split, asks_for_one_chunk_when_there_is_no_piece) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  int came = 0;
  probe_subscribe(
      &probe, clock,
      rill_pipe(rill_of(rill_string("a;b;c;"), rill_string("d;e"),
                        rill_string("f;"), rill_string("g;")),
                rill_do(.next = rill_call_with(note, rill_borrow(&came))),
                rill_split(";")),
      0);
  ck_assert_int_eq(came, 0);
  rill_request(probe.subscription, 1);
  rill_request(probe.subscription, 2);
  ck_assert_str_eq(probe.text, "a b c");
  ck_assert_int_eq(came, 1);
  rill_request(probe.subscription, 1);
  ck_assert_int_eq(came, 2);
  rill_request(probe.subscription, 1);
  ck_assert_str_eq(probe.text, "a b c d ef");
  ck_assert_int_eq(came, 3);
  rill_request(probe.subscription, 1);
  ck_assert_str_eq(probe.text, "a b c d ef g |");
  clock_close(clock);
}

TEST(split, what_waits_comes_before_the_end) {
  ck_asking("{a;b}|", rill_split(";"), "a-------(b|)", {0, 1}, {8, 1});
  ck_asking("{a;b;}|", rill_split(";"), "a-------(b|)", {0, 1}, {8, 1});
  ck_asking("{a;b}#", rill_split(";"), "a----#", {0, 1}, {8, 1});
}

TEST(split, drops_what_waits_when_it_is_cancelled) {
  ck_marbles_with("{a;b;c}--|", rill_split(";"), "(a!)", .cancel_after = 1);
  ck_marbles_with("{a;b;c}----|", rill_split(";"), "a--!", .demand = 1,
                  .cancel_at = 3);
}

TEST(split, no_piece_may_be_longer_than_the_limit) {
  const char *text = "abc;abcd;a";
  for (size_t size = 1; size < 11; size++) {
    probe_t probe = {0};
    probe_run(&probe,
              rill_pipe(chunks(text, size), rill_split(";", .limit = 3)));
    ck_assert_str_eq(probe.text, "abc #");
    ck_assert_int_eq(probe.error_code, RILL_EOVERFLOW);
    ck_assert_str_has(probe.error, "rill_split: more than 3 bytes");
    probe_t enough = {0};
    ck_assert_str_eq(probe_run(&enough, rill_pipe(chunks(text, size),
                                                  rill_split(";", .limit = 4))),
                     "abc abcd a |");
  }
  ck_marbles("-{abc--}-{abc-}--|", rill_split("--", .limit = 3),
             "-{abc}-----------#");
}

TEST(split, the_rest_does_not_grow_beyond_the_limit) {
  ck_marbles("-{abcd}-{abcd}----|", rill_split(";", .limit = 5), "--------#");
}

TEST(split, takes_time_in_line_with_the_text) {
  static char text[1 << 20];
  rill_scheduler_t *clock = clock_new();
  probe_t lines = {0}, bytes = {0};
  for (size_t i = 0; i < sizeof text; i++) text[i] = i % 2 == 0 ? 'a' : ';';
  probe_subscribe(&lines, clock,
                  rill_pipe(rill_just(rill_bytes(text, sizeof text)),
                            rill_split(";"), rill_count()),
                  RILL_UNBOUNDED);
  ck_assert_str_eq(lines.text, "524288 |");
  probe_subscribe(&bytes, clock,
                  rill_pipe(rill_range(1, sizeof text),
                            rill_map_to(rill_string("a")), rill_split(";"),
                            rill_count()),
                  RILL_UNBOUNDED);
  ck_assert_str_eq(bytes.text, "1 |");
  clock_close(clock);
}

TEST(split, refuses_what_is_no_text) {
  ck_operator_fails(rill_split(";"), RILL_ETYPE, "rill_split", "int 1",
                    "not bytes or a string");
}

TEST(split, refuses_bad_arguments) {
  ck_operator_fails(rill_split(NULL), RILL_EINVAL, "rill_split",
                    "separator is NULL");
  ck_operator_fails(rill_split(""), RILL_EINVAL, "rill_split",
                    "separator is \"\"");
  ck_operator_fails(rill_split(";", .limit = -1), RILL_EINVAL, "rill_split",
                    "limit is -1");
}
