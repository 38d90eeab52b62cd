/* SPDX-License-Identifier: MIT */
/* Lists: arrays of values. */
#include <rill/memory.h>

#include "support/failing.h"
#include "support/values.h"

TEST(list, references_its_items) {
  rill_value_t text = rill_string("a");
  rill_value_t list = rill_list(VALUES(text, rill_int(2), text));
  rill_value_unref(text);
  ck_assert_live(&rill_string_type, 1);
  ck_assert_uint_eq(rill_list_length(list), 3);
  ck_assert_str_eq(rill_as_string(rill_list_get(list, 2)), "a");
  ck_assert_int_eq(rill_as_int(rill_list_items(list)[1]), 2);
  ck_value_text(list, "[\"a\", 2, \"a\"]");
}

TEST(list, takes_over_what_it_is_given) {
  ck_value_text(rill_list_own(VALUES(rill_string("a"), rill_none())),
                "[\"a\", none]");
  ck_value_text(rill_pair(rill_string("a"), rill_string("b")),
                "[\"a\", \"b\"]");
}

TEST(list, may_be_empty) {
  rill_value_t list = rill_list(NULL, 0);
  ck_assert_uint_eq(rill_list_length(list), 0);
  ck_assert_ptr_null(rill_list_items(list));
  ck_assert(rill_is_none(rill_list_get(list, 0)));
  ck_value_text(list, "[]");
}

TEST(list, has_nothing_past_its_end) {
  rill_value_t list = LIST(rill_int(1));
  ck_assert(rill_is_none(rill_list_get(list, 1)));
  ck_assert(rill_is_none(rill_list_get(list, SIZE_MAX)));
  rill_value_unref(list);
  ck_assert_uint_eq(rill_list_length(rill_int(1)), 0);
  ck_assert_ptr_null(rill_list_items(rill_none()));
}

TEST(list, orders_as_words_do) {
  ck_values_equal(LIST(rill_int(1), LIST(rill_string("a"))),
                  LIST(rill_double(1), LIST(rill_string("a"))));
  ck_values_ordered(rill_list(NULL, 0), LIST(rill_none()));
  ck_values_ordered(LIST(rill_int(1)), LIST(rill_int(1), rill_int(0)));
  ck_values_ordered(LIST(rill_int(1), rill_int(9)), LIST(rill_int(2)));
  ck_values_ordered(LIST(LIST(rill_int(1)), rill_int(9)),
                    LIST(LIST(rill_int(1), rill_int(0)), rill_int(1)));
}

TEST(list, a_million_strings_die_together) {
  enum { N = 1000000 };
  static rill_value_t items[N];
  for (int i = 0; i < N; i++) items[i] = rill_string("x");
  rill_value_t list = rill_list_own(items, N);
  ck_assert_live(&rill_string_type, N);
  rill_value_unref(list);
}

TEST(list, is_one_allocation) {
  rill_value_t items[100];
  for (int i = 0; i < 100; i++) items[i] = rill_int(i);
  failing_start(0, FAILING_ONE);
  rill_value_t list = rill_list(items, 100);
  ck_assert_uint_eq(failing_count(), 1);
  rill_value_unref(list);
  failing_stop();
}

TEST(list, refuses_null_and_what_no_memory_can_hold) {
  rill_value_t item = rill_int(1);
  ck_value_fails(rill_list(NULL, 1), RILL_EINVAL);
  ck_value_fails(rill_list_own(NULL, 1), RILL_EINVAL);
  ck_value_fails(rill_list(&item, SIZE_MAX), RILL_ENOMEM);
  ck_value_fails(rill_list(&item, SIZE_MAX / 16 + 2), RILL_ENOMEM);
}

TEST(list, without_memory_drops_what_it_took_over) {
  rill_value_t text = rill_string("a"), other = rill_string("b");
  failing_start(1, FAILING_FROM);
  ck_value_fails(rill_list(&text, 1), RILL_ENOMEM);
  ck_value_fails(rill_pair(text, other), RILL_ENOMEM);
  ck_assert(failing_stop());
}

TEST(list, leaves_nothing_whichever_allocation_fails) {
  failing_each(FAILING_ONE) {
    rill_value_t list = LIST(rill_string("a"), LIST(rill_string("b")),
                             rill_pair(rill_int(1), rill_string("c")));
    rill_value_unref(list);
  }
  failing_each(FAILING_FROM) {
    rill_value_t list = LIST(rill_string("a"), LIST(rill_string("b")));
    rill_value_unref(list);
  }
}
