// SPDX-License-Identifier: Apache-2.0
/* SVG elements.
 *
 * Problem: charts must be the same bytes on every machine, hold real text, and find room for labels without a
 * browser to measure them. Method: numbers are printed with two decimals, trailing zeros dropped, by the
 * locale-free printer of base; text widths come from the advance widths of Helvetica (Adobe Font Metrics,
 * thousandths of the size), widened by a sixth because the reader's machine may set a wider sans-serif. */
#include "report/svg.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>

#include "base/num.h"
#include "report/escape.h"

#define WIDER_FONTS 1.16
#define OTHER_WIDTH 600
#define FIRST_GLYPH 32

static const uint16_t glyph_widths[] = {
    278,  278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, /* blank to / */
    556,  556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, /* 0 to ? */
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, /* @ to O */
    667,  778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, /* P to _ */
    333,  556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, /* ` to o */
    556,  556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,      /* p to ~ */
};

double ww_svg_text_width(const char *text, double size)
{
    double thousandths = 0;
    for (const char *p = text; *p; p++) {
        uint8_t c = (uint8_t)*p;
        if (c >= FIRST_GLYPH && c < FIRST_GLYPH + sizeof glyph_widths / sizeof *glyph_widths)
            thousandths += glyph_widths[c - FIRST_GLYPH];
        else if ((c & 0xC0) != 0x80) /* the first byte of a code point */
            thousandths += OTHER_WIDTH;
    }
    return thousandths / 1000 * size * WIDER_FONTS;
}

/* The line so far and one word more, when that fits in the line's bytes and width. */
static bool append_word(char line[WW_SVG_LINE_MAX], struct ww_str word, double size, double width)
{
    size_t len = strlen(line);
    size_t blank = len ? 1 : 0;
    if (len + blank + word.len >= WW_SVG_LINE_MAX)
        return false;
    char longer[WW_SVG_LINE_MAX];
    memcpy(longer, line, len);
    if (blank)
        longer[len] = ' ';
    memcpy(longer + len + blank, word.ptr, word.len);
    longer[len + blank + word.len] = '\0';
    if (len && ww_svg_text_width(longer, size) > width)
        return false;
    memcpy(line, longer, len + blank + word.len + 1);
    return true;
}

/* Takes code points off the end until the line with an ellipsis fits. */
static void end_in_ellipsis(char line[WW_SVG_LINE_MAX], double size, double width)
{
    static const char ellipsis[] = "…";
    double room = width - ww_svg_text_width(ellipsis, size);
    size_t len = strlen(line);
    while (len && (ww_svg_text_width(line, size) > room || len + sizeof ellipsis > WW_SVG_LINE_MAX)) {
        do
            len--;
        while (len && ((uint8_t)line[len] & 0xC0) == 0x80);
        line[len] = '\0';
    }
    memcpy(line + len, ellipsis, sizeof ellipsis);
}

/* A single word too long for a line's bytes is cut at a code point. */
static struct ww_str fit_word(struct ww_str word)
{
    if (word.len < WW_SVG_LINE_MAX)
        return word;
    word.len = WW_SVG_LINE_MAX - 1;
    while (word.len && ((uint8_t)word.ptr[word.len] & 0xC0) == 0x80)
        word.len--;
    return word;
}

size_t ww_svg_wrap(const char *text, double size, double width, char (*lines)[WW_SVG_LINE_MAX],
                   size_t max_lines)
{
    assert(max_lines > 0);
    size_t used = 0;
    lines[0][0] = '\0';
    struct ww_str rest = ww_str_of(text);
    struct ww_str word;
    while (ww_str_cut(&rest, ' ', &word)) {
        if (word.len == 0)
            continue;
        word = fit_word(word);
        if (append_word(lines[used], word, size, width))
            continue;
        if (used + 1 == max_lines) {
            end_in_ellipsis(lines[used], size, width);
            break;
        }
        used++;
        lines[used][0] = '\0';
        if (!append_word(lines[used], word, size, width))
            lines[used][0] = '\0';
    }
    for (size_t i = 0; i <= used; i++)
        if (ww_svg_text_width(lines[i], size) > width)
            end_in_ellipsis(lines[i], size, width);
    return used + 1;
}

void ww_svg_number(struct ww_buf *out, double number)
{
    assert(isfinite(number));
    char digits[48];
    ww_print_fixed(fabs(number), 2, digits);
    size_t len = strlen(digits);
    while (digits[len - 1] == '0')
        len--;
    if (digits[len - 1] == '.')
        len--;
    digits[len] = '\0';
    if (number < 0 && strcmp(digits, "0") != 0)
        ww_buf_char(out, '-');
    ww_buf_z(out, digits);
}

static void put_attribute(struct ww_buf *out, const char *name, double value)
{
    ww_buf_char(out, ' ');
    ww_buf_z(out, name);
    ww_buf_z(out, "=\"");
    ww_svg_number(out, value);
    ww_buf_char(out, '"');
}

static void put_paint(struct ww_buf *out, struct ww_svg_paint paint)
{
    ww_html_attr(out, "fill", ww_str_of(paint.fill ? paint.fill : "none"));
    if (paint.stroke) {
        ww_html_attr(out, "stroke", ww_str_of(paint.stroke));
        put_attribute(out, "stroke-width", paint.stroke_width);
    }
    if (paint.stroke && paint.dash)
        ww_html_attr(out, "stroke-dasharray", ww_str_of(paint.dash));
}

void ww_svg_rect(struct ww_buf *out, struct ww_svg_box box, struct ww_svg_paint paint)
{
    ww_buf_z(out, "<rect");
    put_attribute(out, "x", box.x);
    put_attribute(out, "y", box.y);
    put_attribute(out, "width", box.width > 0 ? box.width : 0);
    put_attribute(out, "height", box.height > 0 ? box.height : 0);
    put_paint(out, paint);
    ww_buf_z(out, "/>\n");
}

void ww_svg_line(struct ww_buf *out, struct ww_svg_point from, struct ww_svg_point to,
                 struct ww_svg_paint paint)
{
    ww_buf_z(out, "<line");
    put_attribute(out, "x1", from.x);
    put_attribute(out, "y1", from.y);
    put_attribute(out, "x2", to.x);
    put_attribute(out, "y2", to.y);
    put_paint(out, paint);
    ww_buf_z(out, "/>\n");
}

void ww_svg_circle(struct ww_buf *out, struct ww_svg_point centre, double radius, struct ww_svg_paint paint)
{
    ww_buf_z(out, "<circle");
    put_attribute(out, "cx", centre.x);
    put_attribute(out, "cy", centre.y);
    put_attribute(out, "r", radius);
    put_paint(out, paint);
    ww_buf_z(out, "/>\n");
}

void ww_svg_text(struct ww_buf *out, struct ww_svg_point at, struct ww_svg_font font, const char *text)
{
    static const char *const anchors[] = {
        [WW_ANCHOR_START] = NULL, [WW_ANCHOR_MIDDLE] = "middle", [WW_ANCHOR_END] = "end"};
    ww_buf_z(out, "<text");
    put_attribute(out, "x", at.x);
    put_attribute(out, "y", at.y);
    if (font.size > 0 && (font.size < WW_SVG_FONT_SIZE || font.size > WW_SVG_FONT_SIZE))
        put_attribute(out, "font-size", font.size);
    if (anchors[font.anchor])
        ww_html_attr(out, "text-anchor", ww_str_of(anchors[font.anchor]));
    if (font.bold)
        ww_html_attr(out, "font-weight", WW_STR("700"));
    if (font.fill)
        ww_html_attr(out, "fill", ww_str_of(font.fill));
    if (font.halo)
        ww_buf_z(out,
                 " stroke=\"#ffffff\" stroke-width=\"4\" stroke-linejoin=\"round\" paint-order=\"stroke\"");
    ww_buf_char(out, '>');
    ww_html_text(out, ww_str_of(text));
    ww_buf_z(out, "</text>\n");
}

void ww_svg_path_begin(struct ww_buf *out)
{
    ww_buf_z(out, "<path d=\"");
}

static void put_step(struct ww_buf *out, char letter, struct ww_svg_point to)
{
    ww_buf_char(out, letter);
    ww_svg_number(out, to.x);
    ww_buf_char(out, ' ');
    ww_svg_number(out, to.y);
}

void ww_svg_path_move(struct ww_buf *out, struct ww_svg_point to)
{
    put_step(out, 'M', to);
}

void ww_svg_path_line(struct ww_buf *out, struct ww_svg_point to)
{
    put_step(out, 'L', to);
}

void ww_svg_path_close(struct ww_buf *out)
{
    ww_buf_char(out, 'Z');
}

void ww_svg_path_end(struct ww_buf *out, struct ww_svg_paint paint)
{
    ww_buf_char(out, '"');
    put_paint(out, paint);
    ww_html_attr(out, "stroke-linejoin", WW_STR("round"));
    ww_buf_z(out, "/>\n");
}
