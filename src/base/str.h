// SPDX-License-Identifier: Apache-2.0
#ifndef WW_BASE_STR_H
#define WW_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Bytes that belong to somebody else: all input is read as these. Not terminated; may hold any byte. */
struct ww_str {
    const char *ptr;
    size_t len;
};

#define WW_STR(literal) ((struct ww_str){(literal), sizeof(literal) - 1})

static inline struct ww_str ww_str_of(const char *terminated)
{
    return (struct ww_str){terminated, terminated ? strlen(terminated) : 0};
}

static inline bool ww_str_eq(struct ww_str a, struct ww_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool ww_str_eqz(struct ww_str a, const char *terminated)
{
    return ww_str_eq(a, ww_str_of(terminated));
}

/* Byte order, shorter first on a tie: <0, 0, >0. */
int ww_str_cmp(struct ww_str a, struct ww_str b);

/* ASCII letters without regard to case; other bytes as they are. */
bool ww_str_eq_nocase(struct ww_str a, struct ww_str b);

bool ww_str_starts(struct ww_str s, struct ww_str prefix);
bool ww_str_ends(struct ww_str s, struct ww_str suffix);
bool ww_str_ends_nocase(struct ww_str s, struct ww_str suffix); /* ".CSV" ends in ".csv" */

/* Without leading and trailing spaces, tabs, CR and LF. */
struct ww_str ww_str_trim(struct ww_str s);

/* Cuts *rest at the first `separator`: what stands before it is *head, what follows stays in *rest.
 * Without a separator all of it becomes *head and *rest is empty. False when *rest was already empty. */
bool ww_str_cut(struct ww_str *rest, char separator, struct ww_str *head);

/* Copies into a fixed buffer, always terminated; false when it had to be cut short. */
bool ww_str_copy(struct ww_str s, char *out, size_t out_size);

/* Index of the first byte c, or s.len. */
size_t ww_str_find(struct ww_str s, char c);

#endif
