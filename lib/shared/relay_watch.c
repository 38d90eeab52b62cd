/* SPDX-License-Identifier: MIT */
/* relay: who wants to know when there may be more room. */
#include "shared/relay.h"

void rill_relay_watch(rill_relay_t *relay, rill_relay_watch_t *watch) {
  watch->next = relay->watches;
  relay->watches = watch;
}

void rill_relay_unwatch(rill_relay_t *relay, rill_relay_watch_t *watch) {
  rill_relay_watch_t **at = &relay->watches;
  while (*at != NULL && *at != watch) at = &(*at)->next;
  if (*at != NULL) *at = watch->next;
  if (relay->telling == watch) relay->telling = watch->next;
}

/* Whom one of them takes out is not called. */
void rill_relay_notice(rill_relay_t *relay) {
  relay->changed = rill_relay_is_at_work(relay);
  relay->telling = relay->watches;
  while (relay->telling != NULL && !rill_relay_is_at_work(relay)) {
    rill_relay_watch_t *watch = relay->telling;
    relay->telling = watch->next;
    watch->notice(relay, watch);
  }
}
