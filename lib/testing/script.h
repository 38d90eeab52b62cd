/* SPDX-License-Identifier: MIT */
/* What cold and hot marbles share: the messages of a text, and a player that
 * delivers them in order, within demand. */
#ifndef RILL_TESTING_SCRIPT_H
#define RILL_TESTING_SCRIPT_H

#include "core/operator.h"
#include "shared/marbles.h"

/** A text that was read, or why it could not be. */
typedef struct rill_script {
  rill_object_t base;
  rill_messages_t messages; /* what a source can do, from tick 0 on */
  rill_error_t *error;
} rill_script_t;

/** Takes over the options' values. NULL without memory. */
rill_script_t *rill_script_new(const rill_marbles_opts_t *options);
/** Takes over the messages' values. NULL without memory. */
rill_script_t *rill_script_of(const rill_message_t *messages, size_t count);

/** In the state of a source. */
typedef struct rill_player {
  int64_t demand;
  size_t at; /* the next message */
  bool running;
} rill_player_t;

/** Delivers what is asked for of the messages before `ready`. */
void rill_player_run(rill_stage_t *stage, rill_player_t *player,
                     const rill_script_t *script, size_t ready);

#endif
