/* SPDX-License-Identifier: MIT */
/* Texts of a program, argv and environment, copied as a whole. */
#include "io/process.h"

struct texts {
  size_t size;
  char *texts[];
};

bool rill_texts_copy(const char *const *texts, char ***copy) {
  size_t count = 0, length = 0;
  *copy = NULL;
  if (texts == NULL) return true;
  for (; texts[count] != NULL; count++) length += strlen(texts[count]) + 1;
  size_t size = sizeof(struct texts) + (count + 1) * sizeof(char *) + length;
  struct texts *block = rill_allocate(size);
  if (block == NULL) return false;
  char *at = (char *) &block->texts[count + 1];
  block->size = size;
  block->texts[count] = NULL;
  for (size_t i = 0; i < count; i++) {
    block->texts[i] = at;
    at = stpcpy(at, texts[i]) + 1;
  }
  *copy = block->texts;
  return true;
}

void rill_texts_free(char **copy) {
  if (copy == NULL) return;
  struct texts *block = rill_container_of(copy, struct texts, texts);
  rill_release(block, block->size);
}
