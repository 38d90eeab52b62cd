/* SPDX-License-Identifier: MIT */
/* The ring gives back what it was given, in order. */
#include "base/ring.h"

#include <rill/memory.h>

#include "support/failing.h"
#include "support/values.h"

static int64_t pop(rill_ring_t *ring) {
  return rill_as_int(rill_ring_pop(ring));
}

TEST(ring, is_first_in_first_out) {
  rill_ring_t ring = {0};
  for (int i = 0; i < 100; i++) ck_assert(rill_ring_push(&ring, rill_int(i)));
  ck_assert_uint_eq(ring.count, 100);
  for (int i = 0; i < 100; i++) ck_assert_int_eq(pop(&ring), i);
  ck_assert_uint_eq(ring.count, 0);
  rill_ring_clear(&ring);
}

TEST(ring, keeps_order_while_it_grows_around_its_end) {
  rill_ring_t ring = {0};
  int64_t in = 0, out = 0;
  for (int round = 1; round < 50; round++) {
    for (int i = 0; i < round + 3; i++) rill_ring_push(&ring, rill_int(in++));
    for (int i = 0; i < round; i++) ck_assert_int_eq(pop(&ring), out++);
    for (size_t i = 0; i < ring.count; i++)
      ck_assert_int_eq(rill_as_int(rill_ring_at(&ring, i)), out + (int) i);
  }
  rill_ring_clear(&ring);
}

TEST(ring, gives_the_youngest_from_its_other_end) {
  rill_ring_t ring = {0};
  for (int i = 0; i < 10; i++) rill_ring_push(&ring, rill_int(i));
  for (int i = 0; i < 5; i++) pop(&ring);
  for (int i = 10; i < 12; i++) rill_ring_push(&ring, rill_int(i));
  for (int i = 11; i >= 5; i--)
    ck_assert_int_eq(rill_as_int(rill_ring_pop_last(&ring)), i);
  ck_assert_uint_eq(ring.count, 0);
  rill_ring_clear(&ring);
}

TEST(ring, stays_small_when_it_is_drained) {
  rill_ring_t ring = {0};
  for (int i = 0; i < 10000; i++) {
    rill_ring_push(&ring, rill_int(i));
    pop(&ring);
  }
  ck_assert_uint_eq(ring.room, 8);
  rill_ring_clear(&ring);
}

TEST(ring, clear_drops_what_is_left_and_the_ring_can_go_on) {
  rill_ring_t ring = {0};
  for (int i = 0; i < 20; i++) rill_ring_push(&ring, rill_string("x"));
  rill_value_unref(rill_ring_pop(&ring));
  rill_ring_clear(&ring);
  ck_assert_live(&rill_string_type, 0);
  ck_assert_uint_eq(ring.count, 0);
  rill_ring_push(&ring, rill_int(1));
  ck_assert_int_eq(pop(&ring), 1);
  rill_ring_clear(&ring);
}

/* An item whose death puts another one into the same ring. */
static rill_ring_t *haunted;
static void ghost_destroy(void *payload) {
  (void) payload;
  rill_ring_push(haunted, rill_int(1));
}
static const rill_type_t ghost_type = {.name = "ghost",
                                       .destroy = ghost_destroy};

TEST(ring, may_be_used_from_the_death_of_an_item) {
  rill_ring_t ring = {0};
  haunted = &ring;
  for (int i = 0; i < 3; i++) rill_ring_push(&ring, rill_box(&ghost_type, ""));
  rill_ring_clear(&ring);
  ck_assert_uint_eq(ring.count, 3);
  rill_ring_clear(&ring);
}

TEST(ring, without_memory_drops_the_item_and_keeps_the_others) {
  rill_ring_t ring = {0};
  for (int i = 0; i < 8; i++) rill_ring_push(&ring, rill_string("x"));
  rill_value_t ninth = rill_string("y");
  failing_start(1, FAILING_FROM);
  ck_assert(!rill_ring_push(&ring, ninth));
  ck_assert(failing_stop());
  ck_assert_live(&rill_string_type, 8);
  ck_assert_uint_eq(ring.count, 8);
  rill_ring_clear(&ring);
}
