/* SPDX-License-Identifier: MIT */
/* Formulas such as x<4?x%2==1:fail, over the arguments of a callback. */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "scene.h"

struct parser {
  const char *at;
  const struct formula *given;
  bool good, idle; /* idle: only reads on, computes nothing */
};

static rill_value_t choice(struct parser *p);

static void skip_space(struct parser *p) {
  while (isspace((unsigned char) *p->at)) p->at++;
}

static bool take(struct parser *p, const char *token) {
  skip_space(p);
  size_t length = strlen(token);
  if (strncmp(p->at, token, length) != 0) return false;
  p->at += length;
  return true;
}

static bool take_word(struct parser *p, const char *word) {
  const char *start = p->at;
  if (take(p, word) && !isalnum((unsigned char) *p->at) && *p->at != '_')
    return true;
  p->at = start;
  return false;
}

static rill_value_t number(struct parser *p) {
  char *end;
  long long i = strtoll(p->at, &end, 10);
  if (*end == '.') {
    double d = strtod(p->at, &end);
    p->at = end;
    return rill_double(d);
  }
  p->at = end;
  return rill_int(i);
}

static rill_value_t quoted(struct parser *p) {
  char quote = *p->at++;
  const char *end = strchr(p->at, quote);
  if (end == NULL) {
    p->good = false;
    return rill_none();
  }
  rill_value_t text = rill_string_n(p->at, (size_t) (end - p->at));
  p->at = end + 1;
  return text;
}

static rill_value_t floor_of(struct parser *p) {
  p->good &= take(p, "(");
  rill_value_t v = choice(p);
  p->good &= take(p, ")");
  if (rill_is_error(v)) return v;
  return rill_int((int64_t) floor(rill_as_double(v)));
}

static rill_value_t primary(struct parser *p) {
  const struct formula *f = p->given;
  skip_space(p);
  if (isdigit((unsigned char) *p->at)) return number(p);
  if (*p->at == '"' || *p->at == '\'') return quoted(p);
  if (take(p, "(")) {
    rill_value_t v = choice(p);
    p->good &= take(p, ")");
    return v;
  }
  if (take_word(p, "true")) return rill_bool(true);
  if (take_word(p, "false")) return rill_bool(false);
  if (take_word(p, "null")) return rill_none();
  if (take_word(p, "floor")) return floor_of(p);
  if (take_word(p, "fail"))
    return p->idle ? rill_none()
                   : rill_fail(rill_error_new(RILL_EFOREIGN, "ex"));
  if (take_word(p, "x")) return rill_value_ref(f->x);
  if (take_word(p, "a")) return rill_value_ref(f->a);
  if (take_word(p, "y")) return rill_value_ref(f->y);
  if (take_word(p, "i")) return rill_value_ref(f->i);
  p->good = false;
  return rill_none();
}

/* x["key"], x[0] */
static rill_value_t indexed(struct parser *p) {
  rill_value_t v = primary(p);
  while (p->good && take(p, "[")) {
    rill_value_t key = choice(p);
    p->good &= take(p, "]");
    rill_value_t found = rill_as_object(v, &rill_list_type) != NULL
                             ? rill_list_get(v, (size_t) rill_as_int(key))
                             : rill_map_get(v, key);
    rill_value_ref(found);
    rill_value_unref(key);
    rill_value_unref(v);
    v = found;
  }
  return v;
}

static rill_value_t unary(struct parser *p) {
  if (!take(p, "-")) return indexed(p);
  rill_value_t v = unary(p);
  if (v.kind == RILL_DOUBLE) return rill_double(-v.as.d);
  return rill_is_int(v) ? rill_int(-v.as.i) : v;
}

static rill_value_t wrong_kind(char op) {
  return rill_fail(
      rill_error_new(RILL_ETYPE, "'%c' takes numbers or texts", op));
}

static rill_value_t joined(rill_value_t a, rill_value_t b) {
  char left[256], right[256];
  rill_value_format(a, left, sizeof left);
  rill_value_format(b, right, sizeof right);
  return rill_stringf("%s%s", left, right);
}

/* Modulo has the sign of the divisor, as where the cases come from. */
static int64_t modulo(int64_t a, int64_t b) {
  int64_t m = a % b;
  return m != 0 && (m < 0) != (b < 0) ? m + b : m;
}

static rill_value_t of_ints(char op, int64_t a, int64_t b) {
  int64_t r;
  bool over = false;
  if ((op == '%' || op == '/') && b == 0)
    return rill_fail(rill_error_new(RILL_ERANGE, "division by zero"));
  switch (op) {
  case '+': over = __builtin_add_overflow(a, b, &r); break;
  case '-': over = __builtin_sub_overflow(a, b, &r); break;
  case '*': over = __builtin_mul_overflow(a, b, &r); break;
  case '%': r = modulo(a, b); break;
  default: return rill_double((double) a / (double) b);
  }
  return over ? rill_fail(rill_error_new(RILL_ERANGE, "too large"))
              : rill_int(r);
}

static rill_value_t of_doubles(char op, double a, double b) {
  switch (op) {
  case '+': return rill_double(a + b);
  case '-': return rill_double(a - b);
  case '*': return rill_double(a * b);
  case '/': return rill_double(a / b);
  default: return rill_double(a - b * floor(a / b));
  }
}

static bool is_number(rill_value_t v) {
  return v.kind == RILL_INT || v.kind == RILL_DOUBLE;
}

/* Takes over both. */
static rill_value_t computed(struct parser *p, char op, rill_value_t a,
                             rill_value_t b) {
  rill_value_t r;
  if (rill_is_error(a) || rill_is_error(b))
    r = rill_value_ref(rill_is_error(a) ? a : b);
  else if (p->idle)
    r = rill_none();
  else if (rill_is_int(a) && rill_is_int(b))
    r = of_ints(op, a.as.i, b.as.i);
  else if (is_number(a) && is_number(b))
    r = of_doubles(op, rill_as_double(a), rill_as_double(b));
  else if (op == '+' && rill_as_object(a, &rill_string_type) != NULL)
    r = joined(a, b);
  else
    r = wrong_kind(op);
  rill_value_unref(a);
  rill_value_unref(b);
  return r;
}

static rill_value_t product(struct parser *p) {
  rill_value_t v = unary(p);
  for (;;) {
    skip_space(p);
    char op = *p->at;
    if (op != '*' && op != '/' && op != '%') return v;
    p->at++;
    v = computed(p, op, v, unary(p));
  }
}

static rill_value_t sum(struct parser *p) {
  rill_value_t v = product(p);
  for (;;) {
    skip_space(p);
    char op = *p->at;
    if (op != '+' && op != '-') return v;
    p->at++;
    v = computed(p, op, v, product(p));
  }
}

static bool holds(const char *op, rill_value_t a, rill_value_t b) {
  if (op[0] == '=') return rill_value_equal(a, b);
  if (op[0] == '!') return !rill_value_equal(a, b);
  int order = rill_value_compare(a, b);
  if (op[1] == '=') return op[0] == '<' ? order <= 0 : order >= 0;
  return op[0] == '<' ? order < 0 : order > 0;
}

static rill_value_t comparison(struct parser *p) {
  static const char *const ops[] = {"==", "!=", "<=", ">=", "<", ">"};
  rill_value_t v = sum(p);
  for (size_t i = 0; i < sizeof ops / sizeof *ops; i++) {
    if (!take(p, ops[i])) continue;
    rill_value_t b = sum(p);
    rill_value_t r = rill_is_error(v)   ? rill_value_ref(v)
                     : rill_is_error(b) ? rill_value_ref(b)
                                        : rill_bool(holds(ops[i], v, b));
    rill_value_unref(v);
    rill_value_unref(b);
    return r;
  }
  return v;
}

static rill_value_t branch(struct parser *p, bool chosen) {
  bool idle = p->idle;
  p->idle = idle || !chosen;
  rill_value_t v = choice(p);
  p->idle = idle;
  return v;
}

static rill_value_t choice(struct parser *p) {
  rill_value_t condition = comparison(p);
  if (!take(p, "?")) return condition;
  bool failed = rill_is_error(condition), yes = rill_as_bool(condition);
  rill_value_t a = branch(p, yes && !failed);
  p->good &= take(p, ":");
  rill_value_t b = branch(p, !yes && !failed);
  rill_value_t kept = failed ? condition : yes ? a : b;
  rill_value_ref(kept);
  rill_value_unref(condition);
  rill_value_unref(a);
  rill_value_unref(b);
  return kept;
}

rill_value_t formula_compute(const char *text, const struct formula *given,
                             bool *known) {
  struct parser p = {.at = text, .given = given, .good = true};
  rill_value_t v = choice(&p);
  skip_space(&p);
  *known = p.good && *p.at == 0;
  if (*known) return v;
  rill_value_unref(v);
  return rill_none();
}
