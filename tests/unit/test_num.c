// SPDX-License-Identifier: Apache-2.0
#include "base/num.h"

#include <float.h>

#include "base/buf.h"
#include "base/rng.h"
#include "ww_test.h"

static struct ww_str z(const char *text)
{
    return ww_str_of(text);
}

WW_TEST(whole_numbers)
{
    static const struct {
        const char *text;
        int64_t value;
    } good[] = {
        {"0", 0},
        {"-0", 0},
        {"+7", 7},
        {"007", 7},
        {"-12", -12},
        {"9223372036854775807", INT64_MAX},
        {"-9223372036854775808", INT64_MIN},
        {"00000000000000000000000000000012", 12},
    };
    static const char *const bad[] = {"",
                                      "-",
                                      "+",
                                      "+-1",
                                      "--1",
                                      " 1",
                                      "1 ",
                                      "1.0",
                                      "1e3",
                                      "0x10",
                                      "1,000",
                                      "1a",
                                      "9223372036854775808",
                                      "-9223372036854775809",
                                      "18446744073709551616",
                                      "99999999999999999999999999"};
    int64_t out = 0;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        CHECK(ww_parse_i64(z(good[i].text), &out) && CHECK_INT(out, good[i].value));
    out = 77;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (!CHECK(!ww_parse_i64(z(bad[i]), &out)))
            printf("    \"%s\"\n", bad[i]);
    CHECK(!ww_parse_i64(WW_STR("1\0"), &out));
    CHECK(!ww_parse_i64((struct ww_str){0}, &out));
    CHECK_INT(out, 77);
}

WW_TEST(unsigned_whole_numbers)
{
    uint64_t out = 77;
    CHECK(!ww_parse_u64(z("-1"), &out) && !ww_parse_u64(z("-0"), &out) && !ww_parse_u64(z("++1"), &out));
    CHECK(!ww_parse_u64(z(""), &out) && !ww_parse_u64(z("18446744073709551616"), &out));
    CHECK_INT(out, 77);
    CHECK(ww_parse_u64(z("18446744073709551615"), &out));
    CHECK_U64(out, UINT64_MAX);
    CHECK(ww_parse_u64(z("+5"), &out));
    CHECK_U64(out, 5);
}

/* Every value round, and one step over, the two ends. */
WW_TEST(ends_of_the_range)
{
    unsigned long wrong = 0;
    for (int d = -50; d <= 50; d++) {
        __extension__ __int128 value = (__int128)INT64_MAX + d;
        char text[32];
        snprintf(text, sizeof text, "%" PRIu64, (uint64_t)value);
        int64_t out = 1;
        wrong += ww_parse_i64(z(text), &out) != (d <= 0) || out != (d <= 0 ? INT64_MAX + d : 1);
        snprintf(text, sizeof text, "-%" PRIu64, (uint64_t)value);
        out = 1;
        wrong += ww_parse_i64(z(text), &out) != (d <= 1) || out != (d <= 1 ? -INT64_MAX - d : 1);
    }
    CHECK_INT(wrong, 0);
}

/* Big decimal arithmetic, for the naive second implementations: one digit for each power of ten from
 * 10^(HIGH-1) down to 10^-LOW, enough for every double and every point half way between two. */
enum { HIGH = 420, LOW = 2200, DIGITS = HIGH + LOW };

struct grid {
    unsigned char digit[DIGITS];
    bool minus;
};

static unsigned char *place(struct grid *g, long power)
{
    return &g->digit[HIGH - 1 - power];
}

static void grid_of(const char *text, struct grid *g)
{
    memset(g, 0, sizeof *g);
    g->minus = *text == '-';
    text += *text == '-' || *text == '+';
    size_t len = strcspn(text, "eE");
    long power = text[len] ? strtol(text + len + 1, NULL, 10) : 0;
    power += (long)strcspn(text, ".eE") - 1;
    for (size_t i = 0; i < len; i++)
        if (text[i] != '.')
            *place(g, power--) = (unsigned char)(text[i] - '0');
}

/* Order of magnitudes. */
static int grid_cmp(const struct grid *a, const struct grid *b)
{
    return memcmp(a->digit, b->digit, DIGITS);
}

/* To so many decimals, half away from zero. */
static void grid_round(struct grid *g, int decimals)
{
    bool up = *place(g, -decimals - 1) >= 5;
    memset(place(g, -decimals - 1), 0, (size_t)(LOW - decimals));
    for (long power = -decimals; up; power++) {
        unsigned char *digit = place(g, power);
        up = *digit == 9;
        *digit = up ? 0 : (unsigned char)(*digit + 1);
    }
}

static void grid_print(const struct grid *g, int decimals, bool point, char *out)
{
    static const unsigned char zeros[DIGITS];
    long power = HIGH - 1;
    while (power > 0 && g->digit[HIGH - 1 - power] == 0)
        power--;
    if (g->minus && memcmp(g->digit, zeros, DIGITS) != 0)
        *out++ = '-';
    for (; power >= -decimals; power--) {
        if (power == -1 && point)
            *out++ = '.';
        *out++ = (char)('0' + g->digit[HIGH - 1 - power]);
    }
    *out = '\0';
}

WW_TEST(the_grid_itself)
{
    struct grid g;
    char out[64];
    grid_of("-1.2345e2", &g);
    grid_print(&g, 3, true, out);
    CHECK_STR(out, "-123.450");
    grid_round(&g, 1);
    grid_print(&g, 1, true, out);
    CHECK_STR(out, "-123.5");
    grid_of("0.0995", &g);
    grid_round(&g, 3);
    grid_print(&g, 3, false, out);
    CHECK_STR(out, "0100");
    grid_of("-.4", &g);
    grid_round(&g, 0);
    grid_print(&g, 0, true, out);
    CHECK_STR(out, "0");
    grid_of("999.95", &g);
    grid_round(&g, 1);
    grid_print(&g, 1, true, out);
    CHECK_STR(out, "1000.0");
}

/* Digits with a point anywhere and, mostly, an exponent: a decimal number as no person would write it. */
static void random_decimal(struct ww_rng *rng, int most_digits, int most_exponent, char *out)
{
    int digits = 1 + (int)ww_rng_below(rng, (uint64_t)most_digits);
    int point = (int)ww_rng_below(rng, (uint64_t)digits + 1);
    int style = (int)ww_rng_below(rng, 4); /* runs of nines, zeros and fives are where carries go wrong */
    if (ww_rng_below(rng, 2))
        *out++ = ww_rng_below(rng, 2) ? '-' : '+';
    for (int i = 0; i < digits; i++) {
        if (i == point)
            *out++ = '.';
        *out++ = style ? (char)('0' + ww_rng_below(rng, 10)) : "0599999"[ww_rng_below(rng, 7)];
    }
    *out = '\0';
    if (most_exponent && ww_rng_below(rng, 4))
        snprintf(out, 16, "%c%d", ww_rng_below(rng, 2) ? 'e' : 'E',
                 (int)ww_rng_below(rng, 2 * (uint64_t)most_exponent + 1) - most_exponent);
}

/* A random double of any size that is not infinite. */
static double random_double(struct ww_rng *rng)
{
    for (;;) {
        uint64_t bits = ww_rng_next(rng);
        double value;
        memcpy(&value, &bits, sizeof value);
        if (isfinite(value))
            return value;
    }
}

static bool long_doubles_hold_midpoints(void)
{
    return LDBL_MANT_DIG > DBL_MANT_DIG && LDBL_MIN_EXP < DBL_MIN_EXP - DBL_MANT_DIG;
}

static void print_exactly(long double value, struct grid *g)
{
    static char text[DIGITS + 8];
    snprintf(text, sizeof text, "%.1200Lf", value);
    grid_of(text, g);
}

static bool is_even(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return (bits & 1) == 0;
}

/* Whether `read` is the double nearest to the text, the even one of two, by comparing the text with the
 * exact points half way to its neighbours. */
static bool is_nearest(const char *text, double read)
{
    struct grid wanted, edge;
    grid_of(text, &wanted);
    double x = fabs(read), above = nextafter(x, INFINITY), below = nextafter(x, 0);
    /* Beyond the largest double the next would be 2^1024. */
    long double high = isinf(above) ? (long double)x + 0x1p970L : ((long double)x + above) / 2;
    print_exactly(high, &edge);
    int order = grid_cmp(&wanted, &edge);
    if (order > 0 || (order == 0 && !is_even(x)))
        return false;
    if (x == 0)
        return true;
    print_exactly(((long double)x + below) / 2, &edge);
    order = grid_cmp(&wanted, &edge);
    return (order > 0 || (order == 0 && is_even(x))) && (read < 0) == wanted.minus;
}

/* Refused as too large: at least half way from the largest double to 2^1024. */
static bool is_too_large(const char *text)
{
    struct grid wanted, edge;
    grid_of(text, &wanted);
    print_exactly((long double)DBL_MAX + 0x1p970L, &edge);
    return grid_cmp(&wanted, &edge) >= 0;
}

static bool reads_right(const char *text)
{
    double read;
    bool good = ww_parse_f64(z(text), &read) ? is_nearest(text, read) : is_too_large(text);
    if (!good)
        printf("    \"%.60s\" was read as %.17g\n", text, read);
    return good;
}

WW_TEST(doubles_are_correctly_rounded)
{
    if (!long_doubles_hold_midpoints())
        SKIP("long double is no wider than double here");
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    unsigned long wrong = 0;
    char text[128];
    for (int i = 0; i < 6000 && wrong < 10; i++) {
        random_decimal(&rng, 19, 25, text); /* where one operation may be enough, and just beyond */
        wrong += !reads_right(text);
        random_decimal(&rng, 60, 340, text);
        wrong += !reads_right(text);
        snprintf(text, sizeof text, "%.*e", 10 + (int)ww_rng_below(&rng, 30), random_double(&rng));
        wrong += !reads_right(text);
    }
    CHECK_INT(wrong, 0);
}

/* The hardest texts there are: the exact point half way between two doubles, in up to 770 digits, a hair
 * above it and a hair below, and the same with a tail of zeros or nines. */
WW_TEST(halfway_points_are_correctly_rounded)
{
    if (!long_doubles_hold_midpoints())
        SKIP("long double is no wider than double here");
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    unsigned long wrong = 0;
    static char text[DIGITS + 2000];
    for (int i = 0; i < 1500 && wrong < 10; i++) {
        double x = fabs(random_double(&rng));
        if (i % 3 == 0)
            x = ldexp(x, -1050 - ilogb(x)); /* among the smallest */
        if (isinf(nextafter(x, INFINITY)))
            continue;
        int len = snprintf(text, sizeof text, "%.1080Lf", ((long double)x + nextafter(x, INFINITY)) / 2);
        wrong += !reads_right(text);
        memset(text + len, '0', 900);
        memcpy(text + len + 900, "1", 2);
        wrong += !reads_right(text);
        while (text[len - 1] == '0')
            len--;
        if (text[len - 1] == '.')
            continue;
        text[len - 1]--;
        memset(text + len, '9', 900);
        text[DIGITS - 10] = '\0';
        wrong += !reads_right(text);
    }
    CHECK_INT(wrong, 0);
}

WW_TEST(known_doubles)
{
    static const struct {
        const char *text;
        double value;
    } good[] = {
        {"0", 0},
        {"1.", 1},
        {".5", 0.5},
        {"-.5e1", -5},
        {"+1E+2", 100},
        {"0.1", 0.1},
        {"1e22", 1e22},
        {"1e23", 1e23},
        {"9007199254740993", 9007199254740992.0},
        {"9007199254740993.00000000000000000000000000000001", 9007199254740994.0},
        {"1.7976931348623157e308", DBL_MAX},
        {"1.7976931348623158e308", DBL_MAX},
        {"2.2250738585072011e-308", 0x0.fffffffffffffp-1022},
        {"2.2250738585072012e-308", DBL_MIN},
        {"4.9e-324", 0x1p-1074},
        {"2.5e-324", 0x1p-1074},
        {"2.4e-324", 0},
        {"1e-9999999999999999999999", 0},
        {"0e99999999999999999999999", 0},
        {"0.000000000000000000000000000000000000000001e42", 1},
        {"100000000000000000000000000000000000000000e-41", 1},
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        double out = NAN;
        CHECK(ww_parse_f64(z(good[i].text), &out));
        if (!CHECK_NEAR(out, good[i].value, 0))
            printf("    %s\n", good[i].text);
    }
    double zero = 1;
    CHECK(ww_parse_f64(z("-0.0"), &zero) && zero == 0 && signbit(zero));
}

/* More zeros than any exponent undoes: the counting must be in wide integers, and no text too long. */
WW_TEST(endless_zeros)
{
    struct ww_buf buf = {0};
    double out = 0;
    ww_buf_z(&buf, "0.");
    for (int i = 0; i < 99999; i++)
        ww_buf_char(&buf, '0');
    ww_buf_z(&buf, "1e100000");
    CHECK(ww_parse_f64(ww_buf_view(&buf), &out));
    CHECK_NEAR(out, 1, 0);
    ww_buf_clear(&buf);
    ww_buf_z(&buf, "25");
    for (int i = 0; i < 100000; i++)
        ww_buf_char(&buf, '0');
    CHECK(!ww_parse_f64(ww_buf_view(&buf), &out));
    ww_buf_z(&buf, "e-100001");
    CHECK(ww_parse_f64(ww_buf_view(&buf), &out));
    CHECK_NEAR(out, 2.5, 0);
    ww_buf_free(&buf);
}

WW_TEST(texts_that_are_no_doubles)
{
    static const char *const bad[] = {"",      ".",    "-",       "e5",     ".e5",  "1e",    "1e+",
                                      "1e5.0", "1..2", "1.2.",    "--1",    " 1",   "1 ",    "0x1p3",
                                      "inf",   "-inf", "nan",     "NaN",    "1,5",  "1e309", "1d5",
                                      "1_0",   "£5",   "1.8e308", "-1e999", "1e5e5"};
    double out = 77;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (!CHECK(!ww_parse_f64(z(bad[i]), &out)))
            printf("    \"%s\"\n", bad[i]);
    CHECK(!ww_parse_f64(WW_STR("1\0"), &out));
    CHECK_NEAR(out, 77, 0);
}

WW_TEST(numbers_as_people_type_them)
{
    static const struct {
        const char *text;
        double value;
    } good[] = {
        {"12,345", 12345},
        {"£12,345.50", 12345.5},
        {" -£1,234,567.8 ", -1234567.8},
        {"£-5", -5},
        {"+£5", 5},
        {"£ 5", 5},
        {"1234", 1234},
        {"999", 999},
        {"1,000", 1000},
        {"0.5", 0.5},
        {".5", 0.5},
        {"1e3", 1000},
        {"-12", -12},
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        double out = NAN;
        CHECK(ww_parse_f64_loose(z(good[i].text), &out));
        if (!CHECK_NEAR(out, good[i].value, 0))
            printf("    \"%s\"\n", good[i].text);
    }
    static const char *const bad[] = {"",       " ",      "1,5",       "1,23",      "12,34,567", ",123",
                                      "1,,234", "1,234,", "1234,567",  "1.234,567", "1,2345",    "£",
                                      "\xC2",   "-",      "--5",       "-£-5",      "££5",       "5£",
                                      "1 234",  "n/a",    "1,234.5,6", "+-5",       "0x10"};
    double out = 77;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (!CHECK(!ww_parse_f64_loose(z(bad[i]), &out)))
            printf("    \"%s\"\n", bad[i]);
    char endless[1000];
    memset(endless, '1', sizeof endless);
    CHECK(!ww_parse_f64_loose((struct ww_str){endless, sizeof endless}, &out));
    CHECK(!ww_parse_f64_loose((struct ww_str){0}, &out));
    CHECK_NEAR(out, 77, 0);
}

/* The digits of the rounded number, without point and leading zeros, against the digits of the integer. */
static bool fixed_is_right(const char *text, int places)
{
    struct grid g;
    char rounded[DIGITS + 8];
    grid_of(text, &g);
    grid_round(&g, places);
    grid_print(&g, places, false, rounded);
    const char *digits = rounded + (rounded[0] == '-');
    digits += strspn(digits, "0");
    const char *largest = rounded[0] == '-' ? "9223372036854775808" : "9223372036854775807";
    bool fits = strlen(digits) < 19 || (strlen(digits) == 19 && strcmp(digits, largest) <= 0);
    int64_t got = 77;
    bool read = ww_parse_fixed(z(text), places, &got);
    char shown[32] = "";
    if (read && got != 0)
        snprintf(shown, sizeof shown, "%" PRId64, got);
    bool good = read == fits &&
                (!fits || (strcmp(shown + (got < 0), digits) == 0 && (got < 0) == (rounded[0] == '-')));
    if (!good)
        printf("    \"%s\" to %d places is %s\n", text, places, read ? shown : "refused");
    return good && (read || got == 77);
}

WW_TEST(fixed_point_against_big_decimals)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    unsigned long wrong = 0, fitted = 0;
    char text[128];
    for (int i = 0; i < 60000 && wrong < 10; i++) {
        int places = (int)ww_rng_below(&rng, 19);
        static const int most_digits[] = {8, 19, 22, 60}, most_exponent[] = {0, 0, 5, 40};
        random_decimal(&rng, most_digits[i % 4], most_exponent[i / 4 % 4], text);
        wrong += !fixed_is_right(text, places);
        int64_t out;
        fitted += ww_parse_fixed(z(text), places, &out);
    }
    CHECK_INT(wrong, 0);
    CHECK(fitted > 20000);
}

/* Around the two ends of the range, in steps of a tenth. */
WW_TEST(fixed_point_at_the_ends)
{
    unsigned long wrong = 0;
    for (int last = 5700; last < 5900; last++) {
        for (int minus = 0; minus < 2; minus++) {
            char text[64];
            for (int places = 0; places <= 18; places++) {
                int len = snprintf(text, sizeof text, "%s92233720368547%06d", minus ? "-" : "",
                                   750000 + last);
                int before = len - 1 - places; /* digits before the point, one digit too many at the end */
                memmove(text + before + 1, text + before, (size_t)(len - before) + 1);
                text[before] = '.';
                wrong += !fixed_is_right(text, places);
            }
        }
    }
    CHECK_INT(wrong, 0);
}

WW_TEST(fixed_point_examples)
{
    int64_t out = 77;
    CHECK(ww_parse_fixed(z("51.536115"), 6, &out) && CHECK_INT(out, 51536115));
    CHECK(ww_parse_fixed(z("-0.0000005"), 6, &out) && CHECK_INT(out, -1));
    CHECK(ww_parse_fixed(z("0.00000049999999999999999999999999"), 6, &out) && CHECK_INT(out, 0));
    CHECK(ww_parse_fixed(z("-7.3e-05"), 6, &out) && CHECK_INT(out, -73));
    CHECK(ww_parse_fixed(z("1"), 18, &out) && CHECK_INT(out, INT64_C(1000000000000000000)));
    CHECK(ww_parse_fixed(z("0e99999999999999999999"), 6, &out) && CHECK_INT(out, 0));
    CHECK(ww_parse_fixed(z("1e-99999999999999999999"), 6, &out) && CHECK_INT(out, 0));
    out = 77;
    CHECK(!ww_parse_fixed(z("1e99999999999999999999"), 6, &out));
    CHECK(!ww_parse_fixed(z("10"), 18, &out) && !ww_parse_fixed(z(""), 2, &out) &&
          !ww_parse_fixed(z("1,5"), 2, &out));
    CHECK_INT(out, 77);
}

/* Significant digits of a printed number. */
static int significant(const char *text)
{
    int digits = 0, zeros = 0;
    for (; *text && *text != 'e'; text++) {
        if (*text == '0')
            zeros += digits > 0;
        else if (*text >= '1' && *text <= '9') {
            digits += 1 + zeros;
            zeros = 0;
        }
    }
    return digits;
}

/* Trying every number of digits from one on. */
static int naive_shortest(double value)
{
    for (int digits = 1; digits < 17; digits++) {
        char text[40];
        double back;
        snprintf(text, sizeof text, "%.*e", digits - 1, value);
        if (ww_parse_f64(z(text), &back) && back == value)
            return significant(text);
    }
    return 17;
}

static bool prints_right(double value)
{
    char text[32];
    double back = NAN;
    ww_print_f64(value, text);
    bool good = strlen(text) <= 24 && ww_parse_f64(z(text), &back) &&
                memcmp(&back, &value, sizeof back) == 0 && significant(text) <= naive_shortest(value);
    if (!good)
        printf("    %.17g is printed as %s\n", value, text);
    return good;
}

WW_TEST(printed_doubles_read_back_and_are_short)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    unsigned long wrong = 0;
    for (int i = 0; i < 30000; i++) {
        double any = random_double(&rng);
        wrong += !prints_right(any);
        wrong += !prints_right((double)(int64_t)(ww_rng_next(&rng) >> (i & 63)) / (i % 2 ? 1 : 1000));
        wrong += !prints_right(ldexp(any, -1050 - ilogb(any)));
        wrong += !prints_right(ldexp(1, i % 2098 - 1074));
    }
    CHECK_INT(wrong, 0);
}

static const char *shown(double value)
{
    static char text[32];
    ww_print_f64(value, text);
    return text;
}

WW_TEST(printed_doubles_by_example)
{
    CHECK_STR(shown(0), "0");
    CHECK_STR(shown(-0.0), "-0");
    CHECK_STR(shown(0.1), "0.1");
    CHECK_STR(shown(0.1 + 0.2), "0.30000000000000004");
    CHECK_STR(shown(-1234567), "-1234567");
    CHECK_STR(shown(2.675), "2.675");
    CHECK_STR(shown(5e-324), "5e-324");
    CHECK_STR(shown(-DBL_MAX), "-1.7976931348623157e+308");
    CHECK_STR(shown(NAN), "nan");
    CHECK_STR(shown(INFINITY), "inf");
    CHECK_STR(shown(-INFINITY), "-inf");
}

static const char *people(double value, int decimals)
{
    static char text[48];
    ww_print_people(value, decimals, text);
    return text;
}

WW_TEST(numbers_for_people)
{
    CHECK_STR(people(0.125, 2), "0.13");
    CHECK_STR(people(2.675, 2), "2.68");
    CHECK_STR(people(-2.675, 2), "-2.68");
    CHECK_STR(people(1.005, 2), "1.01");
    CHECK_STR(people(0.5, 0), "1");
    CHECK_STR(people(1.5, 0), "2");
    CHECK_STR(people(2.5, 0), "3");
    CHECK_STR(people(-0.5, 0), "-1");
    CHECK_STR(people(0.49999999999999994, 0), "0");
    CHECK_STR(people(-0.4, 0), "0");
    CHECK_STR(people(-0.0, 1), "0.0");
    CHECK_STR(people(-0.004, 2), "0.00");
    CHECK_STR(people(0.05, 1), "0.1");
    CHECK_STR(people(0.005, 1), "0.0");
    CHECK_STR(people(9.99, 1), "10.0");
    CHECK_STR(people(999.5, 0), "1,000");
    CHECK_STR(people(999999.995, 2), "1,000,000.00");
    CHECK_STR(people(100, 0), "100");
    CHECK_STR(people(58871, 0), "58,871");
    CHECK_STR(people(1234567.891, 1), "1,234,567.9");
    CHECK_STR(people(-1234, 2), "-1,234.00");
    CHECK_STR(people(1e-300, 15), "0.000000000000000");
    CHECK_STR(people(-123456789012345680000.0 / 2, 15), "-61,728,394,506,172,840,000.000000000000000");
    CHECK_STR(people(1e19, 15), "10,000,000,000,000,000,000.000000000000000");
    CHECK_STR(people(1e20, 2), "1e+20");
    CHECK_STR(people(-1e300, 2), "-1e+300");
    CHECK_STR(people(NAN, 2), "nan");
    CHECK_STR(people(-INFINITY, 0), "-inf");
}

/* Commas stand where counting from the point says, and nowhere else. */
static bool commas_are_right(const char *text, char *without)
{
    size_t whole = strcspn(text, ".");
    bool good = true;
    for (size_t i = 0; text[i]; i++) {
        bool comma = text[i] == ',';
        bool due = i < whole && (whole - i) % 4 == 0 && i > (text[0] == '-');
        good = good && comma == due;
        if (!comma)
            *without++ = text[i];
    }
    *without = '\0';
    return good;
}

WW_TEST(rounding_against_big_decimals)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    unsigned long wrong = 0;
    for (int i = 0; i < 60000 && wrong < 10; i++) {
        int decimals = (int)ww_rng_below(&rng, 16);
        double value = ldexp(ww_rng_unit(&rng) - 0.5, (int)ww_rng_below(&rng, 120) - 53);
        if (i % 2) /* many that end in a five */
            value = ((double)ww_rng_below(&rng, 2000000) - 1000000) / (i % 4 == 1 ? 1000 : 8);
        char text[48], wanted[DIGITS], fixed[48], without[48];
        struct grid g;
        ww_print_f64(value, text);
        grid_of(text, &g);
        grid_round(&g, decimals);
        grid_print(&g, decimals, true, wanted);
        ww_print_fixed(value, decimals, fixed);
        ww_print_people(value, decimals, text);
        bool good = strcmp(fixed, wanted) == 0 && commas_are_right(text, without) &&
                    strcmp(without, fixed) == 0;
        if (!good)
            printf("    %.17g to %d: %s, %s, expected %s\n", value, decimals, fixed, text, wanted);
        wrong += !good;
    }
    CHECK_INT(wrong, 0);
}
