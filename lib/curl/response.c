/* SPDX-License-Identifier: MIT */
/* Responses: what a server answered. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "curl/http.h"

struct rill_http_response {
  rill_value_t url, redirect_url; /* strings; the latter may be none */
  rill_value_t head;              /* bytes: name, 0, value, 0, … */
  rill_value_t body;
  int status;
  unsigned redirects;
  rill_time_t queued, first_byte, total;
  time_t arrived;
  bool reused;
};

static void response_destroy(void *payload) {
  rill_http_response_t *response = payload;
  rill_value_unref(response->url);
  rill_value_unref(response->redirect_url);
  rill_value_unref(response->head);
  rill_value_unref(response->body);
}

static size_t response_format(const void *payload, char *text, size_t size) {
  const rill_http_response_t *response = payload;
  size_t length;
  rill_as_bytes(response->body, &length);
  int full = snprintf(text, size, "%d %s (%zu bytes)", response->status,
                      rill_as_string(response->url), length);
  return full > 0 ? (size_t) full : 0;
}

const rill_type_t rill_http_response_type = {
    .name = "http response",
    .size = sizeof(rill_http_response_t),
    .destroy = response_destroy,
    .format = response_format,
};

/* --- Making --------------------------------------------------------------- */

static rill_value_t info_text(CURL *easy, CURLINFO info) {
  const char *text = NULL;
  curl_easy_getinfo(easy, info, &text);
  return text == NULL ? rill_none() : rill_string(text);
}

static rill_time_t info_time(CURL *easy, CURLINFO info) {
  curl_off_t microseconds = 0;
  curl_easy_getinfo(easy, info, &microseconds);
  return RILL_US(microseconds);
}

static long info_number(CURL *easy, CURLINFO info) {
  long number = 0;
  curl_easy_getinfo(easy, info, &number);
  return number;
}

static rill_value_t take_text(char **text, size_t *length) {
  char *data = *text;
  size_t count = *length;
  *text = NULL;
  *length = 0;
  if (count == 0) {
    free(data);
    return rill_bytes("", 0);
  }
  char *fitted = realloc(data, count);
  return rill_bytes_own(fitted != NULL ? fitted : data, count, free);
}

static bool response_is_whole(const rill_http_response_t *response) {
  return !rill_is_error(response->url) && !rill_is_error(response->head) &&
         !rill_is_error(response->body) &&
         !rill_is_error(response->redirect_url);
}

rill_value_t http_response_new(struct http_transfer *transfer) {
  CURL *easy = transfer->easy;
  rill_http_response_t response = {
    .url = info_text(easy, CURLINFO_EFFECTIVE_URL),
    .redirect_url = info_text(easy, CURLINFO_REDIRECT_URL),
    .head = take_text(&transfer->head.text, &transfer->head.length),
    .body = take_text(&transfer->body, &transfer->length),
    .status = transfer->head.status,
    .redirects = (unsigned) info_number(easy, CURLINFO_REDIRECT_COUNT),
    .queued = transfer->started_at - transfer->asked_at,
    .first_byte = info_time(easy, CURLINFO_STARTTRANSFER_TIME_T),
    .total = info_time(easy, CURLINFO_TOTAL_TIME_T),
    .arrived = time(NULL),
    .reused = info_number(easy, CURLINFO_NUM_CONNECTS) == 0,
  };
  transfer->head.room = transfer->room = 0;
  if (response_is_whole(&response))
    return rill_box(&rill_http_response_type, &response);
  response_destroy(&response);
  return rill_fail(http_failure_new(transfer->request, RILL_ENOMEM,
                                    "out of memory"));
}

/* --- Reading -------------------------------------------------------------- */

const rill_http_response_t *rill_http_response(rill_value_t value) {
  return rill_unbox(value, &rill_http_response_type);
}

int rill_http_status(const rill_http_response_t *response) {
  return response->status;
}

const char *rill_http_url(const rill_http_response_t *response) {
  return rill_as_string(response->url);
}

unsigned rill_http_redirects(const rill_http_response_t *response) {
  return response->redirects;
}

const char *rill_http_redirect_url(const rill_http_response_t *response) {
  if (rill_is_none(response->redirect_url)) return NULL;
  return rill_as_string(response->redirect_url);
}

bool rill_http_header_at(const rill_http_response_t *response, size_t index,
                         const char **name, const char **value) {
  size_t length;
  const char *text = rill_as_bytes(response->head, &length);
  const char *end = text + length;
  while (text < end) {
    const char *its_value = text + strlen(text) + 1;
    if (index-- == 0) {
      if (name != NULL) *name = text;
      if (value != NULL) *value = its_value;
      return true;
    }
    text = its_value + strlen(its_value) + 1;
  }
  return false;
}

const char *rill_http_header(const rill_http_response_t *response,
                             const char *name) {
  const char *its_name, *value;
  for (size_t i = 0; rill_http_header_at(response, i, &its_name, &value); i++)
    if (strcasecmp(its_name, name) == 0) return value;
  return NULL;
}

rill_value_t rill_http_body(const rill_http_response_t *response) {
  return response->body;
}

/* --- Retry-After ---------------------------------------------------------- */

static bool parse_seconds(const char *text, int64_t *seconds) {
  int64_t sum = 0;
  if (*text == '\0') return false;
  for (; *text >= '0' && *text <= '9'; text++)
    if (sum < INT64_MAX / RILL_SEC(1) / 10) sum = sum * 10 + (*text - '0');
  *seconds = sum;
  return *text == '\0';
}

static time_t server_clock(const rill_http_response_t *response) {
  const char *date = rill_http_header(response, "Date");
  time_t now = date == NULL ? -1 : curl_getdate(date, NULL);
  return now == -1 ? response->arrived : now;
}

rill_time_t rill_http_retry_after(const rill_http_response_t *response) {
  const char *text = rill_http_header(response, "Retry-After");
  int64_t seconds;
  if (text == NULL) return 0;
  if (parse_seconds(text, &seconds)) return RILL_SEC(seconds);
  time_t date = curl_getdate(text, NULL);
  time_t now = server_clock(response);
  if (date == -1 || date <= now) return 0;
  if (date - now > INT64_MAX / RILL_SEC(1)) return RILL_TIME_NEVER;
  return RILL_SEC(date - now);
}

bool rill_http_is_transient(const rill_http_response_t *response) {
  static const int transient[] = {408, 425, 429, 500, 502, 503, 504};
  for (size_t i = 0; i < sizeof transient / sizeof transient[0]; i++)
    if (response->status == transient[i]) return true;
  return false;
}

/* --- Timings -------------------------------------------------------------- */

rill_time_t rill_http_total_time(const rill_http_response_t *response) {
  return response->total;
}

rill_time_t rill_http_first_byte_time(const rill_http_response_t *response) {
  return response->first_byte;
}

rill_time_t rill_http_queued_time(const rill_http_response_t *response) {
  return response->queued;
}

bool rill_http_reused(const rill_http_response_t *response) {
  return response->reused;
}
