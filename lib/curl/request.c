/* SPDX-License-Identifier: MIT */
/* Requests: what to fetch, checked and copied. */
#include <limits.h>
#include <string.h>
#include <strings.h>

#include "curl/http.h"
#include "shared/options.h"

static void request_destroy(void *payload) {
  struct http_request *request = payload;
  rill_value_unref(request->url);
  rill_value_unref(request->place);
  rill_value_unref(request->method);
  rill_value_unref(request->body);
  curl_slist_free_all(request->headers);
  rill_fn_drop(request->head);
}

static const rill_type_t http_request_type = {
    .name = "http request",
    .size = sizeof(struct http_request),
    .destroy = request_destroy,
};

struct http_request *http_request_of(rill_value_t request) {
  return rill_unbox(request, &http_request_type);
}

bool http_request_is(const struct http_request *request, const char *method) {
  return strcmp(rill_as_string(request->method), method) == 0;
}

/* --- The URL -------------------------------------------------------------- */

enum { SHOWN = 200 };

static const char *url_words(CURLUcode code) {
#if LIBCURL_VERSION_NUM >= 0x075000
  return curl_url_strerror(code);
#else
  switch (code) {
    case CURLUE_UNSUPPORTED_SCHEME: return "Unsupported URL scheme";
    case CURLUE_BAD_PORT_NUMBER: return "Bad port number";
    case CURLUE_NO_HOST: return "No host part in the URL";
    default: return "Malformed input to a URL function";
  }
#endif
}

static rill_error_t *url_refuse(const char *caller, const char *url,
                                CURLUcode code) {
  if (code == CURLUE_OUT_OF_MEMORY)
    return rill_error_new(RILL_ENOMEM, "%s: out of memory", caller);
  CURLcode cause = CURLE_URL_MALFORMAT;
  if (code == CURLUE_UNSUPPORTED_SCHEME) cause = CURLE_UNSUPPORTED_PROTOCOL;
  return rill_error_wrap(
      rill_error_new(RILL_HTTP_ERROR_BASE - (int) cause, "%s (libcurl %d)",
                     curl_easy_strerror(cause), (int) cause),
      RILL_EINVAL, "%s: url is \"%.*s\": %s", caller, SHOWN, url,
      url_words(code));
}

static void lower(char *text) {
  for (; *text != '\0'; text++)
    if (*text >= 'A' && *text <= 'Z') *text = (char) (*text - 'A' + 'a');
}

static CURLUcode url_place(CURLU *parsed, rill_value_t *place) {
  char *scheme = NULL, *host = NULL, *port = NULL;
  CURLUcode code = curl_url_get(parsed, CURLUPART_SCHEME, &scheme, 0);
  if (code == CURLUE_OK) {
    lower(scheme);
    if (strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0)
      code = CURLUE_UNSUPPORTED_SCHEME;
  }
  if (code == CURLUE_OK) code = curl_url_get(parsed, CURLUPART_HOST, &host, 0);
  if (code == CURLUE_OK)
    code = curl_url_get(parsed, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT);
  if (code == CURLUE_OK) {
    lower(host);
    *place = rill_stringf("%s://%s:%s", scheme, host, port);
    if (rill_is_error(*place)) code = CURLUE_OUT_OF_MEMORY;
  }
  curl_free(scheme);
  curl_free(host);
  curl_free(port);
  return code;
}

static rill_error_t *take_url(struct http_request *request, const char *caller,
                              const char *url) {
  if (url == NULL)
    return rill_error_new(RILL_EINVAL, "%s: url is NULL", caller);
  CURLU *parsed = curl_url();
  CURLUcode code = parsed == NULL ? CURLUE_OUT_OF_MEMORY
                                  : curl_url_set(parsed, CURLUPART_URL, url, 0);
  if (code == CURLUE_OK) code = url_place(parsed, &request->place);
  curl_url_cleanup(parsed);
  if (code != CURLUE_OK) return url_refuse(caller, url, code);
  request->url = rill_string(url);
  return NULL;
}

/* --- The rest ------------------------------------------------------------- */

static bool is_token(const char *text, size_t length) {
  static const char others[] = "!#$%&'*+-.^_`|~";
  for (size_t i = 0; i < length; i++) {
    char c = text[i];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    bool digit = c >= '0' && c <= '9';
    if (!letter && !digit && (c == '\0' || strchr(others, c) == NULL))
      return false;
  }
  return length > 0;
}

static rill_error_t *take_method(struct http_request *request,
                                 const char *caller, const char *method) {
  if (method == NULL) method = "GET";
  if (!is_token(method, strlen(method)))
    return rill_error_new(RILL_EINVAL,
                          "%s: method is \"%.*s\" (must be a name like GET)",
                          caller, SHOWN, method);
  request->method = rill_string(method);
  return NULL;
}

static bool is_header(const char *line) {
  const char *colon = strchr(line, ':');
  return colon != NULL && is_token(line, (size_t) (colon - line)) &&
         strpbrk(line, "\r\n") == NULL;
}

static bool header_add(struct curl_slist **headers, const char *line) {
  struct curl_slist *longer = curl_slist_append(*headers, line);
  if (longer == NULL) return false;
  *headers = longer;
  return true;
}

static bool headers_have(const struct curl_slist *headers, const char *name) {
  size_t length = strlen(name);
  for (; headers != NULL; headers = headers->next)
    if (strncasecmp(headers->data, name, length) == 0) return true;
  return false;
}

/* Without these libcurl calls every body a form, and waits for a "100". */
static bool headers_for_body(struct curl_slist **headers) {
  if (!headers_have(*headers, "Content-Type:") &&
      !header_add(headers, "Content-Type:"))
    return false;
  return headers_have(*headers, "Expect:") || header_add(headers, "Expect:");
}

static rill_error_t *take_headers(struct http_request *request,
                                  const char *caller,
                                  const char *const *headers) {
  bool has_memory = true;
  for (size_t i = 0; headers != NULL && headers[i] != NULL; i++) {
    if (!is_header(headers[i]))
      return rill_error_new(
          RILL_EINVAL, "%s: headers[%zu] is \"%.*s\" (must be \"Name: value\")",
          caller, i, SHOWN, headers[i]);
    has_memory = has_memory && header_add(&request->headers, headers[i]);
  }
  if (!rill_is_none(request->body))
    has_memory = has_memory && headers_for_body(&request->headers);
  if (has_memory) return NULL;
  return rill_error_new(RILL_ENOMEM, "%s: out of memory", caller);
}

static rill_error_t *check_body(const struct http_request *request,
                                const char *caller) {
  rill_value_t body = request->body;
  if (rill_is_none(body) || rill_as_object(body, &rill_bytes_type) != NULL ||
      rill_as_object(body, &rill_string_type) != NULL)
    return NULL;
  return rill_error_new(RILL_ETYPE,
                        "%s: body is of kind %s (must be a string or bytes)",
                        caller, rill_value_kind_name(body));
}

/* Rounded up; 0 stands for no limit. */
static long in_units(rill_time_t span, rill_time_t unit) {
  if (span == RILL_TIME_NEVER) return 0;
  rill_time_t units = span / unit + (span % unit != 0);
  return units > INT_MAX ? INT_MAX : (long) units;
}

static rill_error_t *take_time(const char *caller, const char *name,
                               rill_time_t span, rill_time_t standard,
                               rill_time_t unit, long *units) {
  if (span < 0)
    return rill_error_new(RILL_EINVAL, "%s: %s is %lld ns (must be >= 0)",
                          caller, name, (long long) span);
  *units = in_units(span == 0 ? standard : span, unit);
  return NULL;
}

static rill_error_t *take_times(struct http_request *request,
                                const rill_http_request_opts_t *o,
                                const struct http_defaults *defaults) {
  const char *caller = defaults->caller;
  rill_error_t *error =
      take_time(caller, "timeout", o->timeout, defaults->timeout, RILL_MS(1),
                &request->timeout);
  if (error == NULL)
    error = take_time(caller, "connect_timeout", o->connect_timeout,
                      RILL_HTTP_CONNECT_TIMEOUT, RILL_MS(1),
                      &request->connect_timeout);
  if (error == NULL)
    error = take_time(caller, "stall_timeout", o->stall_timeout,
                      RILL_HTTP_STALL_TIMEOUT, RILL_SEC(1),
                      &request->stall_timeout);
  return error;
}

static rill_error_t *check_head(const struct http_request *request,
                                const struct http_defaults *defaults) {
  if (!rill_fn_is_set(request->head)) return NULL;
  if (!defaults->takes_head)
    return rill_error_new(RILL_EINVAL, "%s: head is for rill_http_stream()",
                          defaults->caller);
  if (request->head.arity == 1) return NULL;
  return rill_error_new(RILL_EINVAL, "%s: head has arity %u (must be 1)",
                        defaults->caller, request->head.arity);
}

static rill_error_t *take_all(struct http_request *request, const char *url,
                              const rill_http_request_opts_t *o,
                              const struct http_defaults *defaults) {
  const char *caller = defaults->caller;
  rill_error_t *error = take_url(request, caller, url);
  if (error == NULL) error = take_method(request, caller, o->method);
  if (error == NULL) error = check_body(request, caller);
  if (error == NULL) error = take_headers(request, caller, o->headers);
  if (error == NULL) error = take_times(request, o, defaults);
  if (error == NULL) error = check_head(request, defaults);
  if (error == NULL && (rill_is_error(request->url) ||
                        rill_is_error(request->method)))
    error = rill_error_new(RILL_ENOMEM, "%s: out of memory", caller);
  return error;
}

rill_value_t http_request_new(const char *url,
                              const rill_http_request_opts_t *options,
                              const struct http_defaults *defaults) {
  RILL_OPTIONS(rill_http_request_opts_t, o, options);
  struct http_request request = {
    .body = o.body,
    .head = o.head,
    .max_size = o.max_size == 0 ? defaults->max_size : o.max_size,
    .max_redirects = o.max_redirects > INT_MAX ? INT_MAX
                                               : (long) o.max_redirects,
    .compressed = o.compressed,
  };
  rill_error_t *error = take_all(&request, url, &o, defaults);
  if (error != NULL) {
    request_destroy(&request);
    return rill_fail(error);
  }
  rill_value_t box = rill_box(&http_request_type, &request);
  struct http_request *made = http_request_of(box);
  if (made != NULL) made->self = box;
  return box;
}
