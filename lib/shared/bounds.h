/* SPDX-License-Identifier: MIT */
/* Where lists and windows begin and end.
 *
 * A decider (rill_bounds_kind_t) opens and closes spans: by another stream, a
 * function, the count of items, the time. A collector makes a list
 * (shared/lists.h) or a window (shared/windows.h) of each span. Both live in
 * one stage, whose alarms and inner runs the decider uses; the collector hands
 * it the items. Spans are numbered as they open, and stand in that order. */
#ifndef RILL_SHARED_BOUNDS_H
#define RILL_SHARED_BOUNDS_H

#include "core/operator.h"
#include "shared/cut.h"

typedef struct rill_bounds rill_bounds_t;
typedef struct rill_span rill_span_t;
typedef struct rill_bounds_kind rill_bounds_kind_t;

/** The parameters of all operators that split or collect. */
typedef struct rill_bounds_params {
  const rill_bounds_kind_t *kind;
  rill_observable_t *stream; /* boundaries or openings; owned */
  rill_fn_t fn;              /* closing, predicate or key; owned */
  rill_time_t span, shift;
  int64_t count, skip;
  int64_t max_open; /* of a toggle */
  int64_t capacity;
} rill_bounds_params_t;

struct rill_span {
  rill_span_t *next, *back;
  int64_t number;
  int64_t from;          /* items that came before it */
  rill_time_t end;       /* for the decider */
  rill_stage_t *closing; /* the run that ends it, or NULL */
  void *kept;            /* for the collector */
};

/** What decides. All of these may be NULL. */
struct rill_bounds_kind {
  /** Checks the parameters that are its own. */
  rill_error_t *(*check)(const rill_bounds_params_t *p);
  /** Before upstream is subscribed: opens what is open from the start. */
  void (*open)(rill_bounds_t *b);
  /** When it is: runs other streams. */
  void (*start)(rill_bounds_t *b);
  /** Around an item that goes to all open spans. True: it is the last one. */
  bool (*before)(rill_bounds_t *b, rill_value_t item);
  void (*after)(rill_bounds_t *b);
  /** Opens what begins with the next item; goes with `row`. */
  void (*begin)(rill_bounds_t *b);
  /** How many of the next items at least go to the spans that are open now,
   * with one call of `after` behind them; may be NULL. */
  int64_t (*row)(const rill_bounds_t *b);
  /** If the next items, up to `most` of them, are a span of their own, and no
   * other is open: takes note of it as if it had been, and says how many they
   * are; else 0. May be NULL. */
  int64_t (*whole)(rill_bounds_t *b, uint64_t most);
  /** How many of `count` items to ask for when `ahead` have been asked for and
   * not come, so that those that come at once are whole spans; may be NULL. */
  int64_t (*fit)(const rill_bounds_t *b, int64_t ahead, int64_t count);
  /** The collector lags no more. */
  void (*ready)(rill_bounds_t *b);
  const rill_cut_kind_t *cut; /* for those that look at the items */
};

/** What collects. `exact`: the span ends by what its items are; else it may
 * become one with others while nobody asks. */
typedef struct rill_collector {
  /** A span has begun; it stands last. */
  void (*open)(rill_bounds_t *b, rill_span_t *span, bool exact);
  /** A span has ended, and goes after this. */
  void (*close)(rill_bounds_t *b, rill_span_t *span, bool exact);
  /** An item for all open spans; there is one. */
  void (*put)(rill_bounds_t *b, rill_value_t item);
  /** An item for which no span is open, or all is over. */
  void (*miss)(rill_bounds_t *b, rill_value_t item);
  /** As `put` for several; may be NULL. False: one by one, this time. */
  bool (*put_row)(rill_bounds_t *b, const rill_supply_t *items);
  /** No more spans will begin: what comes when none is open is of no use, and
   * is not worth waiting for. */
  void (*spent)(rill_bounds_t *b);
  /** More has been collected than was asked for. */
  bool (*lags)(const rill_bounds_t *b);
  /** The end of all: with an error as it came (taken over), or NULL. */
  void (*end)(rill_bounds_t *b, rill_error_t *error);
  /** The same with an error of the operator's own. */
  void (*fail)(rill_bounds_t *b, rill_error_t *error);
} rill_collector_t;

struct rill_bounds {
  const rill_bounds_params_t *params;
  const rill_collector_t *collector;
  rill_stage_t *stage;
  const char *name;         /* of the operator */
  rill_span_t *first, *last; /* the open ones */
  rill_span_t *spare;        /* for the next one, or NULL */
  int64_t opened;           /* spans, ever */
  int64_t items;            /* that went to a span, ever */
  rill_stage_t *edge;       /* the run of another stream, or NULL */
  rill_alarm_t alarm;
  rill_time_t next;  /* when the next span begins */
  int64_t gap;       /* items until the next span begins */
  rill_cut_t cut;
  bool owed, asking; /* another stream must be asked for; is being */
  bool spent, stopped;
};

/* --- For the operators ---------------------------------------------------- */

extern const rill_bounds_kind_t rill_bounds_by_stream, rill_bounds_when,
    rill_bounds_toggle, rill_bounds_by_count, rill_bounds_by_time,
    rill_bounds_by_time_or_count, rill_bounds_until, rill_bounds_while,
    rill_bounds_until_changed;

rill_error_t *rill_bounds_check(const void *params);
void rill_bounds_forget(void *params);

/* --- For the collectors --------------------------------------------------- */

void rill_bounds_init(rill_bounds_t *b, rill_stage_t *stage, const char *name,
                      const rill_bounds_params_t *params,
                      const rill_collector_t *collector);
void rill_bounds_open(rill_bounds_t *b);
void rill_bounds_start(rill_bounds_t *b);
void rill_bounds_ready(rill_bounds_t *b);
/** An item; false if there was no span for it, and so it was let go. */
bool rill_bounds_take(rill_bounds_t *b, rill_value_t item);
/** Takes note of an item that goes to the spans that are open, and neither
 * begins nor ends one; false: it may. */
static inline bool rill_bounds_pass(rill_bounds_t *b) {
  const rill_bounds_kind_t *kind = b->params->kind;
  if (kind->row == NULL || b->first == NULL || kind->row(b) < 2) return false;
  b->items++;
  b->gap--;
  return true;
}
/** Several at once, if nothing begins or ends before the last of them: how many
 * of the items were taken, or 0. */
size_t rill_bounds_take_row(rill_bounds_t *b, const rill_supply_t *items);
/** If the next items, up to `most` of them, are all of the next span, and no
 * other is open: so many are taken, and the collector does with them what it
 * would have done; else 0. */
static inline uint64_t rill_bounds_take_whole(rill_bounds_t *b, uint64_t most) {
  const rill_bounds_kind_t *kind = b->params->kind;
  if (kind->whole == NULL) return 0;
  int64_t count = kind->whole(b, most);
  b->opened += count > 0;
  b->items += count;
  return (uint64_t) count;
}
/** No more spans are opened: stops alarms and runs. Those that are open stay
 * so. */
void rill_bounds_stop(rill_bounds_t *b);
/** Stops, and forgets open spans without closing them. */
void rill_bounds_release(rill_bounds_t *b);

/* --- For the deciders ----------------------------------------------------- */

/** Whether there is nothing left to decide. */
static inline bool rill_bounds_over(const rill_bounds_t *b) {
  return b->stopped || b->stage->closed;
}
/** Begins a span; NULL when that has ended it all. */
rill_span_t *rill_span_open(rill_bounds_t *b, bool exact);
void rill_span_close(rill_bounds_t *b, rill_span_t *span, bool exact);
/** Opens the new, then closes the old ones. */
void rill_span_swap(rill_bounds_t *b, bool exact);

#endif
