// SPDX-License-Identifier: Apache-2.0
/* Commentary: what CommonMark allows stays, what could do harm goes. */
#include "ww_test.h"

#include "report/markdown.h"

static char text[1024];

static const char *html_of(const char *source)
{
    struct ww_buf out = {0};
    CHECK_RC(ww_markdown_html(ww_str_of(source), 3, &out, NULL), WW_OK);
    ww_str_copy(ww_buf_view(&out), text, sizeof text);
    ww_buf_free(&out);
    return text;
}

WW_TEST(ordinary_commentary)
{
    CHECK_STR(html_of("Some *words* and\n**more**."),
              "<p>Some <em>words</em> and\n<strong>more</strong>.</p>\n");
    CHECK_STR(html_of("[a](https://example.org/)"), "<p><a href=\"https://example.org/\">a</a></p>\n");
    CHECK_STR(html_of(""), "");
}

WW_TEST(headings_move_below_the_page)
{
    CHECK_STR(html_of("# a"), "<h3>a</h3>\n");
    CHECK_STR(html_of("### a"), "<h5>a</h5>\n");
    CHECK_STR(html_of("###### a"), "<h6>a</h6>\n");
}

WW_TEST(harm_is_taken_out)
{
    static const char *const hostile[] = {
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](data:text/html;base64,xx)",
        "[a](vbscript:x)",
        "[a](file:///etc/passwd)",
        "![alt](https://example.org/track.png)",
        "<https://ok.example>\n\n<iframe src=\"//x\"></iframe>",
        "[a]: javascript:x\n\n[a]",
        "`<script>`",
        "<div onclick=x>*a*</div>",
        "[![x](javascript:a)](javascript:b)",
    };
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        const char *html = html_of(hostile[i]);
        static const char *const banned[] = {"<script", "<img",      "<iframe", "javascript:", "JaVaScRiPt:",
                                             "data:",   "vbscript:", "file:",   "onerror=",    "onclick="};
        for (size_t b = 0; b < sizeof banned / sizeof *banned; b++)
            if (!CHECK(strstr(html, banned[b]) == NULL))
                printf("%s -> %s\n", hostile[i], html);
    }
    CHECK_STR(html_of("![alt words](https://example.org/track.png)"), "<p>alt words</p>\n");
    CHECK_STR(html_of("[a](javascript:x)"), "<p>a</p>\n");
}

WW_TEST(bytes_that_are_not_utf8_are_replaced)
{
    CHECK_STR(html_of("a\xff"), "<p>a\uFFFD</p>\n");
}

WW_TEST(too_long_is_refused)
{
    struct ww_buf source = {0}, out = {0};
    ww_buf_zeros(&source, ((size_t)1 << 20) + 1);
    CHECK_RC(ww_markdown_html(ww_buf_view(&source), 3, &out, NULL), WW_E_LIMIT);
    ww_buf_free(&source);
    ww_buf_free(&out);
}
