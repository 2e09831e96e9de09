// SPDX-License-Identifier: Apache-2.0
/* Problem: numbers arrive and leave as text, and the same text must be the same number on every machine.
 * Method, reading: the syntax is checked by hand and the first 19 significant digits are gathered in an
 * integer. With at most 2^53 and a power of ten up to 22 one IEEE operation is correctly rounded (Clinger,
 * "How to read floating point numbers accurately", PLDI 1990). Everything else goes to the C library's
 * reader, correctly rounded in glibc, as a whole number with an exponent, which has no decimal point to
 * differ between locales. 768 digits and one more for "not exactly" decide any double.
 * Method, writing: the shortest of 15, 16 and 17 digits that reads back. Rounding for people works on those
 * decimal digits, so 2.675 becomes 2.68 as a reader of the table would do it. */
#include "base/num.h"

#include <assert.h>
#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define KEPT_DIGITS    19   /* the most that always fit a uint64_t */
#define MAX_DIGITS     768  /* significant digits that can tell two doubles apart */
#define EXPONENT_BOUND 2000 /* beyond it every double is zero or infinite, whatever 769 digits say */
#define EXACT_MANTISSA (UINT64_C(1) << 53)
#define EXPONENT_CAP   INT64_C(1000000000000000000)
#define LONGEST_LOOSE  128 /* bytes of a number with commas */
#define MAX_DECIMALS   15  /* of a printed number */
#define LARGEST_PLAIN  20  /* 10^20 and more is written with an exponent */

_Static_assert(FLT_EVAL_METHOD == 0, "doubles must be computed as doubles");

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool parse_digits(struct ww_str text, uint64_t *out)
{
    if (text.len == 0)
        return false;
    uint64_t value = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (!is_digit(text.ptr[i]) || __builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, (uint64_t)(text.ptr[i] - '0'), &value))
            return false;
    }
    *out = value;
    return true;
}

/* Takes a sign off the front; true when it was a minus. */
static bool take_sign(struct ww_str *text)
{
    if (text->len == 0 || (text->ptr[0] != '-' && text->ptr[0] != '+'))
        return false;
    bool minus = text->ptr[0] == '-';
    text->ptr++;
    text->len--;
    return minus;
}

/* Magnitude and sign to an int64_t; false when it does not fit. */
static bool apply_sign(uint64_t magnitude, bool minus, int64_t *out)
{
    if (magnitude > (uint64_t)INT64_MAX + minus)
        return false;
    *out = minus ? (int64_t)(0 - magnitude) : (int64_t)magnitude;
    return true;
}

bool ww_parse_i64(struct ww_str text, int64_t *out)
{
    uint64_t magnitude;
    bool minus = take_sign(&text);
    return parse_digits(text, &magnitude) && apply_sign(magnitude, minus, out);
}

bool ww_parse_u64(struct ww_str text, uint64_t *out)
{
    if (text.len && text.ptr[0] == '+')
        take_sign(&text);
    return parse_digits(text, out);
}

/* A decimal number taken apart: the first KEPT_DIGITS significant digits as an integer, what is needed to
 * round them, and where the rest stands in the text. */
struct decimal {
    bool minus;
    uint64_t mantissa;
    size_t n_significant;  /* digits from the first that is not zero */
    char next_digit;       /* the one after those in mantissa, or '0' */
    int64_t last_exponent; /* power of ten of the last digit written */
    struct ww_str digits;  /* digits and at most one point */
};

static size_t scan_digits(struct ww_str text, struct decimal *d)
{
    size_t i = 0, digits = 0, after_point = 0;
    bool point = false;
    for (; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '.' && !point) {
            point = true;
            continue;
        }
        if (!is_digit(c))
            break;
        digits++;
        after_point += point;
        if (c == '0' && d->n_significant == 0)
            continue;
        if (d->n_significant < KEPT_DIGITS)
            d->mantissa = d->mantissa * 10 + (uint64_t)(c - '0');
        else if (d->n_significant == KEPT_DIGITS)
            d->next_digit = c;
        d->n_significant++;
    }
    d->digits = (struct ww_str){text.ptr, i};
    d->last_exponent = -(int64_t)after_point;
    return digits;
}

static bool scan_decimal(struct ww_str text, struct decimal *out)
{
    struct decimal d = {.next_digit = '0'};
    d.minus = take_sign(&text);
    if (scan_digits(text, &d) == 0)
        return false;
    size_t at = d.digits.len;
    if (at < text.len) {
        if (text.ptr[at] != 'e' && text.ptr[at] != 'E')
            return false;
        struct ww_str rest = {text.ptr + at + 1, text.len - at - 1};
        bool minus = take_sign(&rest);
        if (rest.len == 0)
            return false;
        int64_t exponent = 0;
        for (size_t i = 0; i < rest.len; i++) {
            if (!is_digit(rest.ptr[i]))
                return false;
            if (exponent < EXPONENT_CAP / 10)
                exponent = exponent * 10 + (rest.ptr[i] - '0');
        }
        d.last_exponent += minus ? -exponent : exponent;
    }
    *out = d;
    return true;
}

/* The magnitude of any decimal by the C library's reader; infinite when it is too large. */
static double read_slowly(const struct decimal *d)
{
    char text[MAX_DIGITS + 32];
    size_t len = 0;
    bool sticky = false;
    for (size_t i = 0; i < d->digits.len; i++) {
        char c = d->digits.ptr[i];
        if (c == '.' || (c == '0' && len == 0))
            continue;
        if (len < MAX_DIGITS)
            text[len++] = c;
        else
            sticky = sticky || c != '0';
    }
    int64_t exponent = d->last_exponent + (int64_t)(d->n_significant - len);
    if (sticky) {
        text[len++] = '1';
        exponent--;
    }
    if (exponent > EXPONENT_BOUND)
        return HUGE_VAL;
    if (exponent < -EXPONENT_BOUND)
        return 0;
    snprintf(text + len, sizeof text - len, "e%d", (int)exponent);
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0); /* glibc: a constant, nothing is allocated */
    assert(plain);
    double value = strtod_l(text, NULL, plain);
    freelocale(plain);
    return value;
}

static double magnitude_of(const struct decimal *d)
{
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    if (d->mantissa == 0)
        return 0;
    if (d->n_significant <= KEPT_DIGITS && d->mantissa <= EXACT_MANTISSA) {
        if (d->last_exponent >= 0 && d->last_exponent <= 22)
            return (double)d->mantissa * powers[d->last_exponent];
        if (d->last_exponent < 0 && d->last_exponent >= -22)
            return (double)d->mantissa / powers[-d->last_exponent];
    }
    return read_slowly(d);
}

bool ww_parse_f64(struct ww_str text, double *out)
{
    struct decimal d;
    if (!scan_decimal(text, &d))
        return false;
    double magnitude = magnitude_of(&d);
    if (!isfinite(magnitude))
        return false;
    *out = d.minus ? -magnitude : magnitude;
    return true;
}

/* Copies the text without its commas; false unless they stand between thousands. */
static bool drop_commas(struct ww_str text, char *out, size_t *out_len)
{
    size_t len = 0, group = 0;
    bool whole = true, commas = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (whole && c == ',') {
            if (commas ? group != 3 : group == 0 || group > 3)
                return false;
            commas = true;
            group = 0;
            continue;
        }
        if (whole && !is_digit(c)) {
            if (commas && group != 3)
                return false;
            whole = false;
        }
        group++;
        out[len++] = c;
    }
    *out_len = len;
    return !(whole && commas && group != 3);
}

bool ww_parse_f64_loose(struct ww_str text, double *out)
{
    static const struct ww_str pound = {"\xC2\xA3", 2};
    text = ww_str_trim(text);
    size_t before = text.len;
    bool minus = take_sign(&text);
    bool sign_first = text.len < before;
    if (ww_str_starts(text, pound)) {
        text = ww_str_trim((struct ww_str){text.ptr + pound.len, text.len - pound.len});
        if (!sign_first)
            minus = take_sign(&text);
    }
    char plain[LONGEST_LOOSE];
    size_t len;
    if (text.len > sizeof plain || !drop_commas(text, plain, &len))
        return false;
    if (len == 0 || !(is_digit(plain[0]) || plain[0] == '.'))
        return false;
    double value;
    if (!ww_parse_f64((struct ww_str){plain, len}, &value))
        return false;
    *out = minus ? -value : value;
    return true;
}

static uint64_t power_of_ten(int64_t exponent)
{
    uint64_t power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

/* The decimal as a count of 10^-places, half away from zero; false when it does not fit 64 bits. */
static bool fixed_magnitude(const struct decimal *d, int places, uint64_t *out)
{
    *out = 0;
    if (d->mantissa == 0)
        return true;
    size_t kept = d->n_significant < KEPT_DIGITS ? d->n_significant : KEPT_DIGITS;
    int64_t shift = d->last_exponent + (int64_t)(d->n_significant - kept) + places;
    if (shift > KEPT_DIGITS)
        return false;
    if (shift < -KEPT_DIGITS)
        return true; /* less than a tenth of a unit */
    if (shift > 0)
        return d->n_significant == kept && !__builtin_mul_overflow(d->mantissa, power_of_ten(shift), out);
    if (shift == 0)
        return !__builtin_add_overflow(d->mantissa, (uint64_t)(d->next_digit >= '5'), out);
    uint64_t power = power_of_ten(-shift);
    /* Digits beyond the kept ones cannot decide: half of 10^n is a whole number. */
    *out = d->mantissa / power + (d->mantissa % power >= power / 2);
    return true;
}

bool ww_parse_fixed(struct ww_str text, int places, int64_t *out)
{
    assert(places >= 0 && places <= 18);
    struct decimal d;
    uint64_t magnitude;
    return scan_decimal(text, &d) && fixed_magnitude(&d, places, &magnitude) &&
           apply_sign(magnitude, d.minus, out);
}

static bool print_not_finite(double value, char *out, size_t size)
{
    if (isfinite(value))
        return false;
    snprintf(out, size, "%s", isnan(value) ? "nan" : value < 0 ? "-inf" : "inf");
    return true;
}

/* A decimal point, whatever the locale of the process writes. */
static void plain_point(char *text)
{
    for (; *text; text++)
        if (!is_digit(*text) && *text != '-' && *text != '+' && *text != 'e')
            *text = '.';
}

void ww_print_f64(double value, char out[32])
{
    if (print_not_finite(value, out, 32))
        return;
    /* Below the normal range there are fewer than 53 bits, and fewer than 15 digits can be enough. */
    int first = value != 0 && fabs(value) < DBL_MIN ? 1 : 15;
    for (int digits = first; digits <= 17; digits++) {
        snprintf(out, 32, "%.*g", digits, value);
        plain_point(out);
        double back;
        if (digits == 17 || (ww_parse_f64(ww_str_of(out), &back) && back == value))
            return;
    }
}

/* The digits of the shortest text: value = 0.d0d1d2... * 10^point. */
struct shortest {
    char digits[20];
    int count;
    int point;
};

static void take_shortest(double magnitude, struct shortest *s)
{
    char text[32];
    ww_print_f64(magnitude, text);
    *s = (struct shortest){.count = 0};
    bool point = false;
    char *at = text;
    for (; *at && *at != 'e'; at++) {
        if (*at == '.') {
            point = true;
            continue;
        }
        if (s->count == 0 && *at == '0') {
            s->point -= point;
            continue;
        }
        s->point += !point;
        s->digits[s->count++] = *at;
    }
    int64_t exponent = 0;
    if (*at == 'e' && ww_parse_i64(ww_str_of(at + 1), &exponent))
        s->point += (int)exponent;
}

/* Cuts to `decimals` places, half away from zero. */
static void round_shortest(struct shortest *s, int decimals)
{
    int keep = s->point + decimals;
    if (keep >= s->count)
        return;
    if (keep < 0) {
        s->count = 0;
        return;
    }
    bool up = s->digits[keep] >= '5';
    s->count = keep;
    if (!up)
        return;
    while (s->count && s->digits[s->count - 1] == '9')
        s->count--;
    if (s->count) {
        s->digits[s->count - 1]++;
        return;
    }
    s->digits[0] = '1';
    s->count = 1;
    s->point++;
}

static char digit_at(const struct shortest *s, int position)
{
    return position >= 0 && position < s->count ? s->digits[position] : '0';
}

static char *put_whole(const struct shortest *s, bool commas, char *to)
{
    int digits = s->count ? s->point : 0;
    if (digits <= 0)
        *to++ = '0';
    for (int i = 0; i < digits; i++) {
        if (commas && i && (digits - i) % 3 == 0)
            *to++ = ',';
        *to++ = digit_at(s, i);
    }
    return to;
}

static void print_rounded(double value, int decimals, bool commas, char out[48])
{
    assert(decimals >= 0 && decimals <= MAX_DECIMALS);
    if (print_not_finite(value, out, 48))
        return;
    struct shortest s;
    take_shortest(fabs(value), &s);
    round_shortest(&s, decimals);
    if (s.count && s.point > LARGEST_PLAIN) {
        ww_print_f64(value, out);
        return;
    }
    char *to = out;
    if (value < 0 && s.count)
        *to++ = '-';
    to = put_whole(&s, commas, to);
    if (decimals)
        *to++ = '.';
    for (int i = 0; i < decimals; i++)
        *to++ = digit_at(&s, s.point + i);
    *to = '\0';
}

void ww_print_people(double value, int decimals, char out[48])
{
    print_rounded(value, decimals, true, out);
}

void ww_print_fixed(double value, int decimals, char out[48])
{
    print_rounded(value, decimals, false, out);
}
