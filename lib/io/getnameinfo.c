/* SPDX-License-Identifier: MIT */
/* getnameinfo: the names of an address. */
#include "base/error.h"
#include "io/request.h"
#include "shared/options.h"

#include <rill/net.h>

struct naming {
  rill_request_t request;
  uv_getnameinfo_t uv;
  char address[96]; /* for the error's text */
};

static void naming_fail(struct naming *naming, int code) {
  rill_request_end(
      &naming->request,
      rill_fail(rill_error_new(code, "getnameinfo %s: %s", naming->address,
                               rill_error_text(code))));
}

static rill_value_t names_of(const char *host, const char *service) {
  rill_value_t first = rill_string(host);
  if (rill_is_error(first)) return first;
  rill_value_t second = rill_string(service);
  if (!rill_is_error(second)) return rill_pair(first, second);
  rill_value_unref(first);
  return second;
}

static void naming_done(uv_getnameinfo_t *uv, int status, const char *host,
                        const char *service) {
  struct naming *naming = rill_container_of(uv, struct naming, uv);
  if (status != 0)
    naming_fail(naming, status);
  else
    rill_request_end(&naming->request, names_of(host, service));
}

static rill_promise_t *naming_start(rill_scheduler_t *scheduler,
                                    rill_value_t address, int flags) {
  struct naming *naming = rill_request_new(scheduler, sizeof *naming);
  if (naming == NULL) return rill_promise_no_memory(scheduler);
  rill_promise_t *promise = rill_ref(naming->request.promise);
  naming->request.uv = (uv_req_t *) &naming->uv;
  rill_value_format(address, naming->address, sizeof naming->address);
  int code = uv_getnameinfo(rill_uv_loop(scheduler), &naming->uv, naming_done,
                            rill_as_sockaddr(address, NULL), flags);
  if (code != 0) naming_fail(naming, code);
  return promise;
}

rill_promise_t *rill_getnameinfo_opts(rill_scheduler_t *scheduler,
                                      rill_value_t address,
                                      const rill_getnameinfo_opts_t *options) {
  RILL_OPTIONS(rill_getnameinfo_opts_t, o, options);
  rill_promise_t *refused = rill_request_refuse(scheduler, "rill_getnameinfo");
  if (refused != NULL) return refused;
  if (rill_unbox(address, &rill_address_type) != NULL)
    return naming_start(scheduler, address, o.flags);
  return rill_promise_failed(
      scheduler,
      rill_request_wrong("rill_getnameinfo", "address", address, "an address"));
}
