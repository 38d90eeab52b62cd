/* SPDX-License-Identifier: MIT */
/* UDP in tests: sockets on this host, and an observer that keeps what it
 * hears. */
#ifndef RILL_TESTS_IO_DATAGRAMS_H
#define RILL_TESTS_IO_DATAGRAMS_H

#include "io.h"

#include <rill/udp.h>

static inline rill_value_t address_of(const char *host, int port) {
  rill_value_t address = rill_address(host, port);
  ck_assert(!rill_is_error(address));
  return address;
}

static inline rill_value_t bind_local(const rill_udp_opts_t *options) {
  rill_value_t address = rill_address("127.0.0.1", 0);
  rill_value_t socket = rill_udp_bind_opts(loop_, address, options);
  rill_value_unref(address);
  return socket;
}

static inline rill_value_t local_socket(void) {
  rill_value_t socket = bind_local(NULL);
  ck_assert(!rill_is_error(socket));
  return socket;
}

static inline rill_promise_t *send_to(rill_value_t from, rill_value_t to,
                                      const char *text) {
  rill_value_t address = rill_udp_address(to);
  rill_promise_t *promise = rill_udp_send(from, rill_string(text), address);
  rill_value_unref(address);
  return promise;
}

static inline void ck_sent(rill_value_t from, rill_value_t to,
                           const char *text) {
  rill_value_t sent = await(send_to(from, to, text));
  ck_assert_int_eq(rill_as_int(sent), (int64_t) strlen(text));
}

/* What datagrams say, joined by spaces. */
struct hearer {
  char text[512];
  size_t items;
  rill_value_t sender;
  int ends, code;
  rill_subscription_t *run;
  size_t cancel_at;
  char error[256];
};

static inline void hearer_subscribed(rill_subscription_t *run, void *context) {
  ((struct hearer *) context)->run = run;
}

static inline void hearer_next(rill_value_t item, void *context) {
  struct hearer *hearer = context;
  const rill_datagram_t *datagram = rill_as_datagram(item);
  size_t length, used = strlen(hearer->text);
  ck_assert_ptr_nonnull(datagram);
  const char *data = rill_as_bytes(datagram->bytes, &length);
  snprintf(hearer->text + used, sizeof hearer->text - used, "%s%.*s",
           used > 0 ? " " : "", (int) length, data);
  rill_value_unref(hearer->sender);
  hearer->sender = rill_value_ref(datagram->sender);
  if (++hearer->items == hearer->cancel_at) rill_cancel(hearer->run);
}

static inline void hearer_error(rill_error_t *error, void *context) {
  struct hearer *hearer = context;
  hearer->ends++;
  hearer->code = rill_error_code(error);
  rill_error_describe(error, hearer->error, sizeof hearer->error);
}

static inline void hearer_complete(void *context) {
  struct hearer *hearer = context;
  hearer->ends++;
  strcat(hearer->text, "|");
}

static inline void hearer_release(void *context) {
  struct hearer *hearer = context;
  hearer->run = NULL;
  rill_value_unref(hearer->sender);
  hearer->sender = rill_none();
}

static inline void hear(struct hearer *hearer, rill_observable_t *datagrams,
                        int64_t demand) {
  rill_unref(rill_subscribe(
      loop_, datagrams, .next = hearer_next, .error = hearer_error,
      .complete = hearer_complete, .subscribed = hearer_subscribed,
      .release = hearer_release, .context = hearer, .demand = demand));
}

static inline bool is_waiting(const struct hearer *hearer, size_t items) {
  return hearer->items < items && hearer->ends == 0;
}

static inline void run_until(const struct hearer *hearer, size_t items) {
  while (is_waiting(hearer, items)) {
    bool alive = uv_run(&uv_, UV_RUN_ONCE) != 0;
    ck_assert(alive || !is_waiting(hearer, items));
  }
}

#endif
