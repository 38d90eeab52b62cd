/* SPDX-License-Identifier: MIT */
/* W10, scrabble: Shakespeare plays Scrabble. Words of a text are looked up in a
 * dictionary, and what each would score on the board is worked out by a stream
 * of its own: letters, a histogram, what each letter gives, their sum. Letters
 * that the game has too few of are blanks; with more than two of them a word
 * cannot be laid. */
#include "bench.h"
#include "work.h"

#include <stdlib.h>
#include <string.h>

enum { LETTERS = 26, LONGEST = 12, DICTIONARY = 4096, BLANKS = 2 };

static const int letter_scores[LETTERS] = {1, 3, 3, 2, 1, 4, 2, 4,  1,
                                           8, 5, 1, 3, 1, 1, 3, 10, 1,
                                           1, 1, 1, 4, 4, 8, 4, 10};
static const int letter_counts[LETTERS] = {9, 2, 2, 1, 12, 2, 3, 2, 9,
                                           1, 1, 4, 2, 6,  8, 2, 1, 6,
                                           4, 6, 4, 2, 2,  1, 2, 1};

/* --- A text, the same each time: letters as often as in English ----------- */

static uint32_t seed;

static uint32_t draw(uint32_t below) {
  seed = seed * 1664525u + 1013904223u;
  return (seed >> 8) % below;
}

static size_t make_word(int64_t *letters) {
  static const char bag[] = "eeeeeeeeeeeetttttttttaaaaaaaaooooooooiiiiiii"
                            "nnnnnnnsssssshhhhhhrrrrrrddddllllccuuummmwwff"
                            "ggyyppbvkjxqz";
  size_t length = 2 + draw(4) + draw(4) + draw(LONGEST - 8 + 1);
  for (size_t i = 0; i < length; i++)
    letters[i] = bag[draw(sizeof bag - 1)] - 'a';
  return length;
}

/* The dictionary knows a word by its hash: about half of them. */
static bool known[DICTIONARY];

static void make_dictionary(void) {
  seed = 7;
  for (size_t i = 0; i < DICTIONARY; i++) known[i] = draw(2) == 0;
}

static uint64_t hash_letter(uint64_t hash, int64_t letter) {
  return (hash ^ (uint64_t) letter) * 1099511628211u;
}

static bool is_known(uint64_t hash) { return known[(hash >> 20) % DICTIONARY]; }

/* What `count` of a letter give, and how many blanks they need. */
static int64_t letter_gives(int64_t letter, int64_t count) {
  int64_t had = letter_counts[letter];
  return (count < had ? count : had) * letter_scores[letter];
}

static int64_t letter_lacks(int64_t letter, int64_t count) {
  int64_t had = letter_counts[letter];
  return count > had ? count - had : 0;
}

static int64_t play(int64_t sum, int64_t length) {
  return 2 * sum + (length == 7 ? 50 : 0);
}

/* --- In C ----------------------------------------------------------------- */

static int64_t score_by_hand(const int64_t *word, size_t length) {
  int64_t counts[LETTERS] = {0}, blanks = 0, sum = 0;
  for (size_t i = 0; i < length; i++) counts[word[i]]++;
  for (int64_t k = 0; k < LETTERS; k++) {
    blanks += letter_lacks(k, counts[k]);
    sum += letter_gives(k, counts[k]);
  }
  return blanks > BLANKS ? 0 : play(sum, (int64_t) length);
}

static int64_t by_hand(int64_t items) {
  int64_t word[LONGEST + 1], all = 0;
  make_dictionary();
  seed = 1;
  for (int64_t i = 0; i < items; i++) {
    size_t length = make_word(word);
    uint64_t hash = 14695981039346656037u;
    for (size_t k = 0; k < length; k++) hash = hash_letter(hash, word[k]);
    if (is_known(hash)) all += score_by_hand(word, length);
  }
  return all;
}

/* --- As a pipeline -------------------------------------------------------- */

/* A word is a list of letters. */
static rill_value_t next_word(void *context) {
  int64_t *left = context, letters[LONGEST + 1];
  rill_value_t values[LONGEST + 1];
  if ((*left)-- == 0) return rill_done();
  size_t length = make_word(letters);
  for (size_t i = 0; i < length; i++) values[i] = rill_int(letters[i]);
  return rill_list(values, length);
}

static rill_value_t in_dictionary(rill_value_t word, void *context) {
  uint64_t hash = 14695981039346656037u;
  size_t length = rill_list_length(word);
  const rill_value_t *letters = rill_list_items(word);
  (void) context;
  for (size_t i = 0; i < length; i++)
    hash = hash_letter(hash, rill_as_int(letters[i]));
  return rill_bool(is_known(hash));
}

typedef struct histogram {
  uint8_t counts[LETTERS];
  uint8_t length;
} histogram_t;

static const rill_type_t histogram_type = {.name = "histogram",
                                           .size = sizeof(histogram_t)};

static rill_value_t histogram_new(void *context) {
  const histogram_t none = {.length = 0};
  (void) context;
  return rill_box(&histogram_type, &none);
}

static rill_value_t histogram_add(rill_value_t v, rill_value_t letter,
                                  void *context) {
  histogram_t *h = rill_unbox(v, &histogram_type);
  (void) context;
  h->counts[rill_as_int(letter)]++;
  h->length++;
  return rill_value_ref(v);
}

/* A letter and how often it comes, in one integer. */
enum { COUNT_FROM = 8 };

static rill_value_t entries(rill_value_t v, void *context) {
  const histogram_t *h = rill_unbox(v, &histogram_type);
  rill_value_t found[LETTERS + 1];
  size_t count = 0;
  int64_t blanks = 0;
  (void) context;
  for (int64_t k = 0; k < LETTERS; k++) {
    if (h->counts[k] == 0) continue;
    blanks += letter_lacks(k, h->counts[k]);
    found[count++] = rill_int(k | (int64_t) h->counts[k] << COUNT_FROM);
  }
  return rill_list(found, blanks > BLANKS ? 0 : count);
}

static rill_value_t entry_gives(rill_value_t v, void *context) {
  int64_t entry = rill_as_int(v);
  (void) context;
  return rill_int(
      letter_gives(entry & ((1 << COUNT_FROM) - 1), entry >> COUNT_FROM));
}

static rill_value_t play_value(rill_value_t sum, void *context) {
  const size_t *length = context;
  int64_t s = rill_as_int(sum);
  return rill_int(s == 0 ? 0 : play(s, (int64_t) *length));
}

typedef struct board {
  rill_operator_t *score; /* letters to what the word gives */
  size_t length;          /* of the word under way */
} board_t;

static rill_value_t play_word(rill_value_t word, void *context) {
  board_t *board = context;
  board->length = rill_list_length(word);
  rill_observable_t *letters = rill_from_list(rill_value_ref(word));
  rill_operator_t *score = rill_ref(board->score);
  return rill_object(rill_pipe(letters, score));
}

static int64_t pipeline(int64_t items) {
  int64_t left = items;
  board_t board = {0};
  make_dictionary();
  seed = 1;
  board.score = rill_compose(
      rill_collect(rill_call(histogram_new), rill_call(histogram_add)),
      rill_concat_map(rill_call(entries)), rill_map(rill_call(entry_gives)),
      rill_reduce(rill_call(work_add_value), .seed = rill_int(0),
                  .seeded = true),
      rill_map(rill_call_with(play_value, rill_borrow(&board.length))));
  int64_t all = work_run(
      rill_pipe(rill_from_pull(rill_call_with(next_word, rill_borrow(&left))),
                rill_filter(rill_call(in_dictionary)),
                rill_concat_map(rill_call_with(play_word, rill_borrow(&board))),
                rill_reduce(rill_call(work_add_value), .seed = rill_int(0),
                            .seeded = true)));
  rill_unref(board.score);
  return all;
}

int main(int argc, char **argv) {
  const bench_way_t ways[] = {
      {.name = "C, a loop", .run = by_hand},
      {.name = "rill", .run = pipeline},
  };
  const bench_job_t jobs[] = {BENCH_JOB_WITHIN(500, "scrabble", 30000, ways)};
  return bench_main(argc, argv, jobs, 1);
}
