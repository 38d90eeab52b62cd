/* SPDX-License-Identifier: MIT */
/* random: bytes that nobody can foresee. */
#include "io/request.h"

#include <rill/work.h>

struct random {
  rill_request_t request;
  uv_random_t uv;
  void *chunk;
};

static void random_end(struct random *random, rill_value_t outcome) {
  rill_chunk_free(random->chunk);
  rill_request_end(&random->request, outcome);
}

static void random_fail(struct random *random, int code) {
  random_end(random, rill_fail(rill_error_new(code, "random: %s",
                                              rill_error_text(code))));
}

static void random_done(uv_random_t *uv, int status, void *chunk,
                        size_t length) {
  struct random *random = rill_container_of(uv, struct random, uv);
  if (status != 0) {
    random_fail(random, status);
    return;
  }
  random->chunk = NULL;
  random_end(random, rill_chunk_bytes(chunk, length));
}

static rill_promise_t *random_start(rill_scheduler_t *scheduler,
                                    size_t length) {
  struct random *random = rill_request_new(scheduler, sizeof *random);
  if (random == NULL) return rill_promise_no_memory(scheduler);
  rill_promise_t *promise = rill_ref(random->request.promise);
  random->request.uv = (uv_req_t *) &random->uv;
  random->chunk = rill_chunk_new(length);
  if (random->chunk == NULL) {
    random_end(random, rill_fail(rill_error_no_memory()));
    return promise;
  }
  int code = uv_random(rill_uv_loop(scheduler), &random->uv, random->chunk,
                       length, 0, random_done);
  if (code != 0) random_fail(random, code);
  return promise;
}

rill_promise_t *rill_random(rill_scheduler_t *scheduler, int64_t length) {
  rill_promise_t *refused = rill_request_refuse(scheduler, "rill_random");
  if (refused != NULL) return refused;
  if (length >= 0 && length <= INT32_MAX)
    return random_start(scheduler, (size_t) length);
  return rill_promise_failed(
      scheduler, rill_error_new(RILL_EINVAL,
                                "rill_random: length is %lld (must be 0 to %d)",
                                (long long) length, INT32_MAX));
}
