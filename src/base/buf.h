// SPDX-License-Identifier: Apache-2.0
#ifndef WW_BASE_BUF_H
#define WW_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

/* A growing run of bytes that carries its own maximum. Writers never return an error each: the first
 * failure is remembered in `failed` and everything after it is ignored, so a document is written
 * straight through and checked once with ww_buf_check. `data` is always terminated once non-NULL. */
struct ww_buf {
    char *data;
    size_t len;
    size_t capacity;
    size_t max;        /* 0 = 1 GiB */
    enum ww_rc failed; /* WW_OK, WW_E_NOMEM or WW_E_LIMIT */
};

void ww_buf_free(struct ww_buf *buf);  /* and makes it empty again */
void ww_buf_clear(struct ww_buf *buf); /* keeps the memory */

void ww_buf_add(struct ww_buf *buf, const void *bytes, size_t len);
void ww_buf_str(struct ww_buf *buf, struct ww_str s);
void ww_buf_z(struct ww_buf *buf, const char *terminated);
void ww_buf_char(struct ww_buf *buf, char c);
void ww_buf_printf(struct ww_buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void ww_buf_zeros(struct ww_buf *buf, size_t count);

/* WW_OK, or the first failure with its message. */
enum ww_rc WW_MUST_CHECK ww_buf_check(const struct ww_buf *buf, struct ww_err *err);

static inline struct ww_str ww_buf_view(const struct ww_buf *buf)
{
    return (struct ww_str){buf->data ? buf->data : "", buf->len};
}

#endif
