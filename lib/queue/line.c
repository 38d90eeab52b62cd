/* SPDX-License-Identifier: MIT */
/* line: who waits, who is called, who has gone. */
#include "queue/line.h"

#include <assert.h>

enum { WAITING = 65536 };

void rill_line_init(rill_line_t *line, rill_scheduler_t *scheduler,
                    int64_t max_waiting, rill_turn_fn turn) {
  *line = (rill_line_t){
      .scheduler = scheduler,
      .limit = max_waiting > 0 ? (size_t) max_waiting : WAITING,
      .turn = turn,
  };
}

/* --- Members -------------------------------------------------------------- */

static void line_unlink(rill_member_t *member) {
  rill_line_t *line = member->line;
  *(member->back != NULL ? &member->back->next : &line->first) = member->next;
  *(member->next != NULL ? &member->next->back : &line->last) = member->back;
  if (line->idle == member) line->idle = member->next;
  line->count--;
  if (member->called) line->called--;
  member->called = false;
  member->line = NULL;
}

static void member_run(rill_job_t *job, int status) {
  rill_member_t *member = rill_container_of(job, rill_member_t, job);
  rill_line_t *line = member->line;
  void *owner = member->owner;
  rill_error_t *error = NULL;
  if (status != 0)
    error = rill_error_new(RILL_ECLOSED, "the scheduler is closing");
  if (line != NULL) {
    line_unlink(member);
    if (status == 0) line->supply--;
    member->turn(line, member, error);
  }
  rill_unref(error);
  rill_unref(owner);
}

/* As many as there is something for. A closed scheduler calls nobody. */
static void line_call(rill_line_t *line) {
  while (line->idle != NULL && line->called < line->supply) {
    rill_member_t *member = line->idle;
    member->job.run = member_run;
    if (rill_enqueue_job(line->scheduler, &member->job) != 0) return;
    rill_ref_object(member->owner);
    member->called = true;
    line->called++;
    line->idle = member->next;
  }
}

void rill_line_join(rill_line_t *line, rill_member_t *member) {
  assert(member->line == NULL);
  member->line = line;
  member->next = NULL;
  member->back = line->last;
  *(line->last != NULL ? &line->last->next : &line->first) = member;
  line->last = member;
  if (line->idle == NULL) line->idle = member;
  line->count++;
  line_call(line);
}

void rill_line_leave(rill_member_t *member) {
  rill_line_t *line = member->line;
  if (line == NULL) return;
  line_unlink(member);
  line_call(line);
}

rill_member_t *rill_line_shift(rill_line_t *line) {
  rill_member_t *member = line->first;
  if (member != NULL) line_unlink(member);
  return member;
}

void rill_line_dismiss(rill_line_t *line, rill_error_t *error) {
  rill_member_t *member;
  while ((member = rill_line_shift(line)) != NULL)
    member->turn(line, member, error);
}

void rill_line_close(rill_line_t *line, const char *what) {
  if (line->first == NULL) return;
  rill_error_t *error =
      rill_error_new(RILL_ECLOSED, "%s is gone while this waits for it", what);
  rill_line_dismiss(line, error);
  rill_unref(error);
}

void rill_line_supply(rill_line_t *line, size_t count) {
  line->supply += count;
  line_call(line);
}

/* --- Promises ------------------------------------------------------------- */

static rill_ticket_t *ticket_of(rill_member_t *member) {
  return rill_container_of(member, rill_ticket_t, member);
}

static rill_promise_t *promise_of(rill_ticket_t *ticket) {
  return (rill_promise_t *) (void *) ticket - 1;
}

rill_promise_t *rill_ticket_end(rill_member_t *member, rill_value_t *value) {
  rill_ticket_t *ticket = ticket_of(member);
  rill_promise_t *promise = promise_of(ticket);
  rill_promise_unhook(promise);
  *value = ticket->value;
  return promise;
}

void rill_ticket_settle(rill_promise_t *promise, rill_value_t outcome) {
  if (rill_promise_is_settled(promise))
    rill_value_unref(outcome);
  else
    rill_promise_settle(promise, outcome);
  rill_unref(promise);
}

/* Of one that is of no more use. */
static rill_promise_t *ticket_void(rill_member_t *member) {
  rill_value_t value;
  rill_promise_t *promise = rill_ticket_end(member, &value);
  rill_value_unref(value);
  return promise;
}

static void ticket_canceled(void *context, bool canceled) {
  rill_ticket_t *ticket = context;
  (void) canceled;
  rill_line_leave(&ticket->member);
  rill_unref(ticket_void(&ticket->member));
}

static bool is_plain(rill_value_t value) {
  return value.kind != RILL_OBJECT || (value.as.o->type != &rill_promise_type &&
                                       value.as.o->type->then == NULL);
}

/* Settles and calls the handlers in one go, for which this job is: in between
 * somebody might be cancelled, and what he had got would be lost. */
static void ticket_deliver(rill_promise_t *promise, rill_value_t value) {
  rill_node_t *waiting = promise->node.of.waiting;
  promise->node.of.waiting = NULL;
  rill_promise_settle(promise, value);
  promise->node.as.delivery.waiting = waiting;
  rill_promise_run(&promise->node.as.delivery.job, 0); /* drops `promise` */
}

/* The references are the line's and the job's. */
static bool is_forsaken(rill_promise_t *promise) {
  return promise->node.of.waiting == NULL &&
         __atomic_load_n(&promise->base.count, __ATOMIC_ACQUIRE) <= 2;
}

void rill_ticket_serve(rill_line_t *line, rill_member_t *member,
                       rill_error_t *error) {
  rill_promise_t *promise = ticket_void(member);
  if (error != NULL) {
    rill_ticket_settle(promise, rill_fail(rill_ref(error)));
    return;
  }
  if (is_forsaken(promise)) {
    rill_line_supply(line, 1);
    rill_unref(promise);
    return;
  }
  rill_value_t value = line->take != NULL ? line->take(line) : rill_none();
  if (is_plain(value)) {
    ticket_deliver(promise, value);
  } else {
    rill_promise_follow(promise, value, false);
    rill_unref(promise);
  }
}

void rill_ticket_pass(rill_line_t *line, rill_member_t *member,
                      rill_error_t *error) {
  (void) line;
  rill_ticket_settle(ticket_void(member),
                     error != NULL ? rill_fail(rill_ref(error)) : rill_none());
}

static rill_promise_t *line_full(const rill_line_t *line, const char *name) {
  return rill_promise_failed(
      line->scheduler,
      rill_error_new(RILL_EAGAIN, "%s: %zu are waiting already (.max_waiting)",
                     name, line->limit));
}

/* The promise to return instead; NULL if another one may wait. */
static rill_promise_t *line_refuse(const rill_line_t *line, const char *name) {
  rill_promise_t *refused = rill_promise_refuse(line->scheduler, name);
  if (refused != NULL || line->count < line->limit) return refused;
  return line_full(line, name);
}

rill_promise_t *rill_line_wait(rill_line_t *line, const char *name,
                               rill_value_t value) {
  rill_promise_t *promise = line_refuse(line, name);
  if (promise == NULL) {
    size_t size = sizeof *promise + sizeof(rill_ticket_t);
    promise = rill_promise_new(line->scheduler, size, 0);
    if (promise != NULL) {
      rill_ticket_t *ticket = (rill_ticket_t *) (void *) (promise + 1);
      *ticket = (rill_ticket_t){
          .member = {.turn = line->turn, .owner = promise}, .value = value};
      rill_promise_hook(promise, ticket_canceled, ticket);
      rill_line_join(line, &ticket->member);
      return rill_ref(promise); /* the first one is the line's */
    }
    promise = rill_promise_no_memory(line->scheduler);
  }
  rill_value_unref(value);
  return promise;
}

rill_promise_t *rill_line_missing(const char *name, const char *what) {
  return rill_promise_failed(
      NULL, rill_error_new(RILL_EINVAL, "%s: %s is NULL", name, what));
}
