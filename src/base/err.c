// SPDX-License-Identifier: Apache-2.0
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* After a text had to be cut: never in the middle of a UTF-8 sequence, which a page or a JSON file could not
 * hold. */
static void end_whole(char *text, int wanted, size_t size)
{
    if (wanted < 0 || (size_t)wanted < size)
        return;
    size_t len = size - 1;
    while (len && (text[len - 1] & 0xC0) == 0x80)
        len--;
    if (len && (text[len - 1] & 0xC0) == 0xC0)
        len--;
    text[len] = '\0';
}

__attribute__((format(printf, 6, 0))) static void fill(struct ww_err *err, enum ww_rc rc, const char *source,
                                                       uint64_t line, uint64_t column, const char *format,
                                                       va_list args)
{
    if (!err)
        return;
    char message[sizeof err->message]; /* an argument may point into *err */
    end_whole(message, vsnprintf(message, sizeof message, format, args), sizeof message);
    char where[sizeof err->source];
    end_whole(where, snprintf(where, sizeof where, "%s", source ? source : ""), sizeof where);
    err->rc = rc;
    err->line = line;
    err->column = column;
    memcpy(err->source, where, sizeof where);
    memcpy(err->message, message, sizeof message);
}

enum ww_rc ww_fail(struct ww_err *err, enum ww_rc rc, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(err, rc, NULL, 0, 0, format, args);
    va_end(args);
    return rc;
}

enum ww_rc ww_fail_at(struct ww_err *err, enum ww_rc rc, const char *source, uint64_t line, uint64_t column,
                      const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(err, rc, source, line, column, format, args);
    va_end(args);
    return rc;
}

enum ww_rc ww_fail_nomem(struct ww_err *err)
{
    return ww_fail(err, WW_E_NOMEM,
                   "There is not enough memory to go on. Close other programs and try again.");
}

void ww_err_print(const struct ww_err *err, char *out, uint64_t out_size)
{
    if (!err->source[0])
        snprintf(out, out_size, "%s", err->message);
    else if (!err->line)
        snprintf(out, out_size, "%s: %s", err->source, err->message);
    else if (!err->column)
        snprintf(out, out_size, "%s:%llu: %s", err->source, (unsigned long long)err->line, err->message);
    else
        snprintf(out, out_size, "%s:%llu:%llu: %s", err->source, (unsigned long long)err->line,
                 (unsigned long long)err->column, err->message);
}

int ww_rc_exit_code(enum ww_rc rc)
{
    switch (rc) {
    case WW_OK: return 0;
    case WW_E_USAGE:
    case WW_E_NOT_FOUND: return 2;
    case WW_E_DAMAGED: return 3;
    default: return 1;
    }
}
