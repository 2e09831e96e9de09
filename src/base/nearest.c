// SPDX-License-Identifier: Apache-2.0
/* "Did you mean": edit distance (Levenshtein 1966) with one row of the usual table. */
#include "base/nearest.h"

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static size_t least(size_t a, size_t b, size_t c)
{
    size_t ab = a < b ? a : b;
    return ab < c ? ab : c;
}

size_t ww_edit_distance(struct ww_str a, struct ww_str b)
{
    if (a.len > WW_NEAREST_MAX || b.len > WW_NEAREST_MAX)
        return (size_t)-1;
    size_t row[WW_NEAREST_MAX + 1];
    for (size_t j = 0; j <= b.len; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t change = diagonal + (lower(a.ptr[i - 1]) != lower(b.ptr[j - 1]));
            diagonal = row[j];
            row[j] = least(row[j] + 1, row[j - 1] + 1, change);
        }
    }
    return row[b.len];
}

const char *ww_nearest(struct ww_str wrong, const char *const *words, size_t n_words)
{
    const char *best = NULL;
    size_t best_distance = (size_t)-1;
    for (size_t i = 0; i < n_words; i++) {
        struct ww_str word = ww_str_of(words[i]);
        size_t distance = ww_edit_distance(wrong, word);
        size_t longer = wrong.len > word.len ? wrong.len : word.len;
        if (distance <= longer / 3 && distance < best_distance) {
            best = words[i];
            best_distance = distance;
        }
    }
    return best;
}
