/* SPDX-License-Identifier: MIT */
/* iterate: a stream as a loop; it works while the loop asks for an item. */
#include "base/error.h"
#include "base/memory.h"
#include "core/operator.h"
#include "shared/drive.h"

#include <rill/utility.h>

/* What the run tells; it may be released later than the iterator. */
struct pull {
  uint32_t count; /* the run, and the iterator */
  rill_value_t item;
  rill_error_t *error;
  bool has_item, over;
};

struct rill_iterator {
  rill_object_t base;
  rill_drive_t drive;
  struct pull *pull; /* NULL: it never ran */
  rill_subscription_t *run;
  rill_value_t given;  /* by the last call */
  rill_error_t *error; /* of the last call */
  bool asked;          /* for an item that has not come */
};

static void pull_unref(void *context) {
  struct pull *pull = context;
  if (!rill_count_down(&pull->count)) return;
  rill_value_unref(pull->item);
  rill_unref(pull->error);
  rill_release(pull, sizeof *pull);
}

static void iterator_destroy(void *object) {
  rill_iterator_t *iterator = object;
  rill_cancel(iterator->run);
  rill_unref(iterator->run);
  if (iterator->drive.scheduler != NULL) rill_drive_close(&iterator->drive);
  if (iterator->pull != NULL) pull_unref(iterator->pull);
  rill_value_unref(iterator->given);
  rill_unref(iterator->error);
}

const rill_type_t rill_iterator_type = {
    .name = "iterator",
    .destroy = iterator_destroy,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

/* --- The observer --------------------------------------------------------- */

static void pull_subscribed(rill_subscription_t *run, void *context) {
  (void) run; /* so that nothing is asked for yet */
  (void) context;
}

static void pull_next(rill_value_t item, void *context) {
  struct pull *pull = context;
  pull->item = rill_value_ref(item);
  pull->has_item = true;
}

static void pull_error(rill_error_t *error, void *context) {
  ((struct pull *) context)->error = rill_ref(error);
}

static void pull_release(void *context) {
  ((struct pull *) context)->over = true;
  pull_unref(context);
}

/* --- Making --------------------------------------------------------------- */

static rill_iterator_t iterator_no_memory = {
    .base = RILL_STATIC_OBJECT(rill_iterator_type),
};

/* Takes over the observable. NULL, or an error. */
static rill_error_t *iterator_start(rill_iterator_t *iterator,
                                    rill_observable_t *observable) {
  struct pull *pull = rill_allocate_zeroed(sizeof *pull);
  rill_error_t *error =
      pull == NULL ? rill_error_no_memory()
                   : rill_drive_enter(&iterator->drive, "rill_iterate");
  if (error != NULL) {
    rill_release(pull, sizeof *pull);
    rill_unref(observable);
    return error;
  }
  pull->count = 2;
  iterator->pull = pull;
  rill_observer_t observer = {.size = sizeof observer,
                              .next = pull_next,
                              .error = pull_error,
                              .subscribed = pull_subscribed,
                              .release = pull_release,
                              .context = pull};
  iterator->run = rill_subscribe_observer(
      iterator->drive.scheduler, rill_drive_home(&iterator->drive, observable),
      &observer, "rill_iterate");
  rill_drive_leave(&iterator->drive);
  return NULL;
}

rill_iterator_t *rill_iterate(rill_scheduler_t *scheduler,
                              rill_observable_t *observable) {
  rill_iterator_t *iterator =
      rill_object_new_zeroed(&rill_iterator_type, sizeof *iterator);
  if (iterator == NULL) {
    rill_unref(observable);
    return &iterator_no_memory;
  }
  if (observable == NULL)
    iterator->error =
        rill_error_new(RILL_EINVAL, "rill_iterate: the observable is NULL");
  else
    iterator->error =
        rill_drive_open(&iterator->drive, scheduler, "rill_iterate");
  if (iterator->error == NULL)
    iterator->error = iterator_start(iterator, observable);
  else
    rill_unref(observable);
  return iterator;
}

/* --- Going on ------------------------------------------------------------- */

/* What the last call gave goes back. */
static void iterator_clear(rill_iterator_t *iterator) {
  rill_value_t item = iterator->given;
  rill_error_t *error = iterator->error;
  iterator->given = rill_none();
  iterator->error = NULL;
  rill_unref(error);
  rill_value_unref(item);
}

/* Until there is an item; one that was asked for may have come meanwhile. */
static rill_error_t *iterator_drive(rill_iterator_t *iterator) {
  const struct pull *pull = iterator->pull;
  rill_error_t *error =
      rill_drive_enter(&iterator->drive, "rill_iterator_next");
  if (error != NULL) return error;
  if (!iterator->asked) rill_request(iterator->run, 1);
  iterator->asked = true;
  while (!pull->has_item && !pull->over && rill_drive_step(&iterator->drive))
    continue;
  rill_drive_leave(&iterator->drive);
  if (pull->has_item || pull->over) return NULL;
  return rill_error_new(RILL_EBROKEN,
                        "rill_iterator_next: the stream has not ended, and "
                        "nothing is scheduled that could go on with it");
}

static bool iterator_take(rill_iterator_t *iterator) {
  struct pull *pull = iterator->pull;
  if (!pull->has_item) return false;
  iterator->given = pull->item;
  iterator->asked = false;
  pull->item = rill_none();
  pull->has_item = false;
  return true;
}

bool rill_iterator_next(rill_iterator_t *iterator, rill_value_t *item) {
  *item = rill_none();
  if (iterator == NULL || iterator->pull == NULL) return false;
  const struct pull *pull = iterator->pull;
  iterator_clear(iterator);
  rill_ref_object(iterator); /* a callback may drop it */
  if (!pull->has_item && !pull->over) {
    rill_error_t *error = iterator_drive(iterator);
    rill_unref(iterator->error); /* of a call from inside */
    iterator->error = error;
  }
  bool some = iterator->base.count > 1 && iterator_take(iterator);
  if (some) *item = iterator->given;
  rill_unref(iterator);
  return some;
}

rill_error_t *rill_iterator_error(const rill_iterator_t *iterator) {
  if (iterator == NULL || iterator == &iterator_no_memory)
    return rill_error_no_memory();
  if (iterator->error != NULL) return iterator->error;
  return iterator->pull != NULL ? iterator->pull->error : NULL;
}
