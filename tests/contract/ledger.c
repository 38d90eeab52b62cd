/* SPDX-License-Identifier: MIT */
/* Strings are told apart by their addresses; numbers are counted. */
#include "ledger.h"

enum { ENTRIES = 256 };

bool ledger_open, ledger_deaf;

static struct entry {
  rill_value_t item; /* a reference */
  int in, out, dropped;
} entries[ENTRIES];
static size_t entry_count;

static bool is_same(rill_value_t a, rill_value_t b) {
  return a.kind == b.kind && a.as.i == b.as.i;
}

static struct entry *entry_of(rill_value_t item) {
  for (size_t i = 0; i < entry_count; i++)
    if (is_same(entries[i].item, item)) return &entries[i];
  return NULL;
}

/* --- In ------------------------------------------------------------------- */

static rill_value_t note_in(rill_value_t item, void *context) {
  (void) context;
  bool counted = rill_as_object(item, &rill_string_type) != NULL;
  rill_value_t own =
      counted ? rill_string(rill_as_string(item)) : rill_value_ref(item);
  struct entry *entry = entry_of(own);
  if (entry == NULL) {
    must(entry_count < ENTRIES, "the ledger is full");
    entry = &entries[entry_count++];
    *entry = (struct entry){.item = rill_value_ref(own)};
  }
  entry->in++;
  return own;
}

/* --- Out, also as a part of what comes out -------------------------------- */

static void note_parts(rill_value_t item, bool dropped);

static void note_list(rill_value_t list, bool dropped) {
  for (size_t i = 0; i < rill_list_length(list); i++)
    note_parts(rill_list_items(list)[i], dropped);
}

static void note_map(rill_value_t map, bool dropped) {
  rill_value_t key, value;
  for (size_t i = 0; rill_map_at(map, i, &key, &value); i++) {
    note_parts(key, dropped);
    note_parts(value, dropped);
  }
}

static void note_record(rill_value_t item, bool dropped) {
  const rill_timestamped_t *stamped = rill_unbox(item, &rill_timestamped_type);
  const rill_interval_record_t *interval = rill_unbox(item, &rill_interval_type);
  const rill_notification_t *note = rill_unbox(item, &rill_notification_type);
  if (stamped != NULL) note_parts(stamped->value, dropped);
  if (interval != NULL) note_parts(interval->value, dropped);
  if (note != NULL) note_parts(note->value, dropped);
}

static void note_parts(rill_value_t item, bool dropped) {
  struct entry *entry = entry_of(item);
  if (entry != NULL && dropped) entry->dropped++;
  if (entry != NULL && !dropped) entry->out++;
  note_list(item, dropped);
  note_map(item, dropped);
  note_record(item, dropped);
}

static rill_value_t note_out(rill_value_t item, void *context) {
  (void) context;
  note_parts(item, false);
  return rill_value_ref(item);
}

static void note_dropped(const rill_dropped_t *dropped, void *context) {
  (void) context;
  note_parts(dropped->item, true);
}

/* --- The accounts --------------------------------------------------------- */

void ledger_begin(rill_scheduler_t *clock) {
  if (!ledger_deaf) rill_scheduler_on_dropped(clock, note_dropped, NULL);
}

rill_observable_t *ledger_flow(rill_observable_t *source,
                               rill_operator_t *op) {
  return rill_pipe(source, rill_map(rill_call(note_in)), op,
                   rill_map(rill_call(note_out)));
}

static void must_balance(const struct entry *entry) {
  int told = entry->out + entry->dropped;
  char text[64];
  if (told == entry->in || (told > entry->in && is(SPREADS))) return;
  rill_value_format(entry->item, text, sizeof text);
  must(false, "%s came %d times, went on %d times, and was dropped %d times",
       text, entry->in, entry->out, entry->dropped);
}

void ledger_finish(void) {
  for (size_t i = 0; i < entry_count && !ledger_deaf; i++)
    must_balance(&entries[i]);
  while (entry_count > 0) rill_value_unref(entries[--entry_count].item);
}
