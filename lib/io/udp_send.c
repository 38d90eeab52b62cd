/* SPDX-License-Identifier: MIT */
/* udp_send: one datagram, and a promise that it has been handed over. */
#include "io/request.h"
#include "io/udp.h"

struct sending {
  rill_request_t request;
  uv_udp_send_t uv;
  rill_udp_end_t *end;
  rill_value_t bytes, address;
};

static void sending_done(uv_udp_send_t *uv, int status) {
  struct sending *sending = rill_container_of(uv, struct sending, uv);
  rill_udp_end_t *end = sending->end;
  size_t length;
  rill_as_bytes(sending->bytes, &length);
  rill_value_t outcome = rill_int((int64_t) length);
  if (status == 0)
    end->sent++;
  else if (end->closed)
    outcome = rill_fail(
        rill_error_new(RILL_ECLOSED, "rill_udp_send: the socket was closed"));
  else
    outcome = rill_fail(rill_udp_error(status, "send", sending->address));
  rill_value_unref(sending->bytes);
  rill_value_unref(sending->address);
  rill_request_end(&sending->request, outcome);
  rill_udp_end_unref(end);
}

static rill_error_t *check_send(const rill_udp_end_t *end, rill_value_t bytes,
                                rill_value_t address) {
  size_t length;
  if (rill_as_bytes(bytes, &length) == NULL)
    return rill_request_wrong("rill_udp_send", "bytes", bytes,
                              "bytes or a string");
  if (!rill_is_none(address) && rill_as_sockaddr(address, NULL) == NULL)
    return rill_request_wrong("rill_udp_send", "address", address,
                              "an address, or none");
  if (length > UINT16_MAX) return rill_udp_error(UV_EMSGSIZE, "send", address);
  size_t queued = uv_udp_get_send_queue_size(&end->uv);
  if (queued == 0 || length <= end->max_queued - queued) return NULL;
  return rill_error_new(RILL_EAGAIN,
                        "rill_udp_send: %zu bytes wait to be sent "
                        "(.max_queued is %zu): wait for the promises",
                        queued, end->max_queued);
}

static rill_promise_t *send_start(rill_udp_end_t *end, rill_value_t bytes,
                                  rill_value_t address) {
  struct sending *sending = rill_request_new(end->scheduler, sizeof *sending);
  if (sending == NULL) return rill_promise_no_memory(end->scheduler);
  size_t length;
  const void *data = rill_as_bytes(bytes, &length);
  uv_buf_t buffer = uv_buf_init((char *) (uintptr_t) data, (unsigned) length);
  rill_promise_t *promise = rill_ref(sending->request.promise);
  sending->end = end;
  end->count++;
  sending->bytes = rill_value_ref(bytes);
  sending->address = rill_value_ref(address);
  int code = uv_udp_send(&sending->uv, &end->uv, &buffer, 1,
                         rill_as_sockaddr(address, NULL), sending_done);
  if (code != 0) sending_done(&sending->uv, code);
  return promise;
}

rill_promise_t *rill_udp_send(rill_value_t socket, rill_value_t bytes,
                              rill_value_t address) {
  rill_error_t *error;
  rill_udp_end_t *end = rill_udp_find(socket, "rill_udp_send", &error);
  rill_promise_t *promise;
  if (error == NULL) error = check_send(end, bytes, address);
  if (error != NULL)
    promise = rill_promise_failed(end != NULL ? end->scheduler : NULL, error);
  else
    promise = send_start(end, bytes, address);
  rill_value_unref(bytes);
  return promise;
}
