// SPDX-License-Identifier: Apache-2.0
/* Text into markup: nothing gets out of its place, whatever the bytes. */
#include "ww_test.h"

#include "base/rng.h"
#include "base/utf8.h"
#include "report/escape.h"

static char text[512];

static const char *text_of(void (*escape)(struct ww_buf *, struct ww_str), struct ww_str s)
{
    struct ww_buf out = {0};
    escape(&out, s);
    ww_str_copy(ww_buf_view(&out), text, sizeof text);
    ww_buf_free(&out);
    return text;
}

static const char *attribute_of(const char *value)
{
    struct ww_buf out = {0};
    ww_html_attr(&out, "title", ww_str_of(value));
    ww_str_copy(ww_buf_view(&out), text, sizeof text);
    ww_buf_free(&out);
    return text;
}

WW_TEST(text_between_tags)
{
    CHECK_STR(text_of(ww_html_text, WW_STR("<script>a && b</script>")),
              "&lt;script&gt;a &amp;&amp; b&lt;/script&gt;");
    CHECK_STR(text_of(ww_html_text, WW_STR("a\x01z\x1b\x7f")), "a\uFFFDz\uFFFD\uFFFD");
    CHECK_STR(text_of(ww_html_text, (struct ww_str){"a\0b", 3}), "a\uFFFDb");
    CHECK_STR(text_of(ww_html_text, WW_STR("caf\xe9 £")), "caf\uFFFD £");
    CHECK_STR(text_of(ww_html_text, WW_STR("\xef\xbf\xbf")), "\uFFFD");
    CHECK_STR(text_of(ww_html_text, WW_STR("a\tb\n")), "a\tb\n");
    CHECK_STR(text_of(ww_html_text, (struct ww_str){NULL, 0}), "");
}

WW_TEST(attributes)
{
    CHECK_STR(attribute_of("a\" onload='x'"), " title=\"a&quot; onload=&#39;x&#39;\"");
    CHECK_STR(attribute_of("a\nb<"), " title=\"a&#10;b&lt;\"");
}

WW_TEST(ids_keep_only_plain_characters)
{
    CHECK_STR(text_of(ww_html_id, WW_STR("change/total/daily-average")), "change/total/daily-average");
    CHECK_STR(text_of(ww_html_id, WW_STR("a b\"><\xc3\xa9")), "a-b-----");
    CHECK_STR(text_of(ww_html_id, WW_STR("")), "-");
}

WW_TEST(css_strings)
{
    CHECK_STR(text_of(ww_css_string, WW_STR("OFFICIAL 2")), "\"OFFICIAL 2\"");
    CHECK_STR(text_of(ww_css_string, WW_STR("a\"}</style>")), "\"a\\22 \\7d \\3c \\2f style\\3e \"");
    CHECK_STR(text_of(ww_css_string, WW_STR("–é\xff")), "\"\\2013 \\e9 \\fffd \"");
    CHECK_STR(text_of(ww_css_string, (struct ww_str){"\0", 1}), "\"\\fffd \"");
}

/* Random bytes: the result is UTF-8 and holds none of the characters that end its place. */
WW_TEST(random_bytes_stay_inside)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    for (int i = 0; i < 3000; i++) {
        char bytes[24];
        size_t len = (size_t)ww_rng_below(&rng, sizeof bytes);
        for (size_t k = 0; k < len; k++)
            bytes[k] = (char)(ww_rng_below(&rng, 3) ? ww_rng_below(&rng, 256)
                                                    : (uint64_t) "<>&\"'\\\n\x80"[ww_rng_below(&rng, 8)]);
        struct ww_str s = {bytes, len};
        const char *escaped = text_of(ww_html_text, s);
        CHECK(strpbrk(escaped, "<>\x01\x1b") == NULL && ww_utf8_valid(ww_str_of(escaped)));
        struct ww_buf out = {0};
        ww_html_attr(&out, "a", s);
        CHECK(memchr(out.data + 4, '"', out.len - 5) == NULL && strpbrk(out.data, "<>\n\t'") == NULL);
        ww_buf_free(&out);
        escaped = text_of(ww_css_string, s);
        CHECK(strspn(escaped + 1, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ \\") ==
              strlen(escaped) - 2);
    }
}
