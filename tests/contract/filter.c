/* SPDX-License-Identifier: MIT */
/* The laws of the operators that choose items. */
#include "callbacks.h"
#include "laws.h"

CALLBACK at_even_index(rill_value_t item, rill_value_t index, void *context) {
  (void) item;
  (void) context;
  return rill_bool(index.as.i % 2 == 0);
}

CALLBACK is_early(rill_value_t item, rill_value_t index, void *context) {
  (void) item;
  (void) context;
  return rill_bool(index.as.i < 3);
}

CALLBACK is_large(rill_value_t item, void *context) {
  (void) context;
  return rill_bool(number_of(item) > 4);
}

CALLBACK is_five(rill_value_t item, void *context) {
  (void) context;
  return rill_bool(number_of(item) == 5);
}

LAWS(filter, 0, rill_filter(CALL1(is_kept)));
LAWS(filter_indexed, 0, rill_filter_indexed(CALL2(at_even_index)));
LAWS(of_kind, 0, rill_of_kind(RILL_OBJECT));
LAWS(of_kind_numbers, NUMBERS, rill_of_kind(RILL_INT));
LAWS(of_type, 0, rill_of_type(&rill_string_type));
LAWS(ignore_elements, 0, rill_ignore_elements());
LAWS(take, 0, rill_take(5));
LAWS(take_none, ANSWERS_ERRORS, rill_take(0));
LAWS(take_last, 0, rill_take_last(3));
LAWS(take_last_buffer, 0, rill_take_last_buffer(3));
LAWS(take_last_none, 0, rill_take_last(0));
LAWS(skip, 0, rill_skip(2));
LAWS(skip_last, 0, rill_skip_last(2));
LAWS(skip_last_none, 0, rill_skip_last(0));
LAWS(slice, 0, rill_slice(1, .stop = 6, .step = 2));
LAWS(slice_none, ANSWERS_ERRORS, rill_slice(3, .stop = 2));
LAWS(slice_open, 0, rill_slice(2, .step = 3));
LAWS(slice_to_last, 0, rill_slice(1, .stop = -2, .step = 2));
LAWS(slice_last, 0, rill_slice(-3));
LAWS(slice_last_to, 0, rill_slice(-6, .stop = 7, .step = 2));
LAWS(slice_last_to_last, 0, rill_slice(-5, .stop = -1, .step = 2));
LAWS(take_while, 0, rill_take_while(CALL1(is_small)));
LAWS(take_while_inclusive, 0,
     rill_take_while(CALL1(is_small), .inclusive = true));
LAWS(take_while_indexed, ANSWERS_ERRORS,
     rill_take_while_indexed(CALL2(is_early), .inclusive = true));
LAWS(take_until_value, 0, rill_take_until_value(CALL1(is_large)));
LAWS(skip_while, 0, rill_skip_while(CALL1(is_small)));
LAWS(skip_while_indexed, 0, rill_skip_while_indexed(CALL2(is_early)));
LAWS(skip_until, TIMED, rill_skip_until(rill_from_marbles("-----x-|")));
LAWS(take_until, TIMED,
     rill_take_until(rill_from_marbles("--------------------x-|")));
LAWS(distinct, 0, rill_distinct());
LAWS(distinct_key, TIMED, rill_distinct(CALL1(third), .capacity = 2, .ttl = 3));
LAWS(distinct_until_changed, 0, rill_distinct_until_changed());
LAWS(distinct_until_changed_key, 0,
     rill_distinct_until_changed(CALL1(third), .equal = CALL2(are_equal)));
LAWS(first, NEEDS_ITEMS | ANSWERS_ERRORS, rill_first());
LAWS(first_of, NEEDS_ITEMS | ANSWERS_ERRORS, rill_first(CALL1(is_kept)));
LAWS(last, NEEDS_ITEMS, rill_last());
LAWS(last_of, NEEDS_ITEMS, rill_last(CALL1(is_kept)));
LAWS(first_or_default, ANSWERS_ERRORS,
     rill_first_or_default(rill_string("none"), .pred = CALL1(is_large)));
LAWS(last_or_default, 0,
     rill_last_or_default(rill_string("none"), .pred = CALL1(is_kept)));
LAWS(single, NEEDS_ITEMS | ANSWERS_ERRORS | BOUNDED, rill_single());
LAWS(single_of, NEEDS_ITEMS, rill_single(CALL1(is_five)));
LAWS(single_or_default, 0,
     rill_single_or_default(rill_string("none"), .pred = CALL1(is_five)));
LAWS(element_at, NEEDS_ITEMS, rill_element_at(4));
LAWS(element_at_or_default, 0,
     rill_element_at_or_default(4, rill_string("none")));
LAWS(find, 0, rill_find(CALL1(is_large)));
LAWS(find_index, CONVERTS, rill_find_index(CALL1(is_large)));
LAWS(debounce, TIMED, rill_debounce(2));
LAWS(sample, LOSSY, rill_sample(3));
LAWS(throttle_first, TIMED, rill_throttle_first(3));
