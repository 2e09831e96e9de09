// SPDX-License-Identifier: Apache-2.0
/* SVG elements: numbers without a locale, text measured and wrapped. */
#include "ww_test.h"

#include "base/rng.h"
#include "base/utf8.h"
#include "report/svg.h"

static char text[1024];

static const char *keep(struct ww_buf *out)
{
    ww_str_copy(ww_buf_view(out), text, sizeof text);
    ww_buf_free(out);
    return text;
}

static const char *number(double n)
{
    struct ww_buf out = {0};
    ww_svg_number(&out, n);
    return keep(&out);
}

WW_TEST(numbers_have_two_decimals_at_most)
{
    CHECK_STR(number(0), "0");
    CHECK_STR(number(-0.001), "0");
    CHECK_STR(number(12), "12");
    CHECK_STR(number(12.5), "12.5");
    CHECK_STR(number(-3.14159), "-3.14");
    CHECK_STR(number(1e6), "1000000");
    CHECK_STR(number(100.004), "100");
}

WW_TEST(elements_are_written_in_full)
{
    struct ww_buf out = {0};
    ww_svg_rect(&out, (struct ww_svg_box){1, 2, -3, 4}, (struct ww_svg_paint){.fill = "#fff"});
    CHECK_STR(keep(&out), "<rect x=\"1\" y=\"2\" width=\"0\" height=\"4\" fill=\"#fff\"/>\n");
    ww_svg_text(&out, (struct ww_svg_point){1, 2},
                (struct ww_svg_font){.anchor = WW_ANCHOR_END, .bold = true}, "a<b");
    CHECK_STR(keep(&out), "<text x=\"1\" y=\"2\" text-anchor=\"end\" font-weight=\"700\">a&lt;b</text>\n");
    ww_svg_path_begin(&out);
    ww_svg_path_move(&out, (struct ww_svg_point){0, 0});
    ww_svg_path_line(&out, (struct ww_svg_point){1.5, 2});
    ww_svg_path_close(&out);
    ww_svg_path_end(&out, (struct ww_svg_paint){.stroke = "#000", .stroke_width = 1, .dash = "2 2"});
    CHECK_STR(keep(&out), "<path d=\"M0 0L1.5 2Z\" fill=\"none\" stroke=\"#000\" stroke-width=\"1\" "
                          "stroke-dasharray=\"2 2\" stroke-linejoin=\"round\"/>\n");
}

WW_TEST(wider_text_measures_wider)
{
    CHECK(ww_svg_text_width("iii", 15) < ww_svg_text_width("mmm", 15));
    CHECK_NEAR(ww_svg_text_width("abc", 30), 2 * ww_svg_text_width("abc", 15), 1e-9);
    CHECK_NEAR(ww_svg_text_width("", 15), 0, 0);
    CHECK_NEAR(ww_svg_text_width("£", 15), ww_svg_text_width("é", 15), 1e-9);
}

WW_TEST(text_wraps_at_blanks)
{
    char lines[3][WW_SVG_LINE_MAX];
    double width = ww_svg_text_width("Violence with", 15) + 1;
    CHECK_INT(ww_svg_wrap("Violence with injury", 15, width, lines, 3), 2);
    CHECK_STR(lines[0], "Violence with");
    CHECK_STR(lines[1], "injury");
    CHECK_INT(ww_svg_wrap("", 15, width, lines, 3), 1);
    CHECK_STR(lines[0], "");
    CHECK_INT(ww_svg_wrap("Violence with injury and more of it than fits", 15, width, lines, 2), 2);
    CHECK(strstr(lines[1], "…") != NULL);
}

/* Random text: every line fits, is UTF-8, and no word is lost unless an ellipsis says so. */
WW_TEST(wrapped_lines_always_fit)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    for (int i = 0; i < 3000; i++) {
        char source[400];
        size_t len = 0, target = (size_t)ww_rng_below(&rng, 380);
        while (len < target) {
            const char *piece = ((const char *[]){"a", "é", "W", " ", "word", "–",
                                                  "…"})[ww_rng_below(&rng, 7)];
            memcpy(source + len, piece, strlen(piece));
            len += strlen(piece);
        }
        source[len] = '\0';
        char lines[3][WW_SVG_LINE_MAX];
        double width = 40 + (double)ww_rng_below(&rng, 300);
        size_t n = ww_svg_wrap(source, 15, width, lines, 3);
        size_t kept = 0, wanted = 0;
        for (size_t k = 0; k < n; k++) {
            CHECK(ww_svg_text_width(lines[k], 15) <= width + 1e-9);
            CHECK(ww_utf8_valid(ww_str_of(lines[k])));
            for (const char *p = lines[k]; *p; p++)
                kept += *p != ' ';
        }
        for (const char *p = source; *p; p++)
            wanted += *p != ' ';
        bool cut = false;
        for (size_t k = 0; k < n; k++)
            cut = cut || strstr(lines[k], "…");
        CHECK(cut || kept == wanted);
    }
}
