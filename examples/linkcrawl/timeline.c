/* SPDX-License-Identifier: MIT */
/* timeline: requests as bars over time, a lane for each that is in flight. */
#include "timeline.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
  WIDTH = 1200,
  MARGIN = 48,
  TOP = 56,
  MOST_HEIGHT = 1200,
  MOST_TITLE = 160,
  TICKS = 10,
};

/* --- Lanes and bars ------------------------------------------------------- */

uint32_t timeline_enter(struct timeline *timeline) {
  uint32_t lane = 0;
  while (lane < timeline->lane_room && timeline->lanes[lane]) lane++;
  if (lane == timeline->lane_room) {
    uint32_t room = lane > 0 ? 2 * lane : 16;
    bool *lanes = realloc(timeline->lanes, room * sizeof *lanes);
    if (lanes == NULL) return lane;
    memset(lanes + lane, 0, (room - lane) * sizeof *lanes);
    timeline->lanes = lanes;
    timeline->lane_room = room;
  }
  timeline->lanes[lane] = true;
  if (lane >= timeline->lane_peak) timeline->lane_peak = lane + 1;
  return lane;
}

static void thin_out(struct timeline *timeline) {
  timeline->count /= 2;
  timeline->stride *= 2;
  for (uint32_t i = 0; i < timeline->count; i++) {
    timeline->bars[i] = timeline->bars[2 * i];
  }
}

void timeline_leave(struct timeline *timeline, struct bar bar) {
  if (bar.lane < timeline->lane_room) timeline->lanes[bar.lane] = false;
  if (timeline->stride == 0) timeline->stride = 1;
  if (timeline->count == TIMELINE_BARS) thin_out(timeline);
  if (timeline->seen++ % timeline->stride != 0) return;
  timeline->bars[timeline->count++] = bar;
}

void timeline_clear(struct timeline *timeline) {
  free(timeline->lanes);
  timeline->lanes = NULL;
  timeline->lane_room = 0;
}

/* --- The picture ---------------------------------------------------------- */

static const struct kind {
  const char *name, *colour;
} kinds[] = {
    {"no answer", "#444444"}, {"2xx", "#3a9d5d"}, {"3xx", "#3b7dd8"},
    {"4xx", "#e08a1e"},       {"5xx", "#d0342c"},
};

static const struct kind *kind_of(int status) {
  return &kinds[status >= 200 && status < 600 ? status / 100 - 1 : 0];
}

static void write_escaped(const char *text, FILE *file) {
  for (int i = 0; text[i] != '\0' && i < MOST_TITLE; i++) {
    unsigned char c = (unsigned char) text[i];
    if (c > ' ' && c < 0x7f && strchr("<>&\"'", c) == NULL) {
      fputc(c, file);
    } else {
      fprintf(file, "&#%u;", c < ' ' ? '?' : c);
    }
  }
}

/* 1, 2 or 5 of some power of ten, so that there are at most TICKS */
static double tick_span(double seconds) {
  double span = pow(10, floor(log10(seconds / TICKS)));
  if (span * TICKS < seconds) span *= 2;
  if (span * TICKS < seconds) span *= 2.5;
  if (span * TICKS < seconds) span *= 2;
  return span;
}

static void write_axis(double seconds, double height, FILE *file) {
  double span = tick_span(seconds);
  for (int i = 0; i * span <= seconds; i++) {
    double x = MARGIN + i * span / seconds * (WIDTH - 2 * MARGIN);
    fprintf(file,
            "<path d=\"M%.1f %d v%.1f\" stroke=\"#ddd\"/>"
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%g s</text>\n",
            x, TOP - 4, height + 8, x, TOP + height + 20, i * span);
  }
}

static void write_legend(const struct timeline *timeline, FILE *file) {
  double x = MARGIN;
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++, x += 90) {
    fprintf(file,
            "<rect x=\"%g\" y=\"18\" width=\"12\" height=\"12\" fill=\"%s\"/>"
            "<text x=\"%g\" y=\"28\">%s</text>\n",
            x, kinds[i].colour, x + 18, kinds[i].name);
  }
  fprintf(file, "<text x=\"%g\" y=\"28\">%" PRIu64 " requests", x + 18,
          timeline->seen);
  if (timeline->stride > 1) {
    fprintf(file, ", one in %" PRIu64 " shown", timeline->stride);
  }
  fprintf(file, "; a lane for each in flight: %" PRIu32 "</text>\n",
          timeline->lane_peak);
}

static void write_bar(const struct bar *bar, int64_t begin, double per_second,
                      double lane_height, FILE *file) {
  double from = (double) (bar->from - begin) / 1e9;
  double took = (double) (bar->to - bar->from) / 1e9;
  double width = took * per_second > 0.7 ? took * per_second : 0.7;
  fprintf(file,
          "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\""
          " fill=\"%s\"><title>",
          MARGIN + from * per_second, TOP + bar->lane * lane_height, width,
          lane_height * 0.85, kind_of(bar->status)->colour);
  write_escaped(bar->url, file);
  if (bar->status > 0) fprintf(file, " %d", bar->status);
  fprintf(file, "%s %.1f ms</title></rect>\n",
          bar->status > 0 ? "," : " no answer,", took * 1e3);
}

void timeline_write(const struct timeline *timeline, int64_t begin, int64_t end,
                    FILE *file) {
  double seconds = end > begin ? (double) (end - begin) / 1e9 : 1e-3;
  uint32_t lanes = timeline->lane_peak > 0 ? timeline->lane_peak : 1;
  double lane_height =
      lanes * 16 > MOST_HEIGHT ? MOST_HEIGHT / (double) lanes : 16;
  double height = lanes * lane_height;
  fprintf(file,
          "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %.0f\""
          " font-family=\"sans-serif\" font-size=\"12\">\n"
          "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n",
          WIDTH, TOP + height + 36);
  write_legend(timeline, file);
  write_axis(seconds, height, file);
  for (uint32_t i = 0; i < timeline->count; i++) {
    write_bar(&timeline->bars[i], begin, (WIDTH - 2 * MARGIN) / seconds,
              lane_height, file);
  }
  fputs("</svg>\n", file);
}
