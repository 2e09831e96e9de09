// SPDX-License-Identifier: Apache-2.0
#ifndef WW_BASE_UTF8_H
#define WW_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

/* Length of the longest valid UTF-8 prefix (RFC 3629: no surrogates, no overlong forms). */
size_t ww_utf8_valid_prefix(struct ww_str s);
static inline bool ww_utf8_valid(struct ww_str s)
{
    return ww_utf8_valid_prefix(s) == s.len;
}

/* Appends the Windows-1252 bytes as UTF-8; the five undefined bytes become U+FFFD and are counted. */
size_t ww_utf8_from_cp1252(struct ww_str s, struct ww_buf *out);

/* Number of code points (s must be valid). */
size_t ww_utf8_length(struct ww_str s);

/* Appends one code point (<= 0x10FFFF, else U+FFFD). */
void ww_utf8_put(struct ww_buf *out, uint32_t code_point);

#endif
