/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <zlib.h>

#include <rill/zlib.h>

#include "../operators/bytes.h"
#include "support/failing.h"

static const char song[] = "row, row, row your boat, gently down the stream";

#define there_and_back(...)                                                    \
 rill_compose(rill_gzip(__VA_ARGS__), rill_exactly(5), rill_gunzip(),          \
              rill_concat_bytes())

TEST(gzip, gunzip_reads_it) {
  for (int level = RILL_GZIP_STORE; level <= 9; level++)
    ck_bytes(song, sizeof song - 1, there_and_back(.level = level),
             "[row, row, row your boat, gently down the stream] |");
  ck_bytes(song, sizeof song - 1, there_and_back(.chunk = 1),
           "[row, row, row your boat, gently down the stream] |");
  ck_bytes(song, sizeof song - 1, there_and_back(.flush = true),
           "[row, row, row your boat, gently down the stream] |");
  ck_bytes("", 0, there_and_back(.level = 1), "[] |");
}

TEST(gzip, writes_every_format) {
  for (rill_zlib_format_t f = RILL_ZLIB_GZIP; f <= RILL_ZLIB_RAW; f++)
    ck_bytes(song, sizeof song - 1,
             rill_compose(rill_gzip(.format = f), rill_gunzip(.format = f),
                          rill_concat_bytes()),
             "[row, row, row your boat, gently down the stream] |");
}

static rill_value_t length_of(rill_value_t item, void *context) {
  size_t length;
  (void) context;
  rill_as_bytes(item, &length);
  return rill_int((int64_t) length);
}

/* Bytes that are hard to compress. */
static rill_value_t noise(size_t length) {
  unsigned char *data = malloc(length);
  uint32_t x = 1;
  for (size_t i = 0; i < length; i++) {
    x = x * 1664525u + 1013904223u;
    data[i] = (unsigned char) (x >> 24);
  }
  return rill_bytes_own(data, length, free);
}

TEST(gzip, gives_chunks_of_one_size_as_asked) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_just(noise(1 << 20)), rill_gzip(.chunk = 1000),
                            rill_map(rill_call(length_of))),
                  3);
  ck_assert_str_eq(probe.text, "1000 1000 1000");
  ck_assert_uint_le(rill_live_objects(&rill_bytes_type), 2);
  rill_cancel(probe.subscription);
  clock_close(clock);
}

TEST(gzip, compresses) {
  rill_observable_t *text =
      rill_repeat_value(rill_string(song), .count = 10000);
  probe_t probe = {0};
  probe_run(&probe, rill_pipe(text, rill_gzip(.level = 9), rill_concat_bytes(),
                              rill_map(rill_call(length_of))));
  ck_assert_int_lt(atoi(probe.text), 10000);
}

/* Each item can be read when it has gone through. */
TEST(gzip, flushes_what_has_come) {
  probe_t probe = {0};
  probe_run(&probe, rill_pipe(rill_of(rill_string("one"), rill_string("two")),
                              rill_gzip(.flush = true), rill_gunzip(),
                              rill_map(rill_call(in_brackets))));
  ck_assert_str_eq(probe.text, "[one] [two] |");
  probe_t at_the_end = {0};
  probe_run(&at_the_end,
            rill_pipe(rill_of(rill_string("one"), rill_string("two")),
                      rill_gzip(), rill_gunzip(),
                      rill_map(rill_call(in_brackets))));
  ck_assert_str_eq(at_the_end.text, "[onetwo] |");
}

TEST(gzip, forwards_an_error) { ck_marbles("-a-#", rill_gzip(), "---#"); }

TEST(gzip, refuses_bad_arguments) {
  ck_operator_fails(rill_gzip(.level = 10), RILL_EINVAL,
                    "rill_gzip: level is 10 (must be -1 to 9)");
  ck_operator_fails(rill_gzip(.chunk = INT64_MAX), RILL_EINVAL,
                    "rill_gzip: chunk is 9223372036854775807");
  ck_operator_fails(rill_gzip(.format = RILL_ZLIB_ANY), RILL_EINVAL,
                    "rill_gzip: format is 3 (must be 0 to 2)");
  ck_operator_fails(rill_gzip(), RILL_ETYPE, "int 1");
}

static void without_memory(void) {
  rill_scheduler_t *clock = rill_virtual_scheduler_new();
  if (clock == NULL) return;
  probe_t probe = {0};
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_just(rill_string(song)), rill_gzip(),
                            rill_gunzip(), rill_count()),
                  RILL_UNBOUNDED);
  rill_virtual_run(clock);
  ck_assert_int_eq(probe.ends, 1);
  if (probe.error_code != 0) ck_assert_int_eq(probe.error_code, RILL_ENOMEM);
  rill_scheduler_close(clock);
}

TEST(gzip, every_failing_allocation_is_an_error_and_leaks_nothing) {
  failing_each(FAILING_ONE) without_memory();
  failing_each(FAILING_FROM) without_memory();
}
