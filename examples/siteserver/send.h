/* SPDX-License-Identifier: MIT */
/* send: writes a response a piece at a time, as fast as the client reads. */
#ifndef SITESERVER_SEND_H
#define SITESERVER_SEND_H

#include "connection.h"

/** Begins to send; ends in connection_finish or connection_close. */
void send_response(struct connection *connection);

#endif
