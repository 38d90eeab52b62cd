/* SPDX-License-Identifier: MIT */
/* list: what waits for a promise, with entry and exit in constant time.
 *
 * Most promises have one consumer, whose node is narrow: it has no way back,
 * and finds its source at the end of the list. Any later one is wide. A narrow
 * node is always the head; behind it come the others, youngest first. */
#include <assert.h>

#include "promise/fast.h"

static const uintptr_t end_mark = 1;

static bool is_end(const rill_node_t *node) {
  return ((uintptr_t) node & end_mark) != 0;
}

static rill_wide_t *wide_of(const rill_node_t *node) {
  rill_node_t *n = (rill_node_t *) (uintptr_t) node;
  if ((n->bits & RILL_P_FOLLOWS) != 0) return &n->as.follower.wide;
  if ((n->bits & RILL_P_WIDE) != 0) return (rill_wide_t *) (void *) (n + 1);
  return NULL;
}

rill_promise_t *rill_node_source(const rill_node_t *node) {
  rill_wide_t *wide = wide_of(node);
  if (wide != NULL) return wide->source;
  rill_node_t *next = node->as.reaction.next;
  if (is_end(next)) return (rill_promise_t *) ((uintptr_t) next & ~end_mark);
  return wide_of(next)->source;
}

/* Both neighbours learn of each other; `back` NULL: `node` is the head. */
static void list_join(rill_node_t **list, rill_node_t *back,
                      rill_node_t *node) {
  if (back != NULL)
    back->as.reaction.next = node;
  else
    *list = is_end(node) ? NULL : node;
  if (is_end(node)) return;
  rill_wide_t *wide = wide_of(node);
  if (wide != NULL) wide->back = back;
}

void rill_promise_link(rill_promise_t *source, rill_node_t *node) {
  rill_node_t **list = rill_promise_list(source);
  rill_wide_t *wide = wide_of(node);
  rill_node_t *back = *list != NULL && wide_of(*list) == NULL ? *list : NULL;
  rill_node_t *next = back != NULL    ? back->as.reaction.next
                      : *list != NULL ? *list
                                      : rill_list_end(source);
  assert(wide != NULL || *list == NULL);
  if (wide != NULL) wide->source = source;
  node->bits |= RILL_P_LINKED;
  list_join(list, back, node);
  list_join(list, node, next);
  source->node.bits |= RILL_P_HANDLED;
  if ((node->bits & RILL_P_SHIELD) == 0)
    source->node.bits &= ~(uint32_t) RILL_P_FORSAKEN;
}

void rill_promise_unlink(rill_node_t *node) {
  rill_promise_t *source = rill_node_source(node);
  rill_wide_t *wide = wide_of(node);
  list_join(rill_promise_list(source), wide != NULL ? wide->back : NULL,
            node->as.reaction.next);
  node->bits &= ~(uint32_t) RILL_P_LINKED;
}

void rill_promise_order(rill_promise_t *promise) {
  rill_node_t **list = rill_promise_list(promise), *head = *list;
  if (head == NULL || is_end(head->as.reaction.next)) return;
  bool narrow = wide_of(head) == NULL;
  rill_node_t *node = narrow ? head->as.reaction.next : head;
  rill_node_t *behind = rill_list_end(promise);
  while (!is_end(node)) {
    rill_node_t *next = node->as.reaction.next;
    list_join(list, node, behind);
    behind = node;
    node = next;
  }
  list_join(list, narrow ? head : NULL, behind);
}

void rill_promise_move_list(rill_promise_t *from, rill_promise_t *to) {
  rill_node_t *node = *rill_promise_list(from);
  *rill_promise_list(to) = node;
  *rill_promise_list(from) = NULL;
  to->node.bits |= RILL_P_HANDLED;
  for (rill_node_t *next; node != NULL; node = next) {
    rill_wide_t *wide = wide_of(node);
    if (wide != NULL) wide->source = to;
    next = node->as.reaction.next;
    if (!is_end(next)) continue;
    node->as.reaction.next = rill_list_end(to);
    return;
  }
}

static const rill_node_t *list_head(const rill_promise_t *source) {
  return rill_promise_is_settled(source) ? source->node.as.delivery.waiting
                                         : source->node.of.waiting;
}

size_t rill_promise_waiting(const rill_promise_t *promise) {
  size_t count = 0;
  const rill_node_t *node = list_head(promise);
  for (; node != NULL && !is_end(node); node = node->as.reaction.next) count++;
  return count;
}

bool rill_promise_has_others(const rill_promise_t *source,
                             const rill_node_t *node) {
  const rill_node_t *other = list_head(source);
  for (; other != NULL && !is_end(other); other = other->as.reaction.next)
    if (other != node && (other->bits & RILL_P_SHIELD) == 0) return true;
  return false;
}
