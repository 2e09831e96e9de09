// SPDX-License-Identifier: Apache-2.0
#include "base/str.h"

int ww_str_cmp(struct ww_str a, struct ww_str b)
{
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = shared ? memcmp(a.ptr, b.ptr, shared) : 0;
    if (order)
        return order;
    return (a.len > b.len) - (a.len < b.len);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool ww_str_eq_nocase(struct ww_str a, struct ww_str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.ptr[i]) != lower(b.ptr[i]))
            return false;
    return true;
}

bool ww_str_starts(struct ww_str s, struct ww_str prefix)
{
    return s.len >= prefix.len && ww_str_eq((struct ww_str){s.ptr, prefix.len}, prefix);
}

/* The last n bytes, n at most s.len. */
static struct ww_str tail(struct ww_str s, size_t n)
{
    return (struct ww_str){s.len ? s.ptr + (s.len - n) : s.ptr, n};
}

bool ww_str_ends(struct ww_str s, struct ww_str suffix)
{
    return s.len >= suffix.len && ww_str_eq(tail(s, suffix.len), suffix);
}

bool ww_str_ends_nocase(struct ww_str s, struct ww_str suffix)
{
    return s.len >= suffix.len && ww_str_eq_nocase(tail(s, suffix.len), suffix);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct ww_str ww_str_trim(struct ww_str s)
{
    while (s.len && is_space(s.ptr[0])) {
        s.ptr++;
        s.len--;
    }
    while (s.len && is_space(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

size_t ww_str_find(struct ww_str s, char c)
{
    const char *hit = s.len ? memchr(s.ptr, c, s.len) : NULL;
    return hit ? (size_t)(hit - s.ptr) : s.len;
}

bool ww_str_cut(struct ww_str *rest, char separator, struct ww_str *head)
{
    if (!rest->len)
        return false;
    size_t at = ww_str_find(*rest, separator);
    *head = (struct ww_str){rest->ptr, at};
    size_t skip = at < rest->len ? at + 1 : at;
    *rest = (struct ww_str){rest->ptr + skip, rest->len - skip};
    return true;
}

bool ww_str_copy(struct ww_str s, char *out, size_t out_size)
{
    if (!out_size)
        return false;
    size_t n = s.len < out_size - 1 ? s.len : out_size - 1;
    if (n)
        memcpy(out, s.ptr, n);
    out[n] = '\0';
    return n == s.len;
}
