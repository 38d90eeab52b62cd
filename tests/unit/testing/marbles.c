/* SPDX-License-Identifier: MIT */
#include "support/marbles.h"
#include "support/failing.h"
#include "support/values.h"

#include "core/operator.h"

#include <rill.h>

RILL_MAP_FN(square, int64_t, int64_t, x) { return x * x; }
RILL_FOLD_FN(add, int64_t, int64_t, sum, x) { return sum + x; }

/* --- Texts ---------------------------------------------------------------- */

static void plays(const char *text) {
  ck_source(rill_from_marbles(text), text);
}

TEST(marbles, play_as_they_are_drawn) {
  plays("-1-(2|)");
  plays("-a-{10}-{-1}-#");
  plays("(ab)(c|)");
  plays("|");
  plays("@100:1@5000:2|");
  plays("({1.5}{none}{true}{hello}{\"1\"}{\"true\"}{a b}|)");
  plays("[]-[1]-[1,20,[a,{true}]]-[{none},-3]|");
}

TEST(marbles, ignore_spaces) {
  ck_source(rill_from_marbles(" - 1 - ( 2 | ) "), "-1-(2|)");
  ck_source(rill_from_marbles("[ 1 , a ]-1|"), "[1,a]-1|");
}

TEST(marbles, are_canonical) {
  ck_source(rill_from_marbles("{1}-{a}-(3)-----"), "1---a---3");
}

/* Another tick, order, value, kind or end is seen. */
static void differs(const char *text, const char *other) {
  rill_scheduler_t *clock = rill_virtual_scheduler_new();
  rill_recorder_t *a = rill_recorder_new(clock, rill_from_marbles(text));
  rill_recorder_t *b = rill_recorder_new(clock, rill_from_marbles(other));
  char drawn[2][256];
  rill_virtual_run(clock);
  rill_recorder_draw(a, rill_none(), drawn[0], sizeof drawn[0]);
  rill_recorder_draw(b, rill_none(), drawn[1], sizeof drawn[1]);
  ck_assert_str_ne(drawn[0], drawn[1]);
  rill_unref(a);
  rill_unref(b);
  rill_scheduler_close(clock);
}

TEST(marbles, differ) {
  differs("-1|", "--1|");
  differs("(12)", "(21)");
  differs("1", "{1.5}");
  differs("1", "{\"1\"}");
  differs("{true}", "{\"true\"}");
  differs("[1,2]", "(12)");
  differs("[1,2]", "[1,[2]]");
  differs("1|", "1#");
  differs("1|", "1");
  differs("(1|)", "1|");
}

static void refuses(const char *text, const char *what) {
  ck_fails(rill_from_marbles(text), RILL_EINVAL, "rill_from_marbles", what);
}

TEST(marbles, refuse_bad_texts) {
  refuses(NULL, "NULL");
  refuses("-1-)", "column 3: ')' without '('");
  refuses("-(1", "'(' is not closed");
  refuses("((1", "'(' inside of '('");
  refuses("(1-2)", "'-' inside");
  refuses("-{1", "column 1: '{' is not closed");
  refuses("[1", "',' or ']'");
  refuses("[1,]", "no item");
  refuses("[1 2]", "',' or ']'");
  refuses("[-]", "no item");
  refuses("1?", "column 1: this means nothing");
  refuses("^^", "second '^'");
  refuses("1!", "cannot cancel");
  refuses("-1-2@1:3", "before what stands left");
  refuses("@:1", "a tick must follow");
  refuses("@7", "':' must follow");
  ck_fails(rill_from_marbles("a|", .values = rill_int(1)), RILL_EINVAL,
           "the values are of the kind int (must be a map)");
}

TEST(marbles, refuse_nesting_without_end) {
  char text[200] = "";
  memset(text, '[', 100);
  ck_fails(rill_from_marbles(text), RILL_EINVAL, "nested too deep");
}

TEST(marbles, name_values) {
  ck_marbles_of("-a-b-[a,c]|", rill_take(9), "-a-b-[a,c]|", rill_int(17),
                rill_string("long"));
  ck_marbles_of("-a-b-|", rill_map(square), "-a-b-|", rill_int(0),
                rill_int(1));
}

TEST(marbles, name_the_error) {
  rill_value_t down = rill_fail(rill_error_new(7, "the server is down"));
  ck_fails(rill_from_marbles("-#", .values = MAP(rill_string("#"), down)), 7,
           "the server is down");
  rill_value_t load = rill_string("overload");
  ck_fails(rill_from_marbles("-#", .values = MAP(rill_string("#"), load)),
           RILL_EFOREIGN, "overload");
}

/* --- Sources -------------------------------------------------------------- */

TEST(marbles, check_operators) {
  ck_marbles("-1-2-3-|", rill_map(square), "-1-4-9-|");
  ck_marbles("-1-2-3-4-|", rill_take(2), "-1-(2|)");
  ck_marbles_stepwise("-1-2-3-4-|", rill_take(2), "-1-(2|)");
  ck_marbles("-1-2-3-|", rill_reduce(add), "-------(6|)");
  ck_marbles("(23)-[1,2]-#", rill_take(9), "(23)-[1,2]-#");
  ck_operator_fails(rill_take(-1), RILL_EINVAL, "rill_take", "-1", "stage 1");
}

TEST(marbles, wait_for_demand) {
  ck_flow(rill_from_marbles("-12-(34)|"), "", .demand = -1);
  ck_flow(rill_from_marbles("-12-(34)|"), "-12-3", .demand = 3);
  ck_flow(rill_from_marbles("-12-(34)|"), "-12-(34)|", .demand = 4);
  ck_flow(rill_from_marbles("-12-(34)|"), "-12-(34)|", .demand = 1,
          .again = 1);
  ck_flow(rill_from_marbles("-#"), "-#", .demand = -1);
}

TEST(marbles, come_late_in_their_order) {
  rill_scheduler_t *clock = rill_virtual_scheduler_new();
  rill_recorder_t *recorder =
      rill_recorder_new(clock, rill_from_marbles("-12-(34)|"), .demand = 1);
  char drawn[256];
  rill_virtual_advance_to(clock, 20);
  rill_recorder_request(recorder, 1);
  rill_virtual_advance_to(clock, 30);
  rill_recorder_request(recorder, 2);
  rill_recorder_draw(recorder, rill_none(), drawn, sizeof drawn);
  ck_assert_str_eq(drawn, "-1------------------2---------(34|)");
  ck_assert_ptr_null(rill_recorder_broken(recorder));
  rill_unref(recorder);
  rill_scheduler_close(clock);
}

TEST(marbles, cancel) {
  ck_source(rill_from_marbles("-1-2-3|"), "-1-!");
  ck_flow(rill_from_marbles("-1-2-3|"), "-1-2!", .cancel_at = 4);
  ck_flow(rill_from_marbles("-(123)|"), "-(12!)", .cancel_after = 2);
  ck_flow(rill_from_marbles("-1-2-3|"), "-1-(2!)", .demand = 1, .again = 1,
          .cancel_after = 2);
}

TEST(marbles, hot) {
  ck_marbles("1-2^3-4|",
             rill_take(9),
             "   -3-4|");
  ck_marbles("^-3-4#", rill_take(9), "--3-4#");
  ck_marbles("--^3-4-",
             rill_take(9),
             "  -3-(4!)");
}

TEST(marbles, hot_are_played_once) {
  rill_scheduler_t *clock = rill_virtual_scheduler_new();
  rill_observable_t *hot = rill_hot_from_marbles(clock, "-1-2-3-|");
  rill_observable_t *again = rill_ref(hot);
  rill_recorder_t *early = rill_recorder_new(clock, again);
  rill_virtual_advance_to(clock, 3);
  rill_recorder_t *late = rill_recorder_new(clock, hot, .demand = 1);
  rill_virtual_advance_to(clock, 20);
  rill_recorder_request(late, 5);
  char drawn[2][256];
  rill_recorder_draw(early, rill_none(), drawn[0], sizeof drawn[0]);
  rill_recorder_draw(late, rill_none(), drawn[1], sizeof drawn[1]);
  ck_assert_str_eq(drawn[0], "-1-2-3-|");
  ck_assert_str_eq(drawn[1], "--3-|");
  ck_assert_int_eq(rill_recorder_started(late), 3);
  rill_unref(early);
  rill_unref(late);
  rill_scheduler_close(clock);
}

TEST(marbles, hot_refuse_bad_texts) {
  ck_fails(rill_hot_from_marbles(ck_clock(), "-("), RILL_EINVAL,
           "rill_hot_from_marbles", "'(' is not closed");
  ck_fails(rill_hot_from_marbles(NULL, "-|"), RILL_EINVAL, "clock is NULL");
}

TEST(marbles, survive_without_memory) {
  failing_each(FAILING_ONE) {
    rill_scheduler_t *clock = rill_virtual_scheduler_new();
    if (clock != NULL) {
      rill_observable_t *hot =
          rill_hot_from_marbles(clock, "-a-[1,{long}]-{10}#");
      rill_recorder_t *one = rill_recorder_new(clock, hot);
      rill_recorder_t *two =
          rill_recorder_new(clock, rill_from_marbles("-a-[1,{long}]-{10}#"));
      rill_virtual_run(clock);
      rill_unref(one);
      rill_unref(two);
      rill_scheduler_close(clock);
    }
  }
}

static void draws(rill_observable_t *flow, const char *expected) {
  rill_scheduler_t *clock = rill_virtual_scheduler_new();
  rill_recorder_t *recorder = rill_recorder_new(clock, flow);
  char drawn[256];
  rill_virtual_run(clock);
  rill_recorder_draw(recorder, rill_none(), drawn, sizeof drawn);
  ck_assert_str_eq(drawn, expected);
  rill_unref(recorder);
  rill_scheduler_close(clock);
}

TEST(marbles, jump_where_text_is_longer_than_time) {
  draws(rill_from_marbles("-[1,2]@2:3-|"), "-[1,2]@2:3-|");
  draws(rill_from_marbles("(12)@1:(3|)"), "(12)@1:(3|)");
  draws(rill_from_marbles("1@2:3"), "1-3");
  draws(rill_from_marbles("1@2000:3"), "1@2000:3");
}

/* --- The recorder --------------------------------------------------------- */

TEST(recorder, keeps_messages) {
  rill_scheduler_t *clock = rill_virtual_scheduler_new();
  rill_virtual_advance_to(clock, 50);
  rill_recorder_t *recorder =
      rill_recorder_new(clock, rill_from_marbles("-a--#"));
  rill_virtual_run(clock);
  ck_assert_int_eq(rill_recorder_started(recorder), 50);
  ck_assert_uint_eq(rill_recorder_count(recorder), 2);
  rill_message_t item = rill_recorder_at(recorder, 0);
  ck_assert_int_eq(item.at, 1);
  ck_assert_int_eq(item.mark, RILL_MARK_NEXT);
  ck_assert_str_eq(rill_as_string(item.value), "a");
  rill_message_t error = rill_recorder_at(recorder, 1);
  ck_assert_int_eq(error.at, 4);
  ck_assert_int_eq(error.mark, RILL_MARK_ERROR);
  ck_assert_int_eq(rill_error_code(rill_as_error(error.value)),
                   RILL_EFOREIGN);
  ck_assert_int_eq(rill_recorder_at(recorder, 2).at, 0);
  rill_unref(recorder);
  rill_scheduler_close(clock);
}

/* Emits an item that nobody asked for. */
static void rude_start(rill_stage_t *stage) {
  rill_emit_one(stage, rill_int(1));
}

static void rude_request(rill_stage_t *stage, int64_t count) {
  (void) stage;
  (void) count;
}

static const rill_stage_ops_t rude_ops = {
    .name = "rude", .start = rude_start, .request = rude_request};

TEST(recorder, sees_an_item_beyond_demand) {
  rill_scheduler_t *clock = rill_virtual_scheduler_new();
  rill_recorder_t *recorder =
      rill_recorder_new(clock, rill_source_make(&rude_ops, NULL), .demand = -1);
  ck_assert_str_has(rill_recorder_broken(recorder), "beyond demand");
  rill_unref(recorder);
  rill_scheduler_close(clock);
}

TEST(recorder, draws_what_a_closed_scheduler_cancels) {
  rill_scheduler_t *clock = rill_virtual_scheduler_new();
  rill_recorder_t *recorder = rill_recorder_new(clock, rill_never());
  char drawn[16];
  rill_virtual_advance_to(clock, 3);
  rill_scheduler_close(clock);
  rill_recorder_draw(recorder, rill_none(), drawn, sizeof drawn);
  ck_assert_str_eq(drawn, "---!");
  rill_unref(recorder);
}

TEST(recorder, draws_like_snprintf) {
  rill_scheduler_t *clock = rill_virtual_scheduler_new();
  rill_recorder_t *recorder =
      rill_recorder_new(clock, rill_from_marbles("-1-{hello}|"));
  char drawn[8] = "xxxxxxx";
  rill_virtual_run(clock);
  ck_assert_uint_eq(rill_recorder_draw(recorder, rill_none(), NULL, 0), 11);
  for (size_t size = 1; size <= sizeof drawn; size++) {
    ck_assert_uint_eq(
        rill_recorder_draw(recorder, rill_none(), drawn, size), 11);
    ck_assert_uint_eq(strlen(drawn), size - 1);
    ck_assert(strncmp(drawn, "-1-{hello}|", size - 1) == 0);
  }
  rill_unref(recorder);
  rill_scheduler_close(clock);
}

TEST(recorder, outlives_its_run_and_is_outlived) {
  rill_scheduler_t *clock = rill_virtual_scheduler_new();
  rill_unref(rill_recorder_new(clock, rill_from_marbles("-1-2|")));
  rill_virtual_run(clock);
  rill_recorder_t *recorder =
      rill_recorder_new(NULL, rill_from_marbles("-1-2|"));
  ck_assert_int_eq(rill_recorder_at(recorder, 0).mark, RILL_MARK_ERROR);
  rill_scheduler_close(clock);
  rill_unref(recorder);
}
