/* SPDX-License-Identifier: MIT */
/* draft: a file that is there whole, or not at all. */
#ifndef LINKCRAWL_DRAFT_H
#define LINKCRAWL_DRAFT_H

#include <stdbool.h>
#include <stdio.h>

struct draft {
  FILE *file;
  char *name;      /* where it goes */
  char *temporary; /* where it is until then */
};

/** Makes the folder if it is not there, and tries whether it can be written
 * to. 0 or errno. */
int draft_try_folder(const char *folder);

/** 0 or errno. */
int draft_open(struct draft *draft, const char *folder, const char *name);

/** Leaves what was there before; ENOMEM, which is why. */
int draft_drop(struct draft *draft);

/** Puts the file in its place if all that was written has arrived; otherwise
 * leaves what was there before. 0 or errno. */
int draft_close(struct draft *draft);

#endif
