// SPDX-License-Identifier: Apache-2.0
/* UK postcodes in one form.
 *
 * Problem. "sw1a1aa", "SW1A  1AA" and "SWIA IAA" are one place.
 * Method. Letters and figures alone, in capitals; the inward part is the last three. The outward part has one of six shapes by
 * its length (A9, A99, AA9, A9A, AA99, AA9A); a figure where the shape has a letter, or the other way round, is changed
 * where the two look alike (O 0, I 1, L 1, S 5). Of the shapes that make a valid postcode, the one with the fewest changes.
 * Conventions. Valid means the letters Royal Mail uses at each place, not that the address exists: the list of those is not
 * ours to ship.
 * Source. Royal Mail, Programmers' Guide to the Postcode Address File, postcode formats; ZZ99 is the NHS's and ONS's pseudo
 * postcode for no fixed abode and not known. */
#include <limits.h>

#include "people/normalise.h"

#define LENGTH_MIN 5
#define LENGTH_MAX 7
#define INWARD     3

static const char *const shapes[] = {"A9", "A99", "AA9", "A9A", "AA99", "AA9A"};
#define N_SHAPES (sizeof shapes / sizeof shapes[0])

/* --- characters ----------------------------------------------------------------------------------- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* As the shape wants it; false where it cannot be. */
static bool suit(char want, char *c, int *changes)
{
    static const char figures[] = "0115", letters[] = "OILS";
    if (is_digit(*c) == (want == '9'))
        return true;
    const char *from = want == '9' ? letters : figures, *to = want == '9' ? figures : letters;
    for (size_t i = 0; from[i]; i++)
        if (*c == from[i]) {
            *c = to[i];
            ++*changes;
            return true;
        }
    return false;
}

static bool none_of(char c, const char *banned)
{
    return !strchr(banned, c);
}

static bool letters_are_used(const char *code, size_t outward)
{
    const char *inward = code + outward;
    const bool two = !is_digit(code[1]);
    const char last = code[outward - 1];
    if (!none_of(code[0], "QVX") || (two && !none_of(code[1], "IJZ")))
        return false;
    if (!is_digit(last) && !strchr(two ? "ABEHMNPRVWXY" : "ABCDEFGHJKPSTUW", last))
        return false;
    return none_of(inward[1], "CIKMOV") && none_of(inward[2], "CIKMOV");
}

/* --- the whole ------------------------------------------------------------------------------------ */

static size_t squeeze(struct ww_str raw, char out[LENGTH_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < raw.len; i++) {
        char c = raw.ptr[i];
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        if (!is_digit(c) && !(c >= 'A' && c <= 'Z'))
            continue;
        if (n == LENGTH_MAX)
            return 0;
        out[n++] = c;
    }
    return n;
}

/* Into the shape; the number of changes, or INT_MAX where it does not fit. */
static int fit(const char *shape, const char *code, size_t n, char out[LENGTH_MAX])
{
    const size_t outward = n - INWARD;
    int changes = 0;
    memcpy(out, code, n);
    if (strlen(shape) != outward)
        return INT_MAX;
    for (size_t i = 0; i < n; i++)
        if (!suit(i < outward ? shape[i] : "9AA"[i - outward], &out[i], &changes))
            return INT_MAX;
    return letters_are_used(out, outward) ? changes : INT_MAX;
}

struct ww_str ww_normal_postcode(struct ww_str raw, char *out, bool *valid)
{
    char code[LENGTH_MAX], best[LENGTH_MAX], tried[LENGTH_MAX];
    const size_t n = squeeze(raw, code);
    int fewest = INT_MAX;
    if (valid)
        *valid = false;
    if (n < LENGTH_MIN || memcmp(code, "ZZ99", 4) == 0)
        return (struct ww_str){out, 0};
    memcpy(best, code, n);
    if (n == 6 && memcmp(code, "GIR0AA", 6) == 0)
        fewest = 0;
    for (size_t s = 0; s < N_SHAPES; s++) {
        const int changes = fit(shapes[s], code, n, tried);
        if (changes < fewest) {
            fewest = changes;
            memcpy(best, tried, n);
        }
    }
    if (valid)
        *valid = fewest < INT_MAX;
    bool has_digit = false;
    for (size_t i = 0; i < n; i++)
        has_digit |= is_digit(best[i]);
    if (!has_digit) /* a word: "LONDON" */
        return (struct ww_str){out, 0};
    memcpy(out, best, n - INWARD);
    out[n - INWARD] = ' ';
    memcpy(out + n - INWARD + 1, best + n - INWARD, INWARD);
    return (struct ww_str){out, n + 1};
}
