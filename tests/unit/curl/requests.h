/* SPDX-License-Identifier: MIT */
/* What is asked of the server of a world. */
#ifndef RILL_TESTS_CURL_REQUESTS_H
#define RILL_TESTS_CURL_REQUESTS_H

#include "curl/http_world.h"

#define get(world, path, ...)                                                  \
 rill_http_get((world)->http, url_of((world), (path)), __VA_ARGS__)
#define PLAIN .timeout = 0

#endif
