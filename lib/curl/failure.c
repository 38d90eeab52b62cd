/* SPDX-License-Identifier: MIT */
/* Failures: libcurl's codes as errors, with its words. */
#include <string.h>

#include "curl/http.h"

enum { URL_SHOWN = 300, CURL_CODES = 1000 };

rill_error_t *http_failure_new(const struct http_request *request, int code,
                               const char *words) {
  return rill_error_new(code, "%s %.*s: %s", rill_as_string(request->method),
                        URL_SHOWN, rill_as_string(request->url), words);
}

static rill_error_t *failure_cause(CURLcode result) {
  return rill_error_new(RILL_HTTP_ERROR_BASE - (int) result, "%s (libcurl %d)",
                        curl_easy_strerror(result), (int) result);
}

rill_error_t *http_failure_size(const struct http_request *request,
                                CURLcode result) {
  return rill_error_wrap(
      failure_cause(result), RILL_EOVERFLOW,
      "%s %.*s: the body is larger than max_size = %llu bytes",
      rill_as_string(request->method), URL_SHOWN, rill_as_string(request->url),
      (unsigned long long) request->max_size);
}

/* What the system said, where that was what ended the transfer. */
static int failure_system(struct http_transfer *transfer, CURLcode result) {
  long number = 0;
  if (result != CURLE_COULDNT_CONNECT && result != CURLE_SEND_ERROR &&
      result != CURLE_RECV_ERROR)
    return 0;
  if (transfer->easy == NULL) return 0;
  curl_easy_getinfo(transfer->easy, CURLINFO_OS_ERRNO, &number);
  return number > 0 ? uv_translate_sys_error((int) number) : 0;
}

static int failure_code(struct http_transfer *transfer, CURLcode result) {
  if (result == CURLE_OPERATION_TIMEDOUT) return RILL_ETIMEDOUT;
  if (result == CURLE_OUT_OF_MEMORY) return RILL_ENOMEM;
  return failure_system(transfer, result);
}

rill_error_t *http_failure(struct http_transfer *transfer, CURLcode result) {
  const struct http_request *request = transfer->request;
  const char *words = transfer->words[0] != '\0' ? transfer->words
                                                 : curl_easy_strerror(result);
  if (result == CURLE_FILESIZE_EXCEEDED)
    return http_failure_size(request, result);
  int code = failure_code(transfer, result);
  if (code == 0)
    return http_failure_new(request, RILL_HTTP_ERROR_BASE - (int) result,
                            words);
  return rill_error_wrap(failure_cause(result), code, "%s %.*s: %s",
                         rill_as_string(request->method), URL_SHOWN,
                         rill_as_string(request->url), words);
}

int rill_http_error_curl_code(const rill_error_t *error) {
  while (error != NULL) {
    int code = RILL_HTTP_ERROR_BASE - rill_error_code(error);
    if (code > 0 && code < CURL_CODES) return code;
    error = rill_error_cause(error);
  }
  return 0;
}

bool rill_http_error_is_transient(const rill_error_t *error) {
  if (error == NULL) return false;
  if (rill_error_code(error) == RILL_ETIMEDOUT) return true;
  static const CURLcode transient[] = {
    CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT,
    CURLE_OPERATION_TIMEDOUT,   CURLE_GOT_NOTHING,
    CURLE_PARTIAL_FILE,         CURLE_SEND_ERROR,
    CURLE_RECV_ERROR,           CURLE_HTTP2,
    CURLE_HTTP2_STREAM,
  };
  int code = rill_http_error_curl_code(error);
  for (size_t i = 0; i < sizeof transient / sizeof transient[0]; i++)
    if (code == (int) transient[i]) return true;
  return false;
}
