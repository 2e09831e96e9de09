// SPDX-License-Identifier: Apache-2.0
/* A descriptor is written by people, for whom \d is a digit, and read from files, which may be hostile: the C
 * library's compiler unrolls counted repeats, so nested ones could ask for any amount of memory. */
#include "intake/pattern.h"

#include <string.h>

#include "base/buf.h"

/* The largest count of the {m,n} that begins at c. */
static unsigned long largest_count(const char *c)
{
    unsigned long largest = 1, number = 0;
    for (c++; (*c >= '0' && *c <= '9') || *c == ','; c++) {
        number = *c == ',' ? 0 : number * 10 + (unsigned long)(*c - '0');
        if (number > WW_PATTERN_REPEATS)
            return number;
        largest = number > largest ? number : largest;
    }
    return largest;
}

/* How often the compiler may come to copy a part of the pattern, at most: the largest counts of all {m,n} multiplied
 * up, and 2 for each '+', which it makes of "x" and "x*". 0 = too often. */
static unsigned long repeats(const char *pattern)
{
    unsigned long product = 1;
    bool in_bracket = false;
    for (const char *c = pattern; *c; c++) {
        if (*c == '\\' && c[1] && !in_bracket)
            c++;
        else if (in_bracket || *c == '[')
            in_bracket = *c != ']';
        else if (*c == '{' || *c == '+')
            product *= *c == '+' ? 2 : largest_count(c);
        if (product > WW_PATTERN_REPEATS)
            return 0;
    }
    return product;
}

/* What POSIX does not know: (?...) and, outside brackets, back references. */
static bool unknown(const char *c)
{
    return (c[0] == '(' && c[1] == '?') || (c[0] == '\\' && c[1] >= '0' && c[1] <= '9');
}

/* \d and \s, inside and outside of brackets; other escapes as they are. False for what POSIX does not know. */
static bool translate(const char *pattern, struct ww_buf *out)
{
    bool in_bracket = false;
    for (const char *c = pattern; *c; c++) {
        if (!in_bracket && unknown(c))
            return false;
        if (*c == '\\' && (c[1] == 'd' || c[1] == 's')) {
            const char *class = *++c == 'd' ? "0-9" : "[:space:]";
            ww_buf_printf(out, in_bracket ? "%s" : "[%s]", class);
        } else if (*c == '\\' && c[1] && !in_bracket) {
            ww_buf_add(out, c++, 2);
        } else {
            in_bracket = in_bracket ? *c != ']' : *c == '[';
            ww_buf_char(out, *c);
        }
    }
    return true;
}

const char *ww_pattern_compile(const char *pattern, enum ww_pattern_match match, regex_t *out)
{
    if (strlen(pattern) > WW_PATTERN_MAX)
        return "is longer than 256 characters";
    if (!repeats(pattern))
        return "repeats too much: the counts of all {m,n}, and 2 for each +, multiply to more than 1,000";
    struct ww_buf text = {.max = (size_t)8 * WW_PATTERN_MAX};
    bool whole = match == WW_PATTERN_WHOLE;
    ww_buf_z(&text, whole ? "^(" : "");
    bool known = translate(pattern, &text);
    ww_buf_z(&text, whole ? ")$" : "");
    const char *fault = NULL;
    if (!known)
        fault = "uses (?...) or a back reference, which a POSIX extended expression does not have";
    else if (text.failed || !text.data)
        fault = "is empty or too long";
    else if (regcomp(out, text.data, REG_EXTENDED) != 0)
        fault = "is not a POSIX extended regular expression";
    ww_buf_free(&text);
    return fault;
}

bool ww_pattern_groups(const regex_t *regex, const char *text, struct ww_str groups[WW_PATTERN_GROUPS])
{
    regmatch_t found[WW_PATTERN_GROUPS + 1];
    if (regexec(regex, text, WW_PATTERN_GROUPS + 1, found, 0) != 0)
        return false;
    for (size_t i = 0; i < WW_PATTERN_GROUPS; i++) {
        regmatch_t m = found[i + 1];
        groups[i] = m.rm_so < 0 ? (struct ww_str){"", 0}
                                : (struct ww_str){text + m.rm_so, (size_t)(m.rm_eo - m.rm_so)};
    }
    return true;
}
