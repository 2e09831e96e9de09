// SPDX-License-Identifier: Apache-2.0
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/checked.h"

#define DEFAULT_MAX ((size_t)1 << 30)

void ww_buf_free(struct ww_buf *buf)
{
    free(buf->data);
    size_t max = buf->max;
    *buf = (struct ww_buf){.max = max};
}

void ww_buf_clear(struct ww_buf *buf)
{
    buf->len = 0;
    buf->failed = WW_OK;
    if (buf->data)
        buf->data[0] = '\0';
}

/* Room for len more bytes and the terminator, or the failure is noted. */
static bool reserve(struct ww_buf *buf, size_t len)
{
    if (buf->failed)
        return false;
    size_t needed; /* with the terminator */
    size_t max = buf->max ? buf->max : DEFAULT_MAX;
    if (!ww_size_add(buf->len, len, &needed) || !ww_size_add(needed, 1, &needed) || needed - 1 > max) {
        buf->failed = WW_E_LIMIT;
        return false;
    }
    void *data = buf->data;
    if (!ww_grow(&data, &buf->capacity, needed, 1)) {
        buf->failed = WW_E_NOMEM;
        return false;
    }
    buf->data = data;
    return true;
}

void ww_buf_add(struct ww_buf *buf, const void *bytes, size_t len)
{
    if (!reserve(buf, len))
        return;
    if (len)
        memcpy(buf->data + buf->len, bytes, len);
    buf->len += len;
    buf->data[buf->len] = '\0';
}

void ww_buf_str(struct ww_buf *buf, struct ww_str s)
{
    ww_buf_add(buf, s.ptr, s.len);
}

void ww_buf_z(struct ww_buf *buf, const char *terminated)
{
    ww_buf_add(buf, terminated, strlen(terminated));
}

void ww_buf_char(struct ww_buf *buf, char c)
{
    ww_buf_add(buf, &c, 1);
}

void ww_buf_zeros(struct ww_buf *buf, size_t count)
{
    if (!reserve(buf, count))
        return;
    memset(buf->data + buf->len, 0, count + 1);
    buf->len += count;
}

void ww_buf_printf(struct ww_buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len >= 0 && reserve(buf, (size_t)len)) {
        vsnprintf(buf->data + buf->len, (size_t)len + 1, format, again);
        buf->len += (size_t)len;
    }
    va_end(again);
}

enum ww_rc ww_buf_check(const struct ww_buf *buf, struct ww_err *err)
{
    if (buf->failed == WW_E_NOMEM)
        return ww_fail_nomem(err);
    if (buf->failed)
        return ww_fail(err, buf->failed, "The output grew beyond its limit of %zu bytes.",
                       buf->max ? buf->max : DEFAULT_MAX);
    return WW_OK;
}
