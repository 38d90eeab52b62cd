/* SPDX-License-Identifier: MIT */
/* udp_stats: what a socket has done, and what the system has dropped. */
#include "io/udp.h"

#include <sys/socket.h>

/* SO_MEMINFO and the place of the drops in it, of <linux/sock_diag.h>. */
enum { DROPS = 8, MEMINFO = 9 };

uint64_t rill_udp_lost(const rill_udp_end_t *end) {
#if defined(SO_MEMINFO)
  uint32_t info[MEMINFO] = {0};
  socklen_t length = sizeof info;
  uv_os_fd_t fd;
  if (!end->closed && uv_fileno((const uv_handle_t *) &end->uv, &fd) == 0 &&
      getsockopt(fd, SOL_SOCKET, SO_MEMINFO, info, &length) == 0)
    return info[DROPS];
#endif
  return end->lost;
}

int rill_udp_stats(rill_value_t socket, rill_udp_stats_t *stats) {
  rill_udp_t *udp = rill_as_object(socket, &rill_udp_type);
  if (udp == NULL || udp->end == NULL) return RILL_ETYPE;
  if (stats == NULL) return RILL_EINVAL;
  const rill_udp_end_t *end = udp->end;
  rill_udp_stats_t now = {
      .received = end->received,
      .dropped = end->dropped,
      .lost = rill_udp_lost(end),
      .sent = end->sent,
      .queued = end->closed ? 0 : uv_udp_get_send_queue_size(&end->uv),
  };
  now.size = stats->size < sizeof now ? stats->size : sizeof now;
  memcpy(stats, &now, now.size);
  return 0;
}
