/* SPDX-License-Identifier: MIT */
/* udp: a socket for datagrams. */
#include "io/udp.h"

#include "base/value.h"
#include "io/request.h"
#include "shared/options.h"

#include <netinet/in.h>

enum { MAX_QUEUED = 1024 * 1024 };

/* --- Closing -------------------------------------------------------------- */

void rill_udp_end_unref(rill_udp_end_t *end) {
  if (__atomic_sub_fetch(&end->count, 1, __ATOMIC_ACQ_REL) > 0) return;
  if (end->room != NULL)
    rill_release(end->room, RILL_UDP_DATAGRAMS * RILL_UDP_DATAGRAM);
  rill_value_unref(end->sender);
  rill_unref(end->scheduler);
  rill_release(end, sizeof *end);
}

static void end_closed(uv_handle_t *handle) {
  rill_udp_end_unref(handle->data);
}

static void end_close(rill_udp_end_t *end) {
  if (end->closed) return;
  end->lost = rill_udp_lost(end);
  end->closed = true;
  rill_unlisten(&end->listener);
  uv_close((uv_handle_t *) &end->uv, end_closed);
  rill_udp_reader_end(end);
}

/* Told to come to an end, it can still send. */
static void end_stop(rill_listener_t *listener, int status) {
  rill_udp_end_t *end = rill_container_of(listener, rill_udp_end_t, listener);
  if (status != 0) {
    end_close(end);
    return;
  }
  rill_listen(end->scheduler, listener);
  rill_udp_reader_end(end);
}

static void end_close_job(rill_job_t *job, int status) {
  rill_udp_end_t *end = rill_container_of(job, rill_udp_end_t, job);
  (void) status;
  end_close(end);
  rill_udp_end_unref(end);
}

static void udp_destroy(void *object) {
  rill_udp_end_t *end = ((rill_udp_t *) object)->end;
  if (end == NULL) return;
  if (rill_scheduler_is_current(end->scheduler)) {
    end_close(end);
    rill_udp_end_unref(end);
  } else if (rill_post_job(end->scheduler, &end->job) != 0) {
    rill_udp_end_unref(end); /* it has closed with its scheduler */
  }
}

const rill_type_t rill_udp_type = {
    .name = "udp",
    .destroy = udp_destroy,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

void rill_udp_close(rill_value_t socket) {
  rill_udp_t *udp = rill_as_object(socket, &rill_udp_type);
  if (udp == NULL || udp->end == NULL) return;
  if (!rill_scheduler_is_current(udp->end->scheduler))
    rill_scheduler_trespass(udp->end->scheduler, "rill_udp_close");
  else
    end_close(udp->end);
}

/* --- Making --------------------------------------------------------------- */

rill_error_t *rill_udp_error(int code, const char *verb, rill_value_t address) {
  char text[64] = "";
  if (!rill_is_none(address)) rill_value_format(address, text, sizeof text);
  return rill_error_new(code, "%s%s%s: %s", verb, text[0] != '\0' ? " " : "",
                        text, rill_error_text(code));
}

static rill_error_t *check_options(const rill_udp_opts_t *o) {
  const struct {
    const char *name;
    int64_t value, most;
  } numbers[] = {
      {"ttl", o->ttl, 255},
      {"multicast_ttl", o->multicast_ttl, 255},
      {"receive_buffer", o->receive_buffer, INT32_MAX},
      {"send_buffer", o->send_buffer, INT32_MAX},
      {"max_queued", o->max_queued, INT64_MAX},
  };
  for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
    if (numbers[i].value < 0 || numbers[i].value > numbers[i].most)
      return rill_refuse("rill_udp_bind: %s is %lld (must be 0 to %lld)",
                         numbers[i].name, (long long) numbers[i].value,
                         (long long) numbers[i].most);
  return NULL;
}

static rill_error_t *check_bind(rill_scheduler_t *scheduler,
                                rill_value_t address,
                                const rill_udp_opts_t *options) {
  rill_promise_t *refused = rill_request_refuse(scheduler, "rill_udp_bind");
  if (refused != NULL) {
    rill_error_t *error = rill_ref(rill_promise_error(refused));
    rill_unref(refused);
    return error;
  }
  if (!rill_is_none(address) && rill_as_sockaddr(address, NULL) == NULL)
    return rill_request_wrong("rill_udp_bind", "address", address,
                              "an address");
  bool sets = options->broadcast || options->ttl > 0 ||
              options->multicast_ttl > 0 || options->no_loopback ||
              options->multicast_interface != NULL ||
              options->receive_buffer > 0 || options->send_buffer > 0;
  if (rill_is_none(address) && sets)
    return rill_refuse("rill_udp_bind: address is none, but options are to be "
                       "set (0.0.0.0 and port 0 will do)");
  return check_options(options);
}

/* Each is left out where it is 0; the first that goes wrong stays. */
static int end_set(rill_udp_end_t *end, const rill_udp_opts_t *o) {
  int code = 0, receive = (int) o->receive_buffer, send = (int) o->send_buffer;
  uv_handle_t *handle = (uv_handle_t *) &end->uv;
  if (o->broadcast) code = uv_udp_set_broadcast(&end->uv, 1);
  if (code == 0 && o->ttl > 0) code = uv_udp_set_ttl(&end->uv, o->ttl);
  if (code == 0 && o->multicast_ttl > 0)
    code = uv_udp_set_multicast_ttl(&end->uv, o->multicast_ttl);
  if (code == 0 && o->no_loopback)
    code = uv_udp_set_multicast_loop(&end->uv, 0);
  if (code == 0 && o->multicast_interface != NULL)
    code = uv_udp_set_multicast_interface(&end->uv, o->multicast_interface);
  if (code == 0 && receive > 0) code = uv_recv_buffer_size(handle, &receive);
  if (code == 0 && send > 0) code = uv_send_buffer_size(handle, &send);
  return code;
}

static int end_bind(rill_udp_end_t *end, rill_value_t address,
                    const rill_udp_opts_t *o) {
  const struct sockaddr *at = rill_as_sockaddr(address, NULL);
  unsigned flags = 0;
  if (o->unref) uv_unref((uv_handle_t *) &end->uv);
  if (o->reuse_address) flags |= UV_UDP_REUSEADDR;
  if (o->ipv6_only) flags |= UV_UDP_IPV6ONLY;
  int code = at != NULL ? uv_udp_bind(&end->uv, at, flags) : 0;
  return code == 0 ? end_set(end, o) : code;
}

static rill_udp_end_t *end_new(rill_scheduler_t *scheduler, int *code) {
  rill_udp_end_t *end = rill_allocate_zeroed(sizeof *end);
  *code = RILL_ENOMEM;
  if (end == NULL) return NULL;
  *code = uv_udp_init_ex(rill_uv_loop(scheduler), &end->uv,
                         AF_UNSPEC | UV_UDP_RECVMMSG);
  if (*code != 0) {
    rill_release(end, sizeof *end);
    return NULL;
  }
  end->count = 2;
  end->scheduler = rill_ref(scheduler);
  end->uv.data = end;
  end->listener.stop = end_stop;
  end->job.run = end_close_job;
  rill_listen(scheduler, &end->listener);
  return end;
}

rill_value_t rill_udp_bind_opts(rill_scheduler_t *scheduler,
                                rill_value_t address,
                                const rill_udp_opts_t *options) {
  int code;
  RILL_OPTIONS(rill_udp_opts_t, o, options);
  rill_error_t *error = check_bind(scheduler, address, &o);
  if (error != NULL) return rill_fail(error);
  rill_udp_t *udp = rill_object_new_zeroed(&rill_udp_type, sizeof *udp);
  if (udp == NULL) return rill_no_memory();
  udp->end = end_new(scheduler, &code);
  if (udp->end != NULL) {
    udp->end->max_queued =
        o.max_queued > 0 ? (size_t) o.max_queued : MAX_QUEUED;
    code = end_bind(udp->end, address, &o);
  }
  if (code == 0) return rill_object(udp);
  rill_unref(udp);
  return rill_fail(rill_udp_error(code, "bind", address));
}

/* --- Using ---------------------------------------------------------------- */

rill_udp_end_t *rill_udp_find(rill_value_t socket, const char *name,
                              rill_error_t **error) {
  rill_udp_t *udp = rill_as_object(socket, &rill_udp_type);
  rill_udp_end_t *end = udp != NULL ? udp->end : NULL;
  *error = NULL;
  if (end == NULL)
    *error = rill_request_wrong(name, "socket", socket, "a UDP socket");
  else if (!rill_scheduler_is_current(end->scheduler))
    *error = rill_error_new(
        RILL_EWRONGTHREAD,
        "%s: called on a thread that the socket does not belong to", name);
  else if (end->closed)
    *error = rill_error_new(RILL_ECLOSED, "%s: the socket is closed", name);
  return *error == NULL ? end : NULL;
}

/* The code alone. */
static rill_udp_end_t *udp_find(rill_value_t socket, const char *name,
                                int *code) {
  rill_error_t *error;
  rill_udp_end_t *end = rill_udp_find(socket, name, &error);
  *code = error != NULL ? rill_error_code(error) : 0;
  rill_unref(error);
  return end;
}

int rill_udp_connect(rill_value_t socket, rill_value_t address) {
  int code;
  const struct sockaddr *peer = rill_as_sockaddr(address, NULL);
  rill_udp_end_t *end = udp_find(socket, "rill_udp_connect", &code);
  if (end == NULL) return code;
  if (peer == NULL && !rill_is_none(address))
    return rill_is_error(address) ? rill_error_code(rill_as_error(address))
                                  : RILL_ETYPE;
  struct sockaddr_storage before;
  int length = sizeof before;
  void *any = &before;
  bool connected = uv_udp_getpeername(&end->uv, any, &length) == 0;
  if (connected) code = uv_udp_connect(&end->uv, NULL);
  if (code != 0 || peer == NULL) return code;
  return uv_udp_connect(&end->uv, peer);
}

static rill_value_t udp_name(rill_value_t socket, const char *name,
                             int (*get)(const uv_udp_t *, struct sockaddr *,
                                        int *)) {
  struct sockaddr_storage storage;
  void *any = &storage;
  int length = sizeof storage;
  rill_error_t *error;
  rill_udp_end_t *end = rill_udp_find(socket, name, &error);
  if (end == NULL) return rill_fail(error);
  int code = get(&end->uv, any, &length);
  if (code == 0) return rill_address_from(any);
  return rill_fail(rill_error_new(code, "%s: %s", name, rill_error_text(code)));
}

rill_value_t rill_udp_address(rill_value_t socket) {
  return udp_name(socket, "rill_udp_address", uv_udp_getsockname);
}

rill_value_t rill_udp_peer(rill_value_t socket) {
  return udp_name(socket, "rill_udp_peer", uv_udp_getpeername);
}

static int udp_member(rill_value_t socket, const char *group,
                      const char *interface, const char *source,
                      uv_membership membership, const char *name) {
  int code;
  rill_udp_end_t *end = udp_find(socket, name, &code);
  if (end == NULL) return code;
  if (group == NULL) return RILL_EINVAL;
  if (source == NULL)
    return uv_udp_set_membership(&end->uv, group, interface, membership);
  return uv_udp_set_source_membership(&end->uv, group, interface, source,
                                      membership);
}

int rill_udp_join(rill_value_t socket, const char *group, const char *interface,
                  const char *source) {
  return udp_member(socket, group, interface, source, UV_JOIN_GROUP,
                    "rill_udp_join");
}

int rill_udp_leave(rill_value_t socket, const char *group,
                   const char *interface, const char *source) {
  return udp_member(socket, group, interface, source, UV_LEAVE_GROUP,
                    "rill_udp_leave");
}
