/* SPDX-License-Identifier: MIT */
/* The two ends of a connection to 127.0.0.1: a plain socket for a process of
 * clients, and the port that the measured server has got. */
#ifndef RILL_BENCH_LOOPBACK_H
#define RILL_BENCH_LOOPBACK_H

#include <unistd.h>

#include <netinet/in.h>
#include <sys/socket.h>

#include <rill.h>

/** For a process of its own: it ends if there is no connection. */
static inline int loopback_connect(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons((uint16_t) port),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(fd, (struct sockaddr *) &address, sizeof address) != 0) _exit(1);
  return fd;
}

/** For `.listening` of rill_tcp_listen(). */
static inline rill_value_t loopback_keep_port(rill_value_t address,
                                              void *port) {
  *(int *) port = rill_address_port(address);
  return rill_none();
}

#endif
