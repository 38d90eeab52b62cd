/* SPDX-License-Identifier: MIT */
/* getaddrinfo: the addresses behind a name. */
#include <string.h>

#include "base/value.h"
#include "io/request.h"
#include "shared/options.h"

#include <rill/net.h>

struct lookup {
  rill_request_t request;
  uv_getaddrinfo_t uv;
  char name[]; /* "node:service", for the error's text */
};

static void lookup_fail(struct lookup *lookup, int code) {
  rill_request_end(&lookup->request, rill_fail(rill_error_new(
                                         code, "getaddrinfo %s: %s",
                                         lookup->name, rill_error_text(code))));
}

/* --- The list ------------------------------------------------------------- */

static bool is_ours(const struct addrinfo *info) {
  return info->ai_family == AF_INET || info->ai_family == AF_INET6;
}

static rill_value_t list_fill(const struct addrinfo *info,
                              rill_value_t *addresses) {
  size_t count = 0;
  for (; info != NULL; info = info->ai_next) {
    if (!is_ours(info)) continue;
    rill_value_t address = rill_address_from(info->ai_addr);
    if (rill_is_error(address)) {
      while (count > 0) rill_value_unref(addresses[--count]);
      return address;
    }
    addresses[count++] = address;
  }
  return rill_list_own(addresses, count);
}

static rill_value_t list_of(const struct addrinfo *info) {
  size_t size = sizeof(rill_value_t);
  for (const struct addrinfo *i = info; i != NULL; i = i->ai_next)
    size += sizeof(rill_value_t);
  rill_value_t *addresses = rill_allocate(size);
  if (addresses == NULL) return rill_no_memory();
  rill_value_t list = list_fill(info, addresses);
  rill_release(addresses, size);
  return list;
}

static void lookup_done(uv_getaddrinfo_t *uv, int status,
                        struct addrinfo *info) {
  struct lookup *lookup = rill_container_of(uv, struct lookup, uv);
  if (status != 0)
    lookup_fail(lookup, status);
  else
    rill_request_end(&lookup->request, list_of(info));
  uv_freeaddrinfo(info);
}

/* --- The request ---------------------------------------------------------- */

static struct lookup *lookup_new(rill_scheduler_t *scheduler, const char *node,
                                 const char *service) {
  const char *before = node != NULL ? node : "";
  const char *behind = service != NULL ? service : "";
  size_t size = strlen(before) + strlen(behind) + 2;
  struct lookup *lookup = rill_request_new(scheduler, sizeof *lookup + size);
  if (lookup == NULL) return NULL;
  lookup->request.uv = (uv_req_t *) &lookup->uv;
  snprintf(lookup->name, size, "%s%s%s", before, service != NULL ? ":" : "",
           behind);
  return lookup;
}

rill_promise_t *rill_getaddrinfo_opts(rill_scheduler_t *scheduler,
                                      const char *node, const char *service,
                                      const rill_getaddrinfo_opts_t *options) {
  RILL_OPTIONS(rill_getaddrinfo_opts_t, o, options);
  rill_promise_t *refused = rill_request_refuse(scheduler, "rill_getaddrinfo");
  if (refused != NULL) return refused;
  if (node == NULL && service == NULL)
    return rill_promise_failed(
        scheduler,
        rill_refuse("rill_getaddrinfo: node and service are both NULL"));
  struct lookup *lookup = lookup_new(scheduler, node, service);
  if (lookup == NULL) return rill_promise_no_memory(scheduler);
  struct addrinfo hints = {
      .ai_family = o.family,
      .ai_socktype = o.socktype != 0 ? o.socktype : SOCK_STREAM,
      .ai_flags = o.flags,
  };
  rill_promise_t *promise = rill_ref(lookup->request.promise);
  int code = uv_getaddrinfo(rill_uv_loop(scheduler), &lookup->uv, lookup_done,
                            node, service, &hints);
  if (code != 0) lookup_fail(lookup, code);
  return promise;
}
