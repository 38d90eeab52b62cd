/* SPDX-License-Identifier: MIT */
/* format: each item as text, in its place in a template. */
#include "core/operator.h"
#include "shared/text.h"

#include <rill/transform.h>

struct format_params {
  rill_value_t before, after; /* the place */
  rill_error_t *refused;
};

/* What a template is made of. */
struct template {
  char *plain; /* without the doubled braces and the place */
  size_t length;
  size_t place; /* where it stands in `plain` */
  size_t places;
  size_t lone; /* the column of a brace that is neither, from 1; 0: none */
};

static void template_read(struct template *t, const char *text) {
  const char *c = text;
  while (*c != '\0') {
    if (c[0] == '{' && c[1] == '}') {
      t->place = t->length;
      t->places++;
      c += 2;
      continue;
    }
    bool brace = *c == '{' || *c == '}';
    if (brace && c[1] != c[0]) {
      t->lone = (size_t) (c - text) + 1;
      return;
    }
    t->plain[t->length++] = *c;
    c += brace ? 2 : 1;
  }
}

static rill_error_t *template_refuse(const struct template *t,
                                     const char *text) {
  if (t->lone > 0)
    return rill_refuse("text is \"%s\" (column %zu: a brace alone must be "
                       "doubled)",
                       text, t->lone);
  if (t->places != 1)
    return rill_refuse("text is \"%s\" (must have one {}, has %zu)", text,
                       t->places);
  return NULL;
}

static void format_read(struct format_params *params, const char *text) {
  struct template t = {.plain = NULL};
  size_t size = strlen(text) + 1;
  t.plain = rill_allocate(size);
  if (t.plain == NULL) {
    params->refused = rill_error_no_memory();
    return;
  }
  template_read(&t, text);
  params->refused = template_refuse(&t, text);
  if (params->refused == NULL) {
    params->before = rill_string_n(t.plain, t.place);
    params->after = rill_string_n(t.plain + t.place, t.length - t.place);
  }
  rill_release(t.plain, size);
}

static rill_error_t *format_check(const void *params) {
  const struct format_params *p = params;
  if (p->refused != NULL) return rill_ref(p->refused);
  if (p->before.kind == RILL_ERROR) return rill_ref(rill_as_error(p->before));
  return rill_ref(rill_as_error(p->after));
}

static void format_forget(void *params) {
  struct format_params *p = params;
  rill_value_unref(p->before);
  rill_value_unref(p->after);
  rill_unref(p->refused);
}

static rill_step_t format_step(rill_stage_t *stage, rill_value_t *item) {
  const struct format_params *p = rill_params(stage);
  *item = rill_text_around(p->before, *item, p->after);
  return item->kind == RILL_ERROR ? RILL_FAIL : RILL_SWAP;
}

static const rill_stage_ops_t format_ops = {
    .name = "format",
    .code = RILL_CODE_STEP,
    .params_size = sizeof(struct format_params),
    .check = format_check,
    .forget = format_forget,
    .step = format_step,
};

rill_operator_t *rill_format(const char *text) {
  struct format_params params = {rill_none(), rill_none(), NULL};
  if (text == NULL)
    params.refused = rill_refuse("text is NULL");
  else
    format_read(&params, text);
  return rill_operator_make(&format_ops, &params);
}
