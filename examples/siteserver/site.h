/* SPDX-License-Identifier: MIT */
/* site: the files below one folder, and nothing outside it. */
#ifndef SITESERVER_SITE_H
#define SITESERVER_SITE_H

#include "response.h"

/** Returns the folder's real path, which the caller frees; NULL: errno. */
char *site_open(const char *folder);

/** Fills in the file, its folder's redirect, or 404. */
void site_answer(const char *root, const char *path, struct response *response);

#endif
