/* SPDX-License-Identifier: MIT */
/* udp_datagrams: what comes to a socket, and from where. */
#include "base/value.h"
#include "io/request.h"
#include "io/udp.h"
#include "shared/options.h"
#include "shared/overflow.h"

struct datagrams_params {
  rill_value_t socket;
  rill_bounded_params_t queue;
};

struct datagrams {
  rill_udp_end_t *end; /* NULL: the socket is not ours to read */
  rill_bounded_t queue;
  int64_t demand;
  bool reading, emitting, ended;
};

/* --- The record ----------------------------------------------------------- */

static void datagram_destroy(void *payload) {
  rill_datagram_t *datagram = payload;
  rill_value_unref(datagram->bytes);
  rill_value_unref(datagram->sender);
}

static size_t datagram_format(const void *payload, char *text, size_t size) {
  const rill_datagram_t *datagram = payload;
  char sender[64];
  size_t length;
  rill_as_bytes(datagram->bytes, &length);
  rill_value_format(datagram->sender, sender, sizeof sender);
  int count = snprintf(text, size, "%zu bytes from %s", length, sender);
  return count > 0 ? (size_t) count : 0;
}

const rill_type_t rill_datagram_type = {
    .name = "datagram",
    .size = sizeof(rill_datagram_t),
    .destroy = datagram_destroy,
    .format = datagram_format,
};

/* Often many come from one sender. */
static bool sender_keep(rill_udp_end_t *end, const struct sockaddr *address) {
  rill_value_t sender = rill_address_from(address);
  if (rill_is_error(sender)) {
    rill_value_unref(sender);
    return false;
  }
  if (rill_value_equal(sender, end->sender)) {
    rill_value_unref(sender);
    return true;
  }
  rill_value_unref(end->sender);
  end->sender = sender;
  return true;
}

static rill_value_t datagram_new(rill_udp_end_t *end, const void *data,
                                 size_t length,
                                 const struct sockaddr *address) {
  if (!sender_keep(end, address)) return rill_no_memory();
  rill_value_t bytes = rill_bytes(data, length);
  if (rill_is_error(bytes)) return bytes;
  rill_datagram_t datagram = {bytes, rill_value_ref(end->sender)};
  return rill_box(&rill_datagram_type, &datagram);
}

/* --- Reading -------------------------------------------------------------- */

static bool datagrams_wait(rill_stage_t *stage) {
  const struct datagrams_params *p = rill_params(stage);
  return p->queue.policy == RILL_OVERFLOW_WAIT;
}

/* No more than was asked for may come at once, if what comes must wait. */
static void on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer) {
  rill_udp_end_t *end = handle->data;
  struct datagrams *datagrams = rill_state(end->reader);
  int64_t count = RILL_UDP_DATAGRAMS;
  (void) suggested;
  if (datagrams_wait(end->reader) && datagrams->demand < count)
    count = datagrams->demand;
  *buffer = uv_buf_init(end->room,
                        (unsigned) (count > 0 ? count : 1) * RILL_UDP_DATAGRAM);
}

static void datagrams_emit(rill_stage_t *stage, struct datagrams *datagrams,
                           rill_value_t item) {
  datagrams->emitting = true;
  rill_demand_use(&datagrams->demand, rill_emit_one(stage, item));
  datagrams->emitting = false;
}

static void datagrams_drain(rill_stage_t *stage, struct datagrams *datagrams) {
  if (datagrams->emitting) return;
  while (!stage->closed && datagrams->demand > 0 &&
         datagrams->queue.items.count > 0) {
    rill_value_t item = rill_bounded_pop(&datagrams->queue);
    datagrams_emit(stage, datagrams, item);
    rill_value_unref(item);
  }
  if (!stage->closed && datagrams->ended && datagrams->queue.items.count == 0)
    rill_emit_complete(stage);
}

static void datagrams_take(rill_stage_t *stage, rill_value_t item) {
  const struct datagrams_params *p = rill_params(stage);
  struct datagrams *datagrams = rill_state(stage);
  if (datagrams->demand > 0 && datagrams->queue.items.count == 0) {
    datagrams_emit(stage, datagrams, item);
    return;
  }
  int code = rill_bounded_push(stage, &datagrams->queue, &p->queue, item);
  if (code == RILL_EOVERFLOW)
    rill_emit_error(
        stage, rill_error_new(code,
                              "rill_udp_datagrams: %lld datagrams wait and "
                              "nothing is asked for: ask for more, raise "
                              ".capacity or choose another .overflow",
                              (long long) p->queue.capacity));
  else if (code != 0)
    rill_emit_error(stage, rill_error_no_memory());
}

static void datagrams_stop(struct datagrams *datagrams) {
  if (!datagrams->reading) return;
  datagrams->reading = false;
  if (!datagrams->end->closed) uv_udp_recv_stop(&datagrams->end->uv);
}

static void datagrams_got(rill_stage_t *stage, ssize_t count,
                          const uv_buf_t *buffer,
                          const struct sockaddr *address) {
  struct datagrams *datagrams = rill_state(stage);
  rill_udp_end_t *end = datagrams->end;
  if (count < 0) {
    rill_emit_error(stage, rill_udp_error((int) count, "receive", rill_none()));
    return;
  }
  end->received++;
  rill_value_t item = datagram_new(end, buffer->base, (size_t) count, address);
  if (rill_is_error(item)) {
    rill_emit_failure(stage, item);
    return;
  }
  datagrams_take(stage, item);
  rill_value_unref(item);
  datagrams_drain(stage, datagrams); /* it may have been closed in there */
  if (!stage->closed && datagrams_wait(stage) && datagrams->demand == 0)
    datagrams_stop(datagrams);
}

static void on_datagram(uv_udp_t *uv, ssize_t count, const uv_buf_t *buffer,
                        const struct sockaddr *address, unsigned flags) {
  rill_udp_end_t *end = uv->data;
  rill_stage_t *stage = end->reader;
  (void) flags;
  if (count == 0 && address == NULL) return; /* there is no more for now */
  if (stage == NULL || stage->closed) return;
  rill_chain_t *chain = stage->chain;
  rill_enter(chain);
  datagrams_got(stage, count, buffer, address);
  rill_leave(chain);
}

/* Reads, if it should and does not yet. */
static void datagrams_read(rill_stage_t *stage) {
  struct datagrams *datagrams = rill_state(stage);
  rill_udp_end_t *end = datagrams->end;
  if (end == NULL || datagrams->reading || datagrams->ended) return;
  if (datagrams_wait(stage) && datagrams->demand == 0) return;
  int code = uv_udp_recv_start(&end->uv, on_room, on_datagram);
  datagrams->reading = code == 0;
  if (code != 0)
    rill_emit_error(stage, rill_udp_error(code, "receive", rill_none()));
}

/* --- The stage ------------------------------------------------------------ */

static rill_error_t *datagrams_check(const void *params) {
  const struct datagrams_params *p = params;
  rill_udp_t *udp = rill_as_object(p->socket, &rill_udp_type);
  if (udp == NULL || udp->end == NULL)
    return rill_request_wrong("rill_udp_datagrams", "socket", p->socket,
                              "a UDP socket");
  return rill_bounded_check(&p->queue, "overflow");
}

static void datagrams_forget(void *params) {
  rill_value_unref(((struct datagrams_params *) params)->socket);
}

static rill_udp_end_t *end_of(const void *params) {
  const struct datagrams_params *p = params;
  return ((rill_udp_t *) rill_as_object(p->socket, &rill_udp_type))->end;
}

static rill_scheduler_t *datagrams_home(const void *params,
                                        rill_scheduler_t *origin) {
  (void) origin;
  return end_of(params)->scheduler;
}

static void datagrams_drop(rill_stage_t *stage, rill_value_t item) {
  struct datagrams *datagrams = rill_state(stage);
  datagrams->end->dropped++;
  rill_value_unref(item);
}

static rill_error_t *end_take(rill_udp_end_t *end) {
  if (end->closed)
    return rill_error_new(RILL_ECLOSED,
                          "rill_udp_datagrams: the socket is closed");
  if (end->reader != NULL)
    return rill_error_new(RILL_EALREADY,
                          "rill_udp_datagrams: the socket has a subscriber "
                          "already; rill_share() serves several");
  if (end->room == NULL)
    end->room = rill_allocate(RILL_UDP_DATAGRAMS * RILL_UDP_DATAGRAM);
  return end->room == NULL ? rill_error_no_memory() : NULL;
}

static void datagrams_start(rill_stage_t *stage) {
  struct datagrams *datagrams = rill_state(stage);
  rill_udp_end_t *end = end_of(rill_params(stage));
  rill_error_t *error = end_take(end);
  if (error != NULL) {
    rill_emit_error(stage, error);
    return;
  }
  end->reader = stage;
  end->count++;
  datagrams->end = end;
  datagrams->queue.drop = datagrams_drop;
  datagrams_read(stage);
}

static void datagrams_request(rill_stage_t *stage, int64_t count) {
  struct datagrams *datagrams = rill_state(stage);
  rill_demand_add(&datagrams->demand, count);
  datagrams_drain(stage, datagrams);
  if (!stage->closed) datagrams_read(stage);
}

static void datagrams_release(rill_stage_t *stage) {
  struct datagrams *datagrams = rill_state(stage);
  rill_udp_end_t *end = datagrams->end;
  if (end == NULL) return;
  datagrams_stop(datagrams);
  end->reader = NULL;
  datagrams->queue.drop = NULL;
  rill_bounded_release(stage, &datagrams->queue);
  rill_udp_end_unref(end);
}

static const rill_stage_ops_t datagrams_ops = {
    .name = "udp_datagrams",
    .state_size = sizeof(struct datagrams),
    .params_size = sizeof(struct datagrams_params),
    .check = datagrams_check,
    .forget = datagrams_forget,
    .home = datagrams_home,
    .start = datagrams_start,
    .request = datagrams_request,
    .release = datagrams_release,
};

/* What waits here still comes. */
void rill_udp_reader_end(rill_udp_end_t *end) {
  rill_stage_t *stage = end->reader;
  if (stage == NULL || stage->closed) return;
  rill_chain_t *chain = stage->chain;
  struct datagrams *datagrams = rill_state(stage);
  rill_enter(chain);
  datagrams_stop(datagrams);
  datagrams->ended = true;
  datagrams_drain(stage, datagrams);
  rill_leave(chain);
}

rill_observable_t *
rill_udp_datagrams_opts(const rill_udp_datagrams_opts_t *options) {
  RILL_OPTIONS(rill_udp_datagrams_opts_t, o, options);
  struct datagrams_params params = {
      rill_value_ref(o.socket), rill_bounded_params(o.overflow, o.capacity, 0)};
  return rill_source_make(&datagrams_ops, &params);
}
