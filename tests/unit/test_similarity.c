// SPDX-License-Identifier: Apache-2.0
#include "people/similarity.h"

#include "base/rng.h"
#include "ww_ref.h"
#include "ww_test.h"

/* The oracle's words are numbers of the digits 1 to 5. */
static struct ww_str word_of(double number, char out[32])
{
    snprintf(out, 32, "%.0f", number);
    return ww_str_of(out);
}

static double jaro(const double *args)
{
    char a[32], b[32];
    return ww_jaro(word_of(args[0], a), word_of(args[1], b));
}

static double levenshtein(const double *args)
{
    char a[32], b[32];
    return ww_levenshtein(word_of(args[0], a), word_of(args[1], b));
}

WW_TEST(agrees_with_jellyfish)
{
    static const struct ww_ref_function functions[] = {{"jaro", 2, jaro}, {"levenshtein", 2, levenshtein}};
    CHECK_INT(ww_ref_check("similarity", functions, 2), 1000);
}

/* Winkler 1990 and the literature after him. */
WW_TEST(known_values)
{
    CHECK_NEAR(ww_jaro_winkler(WW_STR("martha"), WW_STR("marhta")), 0.9611111111111111, 1e-12);
    CHECK_NEAR(ww_jaro_winkler(WW_STR("dixon"), WW_STR("dicksonx")), 0.8133333333333332, 1e-12);
    CHECK_NEAR(ww_jaro_winkler(WW_STR("dwayne"), WW_STR("duane")), 0.84, 1e-12);
    CHECK_NEAR(ww_jaro(WW_STR("dwayne"), WW_STR("duane")), 0.8222222222222222, 1e-12);
    CHECK_NEAR(ww_jaro_winkler(WW_STR("abc"), WW_STR("axyz")), ww_jaro(WW_STR("abc"), WW_STR("axyz")),
               0); /* under 0.7 */
    CHECK_INT(ww_levenshtein(WW_STR("kitten"), WW_STR("sitting")), 3);
    CHECK_INT(ww_damerau(WW_STR("ca"), WW_STR("abc")), 3); /* 2 without the restriction of alignment */
    CHECK_INT(ww_damerau(WW_STR("19800517"), WW_STR("19800571")), 1);
    CHECK_INT(ww_levenshtein(WW_STR("19800517"), WW_STR("19800571")), 2);
}

WW_TEST(empty_words)
{
    CHECK_NEAR(ww_jaro(WW_STR(""), WW_STR("")), 1, 0);
    CHECK_NEAR(ww_jaro_plain(WW_STR(""), WW_STR("")), 1, 0);
    CHECK_NEAR(ww_jaro_winkler(WW_STR(""), WW_STR("a")), 0, 0);
    CHECK_INT(ww_levenshtein(WW_STR(""), WW_STR("abc")), 3);
    CHECK_INT(ww_damerau(WW_STR("abc"), WW_STR("")), 3);
}

/* Up to 90 letters, so that both ways are taken and meet at 64. */
WW_TEST(fast_is_plain)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    for (int round = 0; round < 20000; round++) {
        char a[96], b[96];
        const uint64_t longest = round % 10 ? 20 : 90;
        const size_t la = ww_rng_below(&rng, longest + 1), lb = ww_rng_below(&rng, longest + 1);
        const uint64_t letters = 2 + ww_rng_below(&rng, 5);
        for (size_t i = 0; i < la; i++)
            a[i] = (char)('a' + ww_rng_below(&rng, letters));
        for (size_t i = 0; i < lb; i++)
            b[i] = (char)(i < la && ww_rng_below(&rng, 4) ? a[i] : 'a' + (char)ww_rng_below(&rng, letters));
        const struct ww_str x = {a, la}, y = {b, lb};
        CHECK_NEAR(ww_jaro(x, y), ww_jaro_plain(x, y), 0);
        CHECK_INT(ww_levenshtein(x, y), ww_levenshtein_plain(x, y));
        CHECK_INT(ww_damerau(x, y), ww_damerau_plain(x, y));
        CHECK_INT(ww_damerau(x, y), ww_damerau(y, x));
        CHECK(ww_jaro_winkler(x, y) >= ww_jaro(x, y) && ww_jaro_winkler(x, y) <= 1);
    }
}

WW_TEST(sixty_four_letters)
{
    char a[65], b[65];
    memset(a, 'a', 64);
    memset(b, 'a', 64);
    b[63] = 'b';
    const struct ww_str x = {a, 64}, y = {b, 64};
    CHECK_INT(ww_levenshtein(x, y), 1);
    CHECK_INT(ww_damerau(x, x), 0);
    CHECK_NEAR(ww_jaro(x, x), 1, 0);
    CHECK_NEAR(ww_jaro(x, y), ww_jaro_plain(x, y), 0);
}
