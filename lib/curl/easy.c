/* SPDX-License-Identifier: MIT */
/* The easy handle of a transfer: what libcurl is told, and what it calls. */
#include "curl/http.h"

/* --- What libcurl calls --------------------------------------------------- */

static size_t on_header(char *line, size_t one, size_t length, void *context) {
  struct http_transfer *transfer = context;
  (void) one;
  int code = http_head_line(&transfer->head, line, length);
  if (code != 0) {
    const char *words = code == RILL_EOVERFLOW
                            ? "the headers are larger than 256 KiB"
                            : "out of memory";
    http_transfer_note(transfer,
                       http_failure_new(transfer->request, code, words));
    return 0;
  }
  if (http_transfer_has_head(transfer)) http_client_ready(transfer);
  return length;
}

static size_t on_body(char *data, size_t one, size_t length, void *context) {
  struct http_transfer *transfer = context;
  const struct http_request *request = transfer->request;
  (void) one;
  if (length > request->max_size - transfer->received) {
    http_transfer_note(transfer,
                       http_failure_size(request, CURLE_FILESIZE_EXCEEDED));
    return 0;
  }
  size_t taken = transfer->consumer->write(transfer, data, length);
  if (taken != length) return taken;
  transfer->received += length;
  transfer->client->stats.received += length;
  http_client_ready(transfer);
  return length;
}

/* --- Setting up ----------------------------------------------------------- */

struct setup {
  CURL *easy;
  CURLcode code; /* the first that went wrong */
};

static void setup_check(struct setup *setup, CURLcode code) {
  if (setup->code == CURLE_OK) setup->code = code;
}

#define set(setup, option, value)                                             \
  setup_check((setup), curl_easy_setopt((setup)->easy, (option), (value)))

static void set_callbacks(struct setup *s, struct http_transfer *transfer) {
  set(s, CURLOPT_PRIVATE, transfer);
  set(s, CURLOPT_ERRORBUFFER, transfer->words);
  set(s, CURLOPT_HEADERFUNCTION, on_header);
  set(s, CURLOPT_HEADERDATA, transfer);
  set(s, CURLOPT_WRITEFUNCTION, on_body);
  set(s, CURLOPT_WRITEDATA, transfer);
  set(s, CURLOPT_NOSIGNAL, 1L);
  set(s, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
#if LIBCURL_VERSION_NUM >= 0x075700
  /* Aborting must not wait for a thread that looks up a name. */
  set(s, CURLOPT_QUICK_EXIT, 1L);
#endif
}

static void set_client(struct setup *s, const struct http_client *client) {
  set(s, CURLOPT_USERAGENT, rill_as_string(client->user_agent));
  if (!rill_is_none(client->proxy))
    set(s, CURLOPT_PROXY, rill_as_string(client->proxy));
  if (!rill_is_none(client->ca_file))
    set(s, CURLOPT_CAINFO, rill_as_string(client->ca_file));
#if LIBCURL_VERSION_NUM >= 0x075500
  set(s, CURLOPT_PROTOCOLS_STR, "http,https");
  set(s, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
#else
  set(s, CURLOPT_PROTOCOLS, CURLPROTO_HTTP | CURLPROTO_HTTPS);
  set(s, CURLOPT_REDIR_PROTOCOLS, CURLPROTO_HTTP | CURLPROTO_HTTPS);
#endif
}

static void set_limits(struct setup *s, const struct http_request *request) {
  set(s, CURLOPT_TIMEOUT_MS, request->timeout);
  set(s, CURLOPT_CONNECTTIMEOUT_MS,
      request->connect_timeout == 0 ? INT32_MAX : request->connect_timeout);
  set(s, CURLOPT_LOW_SPEED_TIME, request->stall_timeout);
  set(s, CURLOPT_LOW_SPEED_LIMIT, request->stall_timeout == 0 ? 0L : 1L);
  /* With HEAD there is a length, but never a body. */
  if (request->max_size < INT64_MAX && !http_request_is(request, "HEAD"))
    set(s, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t) request->max_size);
  set(s, CURLOPT_FOLLOWLOCATION, request->max_redirects > 0 ? 1L : 0L);
  set(s, CURLOPT_MAXREDIRS, request->max_redirects);
}

static void set_method(struct setup *s, const struct http_request *request) {
  size_t length;
  const void *body = rill_as_bytes(request->body, &length);
  bool post = http_request_is(request, "POST");
  if (http_request_is(request, "HEAD")) {
    set(s, CURLOPT_NOBODY, 1L);
    return;
  }
  if (post || !rill_is_none(request->body)) {
    set(s, CURLOPT_POST, 1L);
    set(s, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t) length);
    set(s, CURLOPT_POSTFIELDS, length == 0 ? "" : body);
  }
  /* Not for POST: libcurl would repeat it after a redirect to a GET. */
  if (!post && (!http_request_is(request, "GET") ||
                !rill_is_none(request->body)))
    set(s, CURLOPT_CUSTOMREQUEST, rill_as_string(request->method));
}

CURLcode http_easy_new(struct http_transfer *transfer) {
  const struct http_request *request = transfer->request;
  struct setup s = {curl_easy_init(), CURLE_OK};
  if (s.easy == NULL) return CURLE_OUT_OF_MEMORY;
  transfer->easy = s.easy;
  set_callbacks(&s, transfer);
  set_client(&s, transfer->client);
  set_limits(&s, request);
  set_method(&s, request);
  set(&s, CURLOPT_URL, rill_as_string(request->url));
  if (request->headers != NULL) set(&s, CURLOPT_HTTPHEADER, request->headers);
  if (request->compressed) set(&s, CURLOPT_ACCEPT_ENCODING, "");
  return s.code;
}
