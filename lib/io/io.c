/* SPDX-License-Identifier: MIT */
/* io: what the handles on one scheduler's loop share: memory to read into, and
 * somebody who hears when the scheduler closes. */
#include "io/stream.h"

static void io_free(rill_io_t *io) {
  rill_scheduler_t *scheduler = io->scheduler;
  scheduler->io = NULL;
  rill_unschedule(scheduler, &io->closing);
  for (size_t i = 0; i < RILL_IO_CHUNKS; i++)
    rill_value_unref(io->chunks[i].bytes);
  rill_release(io, sizeof *io);
  rill_scheduler_stir(scheduler);
  rill_unref(scheduler);
}

static void member_link(rill_io_member_t *member, rill_io_member_t **list) {
  member->next = *list;
  member->link = list;
  if (member->next != NULL) member->next->link = &member->next;
  *list = member;
}

static void member_unlink(rill_io_member_t *member) {
  *member->link = member->next;
  if (member->next != NULL) member->next->link = member->link;
}

/* Closing one may call back, and so close others. They leave later, when libuv
 * is done with them. */
static void io_close(rill_task_t *task, int status) {
  rill_io_t *io = rill_container_of(task, rill_io_t, closing);
  rill_io_member_t *rest = io->members, self = {.io = io};
  (void) status;
  if (rest != NULL) rest->link = &rest;
  io->members = NULL;
  member_link(&self, &io->members);
  while (rest != NULL) {
    rill_io_member_t *member = rest;
    member_unlink(member);
    member_link(member, &io->members);
    member->close(member);
  }
  rill_io_leave(&self);
}

static rill_io_t *io_new(rill_scheduler_t *scheduler) {
  rill_io_t *io = rill_allocate_zeroed(sizeof *io);
  if (io == NULL) return NULL;
  io->scheduler = rill_ref(scheduler);
  io->closing.run = io_close;
  rill_schedule_at(scheduler, &io->closing, RILL_TIME_NEVER);
  scheduler->io = io;
  return io;
}

bool rill_io_join(rill_scheduler_t *scheduler, rill_io_member_t *member,
                  void (*close)(rill_io_member_t *member)) {
  rill_io_t *io = scheduler->io;
  if (io == NULL && !scheduler->closed) io = io_new(scheduler);
  if (io == NULL) return false;
  if (!rill_task_is_scheduled(&io->closing)) /* it is closing: once again */
    rill_schedule_at(scheduler, &io->closing, RILL_TIME_NEVER);
  member->io = io;
  member->close = close;
  member_link(member, &io->members);
  return true;
}

void rill_io_leave(rill_io_member_t *member) {
  rill_io_t *io = member->io;
  member_unlink(member);
  member->io = NULL;
  if (io->members == NULL) io_free(io);
}

/* --- Memory to read into -------------------------------------------------- */

static void chunk_drop(void *data) { rill_release(data, RILL_IO_CHUNK); }

/* Nobody but us: then nobody else can get at it any more. */
static bool chunk_is_ours(const rill_chunk_t *chunk) {
  return __atomic_load_n(&chunk->bytes.as.o->count, __ATOMIC_ACQUIRE) == 1;
}

static size_t chunk_room(rill_chunk_t *chunk) {
  if (rill_is_none(chunk->bytes)) return 0;
  if (chunk_is_ours(chunk)) chunk->used = 0;
  return RILL_IO_CHUNK - chunk->used;
}

static bool chunk_renew(rill_chunk_t *chunk) {
  void *data = rill_allocate(RILL_IO_CHUNK);
  if (data == NULL) return false;
  rill_value_t bytes = rill_bytes_own(data, RILL_IO_CHUNK, chunk_drop);
  if (rill_is_error(bytes)) return false;
  rill_value_unref(chunk->bytes); /* whoever has bytes of it keeps it */
  chunk->bytes = bytes;
  chunk->used = 0;
  return true;
}

void *rill_io_room(rill_io_t *io, size_t least, size_t *room) {
  rill_chunk_t *chunk = &io->chunks[io->current];
  for (unsigned i = 0; i < RILL_IO_CHUNKS && chunk_room(chunk) < least; i++) {
    if (i > 0 && rill_is_none(chunk->bytes)) break;
    io->current = (io->current + 1) % RILL_IO_CHUNKS;
    chunk = &io->chunks[io->current];
  }
  if (chunk_room(chunk) < least && !chunk_renew(chunk)) return NULL;
  *room = RILL_IO_CHUNK - chunk->used;
  const unsigned char *data = rill_as_bytes(chunk->bytes, NULL);
  return (void *) (uintptr_t) (data + chunk->used);
}

rill_value_t rill_io_bytes(rill_io_t *io, size_t length) {
  rill_chunk_t *chunk = &io->chunks[io->current];
  rill_value_t bytes = rill_bytes_slice(chunk->bytes, chunk->used, length);
  chunk->used += length;
  return bytes;
}

rill_value_t rill_io_whole(rill_io_t *io) {
  size_t room;
  if (rill_io_room(io, RILL_IO_CHUNK, &room) == NULL)
    return rill_fail(rill_error_no_memory());
  rill_chunk_t *chunk = &io->chunks[io->current];
  chunk->used = RILL_IO_CHUNK;
  return rill_value_ref(chunk->bytes);
}
