/* SPDX-License-Identifier: MIT */
/* links: finds the addresses that a page of HTML leads to. */
#include "links.h"

#include <libxml/HTMLparser.h>
#include <libxml/encoding.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "url.h"
#include "utf8.h"

enum {
  CHUNK = 16 * 1024, /* pushed at a time */
  PRESCAN = 1024,    /* browsers look no further for a meta charset */
  MAX_CHARSET = 40,
};

struct reader {
  struct links *links;
  const char *url;
  char *base; /* of the first base element; NULL until then */
};

/* --- What the page leads to ----------------------------------------------- */

static bool make_room(struct links *links, size_t more) {
  size_t room = links->room > 0 ? links->room : 256;
  while (room - links->length < more) room *= 2;
  if (room == links->room) return true;
  char *text = realloc(links->text, room);
  if (text == NULL) return false;
  links->text = text;
  links->room = room;
  return true;
}

static void add_link(struct reader *reader, const char *href) {
  struct links *links = reader->links;
  const char *base = reader->base != NULL ? reader->base : reader->url;
  char *url = url_canonical(href, base);
  if (url == NULL) return;
  size_t length = strlen(url) + 1;
  if (make_room(links, length)) {
    memcpy(links->text + links->length, url, length);
    links->length += length;
    links->count++;
  } else {
    links->failed = true;
  }
  free(url);
}

const char *links_next(const struct links *links, const char *link) {
  const char *next = link == NULL ? links->text : link + strlen(link) + 1;
  return next < links->text + links->length ? next : NULL;
}

void links_clear(struct links *links) {
  free(links->text);
  *links = (struct links){.text = NULL};
}

/* --- What the parser sees ------------------------------------------------- */

static const char *find_href(const xmlChar **attributes) {
  for (; attributes != NULL && attributes[0] != NULL; attributes += 2) {
    if (!xmlStrEqual(attributes[0], BAD_CAST "href")) continue;
    return attributes[1] != NULL ? (const char *) attributes[1] : "";
  }
  return NULL;
}

static void on_tag(void *context, const xmlChar *name,
                   const xmlChar **attributes) {
  struct reader *reader = context;
  const char *tag = (const char *) name;
  bool link = strcmp(tag, "a") == 0 || strcmp(tag, "area") == 0;
  bool base = strcmp(tag, "base") == 0 && reader->base == NULL;
  if (!link && !base) return;
  const char *href = find_href(attributes);
  if (href == NULL) return;
  if (base) {
    reader->base = url_canonical(href, reader->url);
  } else {
    add_link(reader, href);
  }
}

/* pages in the wild are full of them: libxml2 would print each */
static void on_fault(void *context, const char *format, ...) {
  (void) context;
  (void) format;
}

/* --- The encoding: a byte order mark, the server's word, the page's own --- */

/* The bytes of a page on their way to the parser, which gets UTF-8 and nothing
 * but UTF-8: libxml2 would stop at the first byte that it cannot read. */
struct decoder {
  xmlCharEncodingHandlerPtr handler; /* NULL: it is UTF-8 */
  xmlBufferPtr in, out;
};

static const struct mark {
  const char *bytes;
  size_t length;
  const char *charset;
} marks[] = {{"\xEF\xBB\xBF", 3, "UTF-8"},
             {"\xFF\xFE", 2, "UTF-16LE"},
             {"\xFE\xFF", 2, "UTF-16BE"}};

static const struct mark *find_mark(const char *html, size_t length) {
  for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
    if (length >= marks[i].length &&
        memcmp(html, marks[i].bytes, marks[i].length) == 0) {
      return &marks[i];
    }
  }
  return NULL;
}

static size_t copy_name(char *name, const char *from, const char *end) {
  size_t length = 0;
  while (from < end && length < MAX_CHARSET - 1 &&
         strchr("\"' ;/>\t\r\n", *from) == NULL) {
    name[length++] = *from++;
  }
  name[length] = '\0';
  return length;
}

/* the charset of the first meta element that has one */
static const char *prescan(const char *html, size_t length, char *name) {
  const char *end = html + (length < PRESCAN ? length : PRESCAN);
  bool in_meta = false;
  for (const char *at = html; at + 8 < end; at++) {
    if (*at == '>') in_meta = false;
    if (strncasecmp(at, "<meta", 5) == 0) in_meta = true;
    if (!in_meta || strncasecmp(at, "charset=", 8) != 0) continue;
    at += 8;
    if (*at == '"' || *at == '\'') at++;
    if (copy_name(name, at, end) == 0) return NULL;
    /* it was read as bytes, so it cannot be UTF-16 whatever it says */
    return strncasecmp(name, "utf-16", 6) != 0 ? name : NULL;
  }
  return NULL;
}

/* NULL: UTF-8, which is also what an unknown name is taken for */
static xmlCharEncodingHandlerPtr find_handler(const char *charset) {
  if (charset == NULL || strcasecmp(charset, "utf-8") == 0) return NULL;
  return xmlFindCharEncodingHandler(charset);
}

static void decode_utf8(struct decoder *decoder, const char *html,
                        size_t length) {
  for (size_t at = 0, start = 0; at <= length; at++) {
    size_t valid = at < length ? utf8_length(html + at, length - at) : 0;
    if (valid > 0) {
      at += valid - 1;
      continue;
    }
    xmlBufferAdd(decoder->out, (const xmlChar *) html + start,
                 (int) (at - start));
    if (at < length) xmlBufferCat(decoder->out, BAD_CAST UTF8_UNREADABLE);
    start = at + 1;
  }
}

static void decode_other(struct decoder *decoder, const char *html,
                         size_t length) {
  xmlBufferAdd(decoder->in, (const xmlChar *) html, (int) length);
  while (xmlCharEncInFunc(decoder->handler, decoder->out, decoder->in) == -2 &&
         xmlBufferLength(decoder->in) > 0) {
    xmlBufferShrink(decoder->in, 1);
    xmlBufferCat(decoder->out, BAD_CAST UTF8_UNREADABLE);
  }
}

/* at most CHUNK, not through the middle of a character */
static size_t cut(const char *html, size_t length) {
  size_t size = length < CHUNK ? length : CHUNK;
  while (size < length && size > CHUNK - 4 &&
         ((unsigned char) html[size] & 0xC0) == 0x80) {
    size--;
  }
  return size;
}

static void push(htmlParserCtxtPtr parser, struct decoder *decoder,
                 const char *html, size_t length) {
  while (length > 0) {
    size_t size = cut(html, length);
    if (decoder->handler != NULL) {
      decode_other(decoder, html, size);
    } else {
      decode_utf8(decoder, html, size);
    }
    htmlParseChunk(parser, (const char *) xmlBufferContent(decoder->out),
                   xmlBufferLength(decoder->out), 0);
    xmlBufferEmpty(decoder->out);
    html += size;
    length -= size;
  }
  htmlParseChunk(parser, NULL, 0, 1);
}

/* --- Reading -------------------------------------------------------------- */

static bool decoder_open(struct decoder *decoder, const char *charset) {
  decoder->handler = find_handler(charset);
  decoder->in = xmlBufferCreate();
  decoder->out = xmlBufferCreate();
  return decoder->in != NULL && decoder->out != NULL;
}

static void decoder_close(struct decoder *decoder) {
  if (decoder->handler != NULL) xmlCharEncCloseFunc(decoder->handler);
  if (decoder->in != NULL) xmlBufferFree(decoder->in);
  if (decoder->out != NULL) xmlBufferFree(decoder->out);
}

static htmlParserCtxtPtr open_parser(struct reader *reader) {
  htmlSAXHandler handler = {.startElement = on_tag,
                            .warning = on_fault,
                            .error = on_fault,
                            .fatalError = on_fault};
  htmlParserCtxtPtr parser = htmlCreatePushParserCtxt(
      &handler, reader, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
  if (parser == NULL) return NULL;
  htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NONET |
                                 HTML_PARSE_IGNORE_ENC);
  return parser;
}

static void close_parser(htmlParserCtxtPtr parser) {
  if (parser->myDoc != NULL) xmlFreeDoc(parser->myDoc);
  htmlFreeParserCtxt(parser);
}

bool links_find(struct links *links, const char *html, size_t length,
                const char *url, const char *charset) {
  char name[MAX_CHARSET];
  struct reader reader = {.links = links, .url = url};
  struct decoder decoder;
  *links = (struct links){.text = NULL};
  const struct mark *mark = find_mark(html, length);
  size_t skipped = mark != NULL ? mark->length : 0;
  if (mark != NULL) charset = mark->charset;
  if (charset == NULL) charset = prescan(html, length, name);
  xmlSetGenericErrorFunc(NULL, on_fault); /* each thread has one of its own */
  bool opened = decoder_open(&decoder, charset);
  htmlParserCtxtPtr parser = opened ? open_parser(&reader) : NULL;
  if (parser != NULL) {
    push(parser, &decoder, html + skipped, length - skipped);
    if (parser->errNo == XML_ERR_NO_MEMORY) links->failed = true;
    close_parser(parser);
  } else {
    links->failed = true;
  }
  decoder_close(&decoder);
  free(reader.base);
  return !links->failed;
}
