/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <zlib.h>

#include <rill/zlib.h>

#include "../operators/bytes.h"

/* --- What others have compressed ------------------------------------------ */

struct packed {
  unsigned char data[4096];
  size_t length;
};

/* By zlib itself; `window` as deflateInit2() has it. */
static struct packed pack(const char *text, size_t length, int window) {
  struct packed packed = {.length = 0};
  z_stream z = {0};
  ck_assert_int_eq(deflateInit2(&z, 9, Z_DEFLATED, window, 8, 0), Z_OK);
  z.next_in = (Bytef *) (uintptr_t) text;
  z.avail_in = (uInt) length;
  z.next_out = packed.data;
  z.avail_out = sizeof packed.data;
  ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
  packed.length = sizeof packed.data - z.avail_out;
  deflateEnd(&z);
  return packed;
}

static struct packed both(struct packed a, struct packed b) {
  memcpy(a.data + a.length, b.data, b.length);
  a.length += b.length;
  return a;
}

#define whole(op) rill_compose(op, rill_concat_bytes())
#define ck_gunzip(packed, expected, ...)                                       \
 ck_bytes((const char *) (packed).data, (packed).length,                       \
          whole(rill_gunzip(__VA_ARGS__)), "[" expected "] |")
#define ck_gunzip_fails(packed, code, part, ...)                               \
 ck_bytes_fail((const char *) (packed).data, (packed).length,                  \
               rill_gunzip(__VA_ARGS__), code, part)

TEST(gunzip, reads_what_zlib_has_written) {
  struct packed gzip = pack("hello hello hello", 17, 31),
                zlib = pack("hello hello hello", 17, 15),
                raw = pack("hello hello hello", 17, -15);
  ck_gunzip(gzip, "hello hello hello", .max = 17);
  ck_gunzip(gzip, "hello hello hello", .chunk = 1);
  ck_gunzip(gzip, "hello hello hello", .format = RILL_ZLIB_ANY);
  ck_gunzip(zlib, "hello hello hello", .format = RILL_ZLIB_ANY);
  ck_gunzip(zlib, "hello hello hello", .format = RILL_ZLIB_ZLIB);
  ck_gunzip(raw, "hello hello hello", .format = RILL_ZLIB_RAW);
}

TEST(gunzip, gives_items_of_a_size) {
  struct packed gzip = pack("abcdefgh", 8, 31);
  probe_t probe = {0};
  probe_run(&probe,
            rill_pipe(in_chunks((const char *) gzip.data, gzip.length, 100),
                      rill_gunzip(.chunk = 3),
                      rill_map(rill_call(in_brackets))));
  ck_assert_str_eq(probe.text, "[abc] [def] [gh] |");
}

TEST(gunzip, several_members_are_one) {
  struct packed three =
      both(both(pack("one ", 4, 31), pack("", 0, 31)), pack("three", 5, 31));
  ck_gunzip(three, "one three", .max = 9);
  ck_gunzip(three, "one three", .format = RILL_ZLIB_ANY);
}

/* --- What is wrong -------------------------------------------------------- */

TEST(gunzip, what_ends_before_its_end_is_an_error) {
  struct packed gzip = pack("hello hello hello", 17, 31);
  for (size_t length = 0; length < gzip.length; length++) {
    struct packed some = gzip;
    char text[128];
    some.length = length;
    snprintf(text, sizeof text,
             "rill_gunzip: the stream ends before its end, at byte %zu",
             length);
    ck_gunzip_fails(some, RILL_EPROTOCOL, text, .max = 0);
  }
}

TEST(gunzip, says_what_is_not_valid_and_where) {
  struct packed sum = pack("hello hello hello", 17, 31), head = sum;
  sum.data[sum.length - 8] ^= 1;
  ck_gunzip_fails(sum, RILL_EPROTOCOL, "rill_gunzip: incorrect data check at",
                  .max = 0);
  head.data[0] = 'x';
  ck_gunzip_fails(head, RILL_EPROTOCOL,
                  "rill_gunzip: incorrect header check at byte", .max = 0);
  struct packed length = pack("hello", 5, 31);
  length.data[length.length - 1] ^= 1;
  ck_gunzip_fails(length, RILL_EPROTOCOL,
                  "rill_gunzip: incorrect length check at", .max = 0);
}

TEST(gunzip, what_comes_behind_the_end_is_an_error) {
  struct packed gzip = pack("hello", 5, 31), zlib = pack("hello", 5, 15);
  char text[128];
  snprintf(text, sizeof text,
           "rill_gunzip: there is more behind the end at byte %zu",
           gzip.length);
  gzip.data[gzip.length++] = 'x';
  ck_gunzip_fails(gzip, RILL_EPROTOCOL, text, .max = 0);
  zlib = both(zlib, zlib);
  ck_gunzip_fails(zlib, RILL_EPROTOCOL, "more behind the end",
                  .format = RILL_ZLIB_ZLIB);
}

TEST(gunzip, more_than_the_limit_is_an_error) {
  struct packed gzip = pack("hello", 5, 31);
  ck_gunzip_fails(gzip, RILL_EOVERFLOW,
                  "rill_gunzip: more than 4 bytes (raise .max)", .max = 4);
}

TEST(gunzip, random_damage_is_an_error_or_the_text) {
  struct packed good = pack("hello hello hello", 17, 31);
  for (size_t bit = 0; bit < 8 * good.length; bit++) {
    struct packed bad = good;
    probe_t probe = {0};
    bad.data[bit / 8] ^= (unsigned char) (1 << bit % 8);
    probe_run(&probe,
              rill_pipe(in_chunks((const char *) bad.data, bad.length, 7),
                        whole(rill_gunzip(.max = 1000)),
                        rill_map(rill_call(in_brackets))));
    if (probe.error_code == 0)
      ck_assert_str_eq(probe.text, "[hello hello hello] |");
  }
}

/* --- A bomb --------------------------------------------------------------- */

static rill_value_t length_of(rill_value_t item, void *context) {
  size_t length;
  (void) context;
  rill_as_bytes(item, &length);
  return rill_int((int64_t) length);
}

RILL_FOLD_FN(add, int64_t, int64_t, sum, x) { return sum + x; }

/* 64 MiB of zeros, which are 64 KiB packed. */
static rill_value_t make_bomb(void) {
  size_t room = 1 << 20, size = 64 << 20;
  unsigned char *data = malloc(room), *zeros = calloc(1, 1 << 16);
  z_stream z = {0};
  ck_assert_int_eq(deflateInit2(&z, 9, Z_DEFLATED, 31, 8, 0), Z_OK);
  z.next_out = data;
  z.avail_out = (uInt) room;
  for (size_t at = 0; at < size; at += 1 << 16) {
    z.next_in = zeros;
    z.avail_in = 1 << 16;
    deflate(&z, at + (1 << 16) == size ? Z_FINISH : Z_NO_FLUSH);
  }
  rill_value_t bomb = rill_bytes(data, room - z.avail_out);
  deflateEnd(&z);
  free(data);
  free(zeros);
  return bomb;
}

/* The bomb itself, and one item that is made ahead. */
TEST(gunzip, a_bomb_gives_what_is_asked_for_and_no_more) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_just(make_bomb()),
                            rill_gunzip(.chunk = 1 << 10),
                            rill_map(rill_call(length_of))),
                  3);
  ck_assert_str_eq(probe.text, "1024 1024 1024");
  ck_assert_uint_le(rill_live_objects(&rill_bytes_type), 2);
  rill_request(probe.subscription, 1);
  ck_assert_uint_eq(probe.items, 4);
  ck_assert_uint_le(rill_live_objects(&rill_bytes_type), 2);
  rill_cancel(probe.subscription);
  clock_close(clock);
}

TEST(gunzip, a_bomb_can_be_had_as_a_whole) {
  probe_t probe = {0};
  probe_run(&probe,
            rill_pipe(rill_just(make_bomb()), rill_gunzip(.max = 64 << 20),
                      rill_map(rill_call(length_of)),
                      rill_reduce(add, .seed = rill_int(0), .seeded = true)));
  ck_assert_str_eq(probe.text, "67108864 |");
}

TEST(gunzip, cancel_inside_of_a_chunk) {
  probe_t probe = {.cancel_at = 2};
  struct packed gzip = pack("abcdefgh", 8, 31);
  probe_run(&probe,
            rill_pipe(in_chunks((const char *) gzip.data, gzip.length, 100),
                      rill_gunzip(.chunk = 1),
                      rill_map(rill_call(in_brackets))));
  ck_assert_str_eq(probe.text, "[a] [b]");
}

TEST(gunzip, two_runs_at_once_have_nothing_in_common) {
  struct packed gzip = pack("hello", 5, 31);
  rill_observable_t *flow =
      rill_pipe(in_chunks((const char *) gzip.data, gzip.length, 3),
                rill_gunzip(.chunk = 1), rill_map(rill_call(in_brackets)));
  rill_observable_t *again = rill_ref(flow);
  probe_t probe = {0};
  probe_run(&probe, rill_pipe(flow, rill_zip(again), rill_count()));
  ck_assert_str_eq(probe.text, "5 |");
}

TEST(gunzip, refuses_bad_arguments) {
  ck_operator_fails(rill_gunzip(.max = -1), RILL_EINVAL,
                    "rill_gunzip: max is -1 (must be >= 0)");
  ck_operator_fails(rill_gunzip(.chunk = -1), RILL_EINVAL,
                    "rill_gunzip: chunk is -1 (must be 1 to");
  ck_operator_fails(rill_gunzip(.format = (rill_zlib_format_t) 4), RILL_EINVAL,
                    "rill_gunzip: format is 4 (must be 0 to 3)");
  ck_operator_fails(rill_gunzip_opts(NULL), RILL_ETYPE, "int 1");
}
